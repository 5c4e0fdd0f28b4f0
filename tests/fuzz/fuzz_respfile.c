/* Any bytes as a response file: split, quoted again, split again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_same(const struct argvec *a, const struct argvec *b)
{
	if (a->n != b->n)
		abort();
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			abort();
}

static void
as_gnu(const char *text)
{
	autoargvec words = ARGVEC_INIT, quoted = ARGVEC_INIT;
	autoargvec again = ARGVEC_INIT;
	autofree char *joined = NULL;

	quote_parse_gnu(text, &words);
	for (size_t i = 0; i < words.n; i++)
		argvec_take(&quoted, quote_gnu(words.v[i]));
	joined = argvec_join(&quoted, "\n");
	quote_parse_gnu(joined, &again);
	check_same(&words, &again);
}

static void
as_shell(const char *text)
{
	autoargvec words = ARGVEC_INIT, again = ARGVEC_INIT;
	autofree char *line = NULL;
	struct fail f = FAIL_INIT;

	if (quote_parse_sh(text, &words, &f) != 0) {
		if (f.what == NULL)
			abort();
		fail_clear(&f);
		return;
	}
	line = quote_sh_words(argvec_exec(&words));
	if (quote_parse_sh(line, &again, &f) != 0)
		abort();
	check_same(&words, &again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size);

	as_gnu(text);
	as_shell(text);
	return 0;
}
