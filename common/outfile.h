/* The file that a tool changes or makes: whole, or as it was. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "common/fail.h"

/*
 * Writes the contents of path, made from a file that `from` describes: to a
 * temp file beside it that is renamed, through symlinks to what they name. The
 * result has the mode of `from`, and its owner when path is that very file;
 * its times too with `dates`. Devices and pipes are written to.
 */
int outfile_put(const char *path, const void *data, size_t len,
	const struct stat *from, bool dates, struct fail *f);
