/*
 * A process that makes, beside a build, what its links will want: who finds out
 * what that is tells it, and goes on.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"

/* Can one process of this system find another one's pipe? */
bool beside_possible(void);

/* What is started with env can tell the process pid, by the pipe that is fd there
 * (and here). */
void beside_share(int fd, long pid, struct argvec *env);

/* Is this process part of a build that has one? */
bool beside_there(void);

/* Tells it a line, if it still listens. */
void beside_tell(const char *line);
