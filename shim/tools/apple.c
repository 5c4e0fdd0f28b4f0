#include "shim/tools/apple.h"

#include <stdio.h>
#include <string.h>

#include "shim/tools/tools.h"

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

/* Signing needs care that LLVM's tools do not take, so ours come first. */
int
tool_apple(const struct call *call, struct plan *p, struct fail *f)
{
	static int (*const own[])(const struct call *, struct fail *) = {
		[APPLET_STRIP] = machostrip_run,
		[APPLET_NM] = machonm_run,
		[APPLET_INSTALL_NAME_TOOL] = install_name_run,
		[APPLET_OTOOL] = otool_run,
		[APPLET_LIPO] = lipo_run,
		[APPLET_CODESIGN] = codesign_run,
		[APPLET_LIBTOOL] = libtool_run,
		[APPLET_RUST_OBJCOPY] = machostrip_run,
	};

	if (call->target->def->libc != LIBC_DARWIN)
		return tool_not_needed(call, "apple", f);
	p->run = own[call->applet->kind];
	return 0;
}
