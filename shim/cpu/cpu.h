/* GCC's CPU options as the one -mcpu= that zig understands, and as clang's. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "common/machine.h"
#include "shim/plan/plan.h"
#include "shim/words/words.h"
#include "targets/target.h"

/*
 * From the last -march=, -mcpu= and -mfpu= of ws, that of the program's Rust
 * code (may be NULL) and the target's own CPU: the value for zig's -mcpu, or
 * NULL for zig's default; freed by the caller. -march=native of another
 * architecture is an error.
 */
int cpu_zig(const struct target *t, const struct words *ws, const char *rust,
	char **out, struct fail *f);

/*
 * What clang must be told about the target beside its triple: the row's words,
 * less those that ws replaces, and the CPU of the program's Rust code (may be
 * NULL) if ws names none.
 */
void cpu_push_clang(const struct target *t, const struct words *ws,
	const char *rust, struct argvec *out);

/* A -march=, -mcpu= or -mtune= word for clang: pushes what to say instead and
 * returns 1, or returns 0 if it may stay; -1 if it means no machine of t's.
 * other_march: the call has a -march= as well. */
int cpu_clang_word(const struct target *t, const struct word *w,
	bool other_march, struct argvec *out, struct fail *f);

/* 0 if clang knows every CPU and architecture that ws names, else an error with
 * near ones. p->rust_cpu gets cpu_rust, or NULL if clang does not know that one. */
int cpu_check_known(const struct call *call, const struct words *ws,
	struct plan *p, struct fail *f);

/* ZBUILD_CPU_<triple>, which cargo-zbuild sets: the -C target-cpu of the Rust
 * code, or NULL. Borrowed. */
const char *cpu_rust(const struct machine *m, const struct target *t);

/* Does a -mfloat-abi= or -mabi= value agree with the target's ABI? */
int cpu_check_abi(const struct target *t, const char *option,
	const char *value, struct fail *f);
