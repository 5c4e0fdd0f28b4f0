/* musl's libc.a out of zig's copy of its source, compiled by clang itself. */
#pragma once

#include "common/pool.h"
#include "shim/sysroot/maker.h"

/*
 * Fills m->dir/lib, of what is called NAME: libmusl.a (position-independent, so that
 * static programs of both kinds share it), libzigc.a (the part of libc that newer
 * zigs have in Zig; else empty) and rcrt1.o. Starts its compilers in the pool and finishes
 * it; what else runs there brings compiler_rt into the sysroot `root`, with
 * which the result is linked as a trial. m->c must be known.
 */
int musl_build(struct maker *m, struct pool *pool, const char *name,
	const char *root);

/* The same files as zig makes them: several times slower, one after another. */
int musl_take_zigs(struct maker *m);

/* The sources that musl's own rule gives for an architecture, sorted: every
 * file of src/DIR (and the like), or what src/DIR/ARCH has in its place. dir is
 * the musl folder. Paths are relative to it. */
int musl_sources(const char *dir, const char *arch, struct argvec *out,
	struct fail *f);

/* Scrt1.o and the stub libc.so into m->dir/lib, as zig would make them, for one
 * that has no clang. */
int musl_starts(struct maker *m);
