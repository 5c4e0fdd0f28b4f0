/* dlltool --output-delaylib: an import library whose DLL is loaded by the first
 * call, in the way of GNU's: it works with every linker. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/* The assembler source of the library for a .def file's text, which is cut up, with
 * the macros of text/delaylib_*.s. dll: NULL if the text says it. kill_at: no @N in
 * the DLL's names. Freed by the caller; NULL is a failure. */
char *delaylib_assembler(char *def, const char *dll, bool kill_at, const char *macros,
	struct fail *f);

/* Appends the steps that make `lib` for the names of the .def file; dll and
 * kill_at as above. */
int delaylib_plan(const struct call *call, const char *def, const char *dll,
	bool kill_at, const char *lib, struct plan *p, struct fail *f);
