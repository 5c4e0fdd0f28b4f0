/* Stubs of a C library's shared objects, written from zig's lists of their
 * symbols (targets/glibc.h). */
#pragma once

#include "common/argvec.h"
#include "shim/sysroot/maker.h"

/*
 * Writes those of m's target to DIR/lib, where the object lib/LIKE has been made.
 * words: of a compile for it, which say what version of a BSD it is. -1 where the
 * lists are unlike all that we know.
 */
int stubs_write(const struct maker *m, const struct argvec *words,
	const char *like);
