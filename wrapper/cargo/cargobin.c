#include "wrapper/cargo/cargobin.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/cargo/cargoconfig.h"

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

char *
cargobin_external(const char *name)
{
	autofree char *home = cargoconfig_home();
	autofree char *dir = home != NULL ? path_join(home, "bin") : NULL;
	autofree char *first = dir != NULL ? path_join(dir, name) : NULL;
	const char *path = getenv("PATH");
	autoargvec dirs = ARGVEC_INIT;

	argvec_split(&dirs, path != NULL ? path : "", ":");
	if (first != NULL && !argvec_has(&dirs, dir) &&
		access(first, X_OK) == 0)
		return xstrdup(first);
	return path_find(name);
}
