/* The objects of an archive, stripped. */
#pragma once

#include "shim/elf/strip.h"

/* elfstrip for each ELF object of a GNU archive; whatever else is in it stays.
 * The index is made anew if there is one. deterministic: no times and owners. */
int archstrip(const void *mem, size_t len, const struct strip_options *o,
	bool deterministic, unsigned char **out, size_t *out_len,
	struct fail *f);
