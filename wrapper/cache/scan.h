/* Reads the cache folder. */
#ifndef WRAPPER_CACHE_SCAN_H
#define WRAPPER_CACHE_SCAN_H

#include "wrapper/cache/cachedir.h"

/* One that is not there is empty. z is the zig in use, or NULL. */
int cachedir_read(const struct zig *z, struct cachedir *out, struct fail *f);

#endif
