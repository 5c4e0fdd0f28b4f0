/* What the tools beside the compiler have in common. */
#pragma once

#include "common/fail.h"
#include "common/options.h"
#include "shim/plan/plan.h"

/* "target T needs no dlltool"; -1. */
int tool_not_needed(const struct call *call, const char *family,
	struct fail *f);

/* A tool of LLVM's on PATH, also as tool-14, that is not us; or NULL. */
char *tool_of_llvm(const struct call *call, const char *tool);

/* A tool: what it takes and, if it is all our own, what does it. */
struct tool {
	const char *name;
	const struct option_row *rows;
	unsigned syntax;        /* OPTIONS_LETTERS | … */
	int status;             /* of wrong usage; 0: EXIT_FAILED */
	/* into: `size` bytes, zeros but for what the words set. An exit
	 * status, or -1. */
	int (*run)(void *into, const struct call *call, struct fail *f);
	size_t size;
};

/* The plan is to run it: plan.run. */
void tool_own(const struct tool *t, struct plan *p);

/* Runs it now: an exit status, or -1. */
int tool_run(const struct tool *t, const struct call *call, struct fail *f);

/* Sets what the call's words say, which into borrows. 0; 1: --help or the like
 * was all, and is answered; -1. */
int tool_parse(const struct tool *t, const struct call *call, void *into,
	struct fail *f);

/* "WHAT 'WORD'" (word may be NULL), with where to look as hint; -1. */
int tool_wrong(const struct tool *t, const char *what, const char *word,
	struct fail *f);

/* What --help prints, freed by the caller. */
char *tool_help(const struct tool *t);
