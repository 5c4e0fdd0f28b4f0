/* The objects of a library of zig's, compiled by our pool. */
#pragma once

#include "common/pool.h"
#include "shim/sysroot/maker.h"

/* One, as zig would compile it, but without debug information. */
struct object {
	char *source;           /* absolute */
	struct argvec words;    /* for clang, but the source and "-c -o X" */
	char *path;             /* where it comes to lie */
	char *shared;           /* a header for it, compiled; or NULL */
	const char *as;         /* a start file's name; or NULL */
};

/*
 * Those of a piece, sorted by source. They lie in a folder beside what is made,
 * from which a call that comes after a killed one goes on.
 */
struct objects {
	struct object *v;
	size_t n;
	char *dir;
	const char *work;       /* of this call alone */
};

/* None yet, of what is called NAME. */
int objects_start_new(const struct maker *m, const char *base, const char *name,
	struct objects *o);

/* Adds one; as: see above. */
void objects_add(struct objects *o, const char *source, const struct argvec *words,
	const char *as);

/*
 * Asks zig which objects an empty program with these words (maker_link_line)
 * stands on; those of sources below the folders (blank-separated, relative to
 * zig's lib; "-FOLDER" is left out again, the last one counts) are kept. name: what is made. -1 when what it prints
 * looks unlike all that we know.
 */
int objects_ask(const struct maker *m, const char *base, const char *name,
	const char *zig_target, const struct argvec *extra, const char *folders,
	struct objects *o);

/* That of a source (relative to zig's lib), or NULL. */
struct object *objects_find(const struct maker *m, const struct objects *o,
	const char *source);

/*
 * A start file: the object of `source`, made as that of `like` is, with more
 * words (blank-separated; may be NULL). It becomes lib/AS, and no part of an
 * archive. -1 if zig makes no `like`.
 */
int objects_start(const struct maker *m, struct objects *o, const char *like,
	const char *source, const char *words, const char *as);

/*
 * Starts to compile `text` in the pool as a header for sources of C that have
 * enough others with the same words: for those that include `header` before
 * anything of their own, or, if that is NULL, for all that have none yet. One
 * that does not compile is done without.
 */
int objects_share(const struct maker *m, struct objects *o, const char *text,
	const char *header, struct pool *pool);

/* The same for sources of C++ below a folder that include one of the text's headers;
 * one that defines a macro which those name does without. */
int objects_share_cxx(const struct maker *m, struct objects *o,
	const char *folder, const char *text, struct pool *pool);

/* Takes one out that was asked for as a start file. */
void objects_drop(const struct maker *m, struct objects *o,
	const char *source);

/* In a process of the pool's: zig's compiler_rt, into m->dir/lib. */
int objects_start_runtime(const struct maker *m, struct pool *pool);

/* Words for zig to make lib/libNAME.a of a library that is in Zig, ROOT.zig: a zig
 * without a clang does so, too. */
void objects_zig_words(const struct maker *m, const char *zig_target,
	const char *root, const char *name, struct argvec *words);

/* Makes it. */
int objects_runtime(const struct maker *m, const char *zig_target,
	const char *root, const char *name);

/* The same of the part of libc that newer zigs have in Zig, if this one has any. */
int objects_zigc(const struct maker *m);

/* Compiles in the pool what is not there yet, what waits for a shared header
 * last, finishes the pool and puts the start files into m->dir/lib. */
int objects_compile(const struct maker *m, const struct objects *o,
	struct pool *pool);

/* Makes (or, if it is there, adds to) m->dir/lib/NAME of those of sources below
 * a folder. */
int objects_archive(const struct maker *m, const struct objects *o,
	const char *folder, const char *name);

/* What was compiled goes when `done`: it is in the archives. */
void objects_clear(struct objects *o, bool done);
