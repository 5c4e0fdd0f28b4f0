/* A C program that links with the Rust library. */
#include <stdio.h>

int win_add(int a, int b);
int win_catch(void);
int win_parts(void);

int
main(void)
{
	printf("caller: %d %d %d\n", win_add(40, 2), win_catch(), win_parts());
	return 0;
}
