#include <stdbool.h>
#include <stdio.h>

unsigned shapes_sum(const char *s);
bool shapes_catches(void);

int
main(void)
{
	printf("sum %u catches %d\n", shapes_sum("musl"), shapes_catches());
	return 0;
}
