/* Which zig: found once, remembered by its file's identity. */
#ifndef SHIM_ZIG_ZIG_H
#define SHIM_ZIG_ZIG_H

#include "common/argvec.h"
#include "common/fail.h"
#include "common/version.h"
#include "targets/conf.h"
#include "targets/target.h"

struct zig {
	char *path;             /* absolute path of the zig binary */
	char *lib;              /* its lib folder, absolute */
	char *identity;         /* path_identity(path) */
	char text[48];          /* "0.17.1" */
	struct version version;
	const char *origin;     /* "ZBUILD_ZIG", "config", "PATH", … */
	char clang[24];         /* "22.1.8": of the clang inside */
	struct version glibc_max;  /* the newest glibc that it can target */
};

/* What `cargo zbuild zig install` installs when not told otherwise. */
#define ZIG_DEFAULT_VERSION "0.17.1"

/* The oldest zig that we work with. */
extern const struct version zig_oldest;

/*
 * Order: $ZBUILD_ZIG, conf->zig, `zig` on PATH (never ourselves), the ziglang
 * Python package (looked for in the site-packages of each python3 on PATH and
 * in $VIRTUAL_ENV, without running Python when possible), our own install
 * (newest). One that does not work is passed over, except that the first two
 * are wishes: a wish that cannot be met is an error. The answer is kept in
 * <cache>/found/<hash of ZBUILD_ZIG, config, PATH and what else decides> and
 * trusted while the file's identity stays the same: the hot path is one small
 * read and one stat. Not found: status 127, one message listing each place
 * tried and what it answered, and the fix.
 */
int zig_find(const struct conf *conf, struct zig *out, struct fail *f);

/* Appends to tried one line per place looked at, "place: answer". For
 * doctor; zig_find uses the same search. 0 if one was found. */
int zig_search(const struct conf *conf, struct argvec *tried,
	struct zig *out, struct fail *f);

/* zig_find that looks anew and remembers the answer. */
int zig_refresh(const struct conf *conf, struct zig *out, struct fail *f);

/* Forgets every remembered answer: an install came or went. */
void zig_forget(void);

/* 0 unless this zig is known to make bad programs for t (reason in f). */
int zig_suits(const struct zig *z, const struct target *t, struct fail *f);

/* The environment that zig runs with: ZIG_GLOBAL_CACHE_DIR and
 * ZIG_LOCAL_CACHE_DIR below our cache unless the user set them. */
int zig_env(const struct zig *z, struct argvec *env, struct fail *f);

void zig_clear(struct zig *z);

#endif
