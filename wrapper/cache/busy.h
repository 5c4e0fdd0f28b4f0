/* Is something in the cache at work? */
#pragma once

#include <stdbool.h>

/* Does a running process have this path, or something below it, on its
 * command line? */
bool cachebusy_named(const char *path);

/* … or in its environment, as it was started? That is how a cargo and what it
 * runs know about a root or a std, also between two compiles. */
bool cachebusy_known(const char *path);

/* Does a running zig use this folder as its cache? */
bool cachebusy_zig(const char *path);
