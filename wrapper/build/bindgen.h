/* Where zig keeps the headers of a target, for bindgen's libclang. */
#pragma once

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/*
 * The clang words, shell-quoted, that make libclang see t as zig does. zig is
 * asked once for each of its own builds and targets; the answer is kept in
 * <cache>/bindgen. The caller frees *out.
 */
int bindgen_args(const struct zig *z, const struct target *t, char **out,
	struct fail *f);

/* The words for one `clang -cc1` line as zig prints it, or NULL if the text
 * holds none. zig_lib is zig's lib folder. */
char *bindgen_from_line(const char *text, const char *zig_lib);
