/* The user's own rules, and the names of conditions that they are written in. */
#include "shim/rules/rows.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const struct {
	const char *name;
	unsigned bit;
} when_names[] = {
	{ "zig-cc", WHEN_ZIGCC },
	{ "direct", WHEN_DIRECT },
	{ "link", WHEN_LINK },
	{ "compile", WHEN_COMPILE },
	{ "shared", WHEN_SHARED },
	{ "executable", WHEN_EXE },
	{ "gnu", WHEN_GNU },
	{ "musl", WHEN_MUSL },
	{ "elf", WHEN_ELF },
	{ "arm", WHEN_ARM },
	{ "aarch64", WHEN_AARCH64 },
	{ "x86", WHEN_X86 },
	{ "riscv", WHEN_RISCV },
	{ "mingw", WHEN_MINGW },
	{ "darwin", WHEN_DARWIN },
	{ "bare", WHEN_BARE },
	{ "wasm", WHEN_WASM },
	{ "bsd", WHEN_BSD },
};

const char *
rule_when_name(unsigned bit)
{
	for (size_t i = 0; i < sizeof when_names / sizeof *when_names; i++)
		if (when_names[i].bit == bit)
			return when_names[i].name;
	return "";
}

int
rule_when_parse(const char *list, unsigned *out, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	size_t n = sizeof when_names / sizeof *when_names;

	*out = 0;
	argvec_split(&words, list, " ,");
	for (size_t i = 0; i < words.n; i++) {
		size_t k = 0;

		while (k < n && strcmp(when_names[k].name, words.v[i]) != 0)
			k++;
		if (k == n) {
			fail_set(f, "unknown condition '%s'", words.v[i]);
			return fail_hint(f, "when = words of: zig-cc direct "
					    "link compile shared executable gnu "
					    "musl elf arm aarch64 x86 riscv "
					    "mingw darwin bare wasm bsd");
		}
		*out |= when_names[k].bit;
	}
	return 0;
}

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
		.space = (enum space)s,
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
	user_n = conf->nrules;
	return 0;
}

struct rule_table
rows_user(void)
{
	return (struct rule_table){ user_rows, user_n, 0 };
}
