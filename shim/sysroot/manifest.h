/* "SIZE NAME" of each file that belongs to something: what tells whether one
 * was cut off, emptied or removed. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* Appends the file `name` below dir, if it is there. */
void manifest_add(const char *dir, const char *name, struct argvec *out);

/* Is every file of the list there, with its size? No for an empty list. */
bool manifest_holds(const char *dir, const struct argvec *list);

/* The list in a file, written whole, after the files that it names. */
int manifest_write(const char *file, const struct argvec *list,
	struct fail *f);

/* manifest_holds for a list in a file; no if that cannot be read. */
bool manifest_file_holds(const char *dir, const char *file);
