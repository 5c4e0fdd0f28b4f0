/*
 * Crates of cargo whose build script compiled C with another compiler than the
 * target's: found by what a link is given and what it made.
 */
#pragma once

#include "common/argvec.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* The crate that made the file, by its path (…/build/NAME-hash/out/…,
 * libNAME-hash.rlib), or NULL; freed by the caller. */
char *crate_of(const char *path);

/* What to do about what the crate of that file compiled; without a crate about
 * the file. */
char *crate_mend(const char *path, const struct target *t);

/*
 * After a link for this machine's processor: the first input that a compiler
 * made which is neither zig's nor rustc's nor that of the target's root, and
 * what that says of itself; NULL if there is none. Where the result's .comment
 * names no such compiler, nothing more is read.
 */
char *crate_stranger(const char *output, const struct target *t,
	const struct zig *z, const struct argvec *inputs, const char *root,
	char **compiler);
