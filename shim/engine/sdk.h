/* Targets of a vendor's SDK: its own tools, or zig's with its folders. */
#pragma once

#include "shim/plan/plan.h"
#include "shim/root/sdk.h"

/* The plan of any tool for a target whose SDK this is. */
int engine_sdk(const struct call *call, const struct sdk *sdk, struct plan *p,
	struct fail *f);
