#include "shim/rules/listing.h"

#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"

const char *
listing_item(const char *item)
{
	const char *end;

	if (!starts_with(item, "-a"))
		return NULL;
	end = item + 2 + strspn(item + 2, "cdghilmns");
	return *end == '=' ? end + 1 : *end == '\0' ? "-" : NULL;
}

char *
listing_file(const struct argvec *words)
{
	char *file = NULL;

	for (size_t i = 0; i < words->n; i++) {
		autoargvec items = ARGVEC_INIT;

		if (!starts_with(words->v[i], "-Wa,"))
			continue;
		argvec_split(&items, words->v[i] + 4, ",");
		for (size_t k = 0; k < items.n; k++) {
			const char *to = listing_item(items.v[k]);

			/* a file of one word is that of all */
			if (to == NULL ||
				(file != NULL && strcmp(to, "-") == 0))
				continue;
			xfree_at(&file);
			file = xstrdup(to);
		}
	}
	return file;
}

bool
listing_possible(const struct rule_context *c)
{
	const struct words *ws = c->words;

	if (!(c->when & WHEN_DIRECT) || c->mode->phase != PHASE_OBJECT ||
		c->mode->sources != 1)
		return false;
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->space == SPACE_INPUT &&
			(input_is_cpp_asm(w) || ends_with(w->name, ".s") ||
				strcmp(w->name, "-") == 0))
			return false;
	}
	return true;
}
