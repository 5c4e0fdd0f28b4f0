/* Programs with a sanitizer of LLVM's, and emulators that cannot run them. */
#pragma once

#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/run/runner.h"

/* Fails, with the version that can, if r's emulator has not the addresses that
 * the program's sanitizer reserves. */
int sanitized_check(const struct runner *r, const struct target_def *d,
	const char *file, struct fail *f);
