/* Subcommands of `cargo zbuild`: one row here, one file each. */
#ifndef WRAPPER_OPTIONS_CMD_H
#define WRAPPER_OPTIONS_CMD_H

#include <stddef.h>

#include "common/fail.h"

struct subcommand {
	const char *name;
	/* argv[0] is the subcommand's name. Returns the exit status, or -1
	 * with f set, which main prints (status 2 for wrong usage). */
	int (*run)(int argc, char **argv, struct fail *f);
	const char *synopsis;  /* "--target T [--dir DIR]" */
	const char *purpose;   /* one line, for the list */
	const char *help;      /* options and examples, for NAME --help */
};

extern const struct subcommand subcommands[];
extern const size_t subcommands_n;

/* Prints a subcommand's help on stdout; 0. main handles --help before run. */
int cmd_help(const struct subcommand *cmd);

int cmd_cache(int argc, char **argv, struct fail *f);
int cmd_completions(int argc, char **argv, struct fail *f);
int cmd_deps(int argc, char **argv, struct fail *f);
int cmd_doctor(int argc, char **argv, struct fail *f);
int cmd_env(int argc, char **argv, struct fail *f);
int cmd_exec(int argc, char **argv, struct fail *f);
int cmd_explain(int argc, char **argv, struct fail *f);
int cmd_info(int argc, char **argv, struct fail *f);
int cmd_link(int argc, char **argv, struct fail *f);
int cmd_run_binary(int argc, char **argv, struct fail *f);
int cmd_runtime(int argc, char **argv, struct fail *f);
int cmd_setup(int argc, char **argv, struct fail *f);
int cmd_std(int argc, char **argv, struct fail *f);
int cmd_sysroot(int argc, char **argv, struct fail *f);
int cmd_targets(int argc, char **argv, struct fail *f);
int cmd_verify(int argc, char **argv, struct fail *f);
int cmd_warm(int argc, char **argv, struct fail *f);
int cmd_zig(int argc, char **argv, struct fail *f);

/* Everything else: cargo's own subcommands. argv[0] is the first word. */
int cmd_cargo(int argc, char **argv, struct fail *f);

#endif
