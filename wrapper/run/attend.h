/* An emulator in a process of its own, for those that do not end as what they
 * run did: wine and qemu-system say 0 after a Ctrl-C. */
#pragma once

#include "common/argvec.h"
#include "common/child.h"
#include "common/fail.h"

/* Starts it, with 126 when that fails; it ends if we are killed. in and out
 * become its stdin and stdout, or -1 for ours. */
int attend_start(struct child *c, const char *program, struct argvec *words,
	int in, int out, struct fail *f);

/*
 * Waits for it. Its exit status. Where a signal ended it, or it says 0 after
 * one that we had, what it left behind in our session ends as well; *sig is
 * that signal or 0.
 */
int attend_wait(struct child *c, int *sig);
