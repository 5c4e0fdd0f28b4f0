/* The objects of an archive, stripped. */
#pragma once

#include "shim/elf/strip.h"

typedef int strip_fn(const void *mem, size_t len,
	const struct strip_options *o, unsigned char **out, size_t *out_len,
	struct fail *f);

/* elfstrip for each ELF object of a GNU archive, and `other` (or NULL) for those
 * that `is_other` knows; whatever else is in it stays.
 * The index is made anew if there is one. deterministic: no times and owners. */
int archstrip(const void *mem, size_t len, const struct strip_options *o,
	bool deterministic, bool (*is_other)(const void *, size_t),
	strip_fn *other, unsigned char **out, size_t *out_len,
	struct fail *f);
