/* What doctor found: one line each, with what to do about it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/fail.h"

enum finding_status { FINDING_OK, FINDING_WARN, FINDING_MISSING };

struct finding {
	enum finding_status status;
	char *about; /* "zig", "std aarch64-unknown-linux-gnu" */
	char *text;
	char *fix; /* a command, or a sentence; NULL for none */
};

struct findings {
	struct finding *v;
	size_t n;
};

/* Adds one; takes text and fix (which may be NULL). */
void finding_add(struct findings *fs, enum finding_status status,
	const char *about, char *text, char *fix);

/* Adds a failure, with its hint as the fix unless there is a better one, and
 * clears it. Takes fix. */
void finding_fail(struct findings *fs, enum finding_status status,
	const char *about, struct fail *f, char *fix);

bool findings_missing(const struct findings *fs);

/* On stdout, as text or as one JSON object. */
int findings_print(const struct findings *fs, bool json, struct fail *f);

void findings_clear(struct findings *fs);
