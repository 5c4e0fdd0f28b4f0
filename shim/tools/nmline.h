/* A line that nm prints, of any kind of object, and what lines are sorted by.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/elfimage.h"
#include "common/fail.h"

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

/* Lines of an object that is no ELF file; their names are in `versioned`. */
struct nmlist {
	struct nmline *v;
	size_t n, cap;
	int width;       /* of a number */
};

void nmlist_add(struct nmlist *list, const struct nmline *line);

/* What -flto's objects are. */
bool nm_is_bitcode(const void *mem, size_t len);
int nm_bitcode(const void *mem, size_t len, struct nmlist *list,
	struct fail *f);

/* Objects, import libraries' members and programs for Windows. */
bool nm_is_coff(const void *mem, size_t len);
int nm_coff(const void *mem, size_t len, struct nmlist *list, struct fail *f);
