/* A pinned zig: "VERSION [sha256:HASH …]", as zbuild.ini says it. */
#pragma once

#include <stdbool.h>

#include "shim/zig/zig.h"

/* The version; freed by the caller. */
char *zigpin_version(const char *pin);

/* Has z that version, and is it, if there are hashes, an install of ours out of
 * an archive with one of them? NULL wants nothing. */
bool zigpin_met(const char *pin, const struct zig *z);
