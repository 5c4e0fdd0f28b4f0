#include "shim/gate/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/xalloc.h"

/* Is words[*i] this option ("-Ldir", or "-L" and the next word, which *i then
 * moves to)? *out is its value, borrowed. */
static bool
option(const struct argvec *words, size_t *i, const char *joined,
	const char *longer, const char **out)
{
	const char *w = words->v[*i];
	size_t n = strlen(joined), l = strlen(longer);

	if (strncmp(w, longer, l) == 0)
		*out = w + l;
	else if (strncmp(w, joined, n) != 0)
		return false;
	else if (w[n] != '\0')
		*out = w + n;
	else
		*out = *i + 1 < words->n ? words->v[++*i] : "";
	return true;
}

static char *
file_in(const char *dir, const char *name)
{
	char *path = path_join(dir, name);

	if (path_is_file(path))
		return path;
	free(path);
	return NULL;
}

/* What the linker takes for -l<name>: per folder the .so before the .a. */
static char *
find_library(const struct argvec *dirs, const char *name, bool only_static)
{
	autofree char *so = xasprintf("lib%s.so", name);
	autofree char *a = xasprintf("lib%s.a", name);

	for (size_t i = 0; i < dirs->n; i++) {
		const char *dir = dirs->v[i];
		char *path = NULL;

		if (name[0] == ':')
			path = file_in(dir, name + 1);
		else if (only_static || (path = file_in(dir, so)) == NULL)
			path = file_in(dir, a);
		if (path != NULL)
			return path;
	}
	return NULL;
}

static bool
static_word(const char *w, bool before)
{
	if (strncmp(w, "-Wl,", 4) == 0)
		w += 4;
	if (strcmp(w, "-Bstatic") == 0 || strcmp(w, "-static") == 0 ||
		strcmp(w, "-static-pie") == 0)
		return true;
	if (strcmp(w, "-Bdynamic") == 0)
		return false;
	return before;
}

static void
add(struct inputs *in, char *word, char *path)
{
	in->v = xreallocarray(in->v, in->n + 1, sizeof *in->v);
	in->v[in->n++] = (struct input){ word, path };
}

void
inputs_resolve(const struct argvec *words, const struct argvec *more,
	struct inputs *in)
{
	bool only_static = false;
	const char *v;

	/* Every -L counts for every -l, wherever it stands. */
	for (size_t i = 0; i < words->n; i++)
		if (option(words, &i, "-L", "--library-path=", &v))
			argvec_push(&in->dirs, v);
	if (more != NULL)
		argvec_pushv(&in->dirs, more->v);
	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];

		only_static = static_word(w, only_static);
		if (option(words, &i, "-L", "--library-path=", &v))
			continue;
		if (option(words, &i, "-l", "--library=", &v))
			add(in, xasprintf("-l%s", v),
				find_library(&in->dirs, v, only_static));
		else if (w[0] != '-')
			add(in, xstrdup(w), xstrdup(w));
	}
}

static bool
is_shared(const struct input *in)
{
	return strstr(path_base(in->path), ".so") != NULL;
}

char *
inputs_wanting(const struct inputs *in, const char *symbol)
{
	/* Shared objects last: what the result wants was left open by an
	 * object. */
	for (int shared = 0; shared < 2; shared++) {
		for (size_t i = 0; i < in->n; i++) {
			autofree char *member = NULL;
			const char *path = in->v[i].path;

			if (path == NULL || is_shared(&in->v[i]) != shared ||
				!elf_file_wants(path, symbol, &member))
				continue;
			return member == NULL
				       ? xstrdup(path)
				       : xasprintf("%s(%s)", path_base(path),
						 member);
		}
	}
	/* Scrt1.o and crt1.o are no inputs that the user gave. */
	if (strcmp(symbol, "__libc_start_main") == 0)
		return xstrdup("the start files of that glibc");
	return NULL;
}

void
inputs_clear(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++) {
		free(in->v[i].word);
		free(in->v[i].path);
	}
	free(in->v);
	argvec_clear(&in->dirs);
	*in = (struct inputs)INPUTS_INIT;
}
