/* The folder that qemu-user's -L gets. */
#pragma once

#include "common/fail.h"
#include "targets/target.h"

/*
 * A folder that is like root, which has d's C library, but in which d's loader
 * finds nothing of this machine's: *out is root itself if it is so already.
 * Made once, below the cache. The caller frees it.
 */
int qemuroot_get(const struct target_def *d, const char *root, char **out,
	struct fail *f);
