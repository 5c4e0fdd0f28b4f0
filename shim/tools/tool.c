#include "shim/tools/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

int
tool_not_needed(const struct call *call, const char *family, struct fail *f)
{
	fail_set(f, "target '%s' needs no %s", call->target->name,
		call->applet->name);
	return fail_hint(f, "%s is a tool of %s targets",
		call->applet->name, family);
}

char *
tool_of_llvm(const char *tool)
{
	autofree char *llvm = xasprintf("llvm-%s", tool);
	autofree char *self = os_self();
	const char *path = getenv("PATH");
	struct stat st = { 0 };
	char *found;

	stat(self, &st);
	found = path_search(llvm, path, st.st_dev, st.st_ino);
	if (found == NULL)
		found = path_search(tool, path, st.st_dev, st.st_ino);
	for (int v = 30; found == NULL && v >= 13; v--) {
		autofree char *versioned = xasprintf("%s-%d", tool, v);

		found = path_search(versioned, path, st.st_dev, st.st_ino);
	}
	return found;
}

int
apple_usage(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
apple_unknown(const char *tool, const char *word, const char *text,
	struct fail *f)
{
	fail_status(f, 1, "unknown or unfinished option '%s'", word);
	return fail_hint(f, "ours knows: %.*s; install llvm for its %s",
		(int)strcspn(text, "\n"), text, tool);
}
