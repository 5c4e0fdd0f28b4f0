/* Thread-local variables and musl's other names for its functions of 64-bit time. */
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

int __clock_gettime64(clockid_t, struct timespec *);
int __stat_time64(const char *, struct stat *);
struct tm *__gmtime64_r(const time_t *, struct tm *);
time_t __timegm_time64(struct tm *);
time_t __time64(time_t *);

__thread int first = 5, second;

static void *
run(void *unused)
{
	(void)unused;
	first += 1;
	second = first;
	return (void *)(long)(first * 10 + second);
}

int
main(void)
{
	struct timespec now;
	struct stat at;
	struct tm parts;
	time_t far = 1LL << 32;
	pthread_t other;
	void *said;

	first = 40;
	second = 2;
	pthread_create(&other, 0, run, 0);
	pthread_join(other, &said);
	printf("%d %ld %d %d %d\n", first + second, (long)said,
		__clock_gettime64(CLOCK_REALTIME, &now) == 0 &&
			now.tv_sec - __time64(0) < 2,
		__stat_time64("/", &at) == 0 && S_ISDIR(at.st_mode),
		__timegm_time64(__gmtime64_r(&far, &parts)) == far);
	return 0;
}
