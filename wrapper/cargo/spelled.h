/* A target as the user wrote it for a subcommand. */
#pragma once

#include "common/fail.h"
#include "targets/conf.h"
#include "targets/triple.h"

/* triple_parse for --target: what fails is wrong usage, and a target that rustc
 * knows and we do not is said to be newer. */
int spelled_target(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f);
