/*
 * GCC's names of CPUs that LLVM calls otherwise, or does not know: then the
 * nearest one that has nothing which the CPU lacks, so that programs run there.
 */
#pragma once

#include "targets/target.h"

/* The name for clang of a CPU given to -march=, -mcpu= or -mtune=: borrowed, ""
 * when nothing needs to be said, NULL when GCC's name is LLVM's too. It may
 * bring extensions (generic+crc). */
const char *cpuname_clang(enum arch arch, const char *gcc);

/* What -march=<arm architecture>+<extension> means as -mfpu=, "" when it means
 * no FPU; NULL for one that clang takes. */
const char *cpuname_arm_fpu(const char *extension);
