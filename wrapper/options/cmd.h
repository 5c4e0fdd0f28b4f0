/* Subcommands of `cargo zbuild`: a row and a file each, listed in
 * wrapper/subcommands.c. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "common/fail.h"
#include "common/option.h"

struct subcommand {
	const char *name;
	const char *purpose;   /* one line, for the list */
	/* What it takes; for one that has subcommands of its own, NULL. */
	const struct option_row *rows;
	size_t size;           /* of the struct that the rows set */
	/* Returns the exit status, or -1 with f set, which main prints.
	 * options is zeroed, but for what rows set. */
	int (*run)(void *options, struct fail *f);
	const char *notes;     /* what --help says below the options, or NULL */
	/* `zig install` …, up to one without name. */
	const struct subcommand *subs;
	const char *of;        /* of those: "zig" */
	bool first_is_meant;   /* the first of them, if none is named */
};

/* A file each. */
extern const struct subcommand cmd_cache, cmd_completions, cmd_deps,
	cmd_doctor, cmd_env, cmd_exec, cmd_explain, cmd_info, cmd_link,
	cmd_run_binary, cmd_runtime, cmd_setup, cmd_std, cmd_sysroot,
	cmd_targets, cmd_trust, cmd_verify, cmd_warm, cmd_zig;

/* Ends a table of rows. */
#define NO_MORE_OPTIONS { .names = NULL }

/* --target T of commands that are about one target, or about several. */
#define OPTION_ROW_TARGET(type, member, needed)                            \
	{ "--target -t", "T", OPTION_TARGET | (needed),                    \
		OPTION_INTO(type, member),                                  \
		.help = "the target, T.VERSION with a glibc floor" }

/* What chooses a build's environment, for those that show it or run in it. */
#define OPTION_ROWS_ENVIRONMENT(type, sysroot, cargo)                      \
	{ "--sysroot", "DIR", OPTION_DIR, OPTION_INTO(type, sysroot),       \
		.help = "a root file system of the target to link with, "   \
			"instead of the packages of [deps]" },              \
	{ "--cargo", OPTION_INTO(type, cargo),                              \
		.help = "only what cargo and build scripts read: no CC, "   \
			"CXX, ..." }

/* Takes the words apart and runs cmd, or prints its help; as run. words begin
 * behind the subcommand's name. */
int subcommand_run(const struct subcommand *cmd, char *const *words, struct fail *f);

/* Prints a subcommand's help; 0. */
int subcommand_help(const struct subcommand *cmd, FILE *out);

/* "NAME: WHAT 'WORD'": wrong usage that no row can tell; -1. */
int subcommand_wrong(const struct subcommand *cmd, const char *what,
	const char *word, struct fail *f);
