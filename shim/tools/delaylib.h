/* dlltool --output-delaylib: an import library whose DLL is loaded by the first
 * call, in the way of GNU's: it works with every linker. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/* Appends the steps that make `lib` for the names of the .def file; dll may be
 * NULL, if that says it. kill_at: no @N in the DLL's names. */
int delaylib_plan(const struct call *call, const char *def, const char *dll,
	bool kill_at, const char *lib, struct plan *p, struct fail *f);
