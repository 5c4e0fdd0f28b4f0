/* A zig, and what it is fit for. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "common/version.h"
#include "targets/target.h"

struct zig {
	char *path;             /* absolute path of the zig binary */
	char *lib;              /* its lib folder, absolute */
	char *identity;         /* os_identity(path) */
	char text[48];          /* "0.17.1" */
	struct version version;
	const char *origin;     /* "ZBUILD_ZIG", "config", "PATH", … */
	char clang[24];         /* "22.1.8": of its clang, or of other_clang */
	char *other_clang;      /* used in the place of its own, absolute; or */
	char *other_lld;        /* NULL: llvm.h */
	char *include;          /* that clang's own headers, or NULL */
	bool lacks;             /* it has no clang */
	bool bare;              /* ..., and no other was found */
	struct version glibc_max;  /* the newest glibc that it can target */
	bool fresh;             /* just found: zig_keep remembers it */
};

/* What `cargo zbuild zig install` installs when not told otherwise. */
#define ZIG_DEFAULT_VERSION "0.17.1"

/* The oldest zig that we work with. */
extern const struct version zig_oldest;

/* Appends how z's clang, ld.lld, wasm-ld, lld-link, ar … is started: its program
 * and the words that must stand behind that. */
void zig_tool(const struct zig *z, const char *name, struct argvec *argv);

/* The oldest clang that reads z's C++ headers; 0: any. */
unsigned zig_clang_needed(const struct zig *z);

/* 0 unless this zig is known to make bad programs for t (reason in f). */
int zig_suits(const struct zig *z, const struct target *t, struct fail *f);

/* A CPU of the table's or of rustc's for t, in this zig's names of features; freed
 * by the caller. */
char *zig_cpu_name(const struct zig *z, const struct target *t, const char *cpu);

/* The environment that zig runs with: ZIG_GLOBAL_CACHE_DIR and
 * ZIG_LOCAL_CACHE_DIR below our cache unless the user set them. */
int zig_env(struct argvec *env, struct fail *f);

/* Makes the folder that such an environment names. */
int zig_env_make(const struct argvec *env, struct fail *f);

void zig_clear(struct zig *z);
