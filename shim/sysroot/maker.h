/*
 * A folder in which something for a sysroot is made, and the means: zig's link
 * and compile lines for a probe, zig's clang. It stands beside its final place
 * until it is whole.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "common/place.h"
#include "common/pool.h"
#include "shim/zig/zig.h"
#include "targets/target.h"

struct maker {
	const struct zig *zig;
	const struct target *target;
	struct place place;
	const char *dir;        /* of the place: what is made */
	char *tmp;              /* below it: zig's local cache, our probes */
	struct argvec recipe;   /* lines */
	struct argvec c, cxx;   /* words of a compile, once asked for */
	struct fail *f;
};

struct text_file {
	const char *name, *text;
};

/* ---- the folder ---- */

/* <cache>/sysroots/<zig>, made or not: everything below it came from this one
 * zig. */
int maker_base(const struct zig *z, char **out, struct fail *f);

/* Waits for the lock of `name` in base, which is made; -1 (and a line in the
 * trace) where there can be none, which costs time only. */
int maker_lock(const char *base, const char *name);

/* Sets dir, with an empty lib, and tmp, with probe.c. */
int maker_start(struct maker *m, const char *base, const char *name);

/* Takes away what was made in lib. */
int maker_empty_lib(const struct maker *m);

/* Puts what was made in the place of `dir`, whole. */
int maker_settle(const struct maker *m, const char *dir);

/* Removes what was not put in place. */
void maker_clear(struct maker *m);

/* Makes the folder `dir` by `fill`, whole, if it is not there. */
int maker_once(const struct zig *z, const struct target *t, const char *dir,
	int (*fill)(const struct maker *m), struct fail *f);

/* ---- files ---- */

int maker_copy_file(const char *from, const char *to, struct fail *f);

/* Files below dir; the list ends with a name NULL. */
int maker_write(const struct maker *m, const char *name, const char *text);
int maker_write_files(const struct maker *m, const struct text_file *t);

/* ---- asking zig ---- */

/* wasm-ld reads no linker scripts: there, a name is an archive itself. */
bool maker_has_scripts(const struct target *t);

/*
 * Words for zig to link an empty program; the kind is what zig calls it,
 * "build-exe" or "build-lib -dynamic". `extra` switches pieces on ("-lunwind",
 * "-fcompiler-rt"); all others are off. "-fno-entry": no C library, either.
 */
void maker_link_words(const struct maker *m, const char *kind,
	const char *zig_target, const struct argvec *extra,
	struct argvec *words);

/* Links that with zig and returns its link line. */
int maker_link_line(const struct maker *m, const char *kind,
	const char *zig_target, const struct argvec *extra, struct argvec *line);

/* It was asked for lines in vain: because it has no clang? Not where it was ended, or
 * we are. */
bool maker_has_no_lines(const struct maker *m);

/* What zig passes to clang for an empty file in this language: the header
 * folders and -D words, in order. */
int maker_compile_words(const struct maker *m, const char *lang,
	struct argvec *out);

/* This folder, or in the place of zig's for its clang that of the clang in use. */
const char *maker_headers(const struct maker *m, const char *dir);

/* Must C++ be told to compare types by their names, as GCC's does? A type has
 * a description in each shared object. */
bool maker_compares_types(const struct target *t);

/* Those words for clang again, folders with -isystem. */
void maker_push_search(const struct argvec *words, struct argvec *out);

/* "/x/kernel32.lib", "/x/unwind.lib": the name that GNU has for Windows' library
 * ("libunwind.a"); NULL if it is none. Freed by the caller. */
char *maker_library_name(const char *path);

/* Copies the libraries and start files of a link line into dir/lib. */
int maker_copy_pieces(struct maker *m, const struct argvec *line);

/* zig's clang for the target, and what it must be told (the row's `clang`). */
void maker_push_clang(const struct maker *m, struct argvec *out);

/* The same for a command of zig's own. */
void maker_push_target(const struct maker *m, const char *zig_target,
	struct argvec *out);

/* Runs a step of zig's that prints nothing when all is well. */
int maker_run(const struct maker *m, struct argvec *argv);

/* That clang, from a file of C without headers to an object for the sysroot. */
void maker_push_compiler(const struct maker *m, const char *source,
	const char *object, struct argvec *out);

/* In the pool: C text, position-independent, to DIR/TO; words (blank-separated)
 * come last. */
int maker_start_compile(const struct maker *m, struct pool *pool,
	const char *text, const char *to, const char *words);
