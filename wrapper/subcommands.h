/* The list of our own subcommands. */
#ifndef WRAPPER_SUBCOMMANDS_H
#define WRAPPER_SUBCOMMANDS_H

#include "wrapper/options/cmd.h"

/* In the order of --help, up to a NULL. */
extern const struct subcommand *const subcommands[];

#endif
