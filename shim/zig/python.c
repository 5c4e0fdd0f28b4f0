#include "shim/zig/python.h"

#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/probe.h"
#include "texts.h"

int
zigpython_ask(const char *python, char **zig, struct fail *f)
{
	char *argv[] = { (char *)python, (char *)"-c",
		(char *)text_ziglang_py, NULL };
	autofree char *dir = NULL;

	if (zigprobe_run("/", argv, ZIGPROBE_MS, &dir, f) != 0)
		return -1;
	dir[strcspn(dir, "\r\n")] = '\0';
	*zig = *dir == '/' ? path_join(dir, "zig") : NULL;
	return 0;
}
