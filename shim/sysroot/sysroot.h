/* A sysroot: what clang and lld need to make programs for a target. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "targets/target.h"

/* What most links do without; made when the first one asks. */
enum piece {
	PIECE_UNWIND,        /* libunwind; libgcc_eh; libgcc_s, but for glibc */
	PIECE_COMPILER_RT,   /* libgcc, libatomic */
	PIECE_CXX,           /* libstdc++, libc++ */
	PIECE_UBSAN,         /* -fsanitize=undefined */
	PIECE_LIBC,          /* musl's libc.a; other targets have theirs */
	PIECE_CXX_SHARED,    /* libc++.so.1; for glibc */
	PIECE_GUIDS,         /* what mingw-w64 has beside its runtime: libuuid … */
	PIECES
};

/* Its name, as in `warm --with` ("c++"); -1 for a name of none. */
const char *piece_name(int piece);
int piece_find(const char *name);

/* First line of a sysroot's file "recipe": change it with the format or the
 * layout, and old sysroots are no longer found. */
#define SYSROOT_MAGIC "zbuild-sysroot 29"

/* What of a sysroot for glibc is searched first where libunwind shall be what
 * libgcc_s.so.1 is else. */
#define LIBUNWIND_DIR "libunwind"

/* The same with names that lead to the shared libc++, and that itself. */
#define CXX_SHARED_DIR "libc++-shared"
#define CXX_SHARED "libc++.so.1"

/* What ARM's libgcc.a has there at all times (layout.c). */
#define ARM_ROUTINES "lib/libgcc_arm.a"

struct sysroot {
	bool made;             /* it lies there; else it is to be made */
	char *dir;             /* --sysroot; its lib folder has everything */
	char *ld;              /* DIR/<target>/ld.lld: us as that linker */
	struct argvec c, cxx;  /* words of a compile: headers and defines */
	struct argvec link;    /* words of a link: what the loader wants */
	struct argvec files;   /* "SIZE NAME" of what lies in it */
	char *loader;          /* PT_INTERP, or NULL */
	char *emulation;       /* lld's -m */
};

/* Fills loader, emulation and link: what zig links every program of t with. */
void sysroot_link_words(struct sysroot *s, const struct target *t);

/* The direct engine knows how to make this target's. */
bool sysroot_supported(const struct target *t, const char **why_not);

void sysroot_clear(struct sysroot *s);
