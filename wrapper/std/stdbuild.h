/* Building Rust's standard library from its source. */
#pragma once

#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/cargo/rustc.h"

/*
 * Builds the library of d in work, an empty folder of ours, and puts its files
 * into lib. r is identified and has its sources.
 */
int stdbuild(const struct rustc *r, const struct target_def *d,
	const char *cargo, const char *work, const char *lib, struct fail *f);

/* What tells d's library that is built in this way from one that another zbuild
 * built; freed by the caller. */
char *stdbuild_way(const struct target_def *d);

/* Fails unless the sources are those of this very release. */
int stdbuild_check_src(const struct rustc *r, struct fail *f);
