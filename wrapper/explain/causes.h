/* Why a build failed, from what compilers, linkers and cargo said. */
#pragma once

#include "common/argvec.h"
#include "targets/target.h"

/* A failed build's likely cause. The texts belong to the list. */
struct cause {
	char *line;             /* what was said, or NULL */
	char *cause, *fix;      /* fix may be NULL */
	const char *source;     /* an issue where it is told, or NULL */
};

struct causes {
	struct cause *v;
	size_t n;
};

#define CAUSES_INIT { NULL, 0 }

/* A row of what is known (text/causes.txt says what they mean). */
struct symptom {
	const char *pattern, *cause, *fix, *source, *example, *on;
};
const struct symptom *symptoms(size_t *count);

/* Appends the row's cause if the text shows it. */
void symptom_find(const struct symptom *s, const char *text,
	const struct target *t, struct causes *out);

/* Looks for known symptoms in what compilers, linkers and cargo said, each
 * cause once. zig_lib may be NULL: glibc's lists are not asked then. */
void causes_find(const char *text, const struct target *t,
	const char *zig_lib, struct causes *out);
void causes_clear(struct causes *c);

/* The first lines of text that report an error, at most max. */
void error_lines(const char *text, size_t max, struct argvec *out);
