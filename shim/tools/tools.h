/* Plans of the tools beside the compiler: what the rows of the table of applets
 * name. binutils.c has most of them; windres, dlltool, pkgconfig and apple have
 * a file each. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/* zig has it: ar, ranlib. */
int tool_zig(const struct call *call, struct plan *p, struct fail *f);

/* zig's lld, with the floor gate behind it. */
int tool_ld(const struct call *call, struct plan *p, struct fail *f);

/* zig lacks it: the target's or LLVM's own on PATH, else ours. */
int tool_binutil(const struct call *call, struct plan *p, struct fail *f);

/* Tools that only windows or apple targets need. */
int tool_dlltool(const struct call *call, struct plan *p, struct fail *f);
int tool_windres(const struct call *call, struct plan *p, struct fail *f);
int tool_lib(const struct call *call, struct plan *p, struct fail *f);

/* pkgconf with the target's root. */
int tool_pkgconfig(const struct call *call, struct plan *p, struct fail *f);

/* Ours; dsymutil is LLVM's. */
int tool_apple(const struct call *call, struct plan *p, struct fail *f);
int tool_dsymutil(const struct call *call, struct plan *p, struct fail *f);
int tool_xcrun(const struct call *call, struct plan *p, struct fail *f);
