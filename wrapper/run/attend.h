/* An emulator in a process of its own, for those that do not end as what they
 * run did: wine and qemu-system say 0 after a Ctrl-C. */
#ifndef WRAPPER_RUN_ATTEND_H
#define WRAPPER_RUN_ATTEND_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/argvec.h"
#include "common/fail.h"

struct attend {
	const char *program;
	pid_t pid;
	int exec_report; /* the errno of a failed exec, if any comes */
};

/* Starts it; it ends if we are killed. From now on signals that end us are its
 * own. in and out become its stdin and stdout, or -1 for ours. */
int attend_start(struct attend *a, const char *program, struct argvec *words,
	int in, int out, struct fail *f);

/*
 * Waits for it. Its exit status; 126 and a failure when it could not be
 * started. Where a signal ended it, or it says 0 after one that we had, what it
 * left behind in our session ends as well; *sig is that signal or 0.
 */
int attend_wait(struct attend *a, int *sig, struct fail *f);

/* Has a signal come that shall end it? */
bool attend_ends(void);

/* Ends this process by the signal, as a shell expects. */
int attend_raise(int sig);

#endif
