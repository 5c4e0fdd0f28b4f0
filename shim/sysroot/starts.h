/*
 * What is linked into every program of a target and depends on no floor, or on
 * little of it: start files, crtbegin and crtend, glibc's libc_nonshared.a, the
 * stub of libgcc_s.so.1.
 */
#pragma once

#include "shim/sysroot/maker.h"

/* Puts all of it into m->dir/lib, from a folder beside m->dir that is made once
 * for all floors with the same. -1 where what zig prints looks unlike all that
 * we know. */
int starts_take(const struct maker *m);

/* Makes in m->dir/lib what is not zig's; zig's start files are there. */
int starts_make(const struct maker *m);
