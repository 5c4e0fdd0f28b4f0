/* How a program ended that failed, in words for a message. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/*
 * The signal that killed it, the line of what it said (NULL: nothing) that tells
 * why, or its exit status. status is child_wait's. first: of lines that name an
 * error the first one, as compilers say it, and what comes behind "error: ".
 */
char *ending_text(int status, const char *said, bool first);

/* "<what> failed: <ending_text>"; or "interrupted", and its status, where a
 * signal ended it that is the user's. Returns -1; 0 if status is 0. */
int ending_fail(const char *what, int status, const char *said, bool first,
	struct fail *f);

