/* Linked with no library at all. */
#include <windows.h>

int
start(void)
{
	return RegOpenKeyExW(NULL, NULL, 0, 0, NULL);
}
