/* The libraries of a link, looked at before it: are they the target's? */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/gate/gate.h"
#include "shim/plan/plan.h"

/*
 * Refuses, with the file's name, a library that is for another machine or
 * another C library, one of this machine's own folders, and, if mode is
 * GATE_ERROR, a shared library that needs a newer glibc than the floor; with
 * GATE_WARN that is a line on stderr. *newer tells that there is one: the
 * linker must then let pass what it misses.
 */
int linkcheck(const struct target *t, const struct argvec *inputs,
	enum gate_mode mode, bool *newer, struct fail *f);
