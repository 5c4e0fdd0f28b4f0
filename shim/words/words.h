/*
 * Words of a command line, classified. One table says what each option of
 * clang, GCC and GNU ld looks like; everything else works on the result.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"

/* Whose vocabulary a word belongs to. */
enum space {
	SPACE_DRIVER,   /* cc -O2 */
	SPACE_LINKER,   /* -Wl,… and -Xlinker, already taken apart */
	SPACE_INPUT     /* a file, or "-" for standard input */
};

/* How an option takes its value; the table allows several. */
enum {
	SHAPE_FLAG = 1,    /* -c */
	SHAPE_JOINED = 2,  /* -lfoo */
	SHAPE_NEXT = 4,    /* -l foo */
	SHAPE_EQUALS = 8,  /* --sysroot=/x */
	SHAPE_LIST = 16    /* -Wa,a,b: kept as one word */
};

/* What an option is for. */
enum {
	FOR_COMPILE = 1,
	FOR_LINK = 2,
	FOR_BOTH = 3,
	FOR_MODE = 4       /* -c, -o, -x: planned, not passed on as it is */
};

struct optshape {
	const char *name;       /* with its '=' if that is part of it */
	unsigned char shapes;
	unsigned char purpose;
};

/* Stands between the values of one option (-sectcreate has three) in
 * word.value. */
#define WORD_SEP '\037'

struct word {
	enum space space;
	const struct optshape *shape;  /* NULL: not in the table */
	char *name;     /* canonical: "-l", "-std=", "--dynamic-list"; the
			   path of an input; the whole word when unknown */
	char *value;    /* NULL if it has none */
	unsigned form;  /* SHAPE_* as it was written; LIST for inputs in -Wl */
	const char *lang;  /* inputs: the -x in force, or NULL */
	size_t from;    /* index of the word it came from */
};

struct words {
	struct word *v;
	size_t n, cap;
};

#define WORDS_INIT { NULL, 0, 0 }

/*
 * Classifies argv (without argv[0]). `linker` means that the words are those
 * of a linker, not of a driver. Never fails: an option at the end that lacks
 * its value keeps a NULL value.
 */
void words_parse(const struct argvec *argv, bool linker, struct words *out);

/* The one spelling that rules match: "-lfoo", "-march=armv8-a",
 * "--dynamic-list=x", "-znow"; freed by the caller. */
char *word_text(const struct word *w);

/* Appends w in its own space's form to a driver's command line (linker words
 * become -Wl, or -Xlinker if a comma is in them) or, with `linker`, to a
 * linker's. */
void word_emit(const struct word *w, bool linker, struct argvec *out);

/* True for an option called name (exactly the canonical one). */
bool word_is(const struct word *w, enum space space, const char *name);

/* The last option called name, or NULL. */
const struct word *words_last(
	const struct words *ws, enum space space, const char *name);

/* An option whose value is missing (the last of its space), or NULL. */
const struct word *words_unfinished(const struct words *ws);

void words_copy(struct words *ws, const struct word *w);
void words_clear(struct words *ws);

/* The table's row for a driver's or linker's word, and how it is spelled;
 * *value points into text for glued values. For tests and words_parse. */
const struct optshape *optshape_find(
	enum space space, const char *text, unsigned *form, const char **value);
