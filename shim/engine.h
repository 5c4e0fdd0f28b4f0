/* From classified words to a plan; one function per engine. */
#ifndef SHIM_ENGINE_H
#define SHIM_ENGINE_H

#include "common/fail.h"
#include "shim/mode.h"
#include "shim/plan.h"
#include "shim/words.h"

/* `zig cc -target T …`: every target, and the fallback. */
int engine_zigcc(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f);

/* The applets cc, c++ and cpp: queries, then the engine of the call. */
int compiler_plan(const struct call *call, struct plan *p, struct fail *f);

#endif
