/*
 * The sysroot of a target, laid out from the pieces that zig makes once. One
 * folder per zig, target and floor below <cache>/sysroots, made under a lock in
 * a temp folder and renamed.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/sysroot/sysroot.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/*
 * The sysroot of z and t, as it is or as it will be: nothing is written. Of one
 * that is there the recipe is read; for another zig is asked what its compiles
 * would read (a tenth of a second), in a temp folder that goes. Errors name the
 * step that failed and zig's own words.
 */
int sysroot_describe(const struct zig *z, const struct target *t,
	struct sysroot *out, struct fail *f);

/*
 * Makes one that was described, if it is not there and a link wants it (seconds;
 * a line on stderr after one). A compile waits for nothing: only the words that
 * zig said are kept. A damaged one is made anew, with a line that says so:
 * whether every file still has its size is looked at for a link, what they hold
 * the first time after a boot (common/seal.h).
 */
int sysroot_make(const struct zig *z, const struct target *t, bool link,
	struct sysroot *s, struct fail *f);

/* Both, for a link. */
int sysroot_open(const struct zig *z, const struct target *t,
	struct sysroot *out, struct fail *f);

/* Takes the words from a recipe's text, which is changed; false for anything but
 * a whole one of this format. */
bool sysroot_parse(struct sysroot *s, char *text);

/* The folder of the sysroot, made or not. */
int sysroot_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f);
