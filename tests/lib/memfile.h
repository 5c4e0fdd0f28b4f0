/* Bytes under a name, for what reads files only. */
#pragma once

#include <stddef.h>

/* The name, good until the next call; it holds these bytes and no others. */
const char *memfile(const void *data, size_t size);
