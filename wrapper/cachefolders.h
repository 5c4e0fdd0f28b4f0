/* The folders of the cache beside sysroots: what lies in each, and who works
 * on it. */
#ifndef WRAPPER_CACHEFOLDERS_H
#define WRAPPER_CACHEFOLDERS_H

#include <stdbool.h>

#include "wrapper/cachedir.h"

/* Adds what <cache>/<name> holds; false when nothing is known of that name. */
bool cachefolders_add(struct cachedir *c, const char *name);

#endif
