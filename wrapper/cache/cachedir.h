/* What lies in the cache folder, entry by entry. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/zig/zig.h"
#include "wrapper/files/filetree.h"

enum cache_kind {
	CACHE_LAYER,     /* a piece, for all floors of an architecture */
	CACHE_SYSROOT,
	CACHE_ZIG,       /* zig's own cache */
	CACHE_STD,       /* Rust's std of a target, built for one rustc */
	CACHE_RUNTIME,   /* a root to run programs with, or to learn from */
	CACHE_RUNNER,    /* what runs programs of other systems */
	CACHE_ROOT,      /* of packages that somebody asked for */
	CACHE_PACKAGES,  /* the .deb files of both */
	CACHE_LISTS,     /* of packages */
	CACHE_INSTALLED, /* a zig of `cargo zbuild zig install` */
	CACHE_LINKS,     /* names of the shim */
	CACHE_NOTES,     /* small files */
	CACHE_LEFTOVER,  /* of a call that was killed */
	CACHE_OTHER
};

/* How the names begin of what gc moves away before it removes it. */
#define CACHE_ASIDE "tmp.gc."

struct cache_entry {
	enum cache_kind kind;
	char *path;
	char *name;   /* of the target, or of the folder */
	char *piece;  /* of a layer: "c++"; of a std: the rustc */
	char *zig;    /* version, or NULL if not known */
	char *lock;   /* held while it is made; NULL if there is none */
	char *locks;  /* a folder: any lock-* of it may be that */
	bool current; /* the zig in use and this zbuild would use it */
	struct filetree_size size;
};

struct cachedir {
	char *root;
	struct cache_entry *v;
	size_t n;
	unsigned long long bytes;
};

void cachedir_clear(struct cachedir *c);

/* For what reads a folder of the cache: the new entry. */
struct cache_entry *cachedir_add(struct cachedir *c, enum cache_kind kind,
	const char *dir, const char *name);

const char *cache_kind_name(enum cache_kind kind);

/* <cache>/sysroots/<zig's key>: where z's sysroots and layers are, or will be.
 * Freed by the caller. */
int cachedir_base(const struct zig *z, char **out, struct fail *f);

/* "12.3 MB"; freed by the caller. */
char *cachedir_bytes(unsigned long long n);

/* "3 hours ago"; freed by the caller. */
char *cachedir_age(time_t then);
