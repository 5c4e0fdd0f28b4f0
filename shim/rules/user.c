#include "shim/rules/user.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/rules/rows.h"

static int
user_rule(const struct conf_rule *c, struct rule *r, struct fail *f)
{
	static const char *const actions[] = { "keep", "replace", "drop",
		"note", "refuse" };
	static const char *const spaces[] = { "driver", "linker", "input" };
	const char *action = c->action != NULL ? c->action : "";
	const char *scope = c->scope != NULL ? c->scope : "linker";
	size_t a = 0, s = 0;

	while (a < 5 && strcmp(actions[a], action) != 0)
		a++;
	while (s < 3 && strcmp(spaces[s], scope) != 0)
		s++;
	*r = (struct rule){ .id = c->id,
		.match = c->match,
		.spaces = 1u << s,
		.action = (enum rule_action)a,
		.with = c->with,
		.why = c->why != NULL ? c->why : "a rule of yours" };
	if (c->match == NULL)
		fail_set(f, "rule '%s' has no match", c->id);
	else if (a == 5)
		fail_set(f,
			"rule '%s': action is '%s', not one of keep replace "
			"drop note refuse",
			c->id, action);
	else if (s == 3)
		fail_set(f,
			"rule '%s': scope is '%s', not one of driver linker "
			"input",
			c->id, scope);
	else if (r->action == RULE_REPLACE && r->with == NULL)
		fail_set(f, "rule '%s' replaces but has no with", c->id);
	else if (c->when == NULL ||
		 rule_when_parse(c->when, &r->when, f) == 0)
		return 0;
	return fail_context(f, "%s", c->where != NULL ? c->where : "config");
}

static struct rule *user_rows;
static const struct conf_rule *user_said;
static size_t user_n;

int
rules_user(const struct conf *conf, struct fail *f)
{
	free(user_rows);
	user_rows = NULL;
	user_n = 0;
	if (conf == NULL || conf->nrules == 0)
		return 0;
	user_rows = xcalloc(conf->nrules, sizeof *user_rows);
	for (size_t i = 0; i < conf->nrules; i++)
		if (user_rule(&conf->rules[i], &user_rows[i], f) != 0)
			return -1;
	user_said = conf->rules;
	user_n = conf->nrules;
	return 0;
}

const char *
rule_guest(const struct rule *r)
{
	uintptr_t at = (uintptr_t)r, from = (uintptr_t)user_rows;

	return user_n > 0 && at >= from && at < (uintptr_t)(user_rows + user_n)
		       ? user_said[r - user_rows].guest
		       : NULL;
}

struct rule_table
rows_user(void)
{
	return (struct rule_table){ user_rows, user_n, 0 };
}
