#include <ctype.h>
#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"
#include "wrapper/export.h"

/* Can a shell have a variable of this name? One made from a triple with a dot
 * or hyphens in it cannot be exported. */
static bool
is_shell_name(const char *name)
{
	if (isdigit((unsigned char)*name))
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

/* A comment must stay on its line. */
static void
put_comment(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		putc(*text == '\n' ? ' ' : *text, out);
}

static void
put_variable(const struct envvar *v, FILE *out)
{
	autofree char *value = quote_sh(v->value != NULL ? v->value : "");

	if (v->kept != NULL) {
		fprintf(out, "# %s=", v->key);
		put_comment(out, value);
		fprintf(out, " is yours (%s) and stays\n", v->kept);
	} else if (!is_shell_name(v->key)) {
		fprintf(out, "# a shell cannot export %s=", v->key);
		put_comment(out, value);
		putc('\n', out);
	} else if (v->value == NULL) {
		fprintf(out, "unset %s\n", v->key);
	} else {
		fprintf(out, "export %s=%s\n", v->key, value);
	}
}

void
export_sh(const struct cargoenv *e, const struct target *t, FILE *out)
{
	autofree char *dirs = argvec_join(&e->path, ":");
	autofree char *quoted = quote_sh(dirs);

	fprintf(out, "# %s\n", t->name);
	for (size_t i = 0; i < e->n; i++)
		put_variable(&e->v[i], out);
	if (e->path.n > 0)
		fprintf(out, "export PATH=%s\"${PATH:+:$PATH}\"\n", quoted);
}
