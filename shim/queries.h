/* Questions about the toolchain that need no zig to be answered. */
#pragma once

#include "shim/plan/plan.h"
#include "shim/words/words.h"

/*
 * If the call, whose words are ws, only asks something (-dumpmachine,
 * -print-prog-name=ld, --version …), puts the answer in GCC's form into
 * p->answer and returns 1; else 0; -1 on failure.
 */
int query_answer(const struct call *call, const struct words *ws,
	struct plan *p, struct fail *f);
