#include <stdio.h>

int
main(void)
{
#if defined __aarch64__
	printf("aarch64 %zu", sizeof(long double));
#else
	printf("other %zu", sizeof(long double));
#endif
	return 3;
}
