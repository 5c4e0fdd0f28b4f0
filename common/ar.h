/* The members of an ar(1) archive: GNU, thin and BSD ones. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/fail.h"

struct ar {
	const unsigned char *mem;
	size_t len, at;
	const char *names;      /* GNU's table of long names, not terminated */
	size_t names_len;
	bool thin;
};

struct ar_member {
	char *name;             /* a thin archive's is a path; freed by caller */
	const unsigned char *mem;
	size_t len;
	bool external;          /* thin: mem is NULL, the file lies outside */
};

/* Does a file that begins with these bytes claim to be an archive? */
bool ar_is(const void *mem, size_t len);

/* Starts on the archive at mem, which stays borrowed. */
int ar_open(struct ar *a, const void *mem, size_t len, struct fail *f);

/* The next member that is no table of the archive itself: 1, or 0 at the end
 * and -1 when the archive is malformed from here on. */
int ar_next(struct ar *a, struct ar_member *m, struct fail *f);
