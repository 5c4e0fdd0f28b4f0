#include <cJSON.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <yaml.h>

#ifdef __GLIBC_MINOR__
enum { ZBUILD_GLIBC = __GLIBC_MINOR__ };
#else
enum { ZBUILD_GLIBC = 0 };
#endif
enum { ZBUILD_LONG_DOUBLE = sizeof(long double) };

int part_sum(int a, int b);
