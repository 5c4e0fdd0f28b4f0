/*
 * 32-bit Windows programs by a 64-bit wine. It can do so by itself (its own
 * DLLs for that, wow64.dll and others, are always there) if it has the i386
 * DLLs, which Debian keeps in a package of a foreign architecture. That package
 * is fetched as an ordinary user; of it only those DLLs are kept, beside links
 * to what is installed, in one folder for WINEDLLPATH:
 *
 *   <cache>/runners/wine-i386-<identity of the installed wine>
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/* Is this a wine, by the path of its loader, that could run 32-bit programs
 * with fetched DLLs, and a machine that can fetch them? */
bool wine32_offered(const char *loader);

/* The folder for WINEDLLPATH that wine32_get made, or NULL. Runs nothing. */
char *wine32_fetched(const char *loader);

/* Fetches the DLLs of the very version that is installed unless that was done
 * already; *dir is freed by the caller. */
int wine32_get(const char *loader, char **dir, struct fail *f);
