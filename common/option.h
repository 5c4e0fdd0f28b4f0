/*
 * What a program or subcommand takes, as rows: a row says how an option is
 * written, what its value is, where it goes and what it is good for. The
 * parser (options.h), the synopsis and --help (optionhelp.h) and completions
 * all come from it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"
#include "common/fail.h"

/* What a value is, for completions and messages, and how a row is taken. */
enum option_is {
	OPTION_TARGET = 1 << 0,
	OPTION_FILE = 1 << 1,
	OPTION_DIR = 1 << 2,
	OPTION_COMMAND = 1 << 3,  /* a program's name */
	OPTION_REQUIRED = 1 << 4,
	OPTION_MAYBE = 1 << 5,    /* --name or --name=VALUE */
	OPTION_JOINED = 1 << 6,   /* -LVALUE, and no other way */
	OPTION_REST = 1 << 7,     /* all words from its first on, options too */
	OPTION_DASHES = 1 << 8,   /* the words behind "--", and no others */
	OPTION_HIDDEN = 1 << 9    /* taken, and told to nobody */
};

/* What becomes of a value; OPTION_INTO says it by the type of the member. */
enum option_set {
	OPTION_DROP,       /* taken, and nothing is done about it */
	OPTION_SET_FLAG,   /* bool: true */
	OPTION_SET_NUMBER, /* int or an enum: the row's `to` */
	OPTION_SET_VALUE,  /* const char * */
	OPTION_SET_WORDS,  /* struct argvec: appended, so it may be repeated */
	OPTION_CALL        /* the row's `call` */
};

struct option_row;

/* An option as it was found. */
struct option_use {
	const struct option_row *row;
	const char *name;          /* as it was typed, without a joined value */
	const char *const *values; /* as many as the row names; NULL if none */
};

/* into is the struct that all rows set. 0, -1, or OPTIONS_ANSWERED. */
typedef int option_fn(
	void *into, const struct option_use *use, struct fail *f);

/* A row without names is a word that is no option. */
struct option_row {
	/* "-K --keep-symbol": all spellings, a blank between. Those behind the
	 * first long one are taken, but not told. */
	const char *names;
	const char *value;  /* "DIR", "OLD NEW"; NULL: it takes none */
	unsigned is;        /* OPTION_TARGET | … */
	enum option_set set;
	size_t at;
	const char *help;   /* any length: it is broken where it is printed */
	const char *choices; /* "sh fish": the value is one of these */
	int to;
	option_fn *call;
};

#define OPTION_INTO(type, member)                                           \
	.set = _Generic(((type *)0)->member, bool: OPTION_SET_FLAG,         \
		int: OPTION_SET_NUMBER, unsigned: OPTION_SET_NUMBER,        \
		const char *: OPTION_SET_VALUE,     \
		struct argvec: OPTION_SET_WORDS),                           \
	.at = offsetof(type, member)

/* Is this the row behind the last one? */
bool option_is_end(const struct option_row *row);

/* What a row is called first: "--target"; the value's name of a word. */
char *option_name(const struct option_row *row);
