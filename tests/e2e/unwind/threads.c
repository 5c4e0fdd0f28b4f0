/* glibc's own unwinding: pthread_cancel and backtrace load libgcc_s.so.1. How many
 * unwinders has the process then? */
#include <execinfo.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void _Unwind_Resume(void *);

static void
clean(void *flag)
{
	*(int *)flag = 1;
}

static void *
wait_forever(void *flag)
{
	pthread_cleanup_push(clean, flag);
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	return NULL;
}

static int
is_ours(void *address)
{
	extern char __executable_start, etext;

	return (char *)address >= &__executable_start &&
	       (char *)address < &etext;
}

int
main(void)
{
	void *frames[20], *result = NULL;
	int cleaned = 0;
	pthread_t t;

	printf("frames %d", backtrace(frames, 20) > 1);
	pthread_create(&t, NULL, wait_forever, &cleaned);
	pthread_cancel(t);
	pthread_join(t, &result);
	printf(" cancelled %d cleaned %d own unwinder %d\n",
		result == PTHREAD_CANCELED, cleaned,
		is_ours((void *)_Unwind_Resume));
	return 0;
}
