/* Response files: `@file` words. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/*
 * Appends words to out with every @file replaced by its words, nested up to
 * 32 deep, 10000 files or 256 MB in all (more, and a device, is an error). As
 * with GNU tools, a word whose file does not exist stays as it is.
 */
int respfile_expand(char *const *words, struct argvec *out, struct fail *f);

/* How the reader of a response file quotes. */
enum respfile_dialect {
	RESPFILE_GNU,  /* clang, lld, llvm-ar */
	RESPFILE_ZIG   /* zig's own parser: as on Windows (zig#4833) */
};

/*
 * If argv is too long for one exec (or `limit` bytes, when not 0), writes all
 * words after the first `keep` to a new file in `dir` and replaces them by
 * @file. The caller's files are never touched.
 */
int respfile_shorten(struct argvec *argv, size_t keep, size_t limit,
	enum respfile_dialect dialect, const char *dir, struct fail *f);
