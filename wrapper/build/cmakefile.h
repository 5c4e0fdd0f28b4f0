/* CMake's toolchain file of a target. */
#pragma once

#include <stdio.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/root/root.h"
#include "targets/target.h"

/*
 * The file's text. dir holds the links, prefix is their names' beginning;
 * emulator (may be empty) is what runs the target's programs here; root (may
 * be NULL) is where libraries are found, too.
 */
char *cmakefile_text(const struct target *t, const char *dir,
	const char *prefix, const struct argvec *emulator,
	const struct root *root);

/* Prints set(NAME "WORD"…). */
void cmakefile_set(FILE *out, const char *name, const struct argvec *words);

/* Writes <dir>/toolchain.cmake, or one that is named after its root too, if it
 * differs, so that its mtime stays; *path is freed by the caller. */
int cmakefile_write(const struct target *t, const char *dir,
	const char *prefix, const struct argvec *emulator,
	const struct root *root, char **path, struct fail *f);
