/* A driver's link for Windows, as words of lld-link. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/sysroot/sysroot.h"
#include "shim/words/mode.h"
#include "shim/words/words.h"

/*
 * Appends the step that links `words`, to which the rules were applied.
 * zig has lld's COFF linker (lld-link) but not the driver with which lld takes
 * the place of GNU ld for mingw-w64, so this one does: start files, the search
 * along -L, and the libraries that GCC adds. A source stands for the object
 * that a step before has made of it in PLAN_TMP.
 */
int pelink_plan(const struct call *call, const struct mode *mode,
	const struct words *words, const struct sysroot *sysroot,
	struct plan *p, struct fail *f);

/* The applet ld: the same for a linker's own words, and nothing is added. */
int pelink_ld(const struct call *call, struct plan *p, struct fail *f);

/* What --help prints, freed by the caller: the options that are understood.
 * libtool makes no DLL unless the word auto-import is among them. */
char *pelink_help(const struct call *call);
