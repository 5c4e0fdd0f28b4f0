#include "wrapper/build/linker.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "targets/triple.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/rustflags.h"

/* A linker that somebody chose for t, or NULL. */
static int
users_linker(const struct argvec *vars, const struct cargoconfig *config,
	const struct target *t, struct linker *out, struct fail *f)
{
	const struct rustflags_from from = { vars, config, false };
	autofree char *flag = NULL;
	autofree char *name = rustflags_target_key(target_cargo(t), "LINKER");
	struct toml *nodes[8];
	const char *v = NULL, *where = NULL;
	int n = cargoconfig_target(
		config, target_cargo(t), "linker", nodes, 8, f);

	if (n < 0 || rustflags_value(&from, target_cargo(t), "linker=", &flag,
			     f) != 0)
		return -1;
	if ((v = flag) != NULL)
		where = "the rustflags in force";
	else if (n > 0 && cargoconfig_from_cli(nodes[0]) &&
		 nodes[0]->text != NULL)
		v = nodes[0]->text, where = nodes[0]->where;
	else if ((v = vars_get(vars, name)) != NULL)
		where = name;
	else if (n > 0 && nodes[0]->text != NULL)
		v = nodes[0]->text, where = nodes[0]->where;
	if (v != NULL) {
		out->word = xstrdup(v);
		out->where = xstrdup(where);
	}
	return 0;
}

/*
 * Is this linker the shim itself, by a name for t? *said gets what the name
 * says. A bare GNU name counts when the folder that goes on PATH will have it.
 */
static bool
is_shim(const char *linker, const char *path, const struct target *t,
	struct target *said)
{
	autofree char *found = path_search(linker, path, 0, 0);
	autofree char *real = found != NULL ? realpath(found, NULL) : NULL;
	bool ours = real != NULL && strcmp(path_base(real), "zshim") == 0;
	const struct applet *applet;
	autoargvec names = ARGVEC_INIT;
	int r = applet_from_name(linker, NULL, &applet, said, FAIL_IGNORED);

	if (r != 1 || strcmp(said->def->rust, t->def->rust) != 0)
		return false;
	if (ours || strchr(linker, '/') != NULL)
		return ours;
	linkdir_names(t, &names);
	return argvec_has(&names, linker) || said->glibc_given;
}

int
linker_find(const struct argvec *vars, const struct cargoconfig *config,
	const struct target *t, struct linker *out, struct fail *f)
{
	if (users_linker(vars, config, t, out, f) != 0)
		return -1;
	out->ours = out->word != NULL &&
		    is_shim(out->word, vars_get(vars, "PATH"), t, &out->said);
	return 0;
}

/* What setup was asked for. */
static bool
floor_of_setup(const struct cargoconfig *config, const struct conf *conf,
	const struct target *t, struct target *said)
{
	for (size_t i = config->setup.n; i > 0; i--) {
		const char *word = config->setup.v[i - 1];

		if (triple_parse(word, conf, said, FAIL_IGNORED) == 0 &&
			said->glibc_given &&
			strcmp(said->def->rust, t->def->rust) == 0)
			return true;
	}
	return false;
}

/* A name of the shim's says nothing of the file that describes t to cargo. */
static void
take_floor(struct target *t, const struct target *said)
{
	struct target floor = *said;

	memcpy(floor.spec, t->spec, sizeof floor.spec);
	memcpy(floor.spec_cpu, t->spec_cpu, sizeof floor.spec_cpu);
	*t = floor;
}

int
linker_floor(const struct argvec *vars, const struct cargoconfig *config,
	const struct conf *conf, struct target *t, char **where,
	struct fail *f)
{
	scoped(linker) l = LINKER_INIT;
	struct target said;

	if (t->def->libc != LIBC_GLIBC || t->glibc_given)
		return 0;
	if (linker_find(vars, config, t, &l, f) != 0)
		return -1;
	if (l.ours && l.said.glibc_given) {
		take_floor(t, &l.said);
		*where = l.where;
		l.where = NULL;
	} else if (floor_of_setup(config, conf, t, &said)) {
		take_floor(t, &said);
		*where = xstrdup("by cargo zbuild setup");
	}
	return 0;
}

void
linker_clear(struct linker *l)
{
	free(l->word);
	free(l->where);
	*l = (struct linker)LINKER_INIT;
}
