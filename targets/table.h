/* The built-in targets, generated from the .ini files here; sorted by .rust. */
#pragma once

#include "targets/target.h"

extern const struct target_def target_table[];
extern const size_t target_table_n;

/* Each spelling that leads to a row (spelling_key), sorted; the key stands at
 * .name in target_index_names. */
struct target_index {
	unsigned short name, row, pass;
};

extern const char target_index_names[];
extern const struct target_index target_index[];
extern const size_t target_index_n;
