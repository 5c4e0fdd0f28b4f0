/* What C and its library have no name for: arrays, scopes, ends of strings. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* The elements of an array. */
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* `scoped(conf) c = CONF_INIT;` is a struct conf that conf_clear empties when it
 * goes out of scope. */
#define scoped(name) __attribute__((cleanup(name##_clear))) struct name

bool starts_with(const char *s, const char *start);

/* Does it end so, with something in front? */
bool ends_with(const char *s, const char *end);

/* text for a person to read: what a terminal would obey is escaped (\x1b), but
 * for new lines and tabs. Freed by the caller. */
char *str_visible(const char *text);

/* fprintf of a message with names in it, made visible. */
void fshow(FILE *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What another program said, made visible; its colours stay. */
void fshow_said(FILE *out, const char *text);

/* In lower case; freed by the caller. */
char *str_lower(const char *s);
