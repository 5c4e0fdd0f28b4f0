/* Texts of packages that name files by where they would be installed. */
#pragma once

#include "common/fail.h"

/*
 * Makes the texts below root lead into root wherever it lies: linker scripts
 * (libbsd.so), CMake's packages, *-config scripts, Python's sysconfig. libtool's
 * .la files go: they say only what the linker finds by itself, with paths of this
 * machine.
 */
int roottext_fix(const char *root, struct fail *f);

/* What becomes of a text; the caller frees it. up leads from the file's folder to
 * the root: "../../..". */
char *roottext_script(const char *text, const char *up, const char *dir);
char *roottext_paths(const char *text, const char *lead, const char *up);
