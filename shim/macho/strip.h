/* Which symbols an image keeps. */
#pragma once

#include "common/argvec.h"
#include "shim/macho/edit.h"

enum machostrip {
	MACHOSTRIP_NONE,
	MACHOSTRIP_DEBUG,       /* -S */
	MACHOSTRIP_LOCAL,       /* -x: these, too, but no external ones */
	MACHOSTRIP_ALL          /* all that dyld does not need */
};

/* As Apple's strip does: a program's own global symbols go with
 * MACHOSTRIP_ALL, a library's stay, since others link with them. */
int machostrip_image(struct machoedit *e, enum machostrip how, struct fail *f);

/* Lists of ld64: only `exported` patterns stay exported (NULL: all), and none
 * of `unexported` (NULL: none). Patterns have *, ? and [sets]. */
int machostrip_exports(struct machoedit *e, const struct argvec *exported,
	const struct argvec *unexported, struct fail *f);
