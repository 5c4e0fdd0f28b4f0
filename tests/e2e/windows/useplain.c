#include <stdio.h>
#include <windows.h>

int twice(int n);

/* By the import library, by name and by ordinal. */
int
main(void)
{
	HMODULE dll = GetModuleHandleA("plain.dll");
	int (*named)(int) = (int (*)(int))(void *)GetProcAddress(dll, "double");
	int (*seventh)(int) = (int (*)(int))(void *)GetProcAddress(dll, (LPCSTR)7);

	printf("%d %d %d hidden=%s\n", twice(21), named ? named(5) : -1,
		seventh ? seventh(6) : -1,
		GetProcAddress(dll, "hidden") ? "exported" : "no");
	return 0;
}
