/* What is asked of a zig once, when it is found. */
#ifndef SHIM_ZIGFACTS_H
#define SHIM_ZIGFACTS_H

#include "shim/zig.h"

/* Fills z->clang from `zig clang --version` and z->glibc_max from zig's list
 * of glibc versions; what cannot be had stays empty. */
void zigfacts_read(struct zig *z);

#endif
