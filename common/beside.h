/*
 * A process that makes, beside a build, what its links will want: who finds out
 * what that is tells it, and goes on.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"

/* What is started with env can tell the process pid, by a pipe that is fd here and
 * `theirs` there. False where no process can name another's. */
bool beside_share(int fd, long pid, int theirs, struct argvec *env);

/* Is this process part of a build that has one? */
bool beside_there(void);

/* Tells it a line, if it still listens. */
void beside_tell(const char *line);
