/*
 * What zig would have clang compile, and with which words, for a zig that has
 * no clang: such a one prints no lines. Of targets with glibc, musl or no C
 * library.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/zig/zig.h"

/* The words of a compile for the target that are not the file's. */
int known_compile_words(const struct zig *z, const struct target *t, bool cxx,
	struct argvec *out, struct fail *f);

/* Hands each source below these folders (blank-separated) to fn, with the words
 * that it is compiled with for zig_target: t, perhaps with another floor. */
typedef void known_fn(const char *source, const struct argvec *words, void *with);
int known_objects(const struct zig *z, const struct target *t,
	const char *zig_target, const char *folders, known_fn *fn, void *with,
	struct fail *f);
