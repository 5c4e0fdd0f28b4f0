/* The parser of options: words are taken apart as the rows say. */
#pragma once

#include "common/fail.h"
#include "common/option.h"

/* How words are written. */
enum options_syntax {
	OPTIONS_LETTERS = 1 << 0,    /* "-gx", "-KNAME" */
	OPTIONS_PREFIXES = 1 << 1,   /* "--strip-d", where it is clear */
	OPTIONS_TWO_DASHES = 1 << 2, /* "--thin" is "-thin" */
	OPTIONS_LAST = 1 << 3,       /* of a repeated value the last counts */
	OPTIONS_HELP = 1 << 4,       /* --help asks for help */
	OPTIONS_HELP_LETTER = 1 << 5 /* so does -h */
};
#define OPTIONS_GNU (OPTIONS_LETTERS | OPTIONS_PREFIXES)

struct option_table {
	const char *name;   /* goes before each message; NULL: nothing does */
	const struct option_row *rows; /* up to one without names and value */
	unsigned syntax;
	int status;         /* of wrong usage */
	const char *hint;   /* what to do about it, "" if nothing; NULL: the
			     * synopsis, or the nearest name */
};

/* Nothing else is to do: help is asked for, a row's function has answered. */
enum { OPTIONS_ASKED = 1, OPTIONS_ANSWERED = 2 };

/* Takes the words apart, up to a NULL. 0, -1, or one of those. */
int options_parse(const struct option_table *o, char *const *words, void *into,
	struct fail *f);

/* "NAME: WHAT 'WORD'" (word may be NULL) with status and hint; -1. */
int options_wrong(const struct option_table *o, const char *what, const char *word,
	struct fail *f);

/* Frees what rows appended. */
void options_clear(const struct option_row *rows, void *into);
