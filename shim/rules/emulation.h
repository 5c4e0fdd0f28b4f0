/* What GNU ld calls its kinds of output (-m). */
#pragma once

#include "targets/target.h"

/* GNU ld's name for what it makes for that target, or NULL. */
const char *linker_emulation(const struct target_def *d);
