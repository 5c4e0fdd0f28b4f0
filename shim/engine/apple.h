/*
 * Links for macOS. zig links Mach-O by itself, and its driver knows less than
 * clang and ld64: what it lacks is done to the result (macho/post.h), and a
 * link without an SDK gets stubs of the frameworks that it names (applestub.h).
 */
#pragma once

#include "common/fail.h"
#include "shim/plan/apple.h"
#include "shim/plan/plan.h"
#include "shim/words/words.h"

/* The words of a call that are for its machine: -Xarch_arm64 WORD is WORD or
 * nothing. */
void apple_own_words(const struct call *call, const struct words *ws,
	struct plan *p, struct words *out);

/* Reads the words of a call into p->apple. Errors: a version that is none, an
 * SDK that is not there. */
int apple_read(const struct call *call, const struct words *ws,
	struct plan *p, struct fail *f);

/* The SDK's headers or our own, for a compile step. */
void apple_compile_words(const struct apple *a, struct argvec *out);

/* The SDK's libraries and our stubs, for a link step. */
void apple_link_words(const struct apple *a, struct argvec *out);

/* The file with which -sectcreate number i gets its section, as assembly. */
char *apple_section_text(const struct call *call, const struct apple *a,
	size_t i);

/* Before a link: writes the stubs into the folder dir. */
int apple_before_link(const struct call *call, const struct plan *p,
	const char *dir, struct fail *f);

/* After it: what zig could not do. */
int apple_after_link(const struct plan *p, struct fail *f);
