#include "wrapper/cargo/cargobin.h"

#include <stdlib.h>

#include "common/path.h"
#include "common/xalloc.h"

int
cargobin_find(const char *set, char **out, struct fail *f)
{
	if (set != NULL && *set != '\0') {
		*out = xstrdup(set);
		return 0;
	}
	*out = path_find("cargo");
	if (*out != NULL)
		return 0;
	fail_status(f, EXIT_NOT_FOUND,
		"cannot find cargo: CARGO is not set and no folder of PATH "
		"has it");
	return fail_hint(f, "install Rust from https://rustup.rs or your "
			    "distribution");
}
