/* C and Rust change one counter, in two threads. */
#include <pthread.h>
#include <stdio.h>

extern unsigned SHARED;
unsigned rust_add(void);

static void *
add(void *p)
{
	for (int i = 0; i < 1000; i++)
		__sync_fetch_and_add(&SHARED, 1);
	return p;
}

int
main(void)
{
	pthread_t t;
	unsigned small;

	pthread_create(&t, NULL, add, NULL);
	small = rust_add();
	pthread_join(t, NULL);
	printf("%u %u\n", SHARED, small);
	return 0;
}
