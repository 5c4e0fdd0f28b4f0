/* A plug-in that reads behind a block of its own. */
#include <stdlib.h>

int
bad(int n)
{
	char *p = malloc(10);
	int r = p[n];

	free(p);
	return r;
}
