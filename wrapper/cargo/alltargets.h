/* Every target that can be named: the built-in table and the user's own. */
#pragma once

#include <stddef.h>

#include "targets/conf.h"
#include "targets/target.h"

struct alltargets {
	const struct target_def **v; /* by name; borrowed */
	size_t n;
};

/* A row of conf takes the place of the built-in one with its name. */
void alltargets_list(const struct conf *conf, struct alltargets *out);
void alltargets_clear(struct alltargets *a);
