#include <stdio.h>

int never_called(int x);
int never_called(int x)
{
	return x * 3 + 7;
}

__attribute__((noinline)) int twin_a(int x);
__attribute__((noinline)) int twin_b(int x);

int
twin_a(int x)
{
	return x * 17 + 5;
}

int
twin_b(int x)
{
	return x * 17 + 5;
}

int
main(int argc, char **argv)
{
	(void)argv;
	printf("sum %d\n", twin_a(argc) + twin_b(argc));
	return 0;
}
