/* C in the middle of C++: -fexceptions runs its clean-ups. */
#include <stdio.h>

static void
cleaned(int *n)
{
	printf("cleaned %d\n", *n);
}

void through_c(void (*f)(void));
void
through_c(void (*f)(void))
{
	__attribute__((cleanup(cleaned))) int n = 7;

	f();
	printf("not reached %d\n", n);
}
