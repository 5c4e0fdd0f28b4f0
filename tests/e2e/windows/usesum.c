#include <stdio.h>

#include "sum.h"

int
main(void)
{
	int r = sum(40, 2);

	printf("%s: %d after %d call\n", sum_name(), r, sum_calls);
	return r == 42 && sum_calls == 1 ? 0 : 1;
}
