/* The trace switch: ZBUILD_TRACE=1 (stderr), a descriptor 2-9, or /abs/path. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/* Reads ZBUILD_TRACE; an unusable value is an error. */
int trace_open(struct fail *f);

bool trace_on(void);

/* One line "zbuild: <text>", written with a single write(2). */
void trace_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "zbuild: <label>: <words that a shell can run again>"; env may be NULL and
 * holds KEY=VALUE words put in front. */
void trace_words(const char *label, char *const *env, char *const *words);
