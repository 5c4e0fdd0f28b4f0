/* The built-in targets, generated from the .ini files here; sorted by .rust. */
#pragma once

#include "targets/target.h"

extern const struct target_def target_table[];
extern const size_t target_table_n;
