/*
 * An ELF file that sections and symbols can be taken out of: 32 and 64 bit,
 * both byte orders. Opening checks every bound, so that what follows need not;
 * writing leaves what segments load at its offset.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/argvec.h"
#include "common/elfimage.h"
#include "common/fail.h"

struct edit_section {
	const char *name;
	uint32_t name_at;           /* in the table of section names; UINT32_MAX:
				     * the name is to be added */
	uint32_t type, link, info;
	uint64_t flags, addr, offset, size, align, entsize;
	const unsigned char *data;  /* NULL when it has none in the file */
	unsigned char *own;         /* data, if it is no longer the file's */
	bool drop;
	bool placed;                /* must stay at its offset */
	uint32_t index;             /* in what is written */
};

struct edit_symbol {
	const char *name;
	uint32_t name_at;           /* as a section's */
	uint8_t info, other;
	uint32_t section;           /* its number, or a reserved one */
	bool reserved;              /* undefined, absolute, common … */
	uint64_t value, size;
	bool drop;
	bool used;                  /* by relocations that stay */
	uint32_t index;
};

struct elfedit {
	struct image im;
	struct edit_section *sec;
	uint32_t nsec, names;       /* names: the table of section names */
	uint32_t symtab;            /* section number, 0 without symbols */
	struct edit_symbol *sym;
	uint32_t nsym;
	bool debug_only;            /* segments lose their bytes */
	struct argvec texts;        /* names that are not the file's */
};

/* Takes an ELF file in memory apart; mem stays borrowed. A file that is not
 * all there, or whose parts contradict each other, is an error. */
int elfedit_open(
	struct elfedit *e, const void *mem, size_t len, struct fail *f);

/* The type of a symbol table whose symbols to read: SHT_SYMTAB is what
 * elfedit_open read; SHT_DYNSYM gives the dynamic ones. *out (freed by the
 * caller) and *n; none is no error. */
int elfedit_symbols(const struct elfedit *e, uint32_t type,
	struct edit_symbol **out, uint32_t *n, struct fail *f);

/* Drops what makes no sense without what is dropped already: relocations of a
 * section, groups without members. Then marks the symbols that are used. */
void elfedit_settle(struct elfedit *e);

/* The file without what is marked as dropped, in *out (freed by the caller).
 * What stays but needs what goes is an error, and so are bytes behind the
 * file's end, which would be lost. Call elfedit_settle before. */
int elfedit_write(
	struct elfedit *e, unsigned char **out, size_t *len, struct fail *f);

/* Appends a section of these bytes (copied; NULL: zeros). */
void elfedit_append(struct elfedit *e, const char *name, uint32_t type,
	uint64_t align, const void *data, size_t len);

/* Are these relocations for the linker, by .symtab? */
bool elfedit_is_reloc(const struct elfedit *e, const struct edit_section *s);

/* The symbol that the relocation at p is about. */
uint32_t elfedit_reloc_symbol(
	const struct elfedit *e, const unsigned char *p);

/* The size of one entry. */
uint64_t elfedit_reloc_size(const struct elfedit *e, uint32_t type);

/* Numbers in the file's byte order. */
void put16(const struct image *im, unsigned char *p, uint16_t v);
void put32(const struct image *im, unsigned char *p, uint32_t v);
void putword(const struct image *im, unsigned char *p, uint64_t v);

void elfedit_clear(struct elfedit *e);
