/* Getting an archive of zig from somewhere else. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/* Downloads the ziglang wheel of a version for this machine into the empty
 * folder dir, with pip, which checks it against the index's hash. The file's
 * path in *file. */
int fetch_wheel(const char *version, const char *dir, char **file,
	struct fail *f);

/* True for something that fetch_url() takes. */
bool fetch_is_url(const char *word);

/* Downloads url into dir with curl or wget. The file's path in *file. */
int fetch_url(const char *url, const char *dir, char **file, struct fail *f);
