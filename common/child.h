/*
 * Programs that we start and wait for. While any runs, a signal that would end
 * us (INT, TERM, HUP, QUIT) is passed on to it instead; one that was ignored
 * when we came stays ignored.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/argvec.h"
#include "common/fail.h"

enum {
	CHILD_NO_INPUT = 1, /* its stdin is empty */
	CHILD_DIES = 2,     /* it is killed if we are */
	CHILD_ALONE = 8,    /* it can start no other program: its execve(2)
			       fails; not on every kernel */
	CHILD_GROUP = 4     /* in a process group of its own, of which nobody
			       is left once it has ended, we are interrupted
			       or the time is up */
};

struct child {
	/* What to run; all of it may be NULL for child_fork. */
	const char *program;
	struct argvec *argv;
	const struct argvec *env; /* KEY=VALUE to set and KEY to unset */
	const char *dir;          /* where it runs; NULL: here */
	int fd[3];                /* become its 0, 1, 2; 0: ours */
	unsigned flags;
	int limit_ms;             /* for child_talk; 0: as long as it takes */
	/* What came of it. */
	pid_t pid;                /* 0 once it was waited for */
	int exec_errno;           /* why it could not be started, or 0 */
	int ws;                   /* as waitpid(2) says it */
	bool late;                /* ended by limit_ms */
};

/* What a child writes. */
struct child_output {
	char *text;      /* NUL-terminated; NULL only if nothing was run */
	size_t len;
	size_t max;      /* what comes behind that is lost; 0: none is */
	bool also_ours;  /* pass it on to our own stream as it comes */
	/* Called with each whole line, without its end, as it comes; or NULL. */
	void (*each)(void *data, const char *line);
	void *data;
	size_t told;     /* up to where each was called */
};

/* Frees what came: for `scoped(child_output) out = { 0 };`. */
void child_output_clear(struct child_output *o);

/* Runs a program and waits; it is killed if we are. What it writes goes to out and err where they are
 * not NULL. *status gets its exit code, or 128 + signal. */
int child_run(const char *program, struct argvec *argv,
	const struct argvec *env, struct child_output *out,
	struct child_output *err, int *status, struct fail *f);

/* The same for c. -1 also when we are interrupted under guard; with a limit,
 * what it left running is not waited for. */
int child_talk(struct child *c, struct child_output *out,
	struct child_output *err, struct fail *f);

/* Starts c; -1 (127 or 126 in f->status) when it cannot be executed. */
int child_start(struct child *c, struct fail *f);

/* fork(2): 0 in the child, which must _exit; -1 when it failed. */
pid_t child_fork(struct child *c, struct fail *f);

/* Waits for it. Its exit code, or 128 + signal. */
int child_wait(struct child *c);

/* Has it ended? Then it need not be waited for any more. */
bool child_ended(struct child *c);

/* Waits until any child has; which one, child_ended says. */
void child_any(void);

/* ---- signals ---- */

/* Signals are passed on to this process, too: a child's child. */
void child_pass_to(pid_t pid);

/* The last that came since the first child, or the guard, was there; or 0. */
int child_signal(void);

/*
 * Under guard a signal does not end us: what is being made is to be taken away
 * first. From then on nothing more is started, and child_stopped returns -1
 * with "interrupted" and the status 128 + signal. Guards nest; at the end of
 * the outermost, a signal that f does not tell is told and ends us after all.
 */
void child_guard(void);
int child_stopped(struct fail *f);
void child_unguard(const struct fail *f);

/* Ends this process by the signal, without a core, as a shell expects. */
int child_die(int sig);
