/* cargo zbuild exec: a command in the environment of a target. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/options/cmd.h"

struct options {
	const char *target, *sysroot;
	bool cargo;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "exec: %s '%s'", what, word);
	return fail_hint(f, "exec --target T [--sysroot DIR] [--cargo] -- COMMAND "
			    "[WORD...]");
}

/* optind is at the command's first word afterwards. */
static int
parse(int argc, char **argv, struct options *o, struct fail *f)
{
	static const struct option longs[] = {
		{ "target", required_argument, NULL, 't' },
		{ "cargo", no_argument, NULL, 'c' },
		{ "sysroot", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:t:", longs, NULL)) != -1) {
		if (c == 't' && o->target == NULL)
			o->target = optarg;
		else if (c == 'c')
			o->cargo = true;
		else if (c == 's')
			o->sysroot = optarg;
		else
			return usage(f,
				c == 't'   ? "more than one target:"
				: c == ':' ? "no value for option"
					   : "unknown option",
				c == 't' ? optarg : argv[optind - 1]);
	}
	if (o->target == NULL)
		return usage(f, "missing option", "--target");
	if (optind >= argc)
		return usage(f, "missing word", "COMMAND");
	return 0;
}

/* The command is looked for as it would be in that environment, so that a name
 * of the target's own folder is found. */
static int
run(char **argv, const struct argvec *env, struct fail *f)
{
	autofree char *program = path_search(
		argv[0], vars_get(env, "PATH"), 0, 0);
	autoargvec words = ARGVEC_INIT;

	if (program == NULL) {
		if (strchr(argv[0], '/') != NULL &&
			(path_is_file(argv[0]) || path_is_dir(argv[0])))
			return fail_status(f, EXIT_CANNOT_RUN,
				"cannot run '%s': not an executable file",
				argv[0]);
		return fail_status(f, EXIT_NOT_FOUND,
			"cannot find the command '%s'", argv[0]);
	}
	argvec_pushv(&words, argv);
	trace_words("run", env->v, argv);
	return os_exec(program, &words, env, f);
}

int
cmd_exec(int argc, char **argv, struct fail *f)
{
	struct options o = { 0 };
	struct buildenv b = BUILDENV_INIT;
	autoargvec env = ARGVEC_INIT;
	struct target t;
	int r;

	if (parse(argc, argv, &o, f) != 0)
		return -1;
	b.facts.sysroot = o.sysroot;
	r = buildenv_one(&b, o.target, !o.cargo, &t, f);
	for (size_t i = 0; r == 0 && i < b.env.n; i++)
		if (b.env.v[i].kept != NULL)
			fprintf(stderr, "zbuild: %s=%s is yours (%s) and stays\n",
				b.env.v[i].key, b.env.v[i].value,
				b.env.v[i].kept);
	if (r == 0) {
		buildenv_apply(&b, &env);
		r = run(argv + optind, &env, f);
	}
	buildenv_clear(&b);
	return r;
}
