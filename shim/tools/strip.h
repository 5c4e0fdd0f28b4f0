/* strip, objcopy and nm of our own, for machines that have none. */
#ifndef SHIM_TOOLS_STRIP_H
#define SHIM_TOOLS_STRIP_H

#include "common/fail.h"
#include "shim/plan/plan.h"

/* Run the tool with the call's words; the exit status, or -1. */
int strip_run(const struct call *call, struct fail *f);
int objcopy_run(const struct call *call, struct fail *f);
int nm_run(const struct call *call, struct fail *f);

#endif
