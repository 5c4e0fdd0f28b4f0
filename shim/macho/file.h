/* Mach-O files as tools see them: read whole, changed slice by slice, and
 * written whole or not at all. */
#pragma once

#include <sys/stat.h>

#include "common/fail.h"
#include "common/macho.h"
#include "shim/macho/edit.h"

struct machofile {
	const char *path;       /* borrowed */
	char *data;
	size_t len;
	struct stat st;
	struct macho_slice *slices;
	size_t n;
	bool fat;
};

/* Errors name the file. */
int machofile_open(struct machofile *mf, const char *path, struct fail *f);
void machofile_clear(struct machofile *mf);

/* The bytes of a slice. */
const uint8_t *machofile_slice(const struct machofile *mf, size_t i);

/* Is the slice an archive? */
bool machofile_is_archive(const struct machofile *mf, size_t i);

/* What is done to one image; nothing is written when one of them fails. */
typedef int machofile_fn(void *ctx, struct machoedit *e,
	struct machoedit_sign *sign, struct fail *f);

/*
 * Changes every slice (only `arch` when it is not NULL) and writes the file
 * to `to`. What was signed is signed again, ad hoc, and so is arm64 code that
 * was not.
 */
int machofile_edit(const struct machofile *mf, const char *arch,
	const char *to, machofile_fn *fn, void *ctx, struct fail *f);

/* A part of a fat file to be. */
struct machofile_part {
	const uint8_t *p;
	size_t len;
	uint32_t cputype, cpusubtype, align;
};

/* Joins parts (in the order given) into a fat file. */
int machofile_join(const struct machofile_part *parts, size_t n, uint8_t **out,
	size_t *len, struct fail *f);

/* The alignment that a part of this machine gets. */
uint32_t machofile_align(uint32_t cputype);
