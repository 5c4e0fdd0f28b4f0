#include <stdio.h>

int
main(int argc, char **argv)
{
	int big = 2147483647, shift = argc + 31;

	(void)argv;
	printf("%d\n", (big + argc) ^ (1 << shift));
	return 0;
}
