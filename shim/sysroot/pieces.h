/* Pieces of a sysroot from the side of who lays one out; those who link ask
 * shim/sysroot/sysroot.h for them. */
#ifndef SHIM_SYSROOT_PIECES_H
#define SHIM_SYSROOT_PIECES_H

#include "shim/sysroot/maker.h"
#include "shim/sysroot/sysroot.h"

/* Does a piece of t's write this name ("lib/libgcc.a")? Then its contents come and
 * go, and a sysroot's own list leaves it out. */
bool piece_owns(const struct target *t, const char *name);

/* The piece's archive came along with the C library, so it is made. */
int piece_note_made(const struct maker *m, enum piece piece);

/* The same for compiler_rt, with the names that lead to it, if it is there. */
int piece_note_runtime(const struct maker *m);

#endif
