/*
 * What old floors and new headers quarrel about: 64-bit file calls, fcntl,
 * stat, threads with TLS, strto*, dlopen, math, time, resolver.
 */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static __thread int local;
static int total;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *
count(void *arg)
{
	for (int i = 0; i < 1000; i++)
		local += *(const int *)arg;
	pthread_mutex_lock(&mutex);
	total += local;
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static int
threads(void)
{
	pthread_t t[4];
	int step[4] = { 1, 2, 3, 4 };

	for (int i = 0; i < 4; i++)
		if (pthread_create(&t[i], NULL, count, &step[i]) != 0)
			return 0;
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	return total == 10000 && local == 0;
}

static int
files(void)
{
	char name[] = "/tmp/zbuild-e2e-XXXXXX";
	struct stat st;
	int fd = mkstemp(name), ok;

	if (fd < 0)
		return 0;
	ok = ftruncate(fd, (off_t)5 << 30) == 0 && fstat(fd, &st) == 0 &&
		st.st_size == (off_t)5 << 30 && stat(name, &st) == 0 &&
		S_ISREG(st.st_mode) && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
		fcntl(fd, F_GETFD) == FD_CLOEXEC &&
		time(NULL) - st.st_mtime < 60;
	close(fd);
	unlink(name);
	return ok && stat(name, &st) == -1 && errno == ENOENT;
}

static int
numbers(char **argv)
{
	double x = strtod(argv[1], NULL);

	return strtol("-12x", NULL, 10) == -12 &&
		strtoull("0xffffffffffffffff", NULL, 16) == UINT64_MAX &&
		fabs(pow(x, 0.5) - 1.41421356) < 1e-6 &&
		fabs(exp(log(x)) - x) < 1e-9;
}

static int
undefined_at_O0(char **argv)
{
	/* zig's own default would trap here: UBSan that nobody asked for. */
	int big = atoi(argv[2]);

	return big + 1 < big || big + 1 > big;
}

int
main(int argc, char **argv)
{
	static char *fallback[] = { "work", "2", "2147483647", NULL };
	struct timespec now;

	if (argc < 3)
		argv = fallback;
	printf("threads %d\nfiles %d\nnumbers %d\nclock %d\nwrap %d\n",
		threads(), files(), numbers(argv),
		clock_gettime(CLOCK_MONOTONIC, &now) == 0,
		undefined_at_O0(argv));
	return 0;
}
