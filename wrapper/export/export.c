#include "wrapper/export/export.h"

#include <ctype.h>
#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"

const struct envvar *
export_find(const struct buildenv *b, const char *key)
{
	for (size_t i = 0; i < b->env.n; i++)
		if (strcmp(b->env.v[i].key, key) == 0)
			return &b->env.v[i];
	return NULL;
}

void
export_words(const struct buildenv *b, const char *key, struct argvec *out)
{
	const struct envvar *v = export_find(b, key);
	autoargvec words = ARGVEC_INIT;

	if (v == NULL || v->value == NULL)
		return;
	/* Our own value is a path and may have blanks in it. */
	if (v->kept != NULL &&
		quote_parse_sh(v->value, &words, FAIL_IGNORED) == 0)
		argvec_pushv(out, words.v);
	else
		argvec_push(out, v->value);
}

void
export_line(const char *text, FILE *out)
{
	for (; *text != '\0'; text++)
		putc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
}

void
export_kept(const struct envvar *v, FILE *out)
{
	autofree char *value = quote_sh(v->value != NULL ? v->value : "");
	autofree char *text = xasprintf("# %s=%s is yours (%s) and stays",
		v->key, value, v->kept);

	export_line(text, out);
	putc('\n', out);
}

void
export_kept_of(const struct buildenv *b, const char *const *keys, FILE *out)
{
	for (; *keys != NULL; keys++) {
		const struct envvar *v = export_find(b, *keys);

		if (v != NULL && v->kept != NULL)
			export_kept(v, out);
	}
}

bool
export_is_name(const char *name)
{
	if (isdigit((unsigned char)*name))
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

void
export_clang_words(
	const struct buildenv *b, const struct target *t, struct argvec *out)
{
	argvec_pushf(out, "--target=%s", t->def->llvm);
	if (b->facts.of->clang == NULL)
		return;
	/* Else a clang finds the C++ library of this machine's GCC. */
	argvec_push(out, "-nostdinc++");
	quote_parse_sh(b->facts.of->clang, out, FAIL_IGNORED);
}
