/* An .ini file read by inih, with the line numbers and limits it lacks. */
#pragma once

#include <stddef.h>

#include "common/fail.h"

/* Returned instead of -1 when the message names its own file and line. */
enum { INIFILE_LOCATED = -2 };

/* The largest file that is read. */
enum { INIFILE_MAX = 1 << 20 };

/*
 * What is called for a file's lines, in order; -1 with f set ends the reading
 * and the message gets "file:line: " in front. Strings are borrowed for the
 * call.
 */
struct inifile_ops {
	int (*section)(void *user, const char *name, int line, struct fail *f);
	int (*key)(void *user, const char *key, const char *value, int line,
		struct fail *f);
};

/*
 * Reads a regular file of at most 1 MiB. Blanks before a line mean nothing
 * (inih alone would take such a line for more of the previous value). Errors
 * with "file:line: ": a line over 198 bytes and a section name over 49 (inih
 * cuts them), a line that is neither, a key outside of a section, a section
 * twice, a NUL byte.
 */
int inifile_read(const char *path, const struct inifile_ops *ops, void *user,
	struct fail *f);

/* The same for a text that was read from path. */
int inifile_parse(const char *path, const char *text, size_t len,
	const struct inifile_ops *ops, void *user, struct fail *f);
