/* Starts itself, says so, and waits; or reads lines, whose number it returns. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

int
main(int argc, char **argv)
{
	STARTUPINFOA start = {.cb = sizeof start};
	char self[300], line[400];
	PROCESS_INFORMATION child;
	int lines = 0;

	if (argc > 1 && strcmp(argv[1], "nap") == 0) {
		Sleep(600000);
		return 95;
	}
	if (argc > 1 && strcmp(argv[1], "sleep") == 0) {
		GetModuleFileNameA(NULL, self, sizeof self);
		snprintf(line, sizeof line, "\"%s\" nap", self);
		if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL,
			    NULL, &start, &child))
			return 94;
		puts("asleep");
		fflush(stdout);
		Sleep(600000);
		return 96;
	}
	while (fgets(line, sizeof line, stdin) != NULL) {
		fputs(line, stdout);
		lines++;
	}
	return lines;
}
