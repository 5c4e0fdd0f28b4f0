/* Signed overflow: a C compiler's program goes on. */
#include <stdio.h>

int
main(int argc, char **argv)
{
	int big = 2147483647;

	(void)argv;
	big += argc;
	printf("went on %d\n", big < 0);
	return 0;
}
