/* Our own subcommands: a row here and a file each. */
#include <ctype.h>
#include <stdio.h>

#include "wrapper/options/cmd.h"

/* clang-format off */
const struct subcommand subcommands[] = {
	{ "cache", cmd_cache, "[list [--json] | gc [--older-than AGE] [--max-size SIZE] [--deps] [--dry-run] [--force] | pack FILE [--target T]... | unpack FILE]",
	  "show what is in the cache folder, clean it, carry it elsewhere",
	  "  list [--json]       what there is for which target, with size and age\n"
	  "  gc                  remove what was used longest ago\n"
	  "    --older-than AGE  if not used for so long: 30m, 12h, 30d, 4w (30d, if\n"
	  "                      --max-size is not there either)\n"
	  "    --max-size SIZE   until the whole takes no more: 500M, 2G\n"
	  "    --deps            also the packages of `deps`: zbuild.lock still has their\n"
	  "                      sums, but the archive may not have them any more\n"
	  "    --dry-run         only say what would go\n"
	  "    --force           also what was used within the last hour\n"
	  "  pack FILE           write sysroots into FILE (.tar, .tar.gz, .tar.zst)\n"
	  "    --target T        only this one's; may be repeated\n"
	  "  unpack FILE         put them into this machine's cache; it needs the same\n"
	  "                      version of zig, and zig need not build anything\n"
	  "\n"
	  "  cargo zbuild warm --target aarch64-unknown-linux-gnu.2.17 --c++\n"
	  "  cargo zbuild cache pack sysroots.tar.zst\n" },
	{ "completions", cmd_completions, "bash|fish|zsh",
	  "print the completions of a shell",
	  "  eval \"$(cargo zbuild completions bash)\"     # in ~/.bashrc\n"
	  "  cargo zbuild completions fish | source       # in config.fish\n"
	  "  source <(cargo zbuild completions zsh)       # in ~/.zshrc\n" },
	{ "deps", cmd_deps, "[add --target T NAME... | remove --target T NAME... | list [--target T] [--json] [--path] | sync [--target T] [--locked] [--update]]",
	  "Debian packages of the target to link with, without root",
	  "  add NAME...     put packages into [deps] of the workspace's zbuild.ini,\n"
	  "                  get them and what they depend on, write zbuild.lock\n"
	  "  remove NAME...  take them out again\n"
	  "  list            what zbuild.lock has; * marks what was asked for\n"
	  "    --json        one array for programs\n"
	  "    --path        only the root file system's folder\n"
	  "  sync            make what [deps] and zbuild.lock say; a build does so, too\n"
	  "    --locked      fail if zbuild.lock would change\n"
	  "    --update      take the newest versions, and write them there\n"
	  "  --target T      the target\n"
	  "\n"
	  "apt resolves and checks them, as an ordinary user and without a foreign\n"
	  "architecture in the system. Builds for the target then find the headers,\n"
	  "libraries and .pc files; its libc stays zig's.\n"
	  "\n"
	  "  cargo zbuild deps add --target aarch64-unknown-linux-gnu libssl-dev\n"
	  "  cargo zbuild --target aarch64-unknown-linux-gnu.2.36\n" },
	{ "doctor", cmd_doctor, "[--target T]... [--json]",
	  "look for what is missing, and say how to fix it",
	  "  --target T  look at a target too, T.VERSION with a glibc floor (this\n"
	  "              machine's own if there is none)\n"
	  "  --json      one object for programs\n"
	  "\n"
	  "Exits with 1 if something is missing. A warning is no failure.\n" },
	{ "env", cmd_env, "--target T [--format sh|fish|pwsh|json|github|cargo|cmake|meson|go|clangd|flags] [--sysroot DIR] [--cargo]",
	  "print the environment in which other builds use the shim",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --format F  sh (default) for eval; fish, pwsh: for those shells; json;\n"
	  "              github: for $GITHUB_ENV; or a file for cargo (to include),\n"
	  "              cmake (toolchain), meson (cross file), go ($GOENV), clangd\n"
	  "              (.clangd), flags (compile_flags.txt)\n"
	  "  --sysroot DIR  a root file system of the target to link with, instead\n"
	  "              of the packages of [deps]\n"
	  "  --cargo     only what cargo and build scripts read: no CC, CXX, ...\n"
	  "\n"
	  "Values that you set yourself stay; they are listed as kept.\n"
	  "\n"
	  "  eval \"$(cargo zbuild env --target aarch64-unknown-linux-gnu.2.17)\"\n"
	  "  ./configure --host=aarch64-linux-gnu && make\n" },
	{ "exec", cmd_exec, "--target T [--sysroot DIR] [--cargo] -- COMMAND [WORD...]",
	  "run a command in that environment",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --cargo     only what cargo and build scripts read: no CC, CXX, ...\n"
	  "\n"
	  "  cargo zbuild exec --target aarch64-unknown-linux-gnu.2.17 -- \\\n"
	  "      ./configure --host=aarch64-linux-gnu\n" },
	{ "explain", cmd_explain, "[--failure [FILE]] [--target T] [-- COMMAND [WORD...]]",
	  "say what became of a call's words, or why a build failed",
	  "Without words it explains the last link: each word with the rule that\n"
	  "kept, replaced or dropped it, where each library came from, and what\n"
	  "set the glibc version.\n"
	  "\n"
	  "  COMMAND      explain this call instead; it is not run\n"
	  "  --failure    the likely cause of the last link that failed, or of what\n"
	  "               FILE (- is standard input) holds of a build's messages; exits\n"
	  "               with 1 if none is known\n"
	  "  --target T   the target that those messages are about\n"
	  "\n"
	  "  cargo zbuild explain -- aarch64-linux-gnu-gcc -march=armv8-a main.c\n"
	  "  cargo zbuild build 2>&1 | cargo zbuild explain --failure -\n" },
	{ "info", cmd_info, "T [--json]",
	  "print what is known about a target",
	  "T is a Rust, GNU or LLVM triple, with .VERSION for a glibc floor.\n"
	  "\n"
	  "  --json  one object for programs\n"
	  "\n"
	  "  cargo zbuild info aarch64-linux-gnu\n" },
	{ "link", cmd_link, "--target T [--target T]... --dir DIR",
	  "make links to the shim, named after its tools",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --dir DIR   the folder; it is made if missing\n"
	  "\n"
	  "Prints the names, one a line. A link to an older zshim is replaced,\n"
	  "any other file is an error.\n"
	  "\n"
	  "  cargo zbuild link --target x86_64-unknown-linux-gnu.2.17 --dir ~/bin\n" },
	{ "run-binary", cmd_run_binary, "[--target T] [--sysroot DIR] FILE [ARG...]",
	  "run a program of any target, by what its headers say",
	  "  --target T     the target, for files that do not tell (bare metal); one of\n"
	  "                 another machine is an error then\n"
	  "  --sysroot DIR  where the target's C library is (qemu-user's -L)\n"
	  "\n"
	  "By itself, by qemu-user, wine, or a WASI host. Its exit status or signal\n"
	  "is ours; what it starts is emulated, too. A C library that is missing is\n"
	  "fetched, as by runtime.\n"
	  "\n"
	  "  cargo zbuild run-binary target/aarch64-unknown-linux-gnu/debug/hello\n" },
	{ "runtime", cmd_runtime, "T [T...]",
	  "fetch a target's C library, to run its programs with",
	  "Debian's libc6, libgcc-s1 and libstdc++6 of T, unpacked into the cache by\n"
	  "an ordinary user. Prints the folder. `run`, `test` and `bench` do this by\n"
	  "themselves unless ZBUILD_RUNTIME=no.\n" },
	{ "setup", cmd_setup, "[--target T]... [--print] [--remove]",
	  "write cargo's configuration so that plain cargo uses the shim",
	  "  --target T  a target more, T.VERSION with a glibc floor; without any\n"
	  "              it asks on a terminal, and else writes those that are set\n"
	  "              up anew\n"
	  "  --print     show what would be written, and write nothing\n"
	  "  --remove    take it out again, with --target only that target\n"
	  "\n"
	  "Writes .cargo/zbuild.toml beside the workspace's Cargo.toml, and a line\n"
	  "that includes it into .cargo/config.toml (for cargo before 1.94, which\n"
	  "cannot include, marked blocks). Then this works, in the editor too:\n"
	  "\n"
	  "  cargo zbuild setup --target aarch64-unknown-linux-gnu.2.17\n"
	  "  cargo build --target aarch64-unknown-linux-gnu\n" },
	{ "std", cmd_std, "T [T...]",
	  "get Rust's standard library for a target, ahead of a build",
	  "Prints the folder for rustc's --sysroot. Looked for in this order: rustc's\n"
	  "own folder; what was built before; `rustup target add`; built once from\n"
	  "Rust's sources, into the cache. Every build does the same by itself.\n"
	  "\n"
	  "ZBUILD_STD=rustup or =build allows one way only, =no none.\n" },
	{ "sysroot", cmd_sysroot, "--target T [--out DIR] [--with c++|ubsan]...",
	  "print the target's sysroot, or copy it for other compilers",
	  "  --target T  the target, T.VERSION with a glibc floor\n"
	  "  --out DIR   write one that may be moved, with headers, a README.md,\n"
	  "              toolchain.cmake and meson.cross; DIR is new, empty, or such a\n"
	  "              copy, which is replaced\n"
	  "  --with P    with a piece more: c++ (libc++), ubsan; P,P means both\n"
	  "\n"
	  "Without --out the folder in the cache is printed; it is made if missing.\n"
	  "\n"
	  "  cargo zbuild sysroot --target aarch64-unknown-linux-gnu.2.17 --out sr\n"
	  "  clang --target=aarch64-unknown-linux-gnu --sysroot=sr -fuse-ld=lld x.c\n" },
	{ "targets", cmd_targets, "[--names] [--json]",
	  "list the known targets",
	  "  --names  below each its names for zig, GNU tools, Debian, Go, CMake\n"
	  "  --json   one array for programs, with all of that and more\n"
	  "\n"
	  "FLOOR is the oldest glibc that programs run with if no VERSION is given;\n"
	  "STD says if Rust's standard library is there, RUNS HERE what runs the\n"
	  "target's programs, TESTED how far its programs are tested: run, linked.\n" },
	{ "verify", cmd_verify, "FILE... [--max-glibc V] [--json]",
	  "print what a program needs to run; check its glibc floor",
	  "  --max-glibc V  exit with 1 if a file needs a newer glibc\n"
	  "  --json         one array for programs\n" },
	{ "warm", cmd_warm, "--target T [--target T]... [--c++] [--all-pieces]",
	  "make ahead what the first build of a target waits for",
	  "  --target T    the target, T.VERSION with a glibc floor\n"
	  "  --c++         the C++ library, too\n"
	  "  --all-pieces  everything that a link may ask for\n"
	  "\n"
	  "Prints a line for each target. Exits with 1 if one could not be made;\n"
	  "the others are.\n" },
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
	printf("Usage: cargo zbuild %s %s\n\n%c%s.\n", cmd->name,
		cmd->synopsis, toupper((unsigned char)*cmd->purpose),
		cmd->purpose + 1);
	if (*cmd->help != '\0')
		printf("\n%s", cmd->help);
	return 0;
}
