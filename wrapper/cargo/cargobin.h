/* Which program is cargo. */
#ifndef WRAPPER_CARGO_CARGOBIN_H
#define WRAPPER_CARGO_CARGOBIN_H

#include "common/fail.h"

/* set, which is $CARGO's value or NULL, else cargo on PATH; 127 if there is
 * none. *out is freed by the caller. */
int cargobin_find(const char *set, char **out, struct fail *f);

#endif
