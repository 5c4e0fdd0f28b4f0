/* What does not hold is said, and the program fails (return bad). */
#include <stdio.h>

static int bad;

static void
check(int holds, const char *what)
{
	if (!holds) {
		printf("wrong: %s\n", what);
		bad = 1;
	}
}
#define CHECK(x) check((x) != 0, #x)
