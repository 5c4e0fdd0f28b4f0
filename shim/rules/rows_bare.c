/* Rules of targets without an operating system, and of wasm. */
#include <string.h>

#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/rows.h"

/* newlib's, in the words of its own spec files and of who links with it. */
static const char newlib_specs[] = "nano.specs nosys.specs rdimon.specs";

/* The C library has a choice of variants; where there is none, it is a note. */
static int
newlib_variant(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	const char *equals = strrchr(text, '=');
	const char *name = equals != NULL ? equals + 1
			   : w->value != NULL ? w->value
					      : "";

	(void)c, (void)out;
	if (!word_in(newlib_specs, name))
		return fail_set(f,
			"'-specs=%s': GCC's spec files are not read; say what "
			"it says by -isystem, -L and -l", name);
	*action = FIRED_NOTE;
	return 0;
}

static int
newlib_library(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct machine *m = c->call->facts->machine;

	(void)out, (void)f;
	for (size_t i = 0; i < c->words->n; i++) {
		const struct word *l = &c->words->v[i];
		autofree char *path = NULL;

		if (l->value == NULL || strcmp(l->name, "-L") != 0)
			continue;
		path = xasprintf("%s/lib%s.a", l->value, w->value);
		if (m->exists(path))
			return 0;
	}
	for (size_t i = 0; c->root != NULL && i < c->root->libraries.n; i++) {
		autofree char *path = xasprintf(
			"%s/lib%s.a", c->root->libraries.v[i], w->value);

		if (m->exists(path))
			return 0;
	}
	*action = FIRED_NOTE;
	return 0;
}

#define NEWLIB(id, word) \
	{ id, D, word, DI | WHEN_LINK | WHEN_BARE, 0, 0, RULE_CALL, NULL, newlib_library, "the target has no C library, and no -L has this one; memcpy and its like are zig's, what else of it is called stays undefined" }

static const struct rule rows[] = {
	/* wasm-ld reads no linker scripts, so these are archives by name. */
	{ "wasm-lib-stdc++", D, "-lstdc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "zig ships libc++" },
	{ "wasm-lib-c++", D, "-lc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "what libc++ stands on: there are no linker scripts to bring it" },
	{ "bare-specs", D, "-specs*", WHEN_BARE, 0, 0, RULE_CALL, NULL, newlib_variant, "it chooses a variant of newlib, and this target has no C library; name yours by -isystem, -L and -l" },
	{ "bare-specs-2", D, "--specs=*", WHEN_BARE, 0, 0, RULE_CALL, NULL, newlib_variant, "it chooses a variant of newlib, and this target has no C library; name yours by -isystem, -L and -l" },
	NEWLIB("bare-libc", "-lc"),
	NEWLIB("bare-libm", "-lm"),
	NEWLIB("bare-libnosys", "-lnosys"),
	NEWLIB("bare-librdimon", "-lrdimon"),
};

const struct rule_table rows_bare = { rows, COUNT(rows), 0 };
