/*
 * Headers of macOS that zig does not bring and that are but declarations: ours
 * (text/apple-*), for compiles without an SDK. One folder a target, which zig's
 * own headers go before.
 */
#pragma once

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* The folder, made or not. */
int macos_headers_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f);

/* Makes the folder, if it is not there. */
int macos_headers_make(const struct zig *z, const struct target *t,
	const char *dir, struct fail *f);
