/* A sysroot as a folder of its own, for compilers that know nothing of us. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/sysroot/sysroot.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* In a folder that we made, and may replace. */
#define SYSROOTCOPY_MARK ".zbuild-sysroot"

/* Has clang a place in a sysroot for what this target's system has? */
int sysrootcopy_suits(const struct target *t, struct fail *f);

/*
 * Writes libraries, headers, README.md, toolchain.cmake and meson.cross into
 * `out`, which is made beside it and renamed: whoever looks finds the old
 * folder or the whole new one. cxx: with libc++, which s must have. A folder
 * with anything in it that we did not make is an error.
 */
int sysrootcopy(const struct sysroot *s, const struct zig *z,
	const struct target *t, bool cxx, const char *out, struct fail *f);
