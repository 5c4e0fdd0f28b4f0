/* The command lines that zig prints with ZIG_VERBOSE_CC and _LINK. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/zig/zig.h"

/*
 * The environment of a zig that makes pieces. Both its caches lie in dir, which
 * goes when the pieces have been taken: they are 20 times as big. A global cache
 * that the user named is used, and stays.
 */
void verbose_env(const char *dir, struct argvec *env);

/*
 * Runs zig with both switches on. dir is its local cache, so the result is
 * made anew (a cached step prints nothing) and nothing is left elsewhere; alone:
 * not even in a global cache of the user's. *out gets what it printed, also when
 * it failed and f has its first error.
 */
int verbose_run(const struct zig *z, const char *dir, bool alone,
	const struct argvec *words, char **out, struct fail *f);

/* Runs a step of zig's of which only the failure counts, in dir (NULL: here). */
int verbose_step(const struct zig *z, const char *dir, struct argvec *argv,
	struct fail *f);

/*
 * Finds the last line that starts with `start` (or has it anywhere, when it
 * begins with a blank) and has the word `needle` in it, and splits it. zig does not quote: the names of its lib folder, of its
 * cache and of dir may hold blanks and come out whole. Names relative to the
 * current folder, which zig prefers, are made absolute. False if there is no such line.
 */
bool verbose_line(const struct zig *z, const char *dir, const char *text,
	const char *start, const char *needle, struct argvec *out);

/*
 * The words of every clang that zig would start for `words`, without what it
 * says about single features of the CPU. It can start none, so that a second
 * is enough for it; what it makes itself is in dir/global. -1 if it printed no
 * such line. The lines, an array, are the caller's.
 */
int verbose_wanted(const struct zig *z, const char *dir,
	const struct argvec *words, struct argvec **lines, size_t *n,
	struct fail *f);
void verbose_free(struct argvec *lines, size_t n);
