/* Taking out of the cache what nobody uses. */
#ifndef WRAPPER_CACHEGC_H
#define WRAPPER_CACHEGC_H

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig.h"

struct cachegc {
	long long older_than; /* seconds, or -1 */
	long long max_size;   /* bytes, or -1 */
	bool dry_run, force;  /* force: used within the last hour, too */
};

/*
 * Removes sysroots, layers, zig's cache and what killed calls left, those that
 * were used longest ago first; prints a line for each. Stays: what is younger
 * than an hour, what somebody holds the lock of, and what a running process
 * has on its command line. z is the zig in use, or NULL.
 */
int cachegc(const struct cachegc *g, const struct zig *z, struct fail *f);

#endif
