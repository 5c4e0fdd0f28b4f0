/* Any bytes as a target's spelling, and as the name that we are run by. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/applets.h"
#include "targets/triple.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A target is whole, and its own name leads back to it. */
static void
check(const struct target *t)
{
	struct fail f = FAIL_INIT;
	struct target again;

	if (t->def == NULL || *t->name == '\0' || *t->zig == '\0' ||
		strlen(t->name) >= sizeof t->name ||
		strlen(t->zig) >= sizeof t->zig)
		abort();
	if (triple_parse(t->name, NULL, &again, &f) != 0 ||
		again.def != t->def ||
		version_cmp(again.glibc, t->glibc) != 0 ||
		strcmp(again.name, t->name) != 0 ||
		strcmp(again.zig, t->zig) != 0)
		abort();
	if (!triple_same(t->name, t, NULL))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size);
	const struct applet *applet = NULL;
	struct fail f = FAIL_INIT;
	struct target t;
	int r;

	if (triple_parse(text, NULL, &t, &f) == 0)
		check(&t);
	else if (f.what == NULL)
		abort();
	fail_clear(&f);
	triple_find(text, NULL);
	r = applet_from_name(text, NULL, &applet, &t, &f);
	if (r == 1) {
		if (applet == NULL)
			abort();
		check(&t);
	} else if (r < 0 && f.what == NULL) {
		abort();
	}
	fail_clear(&f);
	return 0;
}
