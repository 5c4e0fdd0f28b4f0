/* What goes with an exported sysroot: how to use it. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* Writes README.md, toolchain.cmake and meson.cross into dir. flags: words
 * that every compile needs besides --target and --sysroot, "" for none. */
int sysrootdocs(const char *dir, const struct zig *z, const struct target *t,
	bool cxx, const char *flags, struct fail *f);
