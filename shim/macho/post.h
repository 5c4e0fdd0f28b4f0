/* What ld64 does and zig's linker does not, done to the linked file. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/macho/strip.h"

struct machopost {
	bool bundle;            /* a dylib becomes an MH_BUNDLE */
	bool sign;              /* ad hoc, also where it need not be */
	enum machostrip strip;
	const struct argvec *exported, *unexported;  /* or NULL */
};

int machopost_file(const char *path, const struct machopost *post,
	struct fail *f);
