/* What a call says about its SDK and its result, of a link for macOS. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"

struct apple {
	char zig[64];             /* for -target: aarch64-macos.11.0 */
	char *sdk;                /* its root, or NULL */
	bool own_libc;            /* zig is told of the SDK: ZIG_LIBC */
	bool catalyst;            /* macOS' SDK with iOS' parts */
	char *headers;            /* of ours, without one: sysroot/macos.h */
	struct argvec frameworks; /* named, and in no folder: stubs of ours */
	struct argvec libraries;  /* the same for -liconv and its kin */
	struct argvec sections;   /* SEGMENT, SECTION and FILE, in threes */
	bool bundle;              /* the dylib becomes an MH_BUNDLE */
	bool strip_all, strip_local, strip_debug;
	bool sign;                /* -adhoc_codesign */
	bool lists;               /* an export list was given, maybe empty */
	struct argvec exported;   /* patterns of symbols, from lists and words */
	struct argvec unexported;
	struct argvec export_files, unexport_files;
};

/* Frees it too; NULL is taken. */
void apple_free(struct apple *a);
