/* env --format sh: lines for eval. */
#include "common/quote.h"
#include "common/xalloc.h"
#include "wrapper/export/export.h"

static void
put_variable(const struct envvar *v, FILE *out)
{
	autofree char *value = quote_sh(v->value != NULL ? v->value : "");

	if (v->kept != NULL) {
		export_kept(v, out);
	} else if (!export_is_name(v->key)) {
		fprintf(out, "# a shell cannot export %s=", v->key);
		export_line(value, out);
		putc('\n', out);
	} else if (v->value == NULL) {
		fprintf(out, "unset %s\n", v->key);
	} else {
		fprintf(out, "export %s=%s\n", v->key, value);
	}
}

void
export_sh(const struct buildenv *b, const struct target *t, FILE *out)
{
	const struct cargoenv *e = &b->env;
	autofree char *dirs = argvec_join(&e->path, ":");
	autofree char *quoted = quote_sh(dirs);

	fprintf(out, "# %s\n", t->name);
	for (size_t i = 0; i < e->n; i++)
		put_variable(&e->v[i], out);
	if (e->path.n > 0)
		fprintf(out, "export PATH=%s\"${PATH:+:$PATH}\"\n", quoted);
}
