/* Of libc, libm, the compiler's runtime and threads, what differs between
 * machines: word size, byte order, long double, 64-bit division, TLS. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static __thread int local = 5;
static jmp_buf back;

static void *
thread(void *p)
{
	local++;
	*(int *)p = local * 7;
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int
main(int argc, char **argv)
{
	int v = 0, a[5] = { 5, 3, 1, 4, 2 };
	volatile double d = argc + 1.0;
	volatile long double l = d;
	volatile unsigned long long q = 0xfedcba9876543210ull;
	volatile int jumped = 0;
	pthread_t t;

	(void)argv;
	if (pthread_create(&t, NULL, thread, &v) != 0 ||
		pthread_join(t, NULL) != 0)
		return 1;
	qsort(a, 5, sizeof *a, by_value);
	if (setjmp(back) == 0)
		longjmp(back, 1);
	else
		jumped = 1;
	printf("%d %d %.4f %.3Lf %llx %llu %d %s\n", v, a[4], pow(d, 0.5),
		l * 1.5L, q / (unsigned)(argc + 9), q % 1000000007ull, jumped,
		strerror(ENOENT));
	return 0;
}
