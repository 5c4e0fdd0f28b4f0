#include "wrapper/cargo/spelled.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/xalloc.h"
#include "wrapper/cargo/rustc.h"

/* The target of rustc's that spelling names, with or without a version, and
 * that no row has; NULL. Freed by the caller. */
static char *
newer(const char *spelling, const struct conf *conf)
{
	scoped(rustc) rustc = RUSTC_INIT;
	autofree char *text = NULL;
	autoargvec names = ARGVEC_INIT;

	if (rustc_open(NULL, &rustc, FAIL_IGNORED) != 0 ||
		rustc_tool_says(rustc.path, "--print=target-list", NULL, &text,
			FAIL_IGNORED) != 0)
		return NULL;
	argvec_split(&names, text, "\n");
	for (size_t i = 0; i < names.n; i++) {
		size_t n = strlen(names.v[i]);

		if (strncmp(spelling, names.v[i], n) == 0 &&
			(spelling[n] == '\0' || spelling[n] == '.') &&
			triple_find(names.v[i], conf) == NULL)
			return xstrdup(names.v[i]);
	}
	return NULL;
}

int
spelled_target(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f)
{
	autofree char *name = NULL;

	if (triple_parse(spelling, conf, out, f) == 0)
		return 0;
	f->status = EXIT_USAGE;
	name = newer(spelling, conf);
	if (name == NULL)
		return -1;
	fail_status(f, EXIT_USAGE, "target '%s' is newer than this zbuild: "
		"rustc knows it, zbuild has no row for it", name);
	return fail_hint(f, "describe it in a zbuild.ini: a section [target %s] "
		"with inherit = the nearest one of `cargo zbuild targets`, "
		"and the keys that differ (zbuild.ini(5))", name);
}
