/* One process at a time for the cold path. */
#pragma once

#include "common/fail.h"

/* Takes an exclusive flock(2) on path (created, never removed), waiting as
 * long as it takes, or until we are interrupted under guard. The descriptor,
 * closed by lock_drop or exit, or -1. A killed holder leaves nothing behind:
 * the kernel drops its lock. */
int lock_take(const char *path, struct fail *f);

/* lock_take that says "zbuild: waiting for another WHO" where it waits. */
int lock_wait(const char *path, struct fail *f, const char *who, ...)
	__attribute__((format(printf, 3, 4)));

/* lock_take without waiting. 0 with *fd; 1 with *fd = -1 when somebody else
 * holds it; -1 on failure. */
int lock_try(const char *path, int *fd, struct fail *f);

void lock_drop(int fd);
