/* What `setup` writes, made out of the environment of `cargo zbuild`. */
#pragma once

#include <stddef.h>

#include "common/argvec.h"
#include "targets/target.h"
#include "wrapper/build/buildenv.h"

/*
 * Takes away all of vars (vars.h) that decides about the variables of these
 * targets: the file must not depend on the shell that setup is run from. What is
 * set in the shell of a build wins over the file anyway.
 */
void setuplines_forget(
	const struct target *ts, size_t n, struct argvec *vars);

/* The keys of [target.<t>], from the variables that mean the same. */
void setuplines_target(
	const struct buildenv *b, const struct target *t, struct argvec *lines);

/* The keys of [env]. */
void setuplines_env(const struct buildenv *b, struct argvec *lines);
