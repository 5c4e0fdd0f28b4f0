/*
 * Targets whose C library comes with a vendor's SDK only. Its folder is named by
 * a variable and known by its layout; compiler, linker and tools are the SDK's
 * own, or zig's where it has none.
 */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "common/machine.h"
#include "targets/conf.h"
#include "targets/target.h"

/* In words: %D the folder, %T clang's name of the target, %H this machine's in
 * the SDK, %A the machine's in the SDK, %V the system's oldest version. */
struct sdk_row {
	const char *llvm;   /* pattern of the targets: their clang's name */
	const char *name;   /* of the SDK, for messages */
	const char *from;   /* where it comes from */
	const char *vars;   /* NAME, or NAME/FOLDER below it; the first set */
	const char *layout; /* what the folder must have */
	const char *cc, *cxx, *ld; /* programs; NULL: zig's clang, lld-link */
	const char *tools;  /* what ar, nm … stand behind; NULL: as elsewhere */
	const char *words;  /* for cc and c++ */
	const char *link;   /* for ld */
	const char *version, *oldest; /* the variable of %V, and without it */
	const char *kind;   /* what Apple's SDKSettings.json calls it */
};

struct sdk {
	const struct sdk_row *row; /* NULL: the target needs none */
	char *dir;
	const char *version;
	const struct target_def *def;
};
#define SDK_INIT { NULL, NULL, NULL, NULL }

/* Does the target need one? */
const struct sdk_row *sdk_of(const struct target_def *d);

/* The SDK of a target that needs one, checked; -1 says what is missing. The
 * root of the target (ZBUILD_SYSROOT_t, [target]) comes before the vendor's
 * variables, before both what the words of a call say of Apple's (or NULL). */
int sdk_find(const struct machine *m, const struct conf *c,
	const struct target_def *d, const struct argvec *words, struct sdk *out,
	struct fail *f);

/* Appends these words of the row, filled in. */
void sdk_words(const struct sdk *s, const char *words, struct argvec *out);

void sdk_clear(struct sdk *s);
