/* The sources of this machine's apt, without what goes past their signatures:
 * [trusted=yes] and its like, which a user may have set for one archive. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* Takes those words out of a file's text, in place: a .sources file's fields or
 * the options in [] of a line. Was there one? */
bool aptsources_strict(char *text, bool fields);

/* Where they have such words, copies the machine's sources below dir without
 * them and appends the settings that lead there to lines. */
int aptsources_copy(const char *dir, struct argvec *lines, struct fail *f);

/* The path that `apt-config shell` gives for a key, or NULL; conf as aptrun's.
 * Freed by the caller. */
char *aptsources_path(const char *conf, const char *key);
