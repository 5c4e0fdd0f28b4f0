/* Completions of shells, made from the tables of subcommands. */
#pragma once

#include <stdio.h>

#include "common/argvec.h"
#include "wrapper/options/cmd.h"

/* What a script knows: our subcommands, up to a NULL, and words for T. */
struct complete {
	const struct subcommand *const *subcommands;
	const struct argvec *targets;
};

/* The shells, for a row's choices. */
#define COMPLETE_SHELLS "bash fish zsh"

/* Prints the script for one of them. */
void complete_print(const struct complete *c, const char *shell, FILE *out);
