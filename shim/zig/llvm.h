/* Which clang and lld a zig is used with: its own, or others in their place. */
#pragma once

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"

/*
 * Fills z's clang, other_clang, other_lld, include and bare, and adds the others
 * to its identity. Others are what $ZBUILD_CLANG and $ZBUILD_LLD, or conf, name
 * (a path, or a name on PATH); for a zig that has no clang also the newest on
 * PATH that is new enough for its headers. A wish that cannot be met is an
 * error.
 */
int zigllvm_choose(const struct conf *conf, struct zig *z, struct fail *f);

/* The identity of a zig with these, of which "" is none; NULL if one is gone.
 * Freed by the caller. */
char *zigllvm_identity(const char *zig, const char *clang, const char *lld);
