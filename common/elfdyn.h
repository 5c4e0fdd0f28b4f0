/* The dynamic section of an image. For elfread.c and elfsym.c only. */
#pragma once

#include "common/elf.h"
#include "common/elfimage.h"

/* Entries of the dynamic section that we look at: an index each. */
enum slot {
	D_STRTAB,
	D_STRSZ,
	D_SYMTAB,
	D_HASH,
	D_GNU_HASH,
	D_VERSYM,
	D_VERNEED,
	D_VERNEEDNUM,
	D_VERDEF,
	D_VERDEFNUM,
	D_SONAME,
	D_RPATH,
	D_RUNPATH,
	D_FLAGS,
	D_FLAGS_1,
	D_TEXTREL,
	D_MIPS_SYMTABNO,
	D_RELA,
	D_REL,
	D_JMPREL,
	D_INIT_ARRAY,
	D_SLOTS
};

struct dynamic {
	struct span entries;
	uint64_t val[D_SLOTS];
	bool has[D_SLOTS];
	struct span strings;
};

/* Fills out->symbols. out->needs must be there: they name the versions. */
int elfsym_read(const struct image *im, const struct dynamic *d,
	struct elf_info *out, struct fail *f);
