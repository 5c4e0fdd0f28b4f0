/* A growing vector of words. `v` always ends in NULL once anything was pushed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"

struct argvec {
	char **v;
	size_t n;
	size_t cap;
};

/* An empty vector; allocates nothing. */
#define ARGVEC_INIT { NULL, 0, 0 }
void argvec_init(struct argvec *a);

/* Appends a copy of word. */
void argvec_push(struct argvec *a, const char *word);

/* Appends a formatted word. */
void argvec_pushf(struct argvec *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends copies of the arguments up to a NULL. */
void argvec_pushl(struct argvec *a, ...) __attribute__((sentinel));

/* Appends copies of words, a NULL-terminated vector (NULL is empty). */
void argvec_pushv(struct argvec *a, char *const *words);

/* Appends a copy of the pieces of s between any of the bytes in seps;
 * empty pieces are left out. */
void argvec_split(struct argvec *a, const char *s, const char *seps);

/* Appends word and takes ownership of it. */
void argvec_take(struct argvec *a, char *word);

/* Inserts a copy of word before index at (at <= n). */
void argvec_insert(struct argvec *a, size_t at, const char *word);

/* Removes word number at. */
void argvec_remove(struct argvec *a, size_t at);

bool argvec_has(const struct argvec *a, const char *word);

/* Is word one of the n words of list? ONE_OF takes an array. */
bool one_of(const char *const *list, size_t n, const char *word);
#define ONE_OF(array, word) \
	one_of((array), COUNT(array), (word))

/* The same with a list that has one blank between its words; "" is on none. */
bool word_in(const char *list, const char *word);

/* Sorts the words from number `from` on. */
void argvec_sort(struct argvec *a, size_t from);

/* The words as one string with sep between them; the caller frees it. */
char *argvec_join(const struct argvec *a, const char *sep);

/* Those of `all` that a message names: "a, b, and 3 more"; freed by the caller. */
char *argvec_named(const struct argvec *a, size_t all);

/* The bytes that execve(2) would need for this vector. */
size_t argvec_bytes(const struct argvec *a);

/* A NULL-terminated vector even when empty; owned by a. */
char **argvec_exec(struct argvec *a);

/* Frees the words and leaves a usable empty vector. */
void argvec_clear(struct argvec *a);
#define autoargvec scoped(argvec)
