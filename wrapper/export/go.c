/* env --format go: what cgo and the go command want. */
#include <string.h>

#include "wrapper/export/export.h"

static const char *const keys[] = { "GOOS", "GOARCH", "GOARM", "CGO_ENABLED",
	"CC", "CXX", "AR", "PKG_CONFIG", NULL };

/* Go takes these apart into words: quotes group, and nothing is an escape. */
static bool
is_command(const char *key)
{
	return key[0] != 'G' && key[1] != 'G';
}

static void
put_value(const char *key, const char *value, FILE *out)
{
	const char *quote = "";

	if (is_command(key) && strpbrk(value, " \t'\"") != NULL)
		quote = strchr(value, '\'') == NULL ? "'" : "\"";
	fprintf(out, "%s=%s%s%s\n", key, quote, value, quote);
}

/* What the user set is in the environment, which Go reads first. */
void
export_go(const struct buildenv *b, const struct target *t, FILE *out)
{
	fprintf(out, "# %s\n", t->name);
	if (t->def->goarch == NULL)
		fprintf(out, "# Go does not build for %s\n", t->def->rust);
	export_kept_of(b, keys, out);
	for (size_t i = 0; t->def->goarch != NULL && keys[i] != NULL; i++) {
		const struct envvar *v = export_find(b, keys[i]);

		if (v != NULL && v->kept == NULL && v->value != NULL)
			put_value(keys[i], v->value, out);
	}
}
