/* Names in the symbol table of a COFF object: what links for Windows read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"

/* Is it an object that the functions below can read, whole? */
bool coff_is_object(const void *mem, size_t len);

/* Adds the symbols that an object defines for others. */
void coff_names(const void *mem, size_t len, struct argvec *names);

/* Gives the object's own definitions of these symbols a name that nobody asks
 * for; the object itself still calls them. */
void coff_hide(void *mem, size_t len, const struct argvec *names);
