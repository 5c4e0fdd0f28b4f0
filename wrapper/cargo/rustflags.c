#include "wrapper/cargo/rustflags.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/vars.h"
#include "common/xalloc.h"

enum { MAX_NODES = 64 };

/* Cargo separates the words of CARGO_ENCODED_RUSTFLAGS by this byte. */
#define UNIT "\x1f"

static const char *
env_name(const struct rustflags_from *from)
{
	return from->rustdoc ? "RUSTDOCFLAGS" : "RUSTFLAGS";
}

static const char *
encoded_name(const struct rustflags_from *from)
{
	return from->rustdoc ? "CARGO_ENCODED_RUSTDOCFLAGS"
			     : "CARGO_ENCODED_RUSTFLAGS";
}

static const char *
config_key(const struct rustflags_from *from)
{
	return from->rustdoc ? "rustdocflags" : "rustflags";
}

/* Cargo 1.95 turns '.' into '_', too; one of 2022 did not (cargo#11346), and there
 * is no setting such a variable from a shell. */
char *
rustflags_target_key(const char *target, const char *key)
{
	char *name = xasprintf("CARGO_TARGET_%s_%s", target, key);

	for (char *p = name; *p != '\0'; p++)
		*p = *p == '-' || *p == '.' ? '_'
					    : (char)toupper((unsigned char)*p);
	return name;
}

static int
from_target(const struct rustflags_from *from, const char *target,
	struct argvec *out, struct fail *f)
{
	autofree char *name = rustflags_target_key(target, env_name(from));
	const char *v = vars_get(from->vars, name);
	struct toml *nodes[MAX_NODES];
	int n;

	n = cargoconfig_target(from->config, target, config_key(from), nodes,
		MAX_NODES, f);
	if (n < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (cargoconfig_words(nodes[i], out, f) != 0)
			return -1;
	if (v != NULL)
		argvec_split(out, v, " \t\n\r");
	return 0;
}

static int
from_build(const struct rustflags_from *from, struct argvec *out,
	struct fail *f)
{
	const char *v = vars_get(from->vars, from->rustdoc ? "CARGO_BUILD_RUSTDOCFLAGS"
						: "CARGO_BUILD_RUSTFLAGS");

	if (cargoconfig_words(cargoconfig_get(from->config, "build",
				      config_key(from), NULL),
		    out, f) != 0)
		return -1;
	if (v != NULL)
		argvec_split(out, v, " \t\n\r");
	return 0;
}

/* An empty CARGO_ENCODED_RUSTFLAGS or RUSTFLAGS is in force: no flags. */
int
rustflags_in_force(const struct rustflags_from *from, const char *target,
	struct rustflags *out, struct fail *f)
{
	const char *v;

	if ((v = vars_get(from->vars, encoded_name(from))) != NULL) {
		out->source = RUSTFLAGS_ENCODED;
		argvec_split(&out->words, v, UNIT);
		return 0;
	}
	if ((v = vars_get(from->vars, env_name(from))) != NULL) {
		out->source = RUSTFLAGS_PLAIN;
		argvec_split(&out->words, v, " ");
		return 0;
	}
	if (from_target(from, target, &out->words, f) != 0)
		return -1;
	if (out->words.n > 0) {
		out->source = RUSTFLAGS_TARGET;
		return 0;
	}
	if (from_build(from, &out->words, f) != 0)
		return -1;
	out->source = out->words.n > 0 ? RUSTFLAGS_BUILD : RUSTFLAGS_NONE;
	return 0;
}

/* Those, with the profile's in front, as cargo gives them to rustc. */
static int
all_flags(const struct rustflags_from *from, const char *target,
	struct rustflags *out, struct fail *f)
{
	const struct argvec *profile = &from->config->profile;

	if (rustflags_in_force(from, target, out, f) != 0)
		return -1;
	for (size_t i = 0; !from->rustdoc && i < profile->n; i++)
		argvec_insert(&out->words, i, profile->v[i]);
	return 0;
}

int
rustflags_have(const struct rustflags_from *from, const char *target,
	bool (*kind)(const char *flag), bool *have, struct fail *f)
{
	struct rustflags flags = RUSTFLAGS_INIT;
	int r = all_flags(from, target, &flags, f);

	*have = false;
	for (size_t i = 0; i < flags.words.n; i++)
		*have = *have || kind(flags.words.v[i]);
	argvec_clear(&flags.words);
	return r;
}

/* The next option of code generation ("target-cpu=x") from word *i on, in any
 * form that rustc takes; moves *i behind it. NULL: no more. */
static const char *
codegen_next(const struct argvec *words, size_t *i)
{
	static const char name[] = "--codegen";
	size_t n = sizeof name - 1;

	while (*i < words->n) {
		const char *w = words->v[(*i)++];
		/* its letters without a value may stand in front: -OC */
		size_t c = w[0] == '-' ? 1 + strspn(w + 1, "Ogv") : 0;

		if (strncmp(w, name, n) == 0 && w[n] == '=')
			return w + n + 1;
		if (c > 0 && w[c] == 'C' && w[c + 1] != '\0')
			return w + c + 1;
		if ((strcmp(w, name) == 0 || (c > 0 && w[c] == 'C')) &&
			*i < words->n)
			return words->v[(*i)++];
	}
	return NULL;
}

/* rustc reads '_' and '-' alike there. */
static bool
codegen_is(const char *option, const char *name)
{
	for (; *name != '\0'; option++, name++)
		if (*option != *name && !(*option == '_' && *name == '-'))
			return false;
	return true;
}

const char *
rustflags_codegen(const struct rustflags *r, const char *name)
{
	const char *found = NULL, *option;

	for (size_t i = 0; (option = codegen_next(&r->words, &i)) != NULL;)
		if (codegen_is(option, name))
			found = option + strlen(name);
	return found;
}

int
rustflags_value(const struct rustflags_from *from, const char *target,
	const char *name, char **value, struct fail *f)
{
	struct rustflags flags = RUSTFLAGS_INIT;
	const char *v;
	int r = all_flags(from, target, &flags, f);

	if (r == 0 && (v = rustflags_codegen(&flags, name)) != NULL)
		*value = xstrdup(v);
	argvec_clear(&flags.words);
	return r;
}

static bool
has_blank(const struct argvec *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (strpbrk(words->v[i], " \t\n\r") != NULL)
			return true;
	return false;
}

/* CARGO_TARGET_T_RUSTFLAGS=<what it holds> <words> <flag>. Cargo joins this
 * one with target.* of its files, so that those need not be repeated. */
static int
set_target(const struct rustflags_from *from, const char *target,
	const struct argvec *words, const char *flag, struct argvec *env,
	struct fail *f)
{
	autofree char *name = rustflags_target_key(target, env_name(from));
	autofree char *joined = NULL;
	autoargvec all = ARGVEC_INIT;
	const char *old = vars_get(from->vars, name);

	if (old != NULL)
		argvec_split(&all, old, " \t\n\r");
	if (words != NULL && has_blank(words)) {
		fail_status(f, EXIT_USAGE,
			"cannot add the linker to the %s in force: a flag "
			"there has a blank in it",
			config_key(from));
		return fail_hint(f, "build one target at a time");
	}
	for (size_t i = 0; words != NULL && i < words->n; i++)
		argvec_push(&all, words->v[i]);
	if (flag != NULL)
		argvec_push(&all, flag);
	joined = argvec_join(&all, " ");
	argvec_pushf(env, "%s=%s", name, joined);
	return 0;
}

/* RUSTFLAGS hides target.* and, when empty, build.*; taken apart it would let
 * them come back. */
static int
hides_nothing(const struct rustflags_from *from, const struct rustflags *r,
	const char *target, struct fail *f)
{
	autoargvec hidden = ARGVEC_INIT;

	if (from_target(from, target, &hidden, f) != 0 ||
		(r->words.n == 0 && from_build(from, &hidden, f) != 0))
		return -1;
	if (hidden.n == 0)
		return 0;
	fail_status(f, EXIT_USAGE,
		"cannot give one of several targets a linker of its own: %s "
		"is set and hides the %s '%s' of '%s'",
		r->source == RUSTFLAGS_PLAIN ? env_name(from)
					     : encoded_name(from),
		config_key(from), hidden.v[0], target);
	return fail_hint(f, "build one target at a time, or unset %s",
		env_name(from));
}

/* One variable for each target instead of one for all. */
static int
take_apart(const struct rustflags_from *from, const struct rustflags *r,
	const char *target, const struct argvec *others, const char *flag,
	struct argvec *env, struct fail *f)
{
	if (hides_nothing(from, r, target, f) != 0 ||
		set_target(from, target, &r->words, flag, env, f) != 0)
		return -1;
	for (size_t i = 0; i < others->n; i++)
		if (hides_nothing(from, r, others->v[i], f) != 0 ||
			set_target(from, others->v[i], &r->words, NULL, env,
				f) != 0)
			return -1;
	argvec_push(env, encoded_name(from));
	argvec_push(env, env_name(from));
	return 0;
}

int
rustflags_add(const struct rustflags_from *from, const char *target,
	const struct argvec *others, const char *flag, struct argvec *env,
	struct fail *f)
{
	struct rustflags r = RUSTFLAGS_INIT;
	bool everywhere, alone = others == NULL || others->n == 0;
	autofree char *joined = NULL;
	int result = 0;

	if (rustflags_in_force(from, target, &r, f) != 0) {
		argvec_clear(&r.words);
		return -1;
	}
	everywhere = r.source == RUSTFLAGS_ENCODED ||
		     r.source == RUSTFLAGS_PLAIN;
	if (everywhere && !alone) {
		result = take_apart(from, &r, target, others, flag, env, f);
	} else if (everywhere || (alone && has_blank(&r.words) &&
					 r.source == RUSTFLAGS_BUILD)) {
		argvec_push(&r.words, flag);
		joined = argvec_join(&r.words,
			r.source == RUSTFLAGS_PLAIN ? " " : UNIT);
		argvec_pushf(env, "%s=%s",
			r.source == RUSTFLAGS_PLAIN ? env_name(from)
						    : encoded_name(from),
			joined);
	} else {
		/* target.* being set hides build.*, hence its words. */
		result = set_target(from, target,
			r.source == RUSTFLAGS_BUILD ? &r.words : NULL, flag,
			env, f);
	}
	argvec_clear(&r.words);
	return result;
}
