/* A target as the user wrote it for a subcommand. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "targets/conf.h"
#include "targets/triple.h"

/* triple_parse for --target: what fails is wrong usage, and a target that rustc
 * knows and we do not is said to be newer. A file NAME.json that describes one to
 * rustc is [target NAME] of conf, or the row of the machine that it tells. */
int spelled_target(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f);

/* Is it a file that describes a target, with this name (NULL: any)? */
bool spelled_is_spec(const char *spelling, const char *name);
