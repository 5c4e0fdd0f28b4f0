/* C with cleanups, which asks for an unwinder when compiled with -fexceptions. */
#include <stdio.h>

static void
leave(int *x)
{
	printf("left %d\n", *x);
}

int
main(int argc, char **argv)
{
	int x __attribute__((cleanup(leave))) = argc;

	(void)argv;
	return puts("in it") < 0;
}
