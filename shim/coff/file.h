/* A COFF file in memory: an object, or a program for Windows or UEFI (PE). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

/* Sizes of Microsoft's "PE Format", and what symbols and sections may be. */
enum {
	COFF_HEADER = 20,
	COFF_SECTION = 40,
	COFF_SYMBOL = 18,

	COFF_EXTERNAL = 2,
	COFF_STATIC = 3,
	COFF_FILE = 103,
	COFF_WEAK = 105,

	COFF_CODE = 0x20,
	COFF_DATA = 0x40,
	COFF_BSS = 0x80
};

struct coff {
	const unsigned char *p;
	size_t n;
	size_t header;              /* offset of the COFF header */
	size_t sections, symbols;   /* offsets of the tables */
	uint32_t nsections, nsymbols;
	const unsigned char *strings; /* with its size in front, or NULL */
	size_t strings_len;
	bool image, is64;
	uint64_t base;              /* of an image */
};

/* Is it one, as far as its first bytes say? */
bool coff_is(const void *mem, size_t len);

/* Checks that all tables and the sections' bytes are there; mem is borrowed. */
int coff_open(struct coff *c, const void *mem, size_t len, struct fail *f);

const unsigned char *coff_section(const struct coff *c, uint32_t i);
const unsigned char *coff_symbol(const struct coff *c, uint32_t i);

/* Names, freed by the caller; "" where the table is broken. */
char *coff_section_name(const struct coff *c, uint32_t i);
char *coff_symbol_name(const struct coff *c, uint32_t i);
