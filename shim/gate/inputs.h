/* Which files a link's words stand for, as its linker finds them. */
#pragma once

#include <stddef.h>

#include "common/argvec.h"

/* One word that brings a file in: its path, or NULL if no folder has it. */
struct input {
	char *word;             /* "main.o", "-lfoo" */
	char *path;
};

/* All of them in the order of the words, and the folders of -L. */
struct inputs {
	struct input *v;
	size_t n;
	struct argvec dirs;
};

#define INPUTS_INIT { NULL, 0, ARGVEC_INIT }

/* words: files, -l and -L in either spelling, -Bstatic; others are passed
 * over. `more` (may be NULL) are folders that the linker looks into after
 * those of -L. */
void inputs_resolve(const struct argvec *words, const struct argvec *more,
	struct inputs *out);

/* Who leaves the symbol undefined: "libfoo.a(bar.o)", "dir/x.o", or NULL.
 * Objects are asked before shared libraries; freed by the caller. */
char *inputs_wanting(const struct inputs *in, const char *symbol);

void inputs_clear(struct inputs *in);
