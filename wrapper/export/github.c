/* env --format github: text for the file that $GITHUB_ENV names. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/export/export.h"

/* A line that the value does not have. */
static char *
delimiter(const char *value)
{
	for (unsigned i = 0;; i++) {
		char *word = xasprintf("ZBUILD_END_%u", i);

		if (strstr(value, word) == NULL)
			return word;
		free(word);
	}
}

static void
put(const char *key, const char *value, FILE *out)
{
	autofree char *end = NULL;

	if (strpbrk(value, "\r\n") == NULL) {
		fprintf(out, "%s=%s\n", key, value);
		return;
	}
	end = delimiter(value);
	fprintf(out, "%s<<%s\n%s\n%s\n", key, end, value, end);
}

/* The file has no comments and cannot unset, so what is left out is said on
 * stderr, in the job's log. */
void
export_github(const struct buildenv *b, const struct target *t, FILE *out)
{
	const struct cargoenv *e = &b->env;
	const char *old = getenv("PATH");
	autofree char *dirs = argvec_join(&e->path, ":"), *path = NULL;

	(void)t;
	for (size_t i = 0; i < e->n; i++) {
		const struct envvar *v = &e->v[i];

		if (v->kept != NULL)
			export_kept(v, stderr);
		else
			put(v->key, v->value != NULL ? v->value : "", out);
	}
	if (e->path.n == 0)
		return;
	path = xasprintf("%s%s%s", dirs, old != NULL && *old ? ":" : "",
		old != NULL ? old : "");
	put("PATH", path, out);
}
