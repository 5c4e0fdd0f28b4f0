/*
 * What the files of a folder in the cache held when they were made: a list of
 * digests beside them tells a bit that flipped or a file that a power loss left
 * full of NULs. It is looked through the first time after a boot; until the next
 * one the list's own time says that it was. Against damage, not against anybody:
 * the digest is of 64 bits and quick.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

#define SEAL_NAME "digests"

/* Lists all files below dir. */
int seal_write(const char *dir, struct fail *f);

/* Adds names that came into dir later, or that have changed; nothing for a
 * folder without list. */
int seal_add(const char *dir, const struct argvec *names, struct fail *f);
int seal_add_one(const char *dir, const char *name, struct fail *f);

/* Is all that is listed as it was? Looked at once per boot: else one stat(2).
 * Yes for a folder without list, and where nobody could note it. */
bool seal_holds(const char *dir);

/* Looked at now. *what (freed by the caller) names what is not as it was. */
bool seal_check(const char *dir, char **what);

/* The next seal_holds looks again; not if the last one was within `age` seconds
 * (0: in any case). */
void seal_doubt(const char *dir, int age);
