/* What a compiler call is about: which phase, which files, which result. */
#pragma once

#include <stdbool.h>

#include "shim/words/words.h"

enum phase {
	PHASE_PREPROCESS,  /* -E, -M, -MM */
	PHASE_SYNTAX,      /* -fsyntax-only */
	PHASE_ASSEMBLY,    /* -S */
	PHASE_OBJECT,      /* -c */
	PHASE_PRECOMPILE,  /* headers only, without any of these */
	PHASE_LINK
};

/* Sanitizers whose runtime zig has not (shim/engine/runtimes.c). */
enum {
	SANITIZE_ADDRESS = 1 << 0,
	SANITIZE_HWADDRESS = 1 << 1,
	SANITIZE_THREAD = 1 << 2,
	SANITIZE_MEMORY = 1 << 3,
	SANITIZE_LEAK = 1 << 4,
	SANITIZE_REALTIME = 1 << 5,
	SANITIZE_TYPE = 1 << 6,
	SANITIZE_OTHER = 1 << 7   /* dataflow, fuzzer: nobody brings them */
};

struct mode {
	enum phase phase;
	size_t sources, objects;   /* inputs to compile; the others */
	const char *output;        /* -o, or NULL */
	bool libraries;            /* a -l word */
	bool shared, is_static, static_pie, pie, no_pie, relocatable;
	bool dynamic;              /* -dynamic: zig cc's word */
	bool nostdlib, nodefaultlibs, nostartfiles, nolibc;
	bool sanitize;             /* a -fsanitize= that stays in force */
	bool sanitize_undefined;
	bool sanitize_trap;        /* what fails traps: no runtime wanted */
	unsigned sanitizers;       /* SANITIZE_* */
	const char *profile;       /* the word for coverage or a profile, or NULL */
	bool debug;                /* -g, not undone by -g0 */
	bool verbose, dry_run;     /* -v, -### */
	bool depfile;              /* -MD or -MMD */
	const char *depfile_name;  /* -MF */
	bool own_libc;             /* rustc's self-contained objects */
};

/* strings are borrowed from ws. */
void mode_read(const struct words *ws, struct mode *out);

/* Is this input to be compiled (by its language or its name)? */
bool input_is_source(const struct word *w);

/* Is it an assembler's, and the preprocessor comes first? */
bool input_is_cpp_asm(const struct word *w);

/* Is it C++ by its language or its name? */
bool input_is_cxx(const struct word *w);

/* Can nothing be made of this call: no input and nothing to link? */
bool mode_empty(const struct mode *m);
