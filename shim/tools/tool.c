#include "shim/tools/tool.h"

#include <stdio.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/plan/facts.h"

int
tool_not_needed(const struct call *call, const char *family, struct fail *f)
{
	fail_set(f, "target '%s' needs no %s", call->target->name,
		call->applet->name);
	return fail_hint(f, "%s is a tool of %s targets",
		call->applet->name, family);
}

char *
tool_of_llvm(const struct call *call, const char *tool)
{
	const struct machine *m = call->facts->machine;
	autofree char *llvm = xasprintf("llvm-%s", tool);
	char *found = m->on_path(llvm);

	if (found == NULL)
		found = m->on_path(tool);
	for (int v = 30; found == NULL && v >= 13; v--) {
		autofree char *versioned = xasprintf("%s-%d", tool, v);

		found = m->on_path(versioned);
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
