/*
 * A Python asked where its package ziglang is. It runs in the root folder:
 * `-c` and `-m` import from the current one first, and so do relative entries
 * of PYTHONPATH; isolated mode would lose the user's own packages.
 */
#pragma once

#include "common/fail.h"

/* *zig is the path of a zig that may be there, or NULL if it knows of none;
 * -1 if it cannot be asked. The caller frees it. */
int zigpython_ask(const char *python, char **zig, struct fail *f);
