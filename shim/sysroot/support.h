/*
 * The part of a runtime that zig's compiler_rt lacks or has as a stub: what the
 * CPU can do, libatomic, outline atomics; and what stands before the UCRT. C files of ours (text/), compiled by
 * zig's clang for the target.
 */
#pragma once

#include "shim/sysroot/maker.h"

/* Which ones: those in compiler_rt's place, those before the C library. */
enum support { SUPPORT_RUNTIME, SUPPORT_CRT };

/* Compiles them, if any are for the target, into m->tmp; adds the objects. */
int support_compile(const struct maker *m, enum support which,
	struct argvec *objects);

/* The symbols that these objects define for others. */
int support_names(const struct argvec *objects, struct argvec *names,
	struct fail *f);

/* Appends the objects to an archive of ELF objects. */
int support_append(const struct maker *m, const char *archive,
	const struct argvec *objects);

/* For Windows, whose sysroot is made at once: compiles them and puts them into
 * the archive, in the place of what that has. */
int support_replace(const struct maker *m, const char *archive);

/* For a link by zig's own driver: an archive of them, made once for a target, in
 * *path; *path is NULL where there is nothing for it. */
int support_archive(const struct zig *z, const struct target *t, char **path,
	struct fail *f);
