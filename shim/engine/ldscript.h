/* Linker scripts of GNU ld that lld reads otherwise. */
#pragma once

#include "shim/plan/plan.h"
#include "shim/root/root.h"
#include "shim/words/words.h"

/* The script's text in lld's order and words, or NULL if it can stay; freed by
 * the caller. MEMORY comes before who asks for its regions, (READONLY) of a
 * section, which lld tells by what is in it, goes, and a section that is but
 * room gets (NOLOAD), or its zeros would be in the file. */
char *ldscript_text(const char *text);

/* Of the words that name such a script a copy is linked with. */
void ldscript_adapt(const struct call *call, struct plan *p, struct words *ws);

/* Of the libraries of a root that are scripts with paths from its top ("GROUP (
 * /usr/lib/…)") a copy that leads into it is linked with. */
void ldscript_lead(const struct call *call, struct plan *p, struct words *ws,
	const char *sysroot, const struct root *root, bool is_static);
