/* Reads the cache folder. */
#pragma once

#include "wrapper/cache/cachedir.h"

/* One that is not there is empty. z is the zig in use, or NULL. */
int cachedir_read(const struct zig *z, struct cachedir *out, struct fail *f);
