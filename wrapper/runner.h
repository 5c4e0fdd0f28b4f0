/* How programs of a target run on this machine. */
#ifndef WRAPPER_RUNNER_H
#define WRAPPER_RUNNER_H

#include "common/argvec.h"
#include "targets/target.h"

enum runner_kind {
	RUNNER_NONE,	/* not at all; runner.why says what is missing */
	RUNNER_DIRECT,	/* by themselves */
	RUNNER_EMULATOR /* by runner.words */
};

struct runner {
	enum runner_kind kind;
	struct argvec words; /* "qemu-aarch64" "-L" "/usr/aarch64-linux-gnu" */
	char *why;	     /* what is missing, or NULL */
	char *fix;	     /* the command that brings it, or NULL */
};

#define RUNNER_INIT                                                            \
	{                                                                      \
		RUNNER_NONE, ARGVEC_INIT, NULL, NULL                           \
	}

/*
 * Looks, without starting anything. An emulator that is there but has no C
 * library of the target (programs with a static one run all the same) is a
 * RUNNER_EMULATOR with why set.
 */
void runner_find(const struct target_def *d, struct runner *out);

void runner_clear(struct runner *r);

#endif
