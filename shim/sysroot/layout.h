/* What lies in a sysroot, by kind of target: libc, start files, the names that
 * GNU toolchains have, the recipe. */
#pragma once

#include "shim/sysroot/maker.h"
#include "shim/sysroot/sysroot.h"

/* Fills m->dir for s, whose words go into the recipe; name is the sysroot's own
 * (its full target). */
int layout_make(struct maker *m, const struct sysroot *s, const char *name);

/* The lines of a recipe, around those of its files that are in it. */
void layout_recipe(const struct sysroot *s, struct argvec *lines);

/* Will its lib folder have this file when it is made? Pieces apart. */
bool layout_has(const struct target *t, const char *name);

/* What clang's driver calls the linker of the target. */
const char *layout_linker_name(const struct target *t);
