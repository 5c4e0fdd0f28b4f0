/* GCC's CPU options as the one -mcpu= that zig understands. */
#ifndef SHIM_CPU_H
#define SHIM_CPU_H

#include "common/fail.h"
#include "shim/words.h"
#include "targets/target.h"

/*
 * From the last -march=, -mcpu= and -mfpu= of ws and the target's own CPU:
 * the value for zig's -mcpu, or NULL for zig's default; freed by the caller.
 * -march=native of another architecture is an error.
 */
int cpu_zig(const struct target *t, const struct words *ws, char **out,
	struct fail *f);

/* Does a -mfloat-abi= or -mabi= value agree with the target's ABI? */
int cpu_check_abi(const struct target *t, const char *option,
	const char *value, struct fail *f);

#endif
