#include <stdio.h>
#include <wchar.h>
#include <windows.h>

int
wmain(int argc, wchar_t **argv)
{
	int good = argc == 2 && wcscmp(argv[1], L"\u00fcber\u20ac") == 0;

	printf("wide: %s\n", good ? "fine" : "bad");
	return good ? 0 : 1;
}
