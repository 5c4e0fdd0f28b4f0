/*
 * cargo-zigbuild's command line, for the tools that call it: this program
 * under that name takes the same words and the same variables.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/* The release whose command line this is; --version says it. */
#define ZIGBUILD_VERSION "0.24.1"

/* Were we executed as cargo-zigbuild? */
bool zigbuild_is_name(const char *exec_name);

/* argv: the words behind the name. The exit status, or -1. */
int zigbuild_run(const char *exec_name, int argc, char **argv, struct fail *f);
