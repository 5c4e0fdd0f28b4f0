/* cargo zbuild link: names for the shim in a folder of the user's choice. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/options/cmd.h"

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "link: %s '%s'", what, word);
	return fail_hint(f, "link --target T [--target T]... --dir DIR");
}

static int
parse(int argc, char **argv, struct argvec *targets, const char **dir,
	struct fail *f)
{
	static const struct option longs[] = {
		{ "target", required_argument, NULL, 't' },
		{ "dir", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:t:d:", longs, NULL)) != -1) {
		if (c == 't')
			argvec_push(targets, optarg);
		else if (c == 'd')
			*dir = optarg;
		else
			return usage(f,
				c == ':' ? "no value for option"
					 : "unknown option",
				argv[optind - 1]);
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	if (targets->n == 0)
		return usage(f, "missing option", "--target");
	if (*dir == NULL)
		return usage(f, "missing option", "--dir");
	return 0;
}

/* Two targets may share GNU names; one link is enough. */
static int
collect(const struct argvec *targets, struct argvec *names, struct fail *f)
{
	struct conf conf = CONF_INIT;
	int r = conf_load(&conf, NULL, f);

	for (size_t i = 0; r == 0 && i < targets->n; i++) {
		autoargvec some = ARGVEC_INIT;
		struct target t;

		r = triple_parse(targets->v[i], &conf, &t, f);
		if (r != 0) {
			f->status = EXIT_USAGE;
			break;
		}
		applet_link_names(&t, &some);
		for (size_t k = 0; k < some.n; k++)
			if (!argvec_has(names, some.v[k]))
				argvec_push(names, some.v[k]);
	}
	conf_clear(&conf);
	return r;
}

int
cmd_link(int argc, char **argv, struct fail *f)
{
	autoargvec targets = ARGVEC_INIT, names = ARGVEC_INIT;
	autofree char *shim = NULL;
	const char *dir = NULL;

	if (parse(argc, argv, &targets, &dir, f) != 0 ||
		collect(&targets, &names, f) != 0 ||
		linkdir_shim(&shim, f) != 0 || path_mkdirs(dir, f) != 0 ||
		linkdir_fill(dir, shim, &names, f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		puts(names.v[i]);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail_errno(f, "cannot write the names");
	return 0;
}
