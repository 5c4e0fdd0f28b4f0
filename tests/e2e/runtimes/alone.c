/* What a static glibc is asked for: threads, files, numbers. */
#include <gnu/libc-version.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

static void *
thread(void *unused)
{
	puts("thread");
	return unused;
}

int
main(int argc, char **argv)
{
	struct stat st;
	pthread_t t;

	pthread_create(&t, NULL, thread, NULL);
	pthread_join(t, NULL);
	printf("headers %d library %s\n", __GLIBC_MINOR__, gnu_get_libc_version());
	printf("stat %d pow %.3f\n", stat(argv[0], &st), pow(argc + 1.5, 2.5));
	return 0;
}
