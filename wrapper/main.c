/* cargo-zbuild: `cargo zbuild SUBCOMMAND …`. */
#include <bsd/stdlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "targets/target.h"
#include "wrapper/build/zigbuild.h"
#include "wrapper/options/cmd.h"

static const char intro[] =
	"Usage: cargo zbuild [SUBCOMMAND] [OPTIONS] [--target T[.VERSION]]...\n"
	"\n"
	"Runs cargo with zig as compiler and linker of the target. VERSION is\n"
	"the oldest glibc that the program shall run with:\n"
	"\n"
	"  cargo zbuild --release --target x86_64-unknown-linux-gnu.2.17\n"
	"\n"
	"SUBCOMMAND is one of cargo's (build if there is none; check, clippy,\n"
	"doc, run, test, bench, install, rustc, nextest ... go to cargo with\n"
	"their words), or one of our own:\n"
	"\n";

static const char outro[] =
	"\n"
	"  cargo zbuild test --glibc-check --target T   runs tests with the\n"
	"  oldest glibc that the distribution's mirror has.\n"
	"\n"
	"cargo zbuild NAME --help explains one of them, cargo-zbuild(1) all.\n";

static const struct subcommand *
find(const char *name)
{
	for (size_t i = 0; i < subcommands_n; i++)
		if (strcmp(subcommands[i].name, name) == 0)
			return &subcommands[i];
	return NULL;
}

static int
print_help(void)
{
	fputs(intro, stdout);
	for (size_t i = 0; i < subcommands_n; i++)
		printf("  %-12s %s\n", subcommands[i].name,
			subcommands[i].purpose);
	fputs(outro, stdout);
	return 0;
}

/* Is there a --help for us? What follows a "--" is somebody else's, and so are
 * the words of a program that run-binary runs. */
static bool
wants_help(const struct subcommand *cmd, int argc, char **argv)
{
	if (cmd->run == cmd_run_binary && argc > 2)
		argc = 2;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
			strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* `help NAME`: ours, or cargo's own help. */
static int
help(int argc, char **argv, struct fail *f)
{
	const struct subcommand *cmd = argc > 1 ? find(argv[1]) : NULL;

	if (cmd != NULL)
		return cmd_help(cmd);
	return argc > 1 ? cmd_cargo(argc, argv, f) : print_help();
}

/* One of ours misspelled? Cargo knows nothing of them, so its own advice would
 * lead astray. Short names are too near to cargo's (init, info). */
static void
advise(const char *word)
{
	enum { LONG = 5, NEAR = 2 };
	autofree char *external = xasprintf("cargo-%s", word), *found = NULL;

	for (size_t i = 0; i < subcommands_n; i++) {
		const char *name = subcommands[i].name;

		if (strlen(name) < LONG || target_distance(word, name) > NEAR)
			continue;
		found = path_search(external, getenv("PATH"), 0, 0);
		if (found == NULL)
			fprintf(stderr,
				"zbuild: `%s` goes to cargo; ours is `cargo "
				"zbuild %s`\n",
				word, name);
		return;
	}
}

static int
dispatch(int argc, char **argv, struct fail *f)
{
	const char *first = argc > 0 ? argv[0] : "";
	const struct subcommand *cmd = find(first);

	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		return print_help();
	if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
		puts("cargo-zbuild " ZBUILD_VERSION);
		return 0;
	}
	if (strcmp(first, "help") == 0)
		return help(argc, argv, f);
	if (cmd == NULL) {
		advise(first);
		return cmd_cargo(argc, argv, f);
	}
	return wants_help(cmd, argc, argv) ? cmd_help(cmd)
				      : cmd->run(argc, argv, f);
}

int
main(int argc, char **argv)
{
	struct fail f = FAIL_INIT;
	const char *name = os_exec_name(argv);
	bool zigbuild = zigbuild_is_name(name);
	int skip = 1, n, r;

	setprogname(zigbuild ? "cargo-zigbuild" : "cargo-zbuild");
	/* Cargo repeats the name: `cargo zbuild x` runs
	 * `cargo-zbuild zbuild x`. */
	if (!zigbuild && argc > 1 && strcmp(argv[1], "zbuild") == 0)
		skip = 2;
	n = argc > skip ? argc - skip : 0;
	r = trace_open(&f);
	if (r == 0)
		r = zigbuild ? zigbuild_run(name, n, argv + argc - n, &f)
			     : dispatch(n, argv + argc - n, &f);
	if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		r = fail_errno(&f, "cannot write");
	if (r >= 0)
		return r;
	r = fail_print(&f);
	fail_clear(&f);
	return r;
}
