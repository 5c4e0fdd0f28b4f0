/* What strip and objcopy take out of an ELF file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/argvec.h"
#include "common/fail.h"

enum strip_mode {
	STRIP_NOTHING,
	STRIP_DEBUG,
	STRIP_UNNEEDED,  /* and symbols that no linker needs */
	STRIP_ALL        /* of an object for the linker: as UNNEEDED */
};

enum strip_locals { LOCALS_KEEP, LOCALS_COMPILER, LOCALS_DISCARD };

struct strip_options {
	enum strip_mode mode;
	enum strip_locals locals;        /* -X, -x */
	struct argvec keep, strip;       /* symbols, -K and -N */
	struct argvec localize;          /* symbols, -L */
	struct argvec remove, only;      /* sections, -R and -j */
	bool wildcard;                   /* in names of symbols */
	bool only_debug;
	const char *debuglink;           /* name of a file, or NULL */
	uint32_t debuglink_crc;
};

/* A stripped copy of the ELF file at mem, freed by the caller. */
int elfstrip(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f);

/* What is loaded, from the lowest address on, with zeros in the gaps. */
int elfstrip_binary(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f);
