/* A GUI program: WinMain, what window.rc put into it, functions of user32 and
 * gdi32. It writes to the stdout that it was given. */
#include <stdio.h>
#include <windows.h>

#include "window.h"

static int
version(void)
{
	char file[MAX_PATH];
	DWORD unused, n;
	VS_FIXEDFILEINFO *info = NULL;
	UINT len;
	static char block[4096];

	GetModuleFileNameA(NULL, file, sizeof file);
	n = GetFileVersionInfoSizeA(file, &unused);
	if (n == 0 || n > sizeof block ||
		!GetFileVersionInfoA(file, 0, n, block) ||
		!VerQueryValueA(block, "\\", (void **)&info, &len))
		return -1;
	return (int)(HIWORD(info->dwFileVersionMS) * 1000 +
		     LOWORD(info->dwFileVersionMS));
}

int WINAPI
WinMain(HINSTANCE self, HINSTANCE before, LPSTR line, int show)
{
	char text[64] = "";
	HRSRC icon = FindResourceA(self, MAKEINTRESOURCEA(WINDOW_ICON),
		(LPCSTR)RT_GROUP_ICON);
	HRSRC raw = FindResourceA(self, MAKEINTRESOURCEA(WINDOW_DATA),
		(LPCSTR)RT_RCDATA);

	(void)before;
	(void)show;
	LoadStringA(self, WINDOW_TEXT, text, sizeof text);
	printf("window: %s, icon %s, data %lu, version %d, %s, '%s'\n", text,
		icon != NULL ? "there" : "missing",
		raw != NULL ? SizeofResource(self, raw) : 0, version(),
		RGB(1, 2, 3) == 0x030201 && GetStockObject(NULL_BRUSH) != NULL
			? "gdi32" : "no gdi32", line);
	fflush(stdout);
	return 3;
}
