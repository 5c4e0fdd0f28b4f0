/* A DLL: a function, data, and its own DllMain. */
#define SUM_BUILD
#include "sum.h"

#include <windows.h>

int sum_calls;
static int attached;

BOOL WINAPI
DllMain(HINSTANCE dll, DWORD why, LPVOID reserved)
{
	(void)dll;
	(void)reserved;
	if (why == DLL_PROCESS_ATTACH)
		attached = 1;
	return TRUE;
}

int
sum(int a, int b)
{
	sum_calls++;
	return a + b;
}

const char *
sum_name(void)
{
	return attached ? "sum.dll" : "DllMain never ran";
}
