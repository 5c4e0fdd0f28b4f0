/* The applets cc, c++ and cpp. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/* Queries, then the engine of the call. */
int compiler_plan(const struct call *call, struct plan *p, struct fail *f);
