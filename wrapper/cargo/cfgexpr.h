/* cfg(…) expressions, as in `[target.'cfg(unix)']` of cargo's configuration. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/*
 * Does the expression ("cfg(all(unix, target_arch = \"arm\"))") hold for a
 * target whose facts are the lines of `rustc --print cfg`? -1 if it cannot be
 * read.
 */
int cfgexpr_holds(const char *expr, const struct argvec *facts, bool *holds,
	struct fail *f);
