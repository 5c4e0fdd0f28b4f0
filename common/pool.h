/* Many commands, some at a time. While a pool has some running, this process
 * has no other children. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/fail.h"

struct pool {
	struct child *running;  /* pid 0: a free place */
	size_t places, started, ended;
	const char *log;        /* what the commands say goes there */
	int failed;             /* exit code of the first that failed, or 0 */
};

/* log: a file that the commands' output is appended to; borrowed. */
void pool_init(struct pool *p, size_t places, const char *log);

/* Waits for a free place and starts the command in it, with the KEY=VALUE words
 * of env (may be NULL) set. -1 when it could not be started, or one before it
 * failed. */
int pool_start(struct pool *p, struct argvec *argv, const struct argvec *env,
	struct fail *f);

/* fork(2) in a free place: 0 in the child, which must _exit, -1 as above. */
pid_t pool_fork(struct pool *p, struct fail *f);

/* Appends a line to the log. */
void pool_say(const struct pool *p, const char *line);

/* Waits for all; more can be started. -1 if one failed. */
int pool_wait(struct pool *p, struct fail *f);

/* Waits for all and ends. -1 if one failed, with the first lines of the log. (The
 * next time does nothing more.) */
int pool_finish(struct pool *p, struct fail *f);
