/* The list of our own subcommands. */
#pragma once

#include "wrapper/options/cmd.h"

/* In the order of --help, up to a NULL. */
extern const struct subcommand *const subcommands[];
