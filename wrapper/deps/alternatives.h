/* What packages choose by update-alternatives (OpenBLAS), in a script that is
 * read and not run. */
#pragma once

#include "common/fail.h"

/* Makes the links that a maintainer's script, text, asks for in root, where a
 * package lies: absolute ones, for files that are there and names that are not.
 * What is not said word for word, or lies outside /usr, is passed by. */
int alternatives_link(const char *text, const char *root, struct fail *f);
