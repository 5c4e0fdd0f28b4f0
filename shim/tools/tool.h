/* What the tools beside the compiler have in common. */
#ifndef SHIM_TOOLS_TOOL_H
#define SHIM_TOOLS_TOOL_H

#include "common/fail.h"
#include "shim/plan/call.h"

/* "target T needs no dlltool"; -1. */
int tool_not_needed(const struct call *call, const char *family,
	struct fail *f);

/* A tool of LLVM's on PATH, also as tool-14, that is not us; or NULL. */
char *tool_of_llvm(const struct call *call, const char *tool);

/* What -h and --help print, and the end of a message about an option. */
int apple_usage(const char *text);
int apple_unknown(const char *tool, const char *word, const char *text,
	struct fail *f);

#endif
