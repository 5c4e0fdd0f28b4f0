/* The built-in targets, generated from the .ini files here; sorted by .rust. */
#ifndef TARGETS_TABLE_H
#define TARGETS_TABLE_H

#include "targets/target.h"

extern const struct target_def target_table[];
extern const size_t target_table_n;

#endif
