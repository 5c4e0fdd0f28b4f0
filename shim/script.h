/*
 * Plain CC, CXX, AR and RANLIB of cargo's build scripts: a configure or Makefile
 * that a crate runs by itself reads no others. One value has to serve the
 * scripts of all targets and those of this machine, so it is a name in a folder
 * of its own, which asks cargo's variables whose script runs it.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/* The folder's name, below <cache>/bin. */
#define SCRIPT_DIR "by-target"

/* Is it a name in that folder? */
bool script_name(const char *exec_name);

/* Becomes the target's tool where a target's script runs it, else this
 * machine's; returns on failure only. */
int script_exec(const char *exec_name, char **argv, struct fail *f);
