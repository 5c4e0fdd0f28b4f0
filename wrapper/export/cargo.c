/* env --format cargo: TOML for [env] and the target's keys. */
#include "common/xalloc.h"
#include "wrapper/export/export.h"
#include "wrapper/setup/lines.h"
#include "wrapper/text/tomledit.h"

static void
put_lines(const struct argvec *lines, FILE *out)
{
	for (size_t i = 0; i < lines->n; i++)
		fprintf(out, "%s\n", lines->v[i]);
}

void
export_cargo(const struct buildenv *b, const struct target *t, FILE *out)
{
	autoargvec target = ARGVEC_INIT, env = ARGVEC_INIT;
	autofree char *key = tomledit_key(target_cargo(t));

	fprintf(out, "# %s, for include = [\"FILE\"] in .cargo/config.toml\n",
		t->name);
	for (size_t i = 0; i < b->env.n; i++)
		if (b->env.v[i].kept != NULL)
			export_kept(&b->env.v[i], out);
	setuplines_target(b, t, &target);
	setuplines_env(b, &env);
	if (target.n > 0)
		fprintf(out, "\n[target.%s]\n", key);
	put_lines(&target, out);
	if (env.n > 0)
		fputs("\n[env]\n", out);
	put_lines(&env, out);
}
