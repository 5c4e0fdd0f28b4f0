/* zigs of our own, below the cache: <cache>/zigs/<version>/zig. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"

struct ziginstall {
	const char *version;   /* NULL: whatever `from` holds */
	const char *from;      /* a file or URL; NULL is PyPI's wheel */
	const char *sha256;    /* of that file or wheel; needed for a URL */
};

/*
 * Installs. A wheel from the index has a hash that we know, or the one asked
 * for; of a version that we do not know, a line says that only the index vouches
 * for it. *path gets the zig's path; *had_it is set when that version was
 * there and works. One install at a time; everything happens in a hidden
 * folder that is renamed into place when all is checked, and removed when
 * anything fails or a signal asks us to stop (status 128 + signal). What a
 * killed install left is removed by the next one.
 */
int ziginstall(const struct ziginstall *want, char **path, bool *had_it,
	struct fail *f);

/* zig_find; a pinned version (shim/zig/pin.h) that is nowhere, but whose hashes
 * we know, is installed, with a line that says so. */
int ziginstall_find(const struct conf *conf, struct zig *out, struct fail *f);

/* Removes a version; one that is not there is an error. */
int ziginstall_remove(const char *version, struct fail *f);
