/* Taking out of the cache what nobody uses. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"

struct cachegc {
	long long older_than; /* seconds, or -1 */
	long long max_size;   /* bytes, or -1 */
	bool dry_run, force;  /* force: used within the last hour, too */
	bool deps;            /* packages that somebody asked for, too */
};

/*
 * Removes what can be made again (sysroots, layers, zig's cache, Rust's std,
 * roots to run programs with, runners, lists of packages, old notes) and what
 * killed calls left, those that were used longest ago first; prints a line for
 * each. Stays: what is younger than an hour, what somebody holds the lock of,
 * and what a running process has on its command line or, where that is how it
 * learns of it, in its environment. z is the zig in use, or NULL.
 */
int cachegc(const struct cachegc *g, const struct zig *z, struct fail *f);
