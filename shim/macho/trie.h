/* dyld's trie of exported symbols: names by their common beginnings. */
#ifndef SHIM_MACHO_TRIE_H
#define SHIM_MACHO_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

/* One symbol and what the trie says about it (flags, address …). */
struct trie_export {
	char *name;
	const uint8_t *p;       /* inside the trie that was read */
	size_t len;
};

/* Reads a trie; entries are sorted by name and freed by trie_free. */
int trie_read(const uint8_t *p, size_t len, struct trie_export **out,
	size_t *n, struct fail *f);
void trie_free(struct trie_export *v, size_t n);

/* Makes a trie of entries sorted by name. */
uint8_t *trie_make(const struct trie_export *v, size_t n, size_t *len);

#endif
