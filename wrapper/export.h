/* The formats of `cargo zbuild env`: a row in cmd_env.c and a file each. */
#ifndef WRAPPER_EXPORT_H
#define WRAPPER_EXPORT_H

#include <stdio.h>

#include "targets/target.h"
#include "wrapper/cargoenv.h"

/* For a POSIX shell's eval. */
void export_sh(const struct cargoenv *e, const struct target *t, FILE *out);

/* One JSON object: target, set, unset, kept, path. */
void export_json(const struct cargoenv *e, const struct target *t, FILE *out);

#endif
