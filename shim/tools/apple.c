/* Apple's tools: which of ours stands for a name. */
#include <stdlib.h>

#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/tools/own.h"
#include "shim/tools/tools.h"

/* Signing needs care that LLVM's tools do not take, so ours come first. */
int
tool_apple(const struct call *call, struct plan *p, struct fail *f)
{
	static const struct tool *const own[] = {
		[APPLET_STRIP] = &own_macho_strip,
		[APPLET_NM] = &own_macho_nm,
		[APPLET_INSTALL_NAME_TOOL] = &own_install_name,
		[APPLET_OTOOL] = &own_otool,
		[APPLET_LIPO] = &own_lipo,
		[APPLET_CODESIGN] = &own_codesign,
		[APPLET_LIBTOOL] = &own_libtool,
		[APPLET_RUST_OBJCOPY] = &own_macho_strip,
	};

	if (call->target->def->libc != LIBC_DARWIN)
		return tool_not_needed(call, "apple", f);
	tool_own(own[call->applet->kind], p);
	return 0;
}

/*
 * rustc asks for the SDK before it links and warns if nobody answers. "/", where
 * a compiler finds nothing, stands for none: the shim links without one.
 */
int
tool_xcrun(const struct call *call, struct plan *p, struct fail *f)
{
	const char *sdk = call->sdk != NULL
				  ? call->sdk
				  : call->facts->machine->env("SDKROOT");

	if (call->target->def->libc != LIBC_DARWIN)
		return tool_not_needed(call, "apple", f);
	/* what cc-rs asks besides gets no answer, as where there is no xcrun */
	if (!argvec_has(&call->words, "--show-sdk-path")) {
		p->answer = xstrdup("");
		p->answer_status = 1;
		return 0;
	}
	p->answer = xasprintf("%s\n",
		sdk != NULL && *sdk == '/' ? sdk : "/");
	return 0;
}

int
tool_dsymutil(const struct call *call, struct plan *p, struct fail *f)
{
	autofree char *found = NULL;
	struct step *s;

	if (call->target->def->libc != LIBC_DARWIN)
		return tool_not_needed(call, "apple", f);
	found = tool_of_llvm(call, "dsymutil");
	if (found == NULL) {
		fail_status(f, EXIT_NOT_FOUND,
			"zig has no dsymutil, and PATH has none of LLVM's");
		return fail_hint(f,
			"apt-get install llvm; or leave debug information in "
			"the objects: -C split-debuginfo=unpacked, in cargo "
			"CARGO_PROFILE_DEV_SPLIT_DEBUGINFO=unpacked");
	}
	s = plan_step(p, found);
	for (size_t i = 0; i < call->words.n; i++)
		argvec_push(&s->argv, call->words.v[i]);
	return 0;
}
