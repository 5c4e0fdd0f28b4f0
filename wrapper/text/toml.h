/*
 * TOML as cargo's configuration files use it, read into a tree. TOML 1.1, which
 * cargo 1.95 reads, and nothing else is read; numbers, booleans and dates keep
 * their text. What cannot be read is an error with file and line, never a guess.
 */
#pragma once

#include <stddef.h>

#include "common/fail.h"

enum toml_kind { TOML_STRING, TOML_OTHER, TOML_ARRAY, TOML_TABLE };

/* How a table came to be, which says who may add to it. */
enum toml_made {
	TOML_IMPLIED,  /* by [a.b], which needs an a */
	TOML_DOTTED,   /* by a.b = 1 */
	TOML_OPENED,   /* by its own header */
	TOML_INLINE    /* in braces; of an array: in brackets */
};

/* Stands in texts and keys for the character U+0000: no UTF-8 looks so. */
#define TOML_NUL "\xc0\x80"

struct toml {
	enum toml_kind kind;
	char *key;            /* inside a table, else NULL */
	char *text;           /* of TOML_STRING and TOML_OTHER */
	struct toml **items;  /* of TOML_ARRAY and TOML_TABLE, in order */
	size_t n;
	char *where;          /* "file:line" of the first mention */
	enum toml_made made;
};

/* Reads text; `name` is for messages. The root is a table. */
int toml_parse(const char *text, const char *name, struct toml **out,
	struct fail *f);

/* The member of a table, or NULL (also when t is NULL or no table). */
struct toml *toml_get(const struct toml *t, const char *key);

/* Removes a member of a table, if it is there. */
void toml_remove(struct toml *t, const char *key);

/* An empty table, to merge into. */
struct toml *toml_table(void);

/*
 * Puts `over` on top of `base` as cargo merges its files: tables member by
 * member, arrays joined with the new items last, anything else replaced. Two
 * kinds under one key are an error, as in cargo. Takes `over` apart and frees
 * it, also on failure.
 */
int toml_merge(struct toml *base, struct toml *over, struct fail *f);

void toml_free(struct toml *t);
