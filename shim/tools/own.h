/* Tools of our own, each in the file of its name: it takes the call's words, and
 * returns its exit status, or -1. The tables in binutils.c and apple.c choose. */
#pragma once

#include "common/fail.h"
#include "shim/plan/call.h"

/* ---- for machines that have none ---- */
int strip_run(const struct call *call, struct fail *f);
int objcopy_run(const struct call *call, struct fail *f);
int nm_run(const struct call *call, struct fail *f);

/* ---- for Mach-O files, by Apple's names and options ---- */
int otool_run(const struct call *call, struct fail *f);
int lipo_run(const struct call *call, struct fail *f);
int install_name_run(const struct call *call, struct fail *f);
int codesign_run(const struct call *call, struct fail *f);
int macho_strip_run(const struct call *call, struct fail *f);
int macho_nm_run(const struct call *call, struct fail *f);
int libtool_run(const struct call *call, struct fail *f);
