#include "shim/sysroot/unwinder.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/elf/stub.h"
#include "texts.h"

/* The number of a version in the stub's list, which it is added to. */
static size_t
version_of(struct stub *s, const char *name)
{
	size_t i = 0;

	while (i < s->versions.n && strcmp(s->versions.v[i], name) != 0)
		i++;
	if (i == s->versions.n)
		argvec_push(&s->versions, name);
	return i + 1;
}

/* Adds the symbols that the list has for a machine. All versions are there,
 * whatever has one. */
static void
add_symbols(struct stub *s, const struct argvec *words, const char *arch)
{
	struct stub_symbol symbol = { .kind = STUB_FUNCTION };
	bool ours = false, machines = false;

	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];

		if (strcmp(w, "only") == 0) {
			machines = true;
			ours = false;
		} else if (strcmp(w, "new") == 0 || strcmp(w, "old") == 0) {
			machines = false;
			symbol.hidden = *w == 'o';
			symbol.version = version_of(s, words->v[++i]);
		} else if (machines) {
			ours = ours || strcmp(w, "any") == 0 ||
			       strcmp(w, arch) == 0;
		} else if (ours) {
			symbol.name = w;
			stub_add(s, &symbol);
		}
	}
}

static void
read_list(struct argvec *words)
{
	autoargvec lines = ARGVEC_INIT;

	argvec_split(&lines, text_libgcc_s, "\n");
	for (size_t i = 0; i < lines.n; i++)
		if (lines.v[i][0] != '#')
			argvec_split(words, lines.v[i], " \t");
}

int
unwinder_write(const struct maker *m)
{
	autofree char *like = path_join(m->dir, "lib/crtbegin.o");
	autofree char *path = path_join(m->dir, "lib/libgcc_s.so.1");
	struct stub s = { .soname = path_base(path) };
	autofree unsigned char *bytes = NULL;
	autofree char *object = NULL;
	autoargvec words = ARGVEC_INIT;
	struct image im;
	size_t len;

	if (path_read(like, 1 << 24, &object, &len, m->f) != 0 ||
		image_open(&im, object, len, m->f) != 0)
		return -1;
	read_list(&words);
	add_symbols(&s, &words, arch_name(m->target->def->arch));
	bytes = stub_write(&s, &im, &len);
	stub_clear(&s);
	return path_write(path, (const char *)bytes, len, 0644, m->f);
}
