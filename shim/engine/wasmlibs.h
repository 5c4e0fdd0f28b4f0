/* What a bare wasm-ld call of rustc's lacks: start files and C libraries. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/words/words.h"

/*
 * A rustc that brings WASI's start files and libc.a names them, with their
 * folder; then nothing happens. For one that does not (a distribution's), ours
 * take their place: s, whose words ws are, gets them and their folder, and p
 * the sysroot that they lie in. -1 when that cannot be made.
 */
int wasmlibs_add(const struct call *call, const struct words *ws,
	struct step *s, struct plan *p, struct fail *f);

/*
 * WASI from 0.2 on: rustc's wasm-component-ld gets the step's words, and what
 * the step would have run as its wasm-ld. rustc has it on PATH for its linker;
 * else the rustc that is there is asked where it lies.
 */
int wasmlibs_component(const struct call *call, struct step *s,
	struct plan *p, struct fail *f);
