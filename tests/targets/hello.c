#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char **argv)
{
	volatile double d = argc + 1.0;
	char *copy = malloc(16);

	(void)argv;
	if (copy == NULL)
		return 1;
	strcpy(copy, "hello");
	printf("%s %.4f %d\n", copy, pow(d, 0.5), (int)strlen(copy));
	free(copy);
	return 0;
}
