/* An environment as a value: KEY=VALUE words. */
#pragma once

#include "common/argvec.h"

/* Appends this process' own. */
void vars_own(struct argvec *out);

/* The value of a variable, or NULL. Borrowed. */
const char *vars_get(const struct argvec *vars, const char *name);

/* Does to vars what the words do to an environment: KEY=VALUE sets and KEY
 * takes away, as in os_exec. changes may be NULL. */
void vars_apply(struct argvec *vars, const struct argvec *changes);
