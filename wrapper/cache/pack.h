/* Sysroots in one archive, for another machine. */
#pragma once

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/*
 * Writes the sysroots of n targets (0: all that z made), and the layers of
 * their architectures, into a tar file; one that ends in .gz, .tgz or .zst is
 * compressed. The same cache gives the same bytes. Prints the targets.
 */
int cachepack(const struct zig *z, const struct target *ts, size_t n,
	const char *file, struct fail *f);

/*
 * Puts what cachepack wrote into the cache, for z, which may be at another
 * path but must be of the same version. What is there already stays. shim is
 * the path of zshim. Prints the targets.
 */
int cacheunpack(const struct zig *z, const char *shim, const char *file,
	struct fail *f);
