/* Our own subcommands: a row here and a file each. */
#include <stdio.h>

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
	{ "zig", cmd_zig, "install [VERSION] | list | path | remove VERSION",
	  "install zig, list the installed ones, print the one in use",
	  "  install [VERSION]  from PyPI's ziglang with pip; 0.17.1 if not said\n"
	  "    --from FILE|URL  instead: a .whl, .zip, .tar.xz or .tar.gz of zig\n"
	  "    --sha256 HASH    of that file; needed for a URL\n"
	  "  list [--json]      the installed ones; * marks the one in use\n"
	  "  path [--version]   looks anew, prints the zig that is used from now on\n"
	  "  remove VERSION     removes one that `install` brought\n" },
};
/* clang-format on */
const size_t subcommands_n = sizeof subcommands / sizeof *subcommands;

int
cmd_help(const struct subcommand *cmd)
{
	printf("Usage: cargo zbuild %s %s\n\n%s.\n", cmd->name, cmd->synopsis,
		cmd->purpose);
	if (*cmd->help != '\0')
		printf("\n%s", cmd->help);
	return 0;
}
