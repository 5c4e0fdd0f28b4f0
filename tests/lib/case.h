/* Golden cases: a call written down, and what must come of it. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/plan/plan.h"

/*
 * A .case file, one `Key: value` a line; `#` at the start of a line, or behind
 * two blanks and before one, begins a comment. The call:
 *   Run: the name we are run by        Arg: a word of argv, one each
 *   Zig: version (0.17.1)              Engine: zig-cc, direct (zig-cc)
 *   Conf: a line of the user's config  Env: KEY=VALUE
 *   File: name=a line of that file     Exec: an executable on PATH
 *   Dir: a folder                      Cpu: one that clang knows, alone
 * then what is expected, in this order:
 *   Piece: of the sysroot, what the link needs beside libc;
 *   Want: a word, `Step:` between two programs; of a link also Output: and
 *   Input: (what the gate looks at); Env-set: KEY=VALUE of the steps;
 *   Own: the tool of ours that runs instead; Dry-run: yes; Fired: a rule's id,
 *   in order; Note: a word of which a line on stderr tells the loss, Warn: one that is
 *   kept with such a line; Answer: a
 *   line of stdout; Fail:, Hint:, Status: of an error.
 * For the direct engine a sysroot is laid out that holds nothing but words.
 * $SYSROOT is its folder, $DIR is the folder of the call's files, which is the current one; zig's path
 * is `zig` and its lib folder `zig-lib`.
 */
struct testcase {
	char *path, *name;      /* name: below the folder of cases, no .case */
	char *run, *zig, *engine;
	struct argvec args, conf, files, execs, dirs, env, cpus;
	struct argvec head;     /* the file's lines before what is expected */
	struct argvec expected; /* lines */
};

int case_read(const char *path, struct testcase *tc, struct fail *f);
void case_clear(struct testcase *tc);

/* Is one of these parts in the name, or are there none? */
bool case_selected(const char *name, char *const *parts);

/* All .case files below dir, sorted by name; the caller frees *out. */
int case_read_all(const char *dir, struct testcase **out, size_t *n,
	struct fail *f);

/* A call made ready: its files, its environment, its words. */
struct world {
	char *dir, *sysroot;    /* sysroot: of the direct engine, or NULL */
	char *recipe;           /* what the file of this name in it says */
	struct conf conf;
	struct zig zig;
	struct target target;
	struct call call;
	struct argvec saved;    /* the environment before */
	char *cwd;
	int first_fd;           /* what plans open lies from here on */
	struct fail fail;
	bool ready;             /* the call was understood */
};

/* Below which folder worlds have theirs; made and removed by the caller. */
extern const char *world_root;

/*
 * Makes the world of tc. A call that cannot be understood (unknown name, bad
 * config) leaves ready false and the reason in w->fail; -1 only when the test
 * itself cannot run.
 */
int world_make(struct world *w, const struct testcase *tc, struct fail *f);

/* The call's words, planned; the reason in w->fail. */
int world_plan(struct world *w, struct plan *p);

void world_clear(struct world *w);

/* A line of a case, with w's folder for $DIR; freed by the caller. */
char *world_fill(const struct world *w, const char *text);

/* What came of it as the lines that a case expects. */
void world_lines(const struct world *w, const struct plan *p, int result,
	struct argvec *out);

/* All of it: makes the world, plans, appends the lines. */
int case_run(const struct testcase *tc, struct argvec *lines, struct fail *f);
