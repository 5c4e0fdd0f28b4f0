/* Any text as one of cargo's configuration files, merged over itself. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The count of all that is in it; each has what its kind promises. */
static size_t
use(const struct toml *t, bool in_table)
{
	bool text = t->kind == TOML_STRING || t->kind == TOML_OTHER;
	size_t n = 1;

	if ((t->text != NULL) != text || (t->key != NULL) != in_table)
		abort();
	if (in_table && t->where == NULL)
		abort();
	for (size_t i = 0; i < t->n; i++)
		n += use(t->items[i], t->kind == TOML_TABLE);
	return n;
}

static struct toml *
read_toml(const char *text)
{
	struct fail f = FAIL_INIT;
	struct toml *t = NULL;

	if (toml_parse(text, "fuzz", &t, &f) != 0 &&
		(f.what == NULL || strncmp(f.what, "fuzz:", 5) != 0))
		abort();
	fail_clear(&f);
	return t;
}

/* The same keys of the same kinds: only arrays grow. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size);
	struct toml *base = read_toml(text), *over;
	struct fail f = FAIL_INIT;
	size_t before;

	if (base == NULL)
		return 0;
	before = use(base, false);
	over = read_toml(text);
	if (over == NULL || toml_merge(base, over, &f) != 0 ||
		use(base, false) < before)
		abort();
	toml_free(base);
	return 0;
}
