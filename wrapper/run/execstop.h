/* A process stopped at execve(2): what it wants to run, and running something
 * else in its place. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "common/argvec.h"
#include "targets/target.h"

struct execstop {
	const struct target_def *def; /* whose programs are taken over */
	const struct argvec *words;   /* the emulator and its options */
	const char *emulator;	      /* its path */
	bool same_machine; /* as ours: programs of the system run as they are */
};

/* Do we know the registers of this machine? */
bool execstop_works(void);

/* From now on this process and its children stop at execve for a tracer; false
 * when the kernel does not allow it. */
bool execstop_filter(void);

/* pid stands at an execve: if it is of one of def's programs, it becomes one of
 * `EMULATOR OPTIONS -0 ARGV0 FILE ARGS`. Whatever cannot be understood is left
 * as it is, for the kernel to judge. */
void execstop_rewrite(const struct execstop *x, pid_t pid);
