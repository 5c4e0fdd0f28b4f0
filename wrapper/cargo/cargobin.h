/* Which program is cargo. */
#pragma once

#include "common/fail.h"

/* set, which is $CARGO's value or NULL, else cargo on PATH; 127 if there is
 * none. *out is freed by the caller. */
int cargobin_find(const char *set, char **out, struct fail *f);

/* The program that `cargo NAME` starts for "cargo-NAME": $CARGO_HOME/bin comes
 * first, unless PATH has it (cargo's search_directories). NULL if there is none;
 * freed by the caller. */
char *cargobin_external(const char *name);
