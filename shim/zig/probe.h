/* Is this file a zig that works here, and which one? */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"

enum { ZIGPROBE_MS = 20000 };

/* Set in the environment of what we try, so that a "zig" that is really one
 * of our own names ends with a message and not in a loop. */
#define ZIGPROBE_MARK "ZBUILD_LOOKING_FOR_ZIG"

/*
 * Runs `path version`, for at most limit_ms, and finds its lib folder. 0 and
 * *out filled (origin NULL); else -1 and f says in words what came of it,
 * without the path (status 127: not there, 126: does not run). For a script,
 * *out is the real binary that it starts, if that one works by itself.
 */
int zigprobe(const char *path, int limit_ms, struct zig *out, struct fail *f);

/* True for a folder with zig's own libraries in it. */
bool zigprobe_is_lib(const char *dir);

/* The string after `key` in what `zig env` prints, JSON or (since 0.15) ZON;
 * NULL if there is none. The caller frees it. */
char *zigprobe_env_value(const char *text, const char *key);

/* Runs argv in dir (NULL: here) with a time limit, no input and the mark set.
 * 0 when it ran and exited with 0; *out (freed by the caller) is its stdout. Its
 * exit status when it refused, -1 when it came to no answer; f says both. */
int zigprobe_run(const char *dir, char *const *argv, int limit_ms, char **out,
	struct fail *f);
