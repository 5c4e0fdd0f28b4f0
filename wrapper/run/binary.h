/* Which target a finished program is of, by its own headers. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "targets/target.h"

struct binary {
	const struct target_def *def; /* the row that suits; NULL: a script */
	char *machine;		      /* "x86_64", "Windows aarch64", … */
	char *interp;		      /* the loader that it names, or NULL */
	bool is_static;		      /* an ELF program without one */
};

#define BINARY_INIT                                                            \
	{                                                                      \
		NULL, NULL, NULL, false                                        \
	}

/*
 * Reads file's first bytes. What cannot be run on a Linux machine at all
 * (macOS, BSD, Android), and what is no program, is an error that says so.
 */
int binary_look(const char *file, struct binary *out, struct fail *f);

/* Could b be a program of d? The machine counts, and the kind of file. */
bool binary_is_of(const struct binary *b, const struct target_def *d);

/* Is file an executable program of this target, by its ELF header? */
bool binary_is_elf_of(const struct target_def *def, const char *file);

void binary_clear(struct binary *b);
