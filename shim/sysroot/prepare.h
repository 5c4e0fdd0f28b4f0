/*
 * First use of a target. zig builds a target's libc and runtime on the first
 * link, which takes seconds to minutes, and parallel links would each build
 * them. The first link of a kind runs under a lock; when it has succeeded, a
 * marker says that nobody needs the lock any more.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* Has a link with these succeeded? */
bool prepare_is_done(const struct zig *z, const struct target *t,
	const char *variant);

/*
 * Call before a link with this zig and target. variant is whatever else
 * decides what zig builds ("c", "c++", "static", "shared"…). *lock_fd gets -1
 * when all is ready (one access(2)), else a lock for prepare_end; waits while
 * another process holds it. From then on, a line on stderr says after one
 * second that the target is being prepared: run the link with os_run, and
 * never exec before prepare_end. A lock that cannot be had (no flock on this
 * file system) costs time only and is no error; -1 when the cache folder is
 * refused.
 */
int prepare_begin(const struct zig *z, const struct target *t,
	const char *variant, int *lock_fd, struct fail *f);

/* Call after the link with the same arguments; lock_fd may be -1. ok: it
 * succeeded, so the next ones need no lock. */
void prepare_end(int lock_fd, bool ok, const struct zig *z,
	const struct target *t, const char *variant);

/* Between these, a line on stderr says after a second that `what` of t is being
 * made (common/progress.h), and by how many seconds of one core how long it
 * takes; 0: nobody knows. */
void prepare_notice_start(const struct target *t, const char *what, size_t cpu);
void prepare_notice_stop(void);
