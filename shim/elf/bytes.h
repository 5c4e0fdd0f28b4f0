/* An object with a file's bytes in it, as objcopy -I binary makes. */
#pragma once

#include <stddef.h>

#include "targets/target.h"

/* .data with _binary_NAME_start, _end and _size; *out is freed by the caller. */
void elfbytes(const struct target_def *d, const char *name, const void *data,
	size_t n, unsigned char **out, size_t *len);
