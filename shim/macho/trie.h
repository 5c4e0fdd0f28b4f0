/* dyld's trie of exported symbols: names by their common beginnings. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

/* One symbol and what the trie says about it (flags, address …). */
struct machotrie_export {
	char *name;
	const uint8_t *p;       /* inside the trie that was read */
	size_t len;
};

/* Reads a trie; entries are sorted by name and freed by machotrie_free. */
int machotrie_read(const uint8_t *p, size_t len, struct machotrie_export **out,
	size_t *n, struct fail *f);
void machotrie_free(struct machotrie_export *v, size_t n);

/* Makes a trie of entries sorted by name. */
uint8_t *machotrie_make(const struct machotrie_export *v, size_t n,
	size_t *len);
