/* cargo zbuild exec: a command in the environment of a target. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "texts.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/options/cmd.h"

struct options {
	const char *target, *sysroot;
	bool cargo;
	struct argvec words;
};

static const struct option_row rows[] = {
	OPTION_ROW_TARGET(struct options, target, OPTION_REQUIRED),
	OPTION_ROWS_ENVIRONMENT(struct options, sysroot, cargo),
	{ NULL, "COMMAND", OPTION_COMMAND | OPTION_REQUIRED | OPTION_REST,
		OPTION_INTO(struct options, words) },
	NO_MORE_OPTIONS
};

/* The command is looked for as it would be in that environment, so that a name
 * of the target's own folder is found. */
static int
start(struct argvec *words, const struct argvec *env, struct fail *f)
{
	char **argv = argvec_exec(words);
	autofree char *program = path_search(
		argv[0], vars_get(env, "PATH"), 0, 0);

	if (program == NULL) {
		if (strchr(argv[0], '/') != NULL &&
			(path_is_file(argv[0]) || path_is_dir(argv[0])))
			return fail_status(f, EXIT_CANNOT_RUN,
				"cannot run '%s': not an executable file",
				argv[0]);
		return fail_status(f, EXIT_NOT_FOUND,
			"cannot find the command '%s'", argv[0]);
	}
	trace_words("run", env->v, argv);
	return os_exec(program, words, env, f);
}

static int
exec_run(void *options, struct fail *f)
{
	struct options *o = options;
	scoped(buildenv) b = BUILDENV_INIT;
	autoargvec env = ARGVEC_INIT;
	struct target t;
	int r;

	b.facts.sysroot = o->sysroot;
	r = buildenv_one(&b, o->target, !o->cargo, &t, f);
	if (r == 0 && o->cargo)
		r = buildenv_scripts(&b, f);
	for (size_t i = 0; r == 0 && i < b.env.n; i++)
		if (b.env.v[i].kept != NULL)
			fshow(stderr, "zbuild: %s=%s is yours (%s) and stays\n",
				b.env.v[i].key, b.env.v[i].value,
				b.env.v[i].kept);
	if (r == 0) {
		buildenv_apply(&b, &env);
		r = start(&o->words, &env, f);
	}
	return r;
}

const struct subcommand cmd_exec = { "exec",
	"run a command in that environment",
	rows, sizeof(struct options), exec_run, .notes = text_exec_help };
