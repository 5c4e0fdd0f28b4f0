/* env --format pwsh: lines for PowerShell. */
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/export/export.h"

/* PowerShell takes four typographic quotes, U+2018 to U+201B, for single
 * quotes too; each stands for itself when doubled (about_Quoting_Rules). */
static size_t
quote_length(const char *p)
{
	if (*p == '\'')
		return 1;
	if (strncmp(p, "\xe2\x80", 2) == 0 &&
		(unsigned char)p[2] >= 0x98 && (unsigned char)p[2] <= 0x9b)
		return 3;
	return 0;
}

static void
put_quoted(const char *text, FILE *out)
{
	putc('\'', out);
	while (*text != '\0') {
		size_t n = quote_length(text);

		if (n > 0)
			fwrite(text, 1, n, out);
		fwrite(text, 1, n > 0 ? n : 1, out);
		text += n > 0 ? n : 1;
	}
	putc('\'', out);
}

/* ${env:KEY}: in braces any name will do. */
static void
put_name(const char *key, FILE *out)
{
	fputs("${env:", out);
	for (; *key != '\0'; key++) {
		if (strchr("{}`", *key) != NULL)
			putc('`', out);
		putc(*key, out);
	}
	putc('}', out);
}

static void
put_variable(const struct envvar *v, FILE *out)
{
	if (v->kept != NULL) {
		export_kept(v, out);
		return;
	}
	if (v->value != NULL && *v->value == '\0')
		fputs("# PowerShell before 7.5 unsets this one:\n", out);
	put_name(v->key, out);
	fputs(" = ", out);
	if (v->value != NULL)
		put_quoted(v->value, out);
	else
		fputs("$null", out);
	putc('\n', out);
}

void
export_pwsh(const struct buildenv *b, const struct target *t, FILE *out)
{
	const struct cargoenv *e = &b->env;
	autofree char *dirs = argvec_join(&e->path, ":");

	fprintf(out, "# %s\n", t->name);
	for (size_t i = 0; i < e->n; i++)
		put_variable(&e->v[i], out);
	if (e->path.n == 0)
		return;
	fputs("${env:PATH} = ", out);
	put_quoted(dirs, out);
	fputs(" + [IO.Path]::PathSeparator + ${env:PATH}\n", out);
}
