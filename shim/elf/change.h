/* What objcopy changes in an ELF file, beside what strip takes out. The words
 * are as they were typed: NAME=FILE, OLD=NEW. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/argvec.h"
#include "shim/elf/edit.h"

struct changes {
	/* sections */
	struct argvec rename, flags, add, update, dump, align;
	struct argvec address, lma, vma;
	/* symbols */
	struct argvec redefine, localize, globalize, weaken, only_global;
	const char *prefix;
	bool weaken_all, localize_hidden;
	bool wildcard;       /* in names of symbols */
};

/* Is name on a list of patterns? One with '!' in front takes back. */
bool change_listed(const struct argvec *patterns, const char *name);

/* The same for a symbol, whose names are patterns only if so asked. */
bool change_symbol(const struct changes *c, const struct argvec *names,
	const char *name);

/* What stands behind '=' in the last of the words that is about this name, or a
 * pattern of it; or NULL. */
const char *change_value(
	const struct argvec *words, bool pattern, const char *name);

/* Names, contents, flags and addresses of sections; those that are written out
 * are. flat: no ELF file is made, so that what is loaded may grow. */
int change_sections(
	struct elfedit *e, const struct changes *c, bool flat, struct fail *f);

/* New names; before it is said which symbols go. */
void change_names(struct elfedit *e, const struct changes *c);

/* Who sees the symbols. */
void change_binding(struct elfedit *e, const struct changes *c);

/* Where a section that is at `at` goes when it is loaded. */
int change_address(const struct changes *c, const char *section, bool load,
	uint64_t *at, struct fail *f);

/* Reads "0x20000", "0" …; -1 and no failure is set if it is no number. */
int change_number(const char *text, uint64_t *out);
