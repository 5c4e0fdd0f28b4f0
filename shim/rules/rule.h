/* Rules are rows: what happens to a word, for which target, and why. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/root/root.h"
#include "shim/words/mode.h"
#include "shim/words/words.h"

/* All bits of a rule's `when` must hold. */
enum {
	WHEN_ZIGCC = 1 << 0,    /* engines */
	WHEN_DIRECT = 1 << 1,
	WHEN_LINK = 1 << 2,     /* phases; a step that links */
	WHEN_COMPILE = 1 << 3,  /* a step that compiles */
	WHEN_SHARED = 1 << 4,
	WHEN_EXE = 1 << 5,
	WHEN_GNU = 1 << 6,      /* C libraries */
	WHEN_MUSL = 1 << 7,
	WHEN_ELF = 1 << 8,
	WHEN_ARM = 1 << 9,      /* architectures */
	WHEN_AARCH64 = 1 << 10,
	WHEN_X86 = 1 << 11,
	WHEN_RISCV = 1 << 12,
	WHEN_MINGW = 1 << 13,
	WHEN_DARWIN = 1 << 14,
	WHEN_BARE = 1 << 15,    /* no C library */
	WHEN_WASM = 1 << 16,
	WHEN_BSD = 1 << 17,
	WHEN_PPC = 1 << 18,
	WHEN_MIPS = 1 << 19,
	WHEN_S390 = 1 << 20
};

enum rule_action {
	RULE_KEEP,
	RULE_REPLACE,  /* by `with`: words, %v is the value, %w the word */
	RULE_DROP,     /* nothing is lost: only the trace says so */
	RULE_NOTE,     /* dropped, something is lost: a line on stderr */
	RULE_REFUSE,   /* an error with `why` */
	RULE_CALL,     /* by a function */
	RULE_ADD       /* of code: `with` is put in */
};

/* What a rule sees beside the word. */
struct rule_context {
	const struct call *call;
	const struct words *words; /* all of the call, as they were given */
	const struct mode *mode;
	unsigned when;          /* the WHEN_* bits that hold */
	const struct root *root; /* what the target is linked with, or NULL */
};

/*
 * Decides on w: pushes the words to use instead (a driver's spelling) and
 * returns what it did, or -1. A function that leaves *action at FIRED_KEEP
 * keeps the word.
 */
typedef int rule_fn(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f);

/* In a rule's `spaces`. */
enum {
	RULE_LOOKED_UP = 7,           /* any of 1 << enum space */
	RULE_TWO_IDS = 1 << 8,        /* behind the id, and its end, stands
					 that of linker words */
	RULE_LISTED_DRIVER = 1 << 9,  /* matches a list of words: listed.c */
	RULE_LISTED_LINKER = 1 << 10
};

struct rule {
	const char *id;         /* see rule_id */
	unsigned spaces;        /* 1 << enum space, or 0: code applies it;
				   RULE_* */
	const char *match;      /* word_text() with `*` as a wild card */
	unsigned when;
	unsigned short zig_from, zig_below;  /* 1600 is 0.16.0; 0 is open */
	enum rule_action action;
	const char *with;
	rule_fn *fn;
	const char *why;        /* with its source */
};

/* Does `text` match pattern, in which `*` stands for anything? */
bool rule_match(const char *pattern, const char *text);

/* What r is called when it meets a word of that space. */
const char *rule_id(const struct rule *r, enum space space);

/* For `make mutate`: ZBUILD_MUTATE=<id> switches a rule off (only in a
 * program built with -DZBUILD_MUTATE). */
bool rule_off(const char *id);

/* "gnu" for WHEN_GNU; "" for what is no single bit. */
const char *rule_when_name(unsigned bit);

/* The bits named in a blank-separated list ("gnu link"), or -1. */
int rule_when_parse(const char *list, unsigned *out, struct fail *f);
