/*
 * Runtimes of LLVM's that zig has none of: the sanitizers' and the profiles'.
 * rustc brings them with its std of a target (librustc-*_rt.asan.a,
 * libprofiler_builtins-*.rlib), Debian in libclang-rt-N-dev of the root.
 */
#pragma once

#include "common/fail.h"
#include "common/machine.h"
#include "shim/plan/plan.h"
#include "shim/words/mode.h"
#include "shim/words/words.h"

/* Has a target such runtimes at all, where they are installed? */
bool runtimes_suit(const struct target_def *d);

/* The sysroot of the rustc of this name, and its path; or NULL. */
char *runtimes_rustc(const struct machine *m, const char *name, char **rustc);

/*
 * Appends the driver's words that link what the mode asks for, and fires their
 * rules. A runtime that is already among the words (rustc names its own) is
 * left to them. Fails, with what brings it, where there is none or its LLVM is
 * another whose ABI is not known to be the same.
 */
int runtimes_link(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct argvec *argv,
	struct fail *f);
