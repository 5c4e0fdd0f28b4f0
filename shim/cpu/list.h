/* Which CPUs zig's clang knows for a machine: asked once and kept. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* The names that zig's clang knows for t's machine, one a line: the kept list,
 * or clang is asked and *fresh set; NULL without one. Nothing is written. */
char *cpulist_read(const struct zig *z, const struct target *t, bool *fresh);

/* Keeps such a list. One that cannot be kept is asked for again. */
void cpulist_keep(const struct zig *z, const struct target *t,
	const char *list);

/* Does clang's driver take a name that is not on its list (G5, rocket)? */
bool cpulist_driver_takes(const struct zig *z, const struct target *t,
	const char *option, const char *name);

/*
 * 0 if clang knows `name` (LLVM's spelling, no extensions) as the value of
 * option ("-mcpu="), else an error that names the nearest ones. 0 also when
 * clang cannot be asked: it will speak for itself. A list that is new is for p
 * to keep.
 */
int cpulist_check(const struct call *call, struct plan *p, const char *option,
	const char *name, struct fail *f);

/* The hint which command lists them all. */
int cpulist_hint(const struct call *call, const char *option, struct fail *f);

/* Up to three of the names (one a line) that are nearest to `name`, with ", "
 * between them; "" if none is near. Freed by the caller. */
char *cpulist_nearest(const char *list, const char *name);
