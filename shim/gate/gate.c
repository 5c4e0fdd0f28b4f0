#include "shim/gate/gate.h"

#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/gate/inputs.h"

enum { NAMED_MAX = 3 };  /* symbols that a message names */

/* A version need above the floor, or a symbol that carries it. */
struct excess {
	const char *symbol;     /* NULL for a bare version like an ABI marker */
	const char *version, *lib;
	struct version v;
};

struct excesses {
	struct excess *v;
	size_t n;
};

static const char *const mode_names[] = {
	[GATE_ERROR] = "error",
	[GATE_WARN] = "warn",
	[GATE_OFF] = "off",
};

int
gate_mode(const char *conf_gate, enum gate_mode *out, struct fail *f)
{
	const char *env = getenv("ZBUILD_GLIBC_GATE");
	bool from_env = env != NULL && *env != '\0';
	const char *word = from_env ? env : conf_gate;

	if (word == NULL) {
		*out = GATE_ERROR;
		return 0;
	}
	for (size_t i = 0; i < COUNT(mode_names); i++) {
		if (strcmp(word, mode_names[i]) == 0) {
			*out = (enum gate_mode)i;
			return 0;
		}
	}
	fail_set(f, "unknown %s '%s'",
		from_env ? "ZBUILD_GLIBC_GATE value" : "gate", word);
	return fail_hint(f, "use error, warn or off");
}

static bool
passes(const struct elf_info *e, struct version floor)
{
	for (size_t i = 0; i < e->nneeds; i++)
		if (!e->needs[i].weak &&
			elf_above(e->needs[i].lib, e->needs[i].version, floor))
			return false;
	return true;
}

static void
add(struct excesses *x, const char *symbol, const char *version,
	const char *lib)
{
	x->v = xreallocarray(x->v, x->n + 1, sizeof *x->v);
	x->v[x->n++] = (struct excess){ symbol, version, lib,
		elf_glibc_version(version) };
}

static bool
carried(const struct excesses *x, const struct elf_need *n)
{
	for (size_t i = 0; i < x->n; i++)
		if (strcmp(x->v[i].version, n->version) == 0 &&
			strcmp(x->v[i].lib, n->lib) == 0)
			return true;
	return false;
}

/* Newest first, then by name so that a message is the same every time. */
static int
by_version(const void *a, const void *b)
{
	const struct excess *x = a, *y = b;
	int c = version_cmp(y->v, x->v);

	if (c != 0)
		return c;
	return strcmp(x->symbol ? x->symbol : "", y->symbol ? y->symbol : "");
}

/* The symbols whose version is too new; a version that no symbol carries
 * (an ABI marker) stands for itself. Copy relocations make a symbol of
 * another library look defined here, hence the test for its library. */
static void
collect(const struct elf_info *e, struct version floor, struct excesses *x)
{
	for (size_t i = 0; i < e->nsymbols; i++) {
		const struct elf_symbol *s = &e->symbols[i];

		if (s->lib != NULL && s->version != NULL &&
			elf_above(s->lib, s->version, floor))
			add(x, s->name, s->version, s->lib);
	}
	for (size_t i = 0; i < e->nneeds; i++) {
		const struct elf_need *n = &e->needs[i];

		if (!n->weak && elf_above(n->lib, n->version, floor) &&
			!carried(x, n))
			add(x, NULL, n->version, n->lib);
	}
	if (x->n > 1)
		qsort(x->v, x->n, sizeof *x->v, by_version);
}

static char *
describe(const struct excess *x, const struct inputs *in)
{
	autofree char *by = NULL;

	if (x->symbol == NULL)
		return xasprintf("'%s' of %s", x->version, x->lib);
	by = inputs_wanting(in, x->symbol);
	return xasprintf("'%s@%s'%s%s", x->symbol, x->version,
		by != NULL ? " wanted by " : "", by != NULL ? by : "");
}

static char *
describe_all(const struct excesses *x, const struct inputs *in)
{
	autoargvec parts = ARGVEC_INIT;

	for (size_t i = 0; i < x->n && i < NAMED_MAX; i++)
		argvec_take(&parts, describe(&x->v[i], in));
	return argvec_named(&parts, x->n);
}

/* A folder on the link's search path with a glibc of its own: usually the
 * host's, brought in by pkg-config's or a build script's -L. */
static const char *
foreign_glibc(const struct excesses *x, const struct inputs *in,
	const char **lib)
{
	for (size_t d = 0; d < in->dirs.n; d++) {
		for (size_t i = 0; i < x->n; i++) {
			autofree char *path =
				path_join(in->dirs.v[d], x->v[i].lib);

			*lib = x->v[i].lib;
			if (path_is_file(path))
				return in->dirs.v[d];
		}
	}
	return NULL;
}

static int
set_hint(const struct excesses *x, const struct inputs *in,
	const struct target *t, struct version most, struct fail *f)
{
	const char *lib = NULL, *dir = foreign_glibc(x, in, &lib);
	autofree char *cure = NULL, *raise = NULL;
	autofree char *floor = version_text(t->glibc);
	autofree char *need = version_text(most);

	if (dir != NULL)
		cure = xasprintf("-L%s has a glibc of its own (%s): leave "
				 "that folder out of the link",
			dir, lib);
	else
		cure = xasprintf("rebuild that input for %s.%s", t->def->rust,
			floor);
	if (version_cmp(most, t->glibc) > 0)
		raise = xasprintf(", or raise the floor to %s.%s",
			t->def->rust, need);
	return fail_hint(f, "%s%s (ZBUILD_GLIBC_GATE=warn lets it pass)",
		cure, raise != NULL ? raise : "");
}

static int
explain(const char *output, const struct elf_info *e, const struct target *t,
	const struct argvec *words, struct fail *f)
{
	scoped(inputs) in = INPUTS_INIT;
	struct version most = elf_glibc(e, NULL);
	struct excesses x = { NULL, 0 };
	autofree char *list = NULL;
	autofree char *floor = version_text(t->glibc);
	autofree char *need = version_text(most);

	collect(e, t->glibc, &x);
	inputs_resolve(words, NULL, &in);
	list = describe_all(&x, &in);
	if (version_cmp(most, t->glibc) > 0)
		fail_set(f, "'%s' needs glibc %s, the floor is %s: %s",
			output, need, floor, list);
	else
		fail_set(f,
			"'%s' runs with one build of glibc only: %s",
			output, list);
	set_hint(&x, &in, t, most, f);
	free(x.v);
	return -1;
}

int
gate_check(const char *output, const struct target *t,
	const struct argvec *inputs, struct fail *f)
{
	struct elf_info e;
	int rc = 0;

	if (version_none(t->glibc) || elf_kind(output) != ELF_KIND_ELF)
		return 0;
	if (elf_read(output, 0, &e, f) != 0)
		return fail_context(f, "the glibc floor cannot be checked");
	if (!passes(&e, t->glibc)) {
		elf_clear(&e);
		if (elf_read(output, ELF_SYMBOLS, &e, f) != 0)
			return -1;
		rc = explain(output, &e, t, inputs, f);
	}
	elf_clear(&e);
	return rc;
}
