/* strip and objcopy for objects and programs of Windows and UEFI. */
#pragma once

#include "shim/elf/strip.h"

/* A copy without what is to go, and with the sections to add; freed by the
 * caller. What the options ask beyond that is refused. */
int coffstrip(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f);
