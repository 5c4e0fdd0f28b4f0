/* Carries out a plan. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/* How many of us are above: set for what a plan starts. */
#define SHIM_DEPTH "ZBUILD_SHIM_DEPTH"

/*
 * Runs the plan's steps; a single step that needs no look afterwards replaces
 * this process. Returns the exit status of the last tool, or -1 with f set.
 * After a link: the floor gate; on failure of one: hints.
 */
int plan_run(const struct call *call, struct plan *p, struct fail *f);
