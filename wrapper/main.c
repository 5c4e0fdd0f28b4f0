/* cargo-zbuild: `cargo zbuild SUBCOMMAND …`. */
#include <bsd/stdlib.h>
#include <stdio.h>
#include <string.h>

#include "common/trace.h"
#include "common/version.h"
#include "wrapper/cmd.h"

/* clang-format off */
const struct subcommand subcommands[] = {
	{ "completions", cmd_completions, "SHELL",
	  "print the completions of a shell",
	  "SHELL is bash, zsh or fish.\n" },
	{ "doctor", cmd_doctor, "[--json]",
	  "look for what is missing, and say how to fix it",
	  "  --json  one object for programs\n" },
	{ "env", cmd_env, "--target T [--format sh|json] [--cargo]",
	  "print the environment in which other builds use the shim",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --format F  sh (default) for eval, or json\n"
	  "  --cargo     only what cargo and build scripts read: no CC, CXX, ...\n"
	  "\n"
	  "Values that you set yourself stay; they are listed as kept.\n"
	  "\n"
	  "  eval \"$(cargo zbuild env --target aarch64-unknown-linux-gnu.2.17)\"\n"
	  "  ./configure --host=aarch64-linux-gnu && make\n" },
	{ "exec", cmd_exec, "--target T [--cargo] -- COMMAND [WORD...]",
	  "run a command in that environment",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --cargo     only what cargo and build scripts read: no CC, CXX, ...\n"
	  "\n"
	  "  cargo zbuild exec --target aarch64-unknown-linux-gnu.2.17 -- \\\n"
	  "      ./configure --host=aarch64-linux-gnu\n" },
	{ "info", cmd_info, "T [--json]",
	  "print what is known about a target",
	  "  --json  one object for programs\n" },
	{ "link", cmd_link, "--target T [--target T]... --dir DIR",
	  "make links to the shim, named after its tools",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --dir DIR   the folder; it is made if missing\n"
	  "\n"
	  "Prints the names, one a line. A link to an older zshim is replaced,\n"
	  "any other file is an error.\n"
	  "\n"
	  "  cargo zbuild link --target x86_64-unknown-linux-gnu.2.17 --dir ~/bin\n" },
	{ "setup", cmd_setup, "--target T [--print] [--remove]",
	  "write cargo's configuration so that plain cargo uses the shim",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --print     show what would be written\n"
	  "  --remove    take it out again\n" },
	{ "targets", cmd_targets, "[--json]",
	  "list the known targets",
	  "  --json  one array for programs\n" },
	{ "verify", cmd_verify, "FILE... [--max-glibc V] [--json]",
	  "print what a program needs to run; check its glibc floor",
	  "  --max-glibc V  exit with 1 if a file needs a newer glibc\n"
	  "  --json         one array for programs\n" },
	{ "zig", cmd_zig, "install [VERSION] | list | path",
	  "install zig, list the installed ones, print the one in use",
	  "" },
};
/* clang-format on */
const size_t subcommands_n = sizeof subcommands / sizeof *subcommands;

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
	"cargo zbuild NAME --help explains one of them, cargo-zbuild(1) all.\n";

static const struct subcommand *
find(const char *name)
{
	for (size_t i = 0; i < subcommands_n; i++)
		if (strcmp(subcommands[i].name, name) == 0)
			return &subcommands[i];
	return NULL;
}

int
cmd_help(const struct subcommand *cmd)
{
	printf("Usage: cargo zbuild %s %s\n\n%s.\n", cmd->name, cmd->synopsis,
		cmd->purpose);
	if (*cmd->help != '\0')
		printf("\n%s", cmd->help);
	return 0;
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

/* Is there a --help for us? What follows a "--" is somebody else's. */
static bool
wants_help(int argc, char **argv)
{
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
	if (cmd == NULL)
		return cmd_cargo(argc, argv, f);
	return wants_help(argc, argv) ? cmd_help(cmd)
				      : cmd->run(argc, argv, f);
}

int
main(int argc, char **argv)
{
	struct fail f = FAIL_INIT;
	int skip = 1, r;

	setprogname("cargo-zbuild");
	/* Cargo repeats the name: `cargo zbuild x` runs
	 * `cargo-zbuild zbuild x`. */
	if (argc > 1 && strcmp(argv[1], "zbuild") == 0)
		skip = 2;
	r = trace_open(&f);
	if (r == 0)
		r = dispatch(argc > skip ? argc - skip : 0,
			argc > skip ? argv + skip : argv + argc, &f);
	if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		r = fail_errno(&f, "cannot write");
	if (r >= 0)
		return r;
	r = fail_print(&f);
	fail_clear(&f);
	return r;
}
