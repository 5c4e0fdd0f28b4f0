/* What lies in a sysroot, by kind of target: libc, start files, the names that
 * GNU toolchains have, the recipe. */
#ifndef SHIM_SYSROOT_LAYOUT_H
#define SHIM_SYSROOT_LAYOUT_H

#include "shim/sysroot/maker.h"

/* Fills m->dir; name is the sysroot's own (its full target). */
int layout_make(struct maker *m, const char *name);

/* What clang's driver calls the linker of the target. */
const char *layout_linker_name(const struct target *t);

#endif
