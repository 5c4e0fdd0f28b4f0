/*
 * Sysroots: what clang and lld need to make programs for a target, laid out
 * from the pieces that zig makes once. One folder per zig, target and floor
 * below <cache>/sysroots, made under a lock in a temp folder and renamed.
 */
#ifndef SHIM_SYSROOT_SYSROOT_H
#define SHIM_SYSROOT_SYSROOT_H

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

/* What most links do without; made when the first one asks. */
enum piece {
	PIECE_UNWIND,        /* libgcc_s, libgcc_eh, libunwind */
	PIECE_COMPILER_RT,   /* libgcc, libatomic */
	PIECE_CXX,           /* libstdc++, libc++ */
	PIECE_UBSAN,         /* -fsanitize=undefined */
	PIECE_LIBC,          /* musl's libc.a; other targets have theirs */
	PIECES
};

/* First line of a sysroot's file "recipe": change it with the format or the
 * layout, and old sysroots are no longer found. */
#define SYSROOT_MAGIC "zbuild-sysroot 20"

struct sysroot {
	char *dir;             /* --sysroot; its lib folder has everything */
	char *ld;              /* DIR/<target>/ld.lld: us as that linker */
	struct argvec c, cxx;  /* words of a compile: headers and defines */
	struct argvec link;    /* words of a link: what the loader wants */
	struct argvec files;   /* "SIZE NAME" of what lies in it */
	char *loader;          /* PT_INTERP, or NULL */
	char *emulation;       /* lld's -m */
};

/*
 * Loads the sysroot of z and t, making it first if it is not there (seconds;
 * a line on stderr after one). A damaged one is made anew, with a line that
 * says so: whether every file still has its size is looked at when the call
 * links. Errors name the step that failed and zig's own words.
 */
int sysroot_open(const struct zig *z, const struct target *t, bool link,
	struct sysroot *out, struct fail *f);

/* The folder that sysroot_open would load, made or not. */
int sysroot_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f);

/* Is the piece there already? */
bool sysroot_has(const struct sysroot *s, enum piece piece);

/* Makes a piece, once per architecture and oldest floor, and puts it in. */
int sysroot_add(struct sysroot *s, const struct zig *z,
	const struct target *t, enum piece piece, struct fail *f);

/* The direct engine knows how to make this target's. */
bool sysroot_supported(const struct target *t, const char **why_not);

void sysroot_clear(struct sysroot *s);

#endif
