/* What is asked of a zig once, when it is found. */
#pragma once

#include <stdbool.h>

#include "shim/zig/zig.h"
#include "targets/conf.h"

/* Fills z->glibc_max from zig's list of glibc versions, which stays empty if it
 * cannot be had, and what zigllvm_choose does. */
int zigfacts_read(const struct conf *conf, struct zig *z, struct fail *f);

/*
 * 0 if z can make programs for t's floor, else an error that names the nearest
 * one. Without `sure` only what z->glibc_max tells is looked at; with it, zig's
 * list is read: which architectures have that glibc at all.
 */
int zig_has_glibc(const struct zig *z, const struct target *t, bool sure,
	struct fail *f);
