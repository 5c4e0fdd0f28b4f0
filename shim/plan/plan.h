/*
 * A call and what is to be done about it. Everything before the first exec is
 * a function from values to a plan, so it is tested without zig.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/plan/call.h"

enum fired_action {
	FIRED_KEEP,
	FIRED_REPLACE,
	FIRED_DROP,     /* nothing is lost by it; shown in the trace */
	FIRED_NOTE,     /* something is lost: one line on stderr */
	FIRED_WARN,     /* kept, with a line on stderr */
	FIRED_ADD
};

/* One rule that fired. id and why are borrowed from the rule. */
struct fired {
	const char *id, *why;
	enum fired_action action;
	char *in, *out;            /* words, shell-quoted; out may be NULL */
};

/* One program to run. */
struct step {
	char *program;
	struct argvec argv;        /* argv[0] included */
	bool link;                 /* its stderr gets our hints */
	bool gnu_quotes;           /* its response files are GNU's */
	size_t head;               /* words that must stay before an @file */
};

/* A small file that steps read. */
struct plan_file {
	char *path, *text;         /* path holds PLAN_TMP */
};

struct tool;

struct plan {
	struct step *steps;
	size_t nsteps;
	struct argvec env;         /* for every step: KEY=VALUE, or KEY */
	struct fired *fired;
	size_t nfired;
	char *answer;              /* not NULL: print this instead, exit */
	int answer_status;
	bool stock;                /* the answer's reader looks for them: mingw.h */
	/* not NULL: a tool of our own, run instead of steps; its status */
	int (*run)(const struct tool *tool, const struct call *call,
		struct fail *f);
	const struct tool *tool;
	char *output;              /* the file that a link makes, or NULL */
	struct argvec inputs;      /* the link's files, for the gate */
	const char *variant;       /* what zig builds for it: prepare.h */
	bool dry_run;              /* -###: print the steps, run none */
	bool wants_tmp;            /* steps name files in PLAN_TMP */
	const char *engine;        /* "direct", "zig-cc" */
	struct plan_file *files;   /* to write into PLAN_TMP first */
	size_t nfiles;
	struct apple *apple;       /* of a link for macOS, or NULL; owned */
	struct sysroot *sysroot;   /* of the direct engine, or NULL; owned */
	unsigned pieces;           /* 1 << enum piece: to be there first */
	bool foresees_cxx;         /* a link will want PIECE_CXX */
	bool support;              /* the zig-cc engine's: sysroot/support.h */
	bool spares_runtime;       /* zig's compiler_rt is hardly wanted */
	struct argvec links;       /* so are these, in twos: where, to what */
	struct root *root;         /* linked with as well, or NULL; owned */
	char *cpus;                /* those that zig knows, to be kept; or NULL */
	const char *rust_cpu;      /* of the Rust code: cpu.h; or NULL */
};

#define PLAN_INIT { 0 }

/* Stands for the folder of temp files in a step's words: a plan is made
 * without touching the disk, so the runner puts the real name in. */
#define PLAN_TMP "%TMP%"

/* What starts the profile of -pg (engine/text/gmon.c), among a link's inputs. */
#define PLAN_GMON PLAN_TMP "/gmon.o"

/* The map of a link with a static glibc (gate/staticlibc.h). */
#define PLAN_STATIC_MAP "static.map"

/* Appends an empty step; the pointer is good until the next one. */
struct step *plan_step(struct plan *p, const char *program);

/* The same for one of LLVM's tools that z has (zig_tool). */
struct step *plan_tool(struct plan *p, const struct zig *z, const char *name);

/* Adds a file that is written before the first step; text is taken. */
void plan_file(struct plan *p, const char *path, char *text);

/* Adds a link that must lead to a file when the first step runs. */
void plan_renew(struct plan *p, const char *path, const char *to);

/* Records a rule; in and out are copied. */
void plan_fire(struct plan *p, const char *id, const char *why,
	enum fired_action action, const char *in, const char *out);

/* Prints the rules that fired on the trace. */
void plan_trace(const struct plan *p);

void plan_clear(struct plan *p);
