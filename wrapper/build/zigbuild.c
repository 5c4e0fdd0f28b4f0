#include "wrapper/build/zigbuild.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/zig/python.h"
#include "targets/target.h"
#include "texts.h"
#include "wrapper/build/cargo.h"
#include "wrapper/cargo/linkdir.h"

/* The short names of its subcommands that cargo does not know as well. */
static const struct {
	const char *name, *cargo;
} subs[] = {
	{ "zigbuild", "build" },
	{ "b", "build" },
	{ "c", "check" },
	{ "r", "run" },
	{ "t", "test" },
};

static const char *const tools[] = {
	"cc", "c++", "ar", "ranlib", "lib", "dlltool" };

bool
zigbuild_is_name(const char *exec_name)
{
	return strcmp(path_base(exec_name), "cargo-zigbuild") == 0;
}

/* The zig of the ziglang package of that Python, if it has one. */
static char *
zig_of_python(const char *python)
{
	autofail ignored = FAIL_INIT;
	autofree char *program = path_find(python), *zig = NULL;
	autofree char *whole = program != NULL ? path_absolute(program) : NULL;

	if (whole == NULL)
		return NULL;
	if (zigpython_ask(whole, &zig, &ignored) != 0) {
		trace_line("CARGO_ZIGBUILD_PYTHON_PATH: %s", ignored.what);
		return NULL;
	}
	return zig != NULL && path_is_file(zig) ? xstrdup(zig) : NULL;
}

static const char *
set_value(const char *name)
{
	const char *v = getenv(name);

	return v != NULL && *v != '\0' ? v : NULL;
}

/* Its variables, as ours where those are not set. */
static void
own_variables(struct argvec *env)
{
	const char *zig = set_value("CARGO_ZIGBUILD_ZIG_PATH");
	const char *python = set_value("CARGO_ZIGBUILD_PYTHON_PATH");
	const char *dir = set_value("CARGO_ZIGBUILD_CACHE_DIR");
	autofree char *found = NULL, *sub = NULL;

	if (set_value("ZBUILD_ZIG") == NULL) {
		if (zig == NULL && python != NULL)
			found = zig_of_python(python);
		if (zig != NULL || found != NULL)
			argvec_pushf(env, "ZBUILD_ZIG=%s",
				zig != NULL ? zig : found);
	}
	if (dir != NULL && set_value("ZBUILD_CACHE_DIR") == NULL) {
		autofree char *full = path_absolute(dir);

		sub = path_join(full, "zbuild");
		argvec_pushf(env, "ZBUILD_CACHE_DIR=%s", sub);
	}
}

static int
bad_tool(const char *tool, struct fail *f)
{
	autofree char *known = NULL;
	autoargvec names = ARGVEC_INIT;

	for (size_t i = 0; i < COUNT(tools); i++)
		argvec_push(&names, tools[i]);
	known = argvec_join(&names, ", ");
	if (tool != NULL)
		fail_status(f, EXIT_USAGE, "zig: unknown tool '%s'", tool);
	else
		fail_status(f, EXIT_USAGE, "zig: no tool given");
	return fail_hint(f, "zig TOOL -- WORDS; known tools: %s", known);
}

/* zig TOOL [--] WORDS: argv[0] is the tool. */
static int
run_tool(int argc, char **argv, const struct argvec *env, struct fail *f)
{
	autofree char *shim = NULL;
	autoargvec words = ARGVEC_INIT;
	bool known = false;

	for (size_t i = 0; argc > 0 && i < COUNT(tools); i++)
		known = known || strcmp(argv[0], tools[i]) == 0;
	if (!known)
		return bad_tool(argc > 0 ? argv[0] : NULL, f);
	if (linkdir_shim(&shim, f) != 0)
		return -1;
	argvec_pushl(&words, shim, argv[0], NULL);
	/* No other machine's tool is the one that is asked for. */
	if (strcmp(argv[0], "dlltool") == 0 || strcmp(argv[0], "lib") == 0)
		argvec_push(&words, "--target=x86_64-pc-windows-gnu");
	argv++;
	if (*argv != NULL && strcmp(*argv, "--") == 0)
		argv++;
	argvec_pushv(&words, argv);
	return os_exec(shim, &words, env, f);
}

/* What build scripts are told of the targets: CARGO_ZIGBUILD_TARGET_t, zig's
 * name for t. */
static void
target_variables(const struct target *ts, size_t n, struct argvec *env)
{
	static const char name[] = "CARGO_ZIGBUILD_TARGET";

	for (size_t i = 0; i < n; i++) {
		autofree char *triple = xstrdup(target_cargo(&ts[i]));

		for (char *p = triple; *p != '\0'; p++)
			if (*p == '-')
				*p = '_';
		argvec_pushf(env, "%s_%s=%s", name, triple, ts[i].zig);
	}
	if (n == 1)
		argvec_pushf(env, "%s=%s", name, ts[0].zig);
}

/* We ourselves under the same name, with variables of ours that then are all
 * set. */
static int
start_again(const char *exec_name, int argc, char **argv,
	const struct argvec *env, struct fail *f)
{
	autofree char *program = access(exec_name, X_OK) == 0
					 ? xstrdup(exec_name)
					 : path_find(exec_name);
	autoargvec words = ARGVEC_INIT;

	if (program == NULL)
		return fail_status(f, EXIT_NOT_FOUND, "cannot find '%s'",
			exec_name);
	argvec_push(&words, exec_name);
	for (int i = 0; i < argc; i++)
		argvec_push(&words, argv[i]);
	return os_exec(program, &words, env, f);
}

int
zigbuild_run(const char *exec_name, int argc, char **argv, struct fail *f)
{
	autoargvec env = ARGVEC_INIT;
	const char *first = argc > 0 ? argv[0] : "--help";
	const char *second = argc > 1 ? argv[1] : "";

	if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
		puts("cargo-zigbuild " ZIGBUILD_VERSION
		     " (zbuild " ZBUILD_VERSION ")");
		return 0;
	}
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 ||
		strcmp(first, "help") == 0 ||
		(strcmp(first, "zigbuild") == 0 &&
			(strcmp(second, "--help") == 0 ||
				strcmp(second, "-h") == 0))) {
		fputs(text_zigbuild_help, argc > 0 ? stdout : stderr);
		return argc > 0 ? 0 : EXIT_USAGE;
	}
	own_variables(&env);
	if (strcmp(first, "zig") == 0)
		return run_tool(argc - 1, argv + 1, &env, f);
	if (env.n > 0)
		return start_again(exec_name, argc, argv, &env, f);
	for (size_t i = 0; i < COUNT(subs); i++)
		if (strcmp(first, subs[i].name) == 0) {
			autofree char *sub = xstrdup(subs[i].cargo);

			argv[0] = sub;
			return cargo_call(argc, argv, target_variables, f);
		}
	return cargo_call(argc, argv, target_variables, f);
}
