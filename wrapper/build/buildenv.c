#include "wrapper/build/buildenv.h"

#include <stdio.h>

#include "common/str.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/build/choose.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/spelled.h"

/* Flags that cannot be added to the user's fail before std is built for
 * minutes. */
static int
try_flags(const struct buildfacts *facts, bool plain, struct fail *f)
{
	scoped(cargoenv) env = CARGOENV_INIT;
	autoargvec warnings = ARGVEC_INIT;

	return choose_env(facts, plain, &env, &warnings, f);
}

int
buildenv_fill(struct buildenv *b, const struct target *ts, size_t n,
	bool plain, enum rustfacts_std std, struct fail *f)
{
	if (buildfacts_targets(&b->facts, ts, n, f) != 0 ||
		(std == RUSTSTD_GET && try_flags(&b->facts, plain, f) != 0) ||
		rustfacts_add(&b->facts, std, f) != 0 ||
		choose_env(&b->facts, plain, &b->env, &b->warnings, f) != 0)
		return -1;
	cargoenv_trace(&b->env);
	return 0;
}

int
buildenv_one(struct buildenv *b, const char *spelling, bool plain,
	struct target *t, struct fail *f)
{
	struct buildfacts *facts = &b->facts;
	autofree char *where = NULL;

	if (buildfacts_open(facts, "", NULL, NULL, f) != 0)
		return -1;
	if (spelled_target(spelling, &facts->conf, t, f) != 0)
		return -1;
	if (buildfacts_floor(facts, t, &where, f) != 0 ||
		buildfacts_tools(facts, f) != 0 ||
		buildfacts_check(facts, t, f) != 0 ||
		buildenv_fill(b, t, 1, plain, RUSTSTD_FIND, f) != 0)
		return -1;
	buildenv_warn(b);
	return 0;
}

int
buildenv_scripts(struct buildenv *b, struct fail *f)
{
	autofree char *dir = NULL;
	size_t first = b->env.n;

	if (linkdir_scripts(b->facts.shim, &dir, f) != 0)
		return -1;
	cargoenv_scripts(&b->env, dir, &b->facts.vars, &b->facts.config);
	cargoenv_trace(&(struct cargoenv){ .v = b->env.v + first,
		.n = b->env.n - first });
	return 0;
}

void
buildenv_apply(const struct buildenv *b, struct argvec *changes)
{
	cargoenv_words(&b->env, vars_get(&b->facts.vars, "PATH"), changes);
}

void
buildenv_warn(const struct buildenv *b)
{
	for (size_t i = 0; i < b->warnings.n; i++)
		fshow(stderr, "zbuild: warning: %s\n", b->warnings.v[i]);
}

void
buildenv_clear(struct buildenv *b)
{
	buildfacts_clear(&b->facts);
	cargoenv_clear(&b->env);
	argvec_clear(&b->warnings);
}
