/* What strip and objcopy take out of an ELF file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/elf/change.h"

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
	struct argvec unneeded;          /* symbols: goes if nobody needs it */
	struct argvec remove, only;      /* sections, -R and -j */
	bool only_debug;
	const char *debuglink;           /* name of a file, or NULL */
	uint32_t debuglink_crc;
	struct changes change;
};

/* A stripped copy of the ELF file at mem, freed by the caller. */
int elfstrip(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f);

/* Marks the sections that go. */
void elfstrip_choose(struct elfedit *e, const struct strip_options *o);
