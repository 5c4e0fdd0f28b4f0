/* A text file of the user's that is changed, made or removed as a whole. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "common/fail.h"

enum { FILECHANGE_MAX = 1 << 20 };

/* A file that is to become `want` (NULL: to go away). */
struct filechange {
	char *path;
	char *real; /* path with symlinks followed */
	char *have; /* NULL: there is none */
	char *want;
	struct stat st; /* of a file that is there */
};

/* Reads path, which it takes. A missing file is none; a symlink to nothing, a
 * NUL byte inside or more than FILECHANGE_MAX bytes are errors. */
int filechange_open(struct filechange *file, char *path, struct fail *f);

bool filechange_differs(const struct filechange *file);

/* 0 if the file may be replaced: its owner did not protect it, and it is not
 * one with others (hard links). */
int filechange_allowed(const struct filechange *file, struct fail *f);

/* Makes the change, if there is one, and says so on stderr. The new text comes
 * whole or not at all, behind symlinks, with the old mode and owner. */
int filechange_apply(const struct filechange *file, struct fail *f);

/* Puts back what was there. */
void filechange_undo(const struct filechange *file);

/* Prints on stdout what would be written. */
void filechange_print(const struct filechange *file);

void filechange_clear(struct filechange *file);
