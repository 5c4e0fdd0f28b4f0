/*
 * cargo-zigbuild's command line, for the tools that call it: this program
 * under that name takes the same words and the same variables.
 */
#ifndef WRAPPER_BUILD_ZIGBUILD_H
#define WRAPPER_BUILD_ZIGBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* The release whose command line this is; --version says it. */
#define ZIGBUILD_VERSION "0.24.0"

/* Were we executed as cargo-zigbuild? */
bool zigbuild_is_name(const char *exec_name);

/* argv: the words behind the name. As a subcommand's function. */
int zigbuild_run(int argc, char **argv, struct fail *f);

/*
 * Appends what cargo-zigbuild tells build scripts of its targets, as os_exec
 * takes it: CARGO_ZIGBUILD_TARGET_t, zig's name for t. Nothing under our own
 * name.
 */
void zigbuild_variables(const struct target *ts, size_t n, struct argvec *env);

#endif
