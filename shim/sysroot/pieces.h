/* What most links do without, made and put into a sysroot on demand. */
#pragma once

#include "shim/sysroot/maker.h"
#include "shim/sysroot/sysroot.h"

/* Is the piece there already? */
bool sysroot_has(const struct sysroot *s, enum piece piece);

/* Makes a piece, once per architecture and oldest floor, and puts it in. */
int sysroot_add(struct sysroot *s, const struct zig *z,
	const struct target *t, enum piece piece, struct fail *f);

/* ---- for who lays one out ---- */

/* Does a piece of t's write this name ("lib/libgcc.a")? Then its contents come and
 * go, and a sysroot's own list leaves it out. */
bool piece_owns(const struct target *t, const char *name);

/* The piece's archive came along with the C library, so it is made. */
int piece_note_made(const struct maker *m, enum piece piece);

/* The same for compiler_rt, with the names that lead to it, if it is there. */
int piece_note_runtime(const struct maker *m);
