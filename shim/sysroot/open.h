/*
 * The sysroot of a target, laid out from the pieces that zig makes once. One
 * folder per zig, target and floor below <cache>/sysroots, made under a lock in
 * a temp folder and renamed.
 */
#ifndef SHIM_SYSROOT_OPEN_H
#define SHIM_SYSROOT_OPEN_H

#include <stdbool.h>

#include "common/fail.h"
#include "shim/sysroot/sysroot.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/*
 * Loads the sysroot of z and t, making it first if it is not there (seconds;
 * a line on stderr after one). A damaged one is made anew, with a line that
 * says so: whether every file still has its size is looked at when the call
 * links. Errors name the step that failed and zig's own words.
 */
int sysroot_open(const struct zig *z, const struct target *t, bool link,
	struct sysroot *out, struct fail *f);

/* The folder that sysroot_open would load, made or not. */
int sysroot_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f);

#endif
