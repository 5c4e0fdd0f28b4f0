/* Facts that are made up of a case: no disk, no environment, no zig. */
#pragma once

#include "shim/plan/facts.h"
#include "tests/lib/case.h"

/*
 * What the real facts would say in the world of tc, which has been made, until
 * fake_clear. There is one at a time; paths outside of the world's folder are
 * not there, and zig cannot be asked.
 */
const struct facts *fake_facts(const struct world *w,
	const struct testcase *tc);
void fake_clear(void);
