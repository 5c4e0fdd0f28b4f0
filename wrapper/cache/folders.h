/* The folders of the cache beside sysroots: what lies in each, and who works
 * on it. */
#pragma once

#include <stdbool.h>

#include "wrapper/cache/cachedir.h"

/* Adds what <cache>/<name> holds; false when nothing is known of that name. */
bool cachefolders_add(struct cachedir *c, const char *name);
