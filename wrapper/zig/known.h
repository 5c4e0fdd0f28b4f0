/* Archives of zig whose hashes zbuild ships (text/wheels). */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"

/* Is this the SHA-256 of one of them? */
bool zigknown_archive(const char *hex);

/* Is there one of this version, for any machine? */
bool zigknown_version(const char *version);

/* Notes in an install's folder which archive it is from. */
int zigknown_note(const char *dir, const char *hex, struct fail *f);

/* Who vouches for this zig, and what zbuild.ini wants of it, for people: freed by
 * the caller. */
char *zigknown_say(const struct conf *conf, const struct zig *z);
