/* The rules together: which one a word meets, and what becomes of the words. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"
#include "shim/rules/rule.h"
#include "shim/words/mode.h"
#include "shim/words/words.h"

/* Is the row for that release of zig? NULL: for one newer than all. */
bool rule_suits_zig(const struct rule *r, const struct zig *z);

/* Our rows, one after the other: the first for NULL, NULL behind the last. */
const struct rule *rule_next(const struct rule *r);

/* The rule for this word: the longest match among the user's rules first,
 * then among ours; NULL if there is none. */
const struct rule *rule_for(const struct rule_context *c, const char *text,
	enum space space);

/* Borrows call, its words and their mode, and fills c->when from these and the
 * bits of engine and step. */
void rule_context_init(struct rule_context *c, const struct call *call,
	const struct words *words, const struct mode *mode, unsigned engine,
	unsigned step);

/*
 * Applies the rules to every word of `in`, in order: out gets the words to
 * use, p the rules that fired (a NOTE prints later). With call->strict a
 * NOTE is an error.
 */
int rules_apply(const struct rule_context *c, const struct words *in,
	struct words *out, struct plan *p, struct fail *f);
