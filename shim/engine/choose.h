/* Which engine plans a call. */
#pragma once

#include "common/fail.h"
#include "shim/plan/call.h"

enum engine { ENGINE_ZIGCC, ENGINE_DIRECT };

/* ZBUILD_ENGINE, then the config, then what the target supports. *why (may be
 * NULL) says why not direct, NULL if it is. An engine that was asked for and
 * cannot do the target is an error. */
int engine_choose(const struct call *call, enum engine *out,
	const char **why, struct fail *f);

/* Is it the direct one? Not if none can be chosen. */
bool engine_is_direct(const struct call *call);
