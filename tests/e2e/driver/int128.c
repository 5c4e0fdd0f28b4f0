/* Needs __udivti3 and __modti3 of the compiler's runtime. */
#include <stdio.h>

__int128 quotient(__int128 a, __int128 b);
__int128
quotient(__int128 a, __int128 b)
{
	return a / b + a % b;
}

#ifndef NO_MAIN
int
main(int argc, char **argv)
{
	__int128 big = (__int128)1 << 100;

	(void)argv;
	printf("%llx\n", (unsigned long long)(quotient(big, argc + 2)));
	return 0;
}
#endif
