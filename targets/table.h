/*
 * The built-in targets, generated from the .ini files here; sorted by .rust.
 * They are kept as offsets into one text, so that the loader has nothing to do
 * for them at a start, and a row is made when it is asked for.
 */
#pragma once

#include "targets/target.h"

enum { TARGET_TEXTS = 24 };

struct target_packed {
	unsigned short rust;
	unsigned short texts[TARGET_TEXTS];     /* target_keys' order; 0: none */
	struct version glibc_min, glibc_default, macos;
	unsigned short elf_machine;
	unsigned char libc, arch;
	bool is64, big_endian;
};

extern const char target_texts[];
extern const struct target_packed target_packed[];
extern struct target_def target_rows[];
extern const size_t target_table_n;

/* Row i, < target_table_n; the same pointer each time. */
const struct target_def *target_row(size_t i);

/* Its .rust. */
const char *target_row_name(size_t i);

/* Each spelling that leads to a row (spelling_key), sorted; the key stands at
 * .name in target_index_names. */
struct target_index {
	unsigned short name, row, pass;
};

extern const char target_index_names[];
extern const struct target_index target_index[];
extern const size_t target_index_n;
