/* A library with a destructor, and one that is asked for by atexit. */
#include <stdio.h>
#include <stdlib.h>

static void
bye(void)
{
	puts("atexit of the library");
	fflush(stdout);
}

int start(void);
int
start(void)
{
	return atexit(bye);
}

__attribute__((destructor)) static void
gone(void)
{
	puts("destructor of the library");
	fflush(stdout);
}
