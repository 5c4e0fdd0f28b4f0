/* Inputs of a link that can be read but once: a fifo, a pipe, a shell's <(…). A
 * link runs again when a piece was missing, so it is given copies. */
#pragma once

#include <stdbool.h>

#include "shim/plan/plan.h"

bool piped_any(const struct plan *p);

/* Copies those of the step to files in `tmp` and names them instead. */
int piped_keep(struct plan *p, struct step *s, const char *tmp, struct fail *f);
