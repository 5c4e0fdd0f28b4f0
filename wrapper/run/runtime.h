/*
 * The C library of a foreign target, for qemu-user: the real one, not zig's
 * stubs. One that is installed is taken as it is; else Debian's packages are
 * fetched and unpacked into the cache, as an ordinary user.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "targets/target.h"

/* What qemu's -L is to get: "/usr/aarch64-linux-gnu" of a cross package, "/"
 * for a multiarch library; NULL if none is installed. Freed by the caller. */
char *runtime_installed(const struct target_def *d);

/* Is GCC's libgcc_s.so.1 there, too? Debian has it in a package of its own, which
 * that of the C library for cross compilers does not bring. */
bool runtime_has_libgcc(const struct target_def *d, const char *dir);

/* The folder that runtime_get made earlier, or NULL. Runs nothing. */
char *runtime_fetched(const struct target_def *d);

/* Is there something that runtime_get could try for this target? */
bool runtime_offered(const struct target_def *d);

/* Fetches libc6, libgcc-s1 and libstdc++6 unless that was done already; *dir,
 * freed by the caller, is for -L. */
int runtime_get(const struct target_def *d, char **dir, struct fail *f);

/* runtime_get for a build that is about to run something: says so on stderr
 * first, and does nothing but fail when ZBUILD_RUNTIME=no. */
int runtime_need(const struct target_def *d, char **dir, struct fail *f);

/* "2.36": the version of the glibc in dir, a folder for -L; NULL if that
 * cannot be told. Freed by the caller. */
char *runtime_glibc(const struct target_def *d, const char *dir);
