/* From classified words to a plan; one function per engine. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/words/mode.h"
#include "shim/words/words.h"

/* `zig cc -target T …`: every target, and the fallback. */
int engine_zigcc(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f);

/* zig's clang and lld, straight, against a sysroot of ours: ELF targets. */
int engine_direct(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f);

/* "dir/a.c" with ext ".o" is "a.o". */
char *engine_object_name(const char *source, const char *ext);

/* Would GCC's driver ask the linker for a build id, and do the words not say
 * which? */
bool engine_wants_build_id(const struct call *call, const struct words *ws,
	const struct mode *mode);

/* Fails: cxx = libc++-shared for a target that has none. */
int engine_no_shared_cxx(const struct target *t, struct fail *f);

/* Where clang puts the dependency file of a call that also links; NULL if it
 * writes none or was told where. */
char *engine_link_depfile(const struct mode *mode);
