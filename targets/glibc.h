/*
 * Which glibc versions and symbols there are, read from zig's
 * lib/libc/glibc/abilists (format: the comment at the top of src/libs/glibc.zig
 * in zig's sources). Never on the hot path of a call that succeeds.
 */
#pragma once

#include "common/fail.h"
#include "targets/target.h"

struct glibc_lists;

/* Loads <zig_lib>/libc/glibc/abilists. Corrupt or missing is an error that
 * names the file. */
int glibc_open(const char *zig_lib, struct glibc_lists **out, struct fail *f);
void glibc_free(struct glibc_lists *g);

/* All versions that zig knows, ascending. */
const struct version *glibc_versions(const struct glibc_lists *g, size_t *n);

/* 0 if zig can target t->glibc, else an error naming the nearest valid one. */
int glibc_check(const struct glibc_lists *g, const struct target *t,
	struct fail *f);

/* The first version in which t's architecture has `symbol` (function or
 * object), and in *lib the library (borrowed, "c", "m", "pthread"…).
 * False if no glibc that zig knows has it. */
bool glibc_symbol(const struct glibc_lists *g, const struct target *t,
	const char *symbol, struct version *first, const char **lib);
