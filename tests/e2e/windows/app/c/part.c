#include <stdio.h>

int
c_part(int n)
{
	char text[32];

	return snprintf(text, sizeof text, "%d", n);
}
