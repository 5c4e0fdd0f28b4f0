/* Wine: where its parts lie, and what its programs need beside it. */
#ifndef WRAPPER_RUN_WINE_H
#define WRAPPER_RUN_WINE_H

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* Does the wine whose loader is this file have the DLLs of d's machine? Also
 * true where none of the places known to us has any. Starts nothing. */
bool wine_has_machine(const char *loader, const struct target_def *d);

/* The loader on PATH: "wine", else "wine64"; NULL if there is none. Freed by
 * the caller. */
char *wine_loader(void);

/* The file of that name among the DLLs for a machine ("x86_64", "i386") that
 * the wine with this loader has, or NULL. Freed by the caller. */
char *wine_dll(const char *loader, const char *machine, const char *dll);

/*
 * The environment for a program of d, KEY=VALUE words, without what the user
 * set: a prefix of ours (so that no setting of the desktop's reaches a test),
 * nothing on stderr but a DLL that is missing, no windows of wine's own, and
 * bcryptprimitives.dll, which Rust's std imports and wine before 9 lacks.
 * Makes what of it is not there.
 */
int wine_env(const struct target_def *d, struct argvec *env, struct fail *f);

#endif
