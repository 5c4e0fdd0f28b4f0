/* A line that nm prints, of any kind of object, and what lines are sorted by.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nmline {
	const char *name;
	char *versioned; /* the name with its version, or NULL */
	uint64_t value, size;
	char letter;
	bool undefined, external;
	size_t order; /* in the file; equal ones keep it */
};

/* For qsort. */
int nmline_by_order(const void *a, const void *b);
int nmline_by_name(const void *a, const void *b);
int nmline_by_value(const void *a, const void *b); /* undefined ones first */
int nmline_by_size(const void *a, const void *b);
