/* `cargo zbuild setup` on a terminal: questions instead of flags. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/conf.h"

/* Is there somebody to ask: are stdin and stderr a terminal? */
bool setupask_possible(void);

/*
 * Asks for targets until all that were named exist, and appends them to out.
 * now: those that are set up, which an empty answer keeps; without any it
 * means this machine's with an old floor. -1 when the input ends.
 */
int setupask_targets(const char *dir, const struct conf *conf,
	const struct argvec *now, struct argvec *out, struct fail *f);

/* A question that Enter answers with yes. An input that ends says no. */
bool setupask_yes(const char *question);
