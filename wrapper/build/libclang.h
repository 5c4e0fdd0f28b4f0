/* Which libclang bindgen loads, and whether it can read zig's libc++. */
#pragma once

#include "common/argvec.h"
#include "shim/zig/zig.h"

struct libclang {
	char *path;      /* NULL: there is none */
	unsigned major;  /* its version, 0 if nothing says it */
};

/*
 * What clang-sys, bindgen's loader, finds with these variables; and the newest
 * of what is here; if the first is known to be older than needed, also where
 * clang-sys does not look: in Python packages, /opt, Homebrew. Nothing is run or
 * loaded. Folders of the system are looked up below root, "" for the real one.
 */
void libclang_find(const char *root, unsigned needed,
	const struct argvec *vars, struct libclang *taken,
	struct libclang *newest);

/* The folder for LIBCLANG_PATH if bindgen would take one that is too old and a
 * newer is here, else NULL; freed by the caller. */
char *libclang_choose(const char *root, const struct zig *z,
	const struct argvec *vars);

void libclang_clear(struct libclang *c);
