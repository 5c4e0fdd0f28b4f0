/* Spellings of targets. */
#pragma once

#include "common/fail.h"
#include "targets/conf.h"
#include "targets/target.h"

/*
 * Resolves a Rust, GNU or LLVM spelling with an optional glibc suffix
 * ("x86_64-unknown-linux-gnu.2.17", "aarch64-linux-gnu", "arm64-linux-gnu").
 * conf (may be NULL) adds and overrides rows and default floors. Errors:
 * unknown triple (hint: the nearest known ones), malformed version, a suffix
 * on a target without glibc, a version below the architecture's first glibc
 * (each names the nearest valid one), a refused target (its sentence).
 * Whether zig knows the version is glibc_check()'s question.
 */
int triple_parse(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f);

/* The row for a spelling without suffix, or NULL. Quiet. */
const struct target_def *triple_find(
	const char *spelling, const struct conf *conf);

/*
 * True if `spelling`, as a compiler's --target= or -target value, means the
 * same machine and ABI as t: cc-rs passes LLVM triples, cmake GNU ones.
 */
bool triple_same(const char *spelling, const struct target *t,
	const struct conf *conf);
