/* What is loaded of an ELF file, without the ELF: as bytes, or as lines of
 * hexadecimal numbers for programmers of flash memory. */
#pragma once

#include "shim/elf/strip.h"

enum flat_format { FLAT_BINARY, FLAT_IHEX, FLAT_SREC };

struct flat_options {
	enum flat_format format;
	const char *gap_fill, *pad_to;   /* numbers, or NULL */
	const char *output;              /* its name, in srec's first line */
};

/* *out is freed by the caller. */
int elfflat(const void *mem, size_t len, const struct strip_options *o,
	const struct flat_options *flat, unsigned char **out, size_t *out_len,
	struct fail *f);
