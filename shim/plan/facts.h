/*
 * What a plan is made from beside the words of the call: this machine, the
 * target's sysroot, the CPUs that zig knows. Gathered through this, so that a
 * test can plan with a zig and a disk that are made up (tests/lib/fake.c).
 */
#pragma once

#include "common/machine.h"
#include "shim/sysroot/sysroot.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

struct facts {
	const struct machine *machine;
	/* sysroot_describe, sysroot_path: made or not */
	int (*sysroot)(const struct zig *z, const struct target *t,
		struct sysroot *out, struct fail *f);
	int (*sysroot_dir)(const struct zig *z, const struct target *t,
		char **out, struct fail *f);
	/* macos_headers_path */
	int (*macos_headers)(const struct zig *z, const struct target *t,
		char **out, struct fail *f);
	/* cpulist_read, cpulist_driver_takes */
	char *(*cpus)(const struct zig *z, const struct target *t,
		bool *fresh);
	bool (*takes_cpu)(const struct zig *z, const struct target *t,
		const char *option, const char *name);
};
