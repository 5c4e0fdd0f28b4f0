#include "wrapper/cargo/cfgexpr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct cfg {
	const char *p;
	const struct argvec *facts;
	unsigned depth;
};

static bool parse_predicate(struct cfg *c, bool *holds);

static void
skip(struct cfg *c)
{
	while (isspace((unsigned char)*c->p))
		c->p++;
}

static bool
take(struct cfg *c, char what)
{
	skip(c);
	if (*c->p != what)
		return false;
	c->p++;
	return true;
}

static char *
ident(struct cfg *c)
{
	size_t n = 0;

	skip(c);
	while (isalnum((unsigned char)c->p[n]) || c->p[n] == '_')
		n++;
	c->p += n;
	return n > 0 ? xstrndup(c->p - n, n) : NULL;
}

/* The rest of all(…), any(…) or not(…), its '(' already taken. */
static bool
parse_list(struct cfg *c, const char *op, bool *holds)
{
	bool all = true, any = false;
	unsigned n = 0;

	while (!take(c, ')')) {
		bool one;

		if (!parse_predicate(c, &one))
			return false;
		all = all && one;
		any = any || one;
		n++;
		if (!take(c, ',')) {
			if (!take(c, ')'))
				return false;
			break;
		}
	}
	if (strcmp(op, "all") == 0)
		*holds = all;
	else if (strcmp(op, "any") == 0)
		*holds = any;
	else if (strcmp(op, "not") == 0 && n == 1)
		*holds = !all;
	else
		return false;
	return true;
}

/* The "value" behind `key =`, its '=' already taken. */
static bool
parse_equal(struct cfg *c, const char *key, bool *holds)
{
	autofree char *fact = NULL;
	size_t n;

	if (!take(c, '"'))
		return false;
	n = strcspn(c->p, "\"");
	if (c->p[n] != '"')
		return false;
	fact = xasprintf("%s=\"%.*s\"", key, (int)n, c->p);
	c->p += n + 1;
	*holds = argvec_has(c->facts, fact);
	return true;
}

static bool
parse_predicate(struct cfg *c, bool *holds)
{
	autofree char *key = ident(c);
	bool ok;

	if (key == NULL || c->depth > 64)
		return false;
	if (take(c, '=')) {
		ok = parse_equal(c, key, holds);
	} else if (take(c, '(')) {
		c->depth++;
		ok = parse_list(c, key, holds);
		c->depth--;
	} else {
		*holds = strcmp(key, "true") == 0 ||
			 argvec_has(c->facts, key);
		ok = true;
	}
	return ok;
}

int
cfgexpr_holds(const char *expr, const struct argvec *facts, bool *holds,
	struct fail *f)
{
	struct cfg c = { expr, facts, 0 };
	autofree char *word = ident(&c);

	if (word != NULL && strcmp(word, "cfg") == 0 && take(&c, '(') &&
		parse_predicate(&c, holds) && (take(&c, ',') || true) &&
		take(&c, ')')) {
		skip(&c);
		if (*c.p == '\0')
			return 0;
	}
	return fail_set(f, "cannot read the condition '%s'", expr);
}
