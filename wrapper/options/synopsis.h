/* The synopsis of a subcommand, read for completions: "[--dir DIR] T". */
#ifndef WRAPPER_OPTIONS_SYNOPSIS_H
#define WRAPPER_OPTIONS_SYNOPSIS_H

#include <stddef.h>

#include "common/argvec.h"

enum synopsis_kind {
	SYNOPSIS_FLAG,	 /* takes no value */
	SYNOPSIS_TARGET, /* T */
	SYNOPSIS_DIR,
	SYNOPSIS_FILE,
	SYNOPSIS_COMMAND,
	SYNOPSIS_WORDS, /* one of words: "sh|json", "install" */
	SYNOPSIS_OTHER	/* a value that nobody can guess */
};

struct synopsis_item {
	char *option; /* "--dir", or NULL: a word without option */
	enum synopsis_kind kind;
	struct argvec words;
};

struct synopsis {
	struct synopsis_item *v;
	size_t n;
};

/* Takes text apart; what stands twice is one item. */
void synopsis_read(const char *text, struct synopsis *out);
void synopsis_clear(struct synopsis *s);

#endif
