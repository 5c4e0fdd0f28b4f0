/* env --format json: one object for programs. */
#include "common/xalloc.h"
#include "wrapper/export/export.h"
#include "wrapper/text/json.h"

void
export_json(const struct buildenv *b, const struct target *t, FILE *out)
{
	const struct cargoenv *e = &b->env;
	autofree char *floor = t->def->libc == LIBC_GLIBC
				       ? xasprintf("%u.%u", t->glibc.major,
						 t->glibc.minor)
				       : NULL;
	autoargvec unset = ARGVEC_INIT;
	struct json j;

	json_init(&j, out);
	json_object(&j, NULL);
	json_string(&j, "target", t->def->rust);
	json_string(&j, "glibc", floor);
	json_object(&j, "set");
	for (size_t i = 0; i < e->n; i++)
		if (e->v[i].kept == NULL && e->v[i].value != NULL)
			json_string(&j, e->v[i].key, e->v[i].value);
		else if (e->v[i].kept == NULL)
			argvec_push(&unset, e->v[i].key);
	json_end(&j);
	json_strings(&j, "unset", unset.v);
	json_object(&j, "kept");
	for (size_t i = 0; i < e->n; i++) {
		const struct envvar *v = &e->v[i];

		if (v->kept == NULL)
			continue;
		json_object(&j, v->key);
		json_string(&j, "value", v->value);
		json_string(&j, "from", v->kept);
		json_end(&j);
	}
	json_end(&j);
	json_strings(&j, "path", e->path.v);
	json_end(&j);
	json_done(&j);
}
