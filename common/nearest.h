/* How near two names are, for "did you mean". */
#pragma once

#include <stddef.h>

/* The number of changes that make a into b; (size_t)-1 if one of them is over
 * 79 bytes. */
size_t nearest_distance(const char *a, const char *b);
