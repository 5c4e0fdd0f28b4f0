/* What a rule makes of a word, and what is made of that in turn. */
#include "shim/rules/rules.h"

#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/rules/user.h"
#include "targets/conftrust.h"

/* One word of a template, with w in the place of %v or %w. */
static char *
fill_in(const char *part, const struct word *w)
{
	autofree char *text = word_text(w);
	const char *p = strchr(part, '%');
	const char *put;

	if (p == NULL || (p[1] != 'v' && p[1] != 'w'))
		return xstrdup(part);
	put = p[1] == 'w' ? text : w->value != NULL ? w->value : "";
	return xasprintf("%.*s%s%s", (int)(p - part), part, put, p + 2);
}

/* The words of a template for w; a value never splits into two words, so one
 * with a comma cannot go into a -Wl, list. */
static void
expand(const char *with, const struct word *w, struct argvec *out)
{
	autoargvec parts = ARGVEC_INIT;
	bool comma = w->value != NULL && strchr(w->value, ',') != NULL;

	argvec_split(&parts, with, " ");
	for (size_t i = 0; i < parts.n; i++) {
		autoargvec items = ARGVEC_INIT;

		if (!comma || strncmp(parts.v[i], "-Wl,", 4) != 0) {
			argvec_take(out, fill_in(parts.v[i], w));
			continue;
		}
		argvec_split(&items, parts.v[i] + 4, ",");
		for (size_t k = 0; k < items.n; k++) {
			argvec_push(out, "-Xlinker");
			argvec_take(out, fill_in(items.v[k], w));
		}
	}
}

static int
refuse(const struct word *w, const struct rule *r, struct fail *f)
{
	autoargvec shown = ARGVEC_INIT;
	autofree char *text = NULL;

	word_emit(w, false, &shown);
	text = argvec_join(&shown, " ");
	return fail_set(f, "'%s': %s", text, r->why);
}

/* expand; a clone's file may not put such a word together either. */
static int
expand_checked(const struct rule *r, const struct word *w, struct argvec *out,
	struct fail *f)
{
	const char *guest = rule_guest(r);
	size_t had = out->n;

	expand(r->with, w, out);
	return guest == NULL ? 0
			     : conftrust_flags(guest, "with", out, had, false, f);
}

/* What rule r makes of w: the action, and words in out. */
static int
decide(const struct rule *r, const struct rule_context *c,
	const struct word *w, struct argvec *out, enum fired_action *action,
	struct fail *f)
{
	switch (r->action) {
	case RULE_KEEP:
		*action = FIRED_KEEP;
		return 0;
	case RULE_REPLACE:
		/* "-L" without its folder would take the next word */
		if (strstr(r->with, "%v") != NULL &&
			(w->value == NULL || *w->value == '\0')) {
			*action = FIRED_KEEP;
			return 0;
		}
		*action = FIRED_REPLACE;
		return expand_checked(r, w, out, f);
	case RULE_DROP:
		*action = FIRED_DROP;
		return 0;
	case RULE_NOTE:
		*action = FIRED_NOTE;
		return r->with != NULL ? expand_checked(r, w, out, f) : 0;
	case RULE_REFUSE:
		return refuse(w, r, f);
	case RULE_CALL:
		*action = FIRED_KEEP;
		return r->fn(c, w, out, action, f);
	case RULE_ADD:
		break;  /* of no word */
	}
	return 0;
}

/* The rules that led from a word to the one at hand. */
struct chain {
	const struct rule *rule;
	const struct chain *up;
};

static bool
in_chain(const struct chain *up, const struct rule *r)
{
	for (; up != NULL; up = up->up)
		if (up->rule == r)
			return true;
	return false;
}

static bool
same_words(const struct argvec *a, const struct argvec *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return a->n == b->n;
}

static int apply_one(const struct rule_context *c, const struct word *w,
	const struct chain *up, struct words *out, struct plan *p,
	struct fail *f);

/* What a rule puts in a word's place is under the rules too: -Wl,-lgcc_s
 * becomes -lgcc_s, and that becomes -lunwind. */
static int
apply_again(const struct rule_context *c, const struct argvec *with,
	const struct word *from, const struct chain *up, struct words *out,
	struct plan *p, struct fail *f)
{
	scoped(words) ws = WORDS_INIT;
	int r = 0;

	words_parse(with, false, &ws);
	for (size_t i = 0; i < ws.n && r == 0; i++) {
		ws.v[i].from = from->from;
		if (ws.v[i].space == SPACE_INPUT)
			ws.v[i].lang = from->lang;
		r = apply_one(c, &ws.v[i], up, out, p, f);
	}
	return r;
}

static int
apply_one(const struct rule_context *c, const struct word *w,
	const struct chain *up, struct words *out, struct plan *p,
	struct fail *f)
{
	autofree char *text = word_text(w);
	const struct rule *r = rule_for(c, text, w->space);
	struct chain here = { r, up };
	enum fired_action action = FIRED_KEEP;
	autoargvec with = ARGVEC_INIT, was = ARGVEC_INIT;
	autofree char *in_text = NULL, *out_text = NULL;
	const char *id;

	if (r == NULL || in_chain(up, r)) {
		words_copy(out, w);
		return 0;
	}
	if (decide(r, c, w, &with, &action, f) != 0)
		return -1;
	if ((action == FIRED_NOTE || action == FIRED_WARN) &&
		c->call->strict) {
		refuse(w, r, f);
		return fail_hint(f, "strict mode: leave the option out, or set "
				    "strict = no");
	}
	word_emit(w, false, &was);
	if ((action == FIRED_KEEP && with.n == 0) ||
		(action == FIRED_REPLACE && same_words(&was, &with))) {
		words_copy(out, w);
		return 0;
	}
	id = rule_id(r, w->space);
	in_text = quote_sh_words(argvec_exec(&was));
	if (action == FIRED_WARN) {
		plan_fire(p, id, r->why, action, in_text, NULL);
		words_copy(out, w);
		return 0;
	}
	out_text = quote_sh_words(argvec_exec(&with));
	plan_fire(p, id, r->why, action, in_text,
		with.n > 0 ? out_text : NULL);
	return apply_again(c, &with, w, &here, out, p, f);
}

int
rules_apply(const struct rule_context *c, const struct words *in,
	struct words *out, struct plan *p, struct fail *f)
{
	for (size_t i = 0; i < in->n; i++)
		if (apply_one(c, &in->v[i], NULL, out, p, f) != 0)
			return -1;
	return 0;
}
