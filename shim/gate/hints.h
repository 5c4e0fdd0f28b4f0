/* What a failed link says, and what it comes from. */
#pragma once

#include "common/argvec.h"
#include "targets/target.h"

/*
 * For a failed link: looks for "undefined symbol: X" in lld's or zig's stderr
 * and appends to hints a line like "`getentropy` came with glibc 2.25; the
 * floor is 2.17" for each X that a newer glibc has, at most 5.
 */
void hints_find(const char *stderr_text, const struct target *t,
	const char *zig_lib, struct argvec *hints);
