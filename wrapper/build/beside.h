/* What a build's links will want, made while cargo still resolves and compiles. */
#pragma once

#include "wrapper/build/facts.h"

/*
 * If one of the targets has no sysroot yet, or no C++ library, starts a process
 * that makes it: the sysroot at once, the C++ library when a compile of the build
 * (env) says that it will be wanted (common/beside.h). It ends with us, or what we
 * become.
 */
void beside_start(const struct buildfacts *b, const struct target *ts, size_t n,
	struct argvec *env);
