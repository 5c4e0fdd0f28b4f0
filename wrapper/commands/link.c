/* cargo zbuild link: names for the shim in a folder of the user's choice. */
#include <stdio.h>
#include <stdlib.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/options/cmd.h"

struct options {
	struct argvec targets;
	const char *dir;
};

static const struct option_row rows[] = {
	OPTION_ROW_TARGET(struct options, targets, OPTION_REQUIRED),
	{ "--dir -d", "DIR", OPTION_DIR | OPTION_REQUIRED,
		OPTION_INTO(struct options, dir),
		.help = "the folder; it is made if missing" },
	NO_MORE_OPTIONS
};

/* Two targets may share GNU names; one link is enough. */
static int
collect(const struct argvec *targets, struct argvec *names, struct fail *f)
{
	scoped(conf) conf = CONF_INIT;
	int r = conf_load(&conf, NULL, f);

	for (size_t i = 0; r == 0 && i < targets->n; i++) {
		autoargvec some = ARGVEC_INIT;
		struct target t;

		r = spelled_target(targets->v[i], &conf, &t, f);
		if (r != 0)
			break;
		applet_link_names(&t, &some);
		for (size_t k = 0; k < some.n; k++)
			if (!argvec_has(names, some.v[k]))
				argvec_push(names, some.v[k]);
	}
	return r;
}

static int
link_run(void *options, struct fail *f)
{
	const struct options *o = options;
	autoargvec names = ARGVEC_INIT;
	autofree char *shim = NULL;

	if (collect(&o->targets, &names, f) != 0 ||
		linkdir_shim(&shim, f) != 0 || path_mkdirs(o->dir, f) != 0 ||
		linkdir_fill(o->dir, shim, &names, f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		puts(names.v[i]);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail_errno(f, "cannot write the names");
	return 0;
}

const struct subcommand cmd_link = { "link",
	"make links to the shim, named after its tools",
	rows, sizeof(struct options), link_run, .notes = text_link_help };
