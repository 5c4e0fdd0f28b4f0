/*
 * Which glibc versions and symbols there are, read from zig's
 * lib/libc/glibc/abilists (format: the comment at the top of src/libs/glibc.zig
 * in zig's sources), and the same of the BSDs. Never on the hot path of a call
 * that succeeds.
 */
#pragma once

#include <stdint.h>

#include "common/fail.h"
#include "targets/target.h"

struct glibc_lists;

/* Loads <zig_lib>/libc/glibc/abilists. Corrupt or missing is an error that
 * names the file. */
int glibc_open(const char *zig_lib, struct glibc_lists **out, struct fail *f);

/* The same for another libc of zig's: "freebsd", "netbsd", "openbsd". */
int glibc_open_list(const char *zig_lib, const char *libc,
	struct glibc_lists **out, struct fail *f);
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

/* What a library has of a symbol in one version. */
struct glibc_entry {
	const char *symbol;
	unsigned lib;           /* number in the list of libraries */
	enum { GLIBC_FUNCTION, GLIBC_OBJECT, GLIBC_TLS } kind;
	size_t version;         /* number in the list of versions */
	bool newest;            /* none of those asked for is newer */
	bool plain;             /* it has no version */
	bool weak;
	uint32_t size;
};

/* All of t's in versions up to number `last`; false if zig has no such target. */
bool glibc_each(const struct glibc_lists *g, const struct target *t,
	size_t last, void (*fn)(const struct glibc_entry *e, void *with),
	void *with);

/* The libraries ("c"), ended by NULL. */
const char *const *glibc_libraries(const struct glibc_lists *g);
