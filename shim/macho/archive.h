/* Static libraries of Mach-O objects. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/* Makes an archive of objects and of other archives' members by the ar of
 * zig, the path of one: whole or not at all. */
int machoarchive_write(const char *zig, const struct argvec *files,
	const char *output, struct fail *f);
