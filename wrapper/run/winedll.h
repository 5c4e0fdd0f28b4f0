/* The wine that is installed: where it and its DLLs lie. Starts nothing. */
#pragma once

#include <stdbool.h>

#include "targets/target.h"

/* What wine calls d's machine: "i386" or "x86_64". */
const char *wine_machine(const struct target_def *d);

/* Does the wine whose loader is this file have the DLLs of d's machine? Also
 * true where none of the places known to us has any. */
bool wine_has_machine(const char *loader, const struct target_def *d);

/* The loader on PATH: "wine", else "wine64"; NULL if there is none. Freed by
 * the caller. */
char *wine_loader(void);

/* The file of that name among the DLLs for a machine that
 * the wine with this loader has, or NULL. Freed by the caller. */
char *wine_dll(const char *loader, const char *machine, const char *dll);
