/*
 * LLVM's ar and ranlib put the new archive in the place of the old one before its
 * last bytes are written: when that fails (a full disk) what is there is cut off.
 * The old one is kept under a second name until they have ended.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"

struct arkeep {
	const char *archive; /* of the words, or NULL: leave it alone */
	char *kept;          /* or NULL: there was none before */
};

#define ARKEEP_INIT { 0 }

/* Are these `PROGRAM ar WORDS` that change an archive, or ranlib's? */
bool arkeep_wants(const struct argvec *argv);

/* Before it; others are left alone. */
void arkeep_begin(const struct argvec *argv, struct arkeep *k);

/* After ar: it failed, and what it changed is as it was, or not there. */
void arkeep_end(struct arkeep *k, bool good);
