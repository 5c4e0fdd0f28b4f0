/* zshim: cc, c++, ar, ld … of any target, by the name that it is run by. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "shim/applets.h"
#include "shim/call.h"
#include "shim/engine/run.h"
#include "shim/facts.h"
#include "shim/plan/plan.h"
#include "shim/rules/user.h"
#include "shim/script.h"
#include "shim/zig/facts.h"
#include "shim/zig/find.h"

/* Shims within shims: more than this is a loop. */
enum { MAX_DEPTH = 8 };

static int
usage(FILE *to)
{
	fputs("usage: zshim TOOL [--target=TRIPLE[.GLIBC]] ARGUMENTS\n"
	      "       <TRIPLE[.GLIBC]>-TOOL ARGUMENTS   (a link to zshim)\n"
	      "\ntools:\n",
		to);
	for (size_t i = 0; i < applets_n; i++)
		fprintf(to, "  %-40s %s\n", applets[i].names,
			applets[i].purpose);
	fputs("\nSee zshim(1); `cargo zbuild targets` lists the targets.\n",
		to);
	return to == stdout ? 0 : EXIT_USAGE;
}

static int
check_depth(struct argvec *env, struct fail *f)
{
	const char *v = getenv(SHIM_DEPTH);
	int depth = v != NULL ? atoi(v) : 0;

	if (depth >= MAX_DEPTH) {
		fail_set(f, "called by itself %d times over", depth);
		return fail_hint(f, "something that we run finds us under the "
				    "name of the real tool: check PATH and "
				    "ZBUILD_ZIG");
	}
	argvec_pushf(env, SHIM_DEPTH "=%d", depth + 1);
	return 0;
}

/* What we start shall read the zbuild.ini that we found. */
static void
pass_workspace(const struct conf *conf, struct argvec *env)
{
	if (conf->workspace != NULL && getenv(CONF_WORKSPACE) == NULL)
		argvec_pushf(env, CONF_WORKSPACE "=%s", conf->workspace);
}

static int
call_run(char **argv, struct call *c, struct fail *f)
{
	scoped(plan) p = PLAN_INIT;
	struct target t;
	struct zig zig;
	int skip, r = -1;

	if (call_identify(argv, c, &t, &skip, f) != 0)
		return -1;
	if (zig_look(c->conf, &zig, f) != 0)
		return -1;
	/* cppcheck-suppress autoVariables ; forgotten with the call */
	c->zig = &zig;
	c->strict = c->conf->strict == 1;
	pass_workspace(c->conf, &p.env);
	if (check_depth(&p.env, f) == 0 && zig_suits(&zig, &t, f) == 0 &&
		zig_has_glibc(&zig, &t, false, f) == 0 && zig_env(&p.env, f) == 0 &&
		call_words(argv + skip, c, f) == 0) {
		trace_words("called as", NULL, argv);
		if (call_plan(c, &p, f) == 0) {
			if (!p.dry_run)
				zig_keep(c->conf, &zig);
			r = plan_run(c, &p, f);
		}
	}
	argvec_clear(&c->words);
	zig_clear(&zig);
	return r;
}

static bool
asks_help(char *const *argv)
{
	return strncmp(path_base(argv[0]), "zshim", 5) == 0 &&
	       argv[1] != NULL &&
	       (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
}

int
main(int argc, char **argv)
{
	autofail f = FAIL_INIT;
	scoped(conf) conf = CONF_INIT;
	struct call c = { .name = os_exec_name(argv), .conf = &conf, .facts = &facts_real };
	int r = -1;

	(void)argc;
	os_open_streams();
	setprogname(path_base(c.name));
	if (argv[0] == NULL || asks_help(argv))
		return usage(argv[0] == NULL ? stderr : stdout);
	if (argv[1] != NULL && strcmp(argv[1], "--version") == 0 &&
		strncmp(path_base(c.name), "zshim", 5) == 0) {
		printf("zshim %s\n", zbuild_version);
		return 0;
	}
	if (script_name(c.name))
		r = trace_open(&f) == 0 ? script_exec(c.name, argv, &f) : -1;
	else if (trace_open(&f) == 0 && conf_load_here(&conf, &f) == 0 &&
		rules_user(&conf, &f) == 0)
		r = call_run(argv, &c, &f);
	if (r < 0)
		r = fail_print(&f);
	return r;
}
