/* compiler_rt and zig's part of musl, in parts. */
#pragma once

#include "shim/sysroot/maker.h"

/*
 * zig makes each of these libraries as one object, of 200 and 30 KB, of which a
 * program that needs anything gets everything, unless it is linked with
 * --gc-sections (which zig cc does by itself, and GCC does not). Here the archive
 * at path, if it has that one object, gets smaller ones in front of it, each with
 * the functions of one kind and what those call; the whole comes last, for what
 * is in none. All symbols of it are weak, so that two members may define one.
 *
 * It stays as it is, with a line in the trace, when its linker cannot do that.
 */
enum runtime { RUNTIME_COMPILER_RT, RUNTIME_ZIGC };
int runtime_split(const struct maker *m, enum runtime which, const char *path);
