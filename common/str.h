/* Strings and arrays: what the C library has no name for. */
#pragma once

#include <stdbool.h>

/* The elements of an array. */
#define COUNT(a) (sizeof(a) / sizeof *(a))

bool starts_with(const char *s, const char *start);

/* Does it end so, with something in front? */
bool ends_with(const char *s, const char *end);
