/* env --format fish: lines to source. */
#include <string.h>

#include "wrapper/export/export.h"

/* In single quotes fish knows two escapes, \\ and \'. */
static void
put_quoted(const char *text, FILE *out)
{
	putc('\'', out);
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '\'')
			putc('\\', out);
		putc(*text, out);
	}
	putc('\'', out);
}

static void
put_variable(const struct envvar *v, FILE *out)
{
	if (v->kept != NULL) {
		export_kept(v, out);
	} else if (!export_is_name(v->key)) {
		fprintf(out, "# a shell cannot export %s=", v->key);
		export_line(v->value != NULL ? v->value : "", out);
		putc('\n', out);
	} else if (v->value == NULL) {
		fprintf(out, "set -e %s\n", v->key);
	} else {
		fprintf(out, "set -gx %s ", v->key);
		put_quoted(v->value, out);
		putc('\n', out);
	}
}

void
export_fish(const struct buildenv *b, const struct target *t, FILE *out)
{
	const struct cargoenv *e = &b->env;

	fprintf(out, "# %s\n", t->name);
	for (size_t i = 0; i < e->n; i++)
		put_variable(&e->v[i], out);
	if (e->path.n == 0)
		return;
	fputs("set -gx PATH ", out);
	for (size_t i = 0; i < e->path.n; i++) {
		put_quoted(e->path.v[i], out);
		putc(' ', out);
	}
	fputs("$PATH\n", out);
}
