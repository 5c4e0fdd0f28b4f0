/* What is asked of a zig once, when it is found. */
#pragma once

#include <stdbool.h>

#include "shim/zig/zig.h"

/* Fills z->clang from `zig clang --version` and z->glibc_max from zig's list
 * of glibc versions; what cannot be had stays empty. */
void zigfacts_read(struct zig *z);

/*
 * 0 if z can make programs for t's floor, else an error that names the nearest
 * one. Without `sure` only what z->glibc_max tells is looked at; with it, zig's
 * list is read: which architectures have that glibc at all.
 */
int zig_has_glibc(const struct zig *z, const struct target *t, bool sure,
	struct fail *f);
