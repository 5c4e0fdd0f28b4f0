/* Which CPUs zig's clang knows for a machine: asked once and kept. */
#ifndef SHIM_CPU_LIST_H
#define SHIM_CPU_LIST_H

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/*
 * 0 if clang knows `name` (LLVM's spelling, no extensions) as the value of
 * option ("-mcpu="), else an error that names the nearest ones. 0 also when
 * clang cannot be asked: it will speak for itself.
 */
int cpulist_check(const struct zig *z, const struct target *t,
	const char *option, const char *name, struct fail *f);

/* Up to three of the names (one a line) that are nearest to `name`, with ", "
 * between them; "" if none is near. Freed by the caller. */
char *cpulist_nearest(const char *list, const char *name);

#endif
