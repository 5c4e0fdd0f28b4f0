/* How programs of a target run on this machine. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "targets/target.h"

enum runner_kind {
	RUNNER_NONE,	/* not at all; runner.why says what is missing */
	RUNNER_DIRECT,	/* by themselves */
	RUNNER_EMULATOR /* by runner.words */
};

struct runner {
	enum runner_kind kind;
	const char *id;	     /* "native", "qemu-user", "wine", … */
	struct argvec words; /* "qemu-aarch64" "-L" "/usr/aarch64-linux-gnu" */
	struct argvec env;   /* KEY=VALUE: what it needs beside its words */
	char *why;	     /* what is missing, or NULL */
	char *fix;	     /* the command that brings it, or NULL */
	bool no_libc;	     /* only the target's C library is missing */
	bool no_libgcc;	     /* that is here, without GCC's libgcc_s.so.1 */
	const char *root;    /* what runner_find was given */
};

#define RUNNER_INIT                                                            \
	{                                                                      \
		.kind = RUNNER_NONE, .words = ARGVEC_INIT, .env = ARGVEC_INIT  \
	}

/*
 * Looks, without starting anything. root is the root file system that programs
 * are linked with; NULL if that is what ZBUILD_SYSROOT_t says. An emulator that is there but has no C
 * library of the target (programs with a static one run all the same) is a
 * RUNNER_EMULATOR with why and no_libc set.
 */
void runner_find(const struct target_def *d, const char *root,
	struct runner *out);

/* qemu-user for d even where its programs run by themselves: with another C
 * library than this machine's. */
void runner_find_qemu(const struct target_def *d, struct runner *out);

/* "qemu-aarch64 -L DIR": the folder with the target's C library, or NULL. */
const char *runner_libc(const struct runner *r);

/*
 * What cargo is told: `cargo-zbuild run-binary --target T`, which knows the
 * emulator's words, its environment and what a program may start; self is
 * linkdir_self's. Nothing for programs that run by themselves or not at all.
 */
void runner_command(const struct runner *r, const struct target_def *d,
	const char *self, struct argvec *out);

/* The emulator's call for a file with arguments (the list ends with NULL); not
 * qemu-system's, see board.h. */
void runner_words(const struct runner *r, const char *file, char **args,
	struct argvec *out);

void runner_clear(struct runner *r);
