/*
 * A stub: a shared object with nothing in it but what a linker asks one for, the
 * names, types, sizes and versions of a library's symbols.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/argvec.h"
#include "common/elfimage.h"

enum stub_kind { STUB_FUNCTION, STUB_OBJECT, STUB_TLS, STUB_WANTED };

struct stub_symbol {
	const char *name;       /* borrowed */
	enum stub_kind kind;
	size_t version;         /* number in the stub's list + 1; 0: none */
	bool hidden;            /* not the version that a link takes */
	bool weak;
	uint32_t size;
};

struct stub {
	const char *soname;
	struct argvec versions; /* "GLIBC_2.17": defined, used or not */
	struct stub_symbol *symbols;
	size_t n;
};

void stub_add(struct stub *s, const struct stub_symbol *symbol);

/* The file, for the machine (and its ABI) of the object `like`; freed by the
 * caller. */
unsigned char *stub_write(
	const struct stub *s, const struct image *like, size_t *len);

void stub_clear(struct stub *s);
