/* cargo zbuild runtime: the C library of a target, to run its programs with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/runtime.h"

struct options {
	struct argvec targets;
};

static const struct option_row rows[] = {
	{ NULL, "T", OPTION_TARGET | OPTION_REQUIRED,
		OPTION_INTO(struct options, targets) },
	NO_MORE_OPTIONS
};

static int
one(const struct conf *conf, const char *spelling, struct fail *f)
{
	autofree char *dir = NULL, *version = NULL;
	struct target t;

	if (spelled_target(spelling, conf, &t, f) != 0)
		return -1;
	if (t.def->libc == LIBC_MUSL) {
		fshow(stderr,
			"zbuild: %s programs bring their C library along\n",
			t.def->rust);
		return 0;
	}
	if (runtime_get(t.def, &dir, f) != 0)
		return -1;
	if (t.def->libc == LIBC_GLIBC) {
		version = runtime_glibc(t.def, dir);
		fshow(stderr, "zbuild: %s: glibc %s\n", t.def->rust,
			version != NULL ? version : "of unknown version");
	}
	printf("%s\n", dir);
	return 0;
}

static int
runtime_run(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(conf) conf = CONF_INIT;
	int r = conf_load(&conf, NULL, f);

	for (size_t i = 0; r == 0 && i < o->targets.n; i++)
		r = one(&conf, o->targets.v[i], f);
	return r;
}

const struct subcommand cmd_runtime = { "runtime",
	"fetch a target's C library, to run its programs with",
	rows, sizeof(struct options), runtime_run, .notes = text_runtime_help };
