#include "wrapper/cache/scan.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "shim/sysroot/sysroot.h"
#include "wrapper/cache/folders.h"

enum { TEXT_MAX = 1 << 16 };

/* ---- which zig ---- */

/* We are no use of it: when it was read last stays as it was. */
static char *
text_of(const char *path)
{
	struct timespec times[2] = { { 0 }, { .tv_nsec = UTIME_OMIT } };
	char *text = NULL;
	struct stat st;

	if (stat(path, &st) != 0 ||
		path_read(path, TEXT_MAX, &text, NULL, FAIL_IGNORED) != 0)
		return NULL;
	times[0] = system_atime(&st);
	utimensat(AT_FDCWD, path, times, 0);
	return text;
}

/* The lib folder that a recipe's compiles use: freed by the caller, or NULL.
 * clang's own headers are <lib>/include. */
static char *
recipe_lib(const char *text)
{
	static const char end[] = "/include";
	autoargvec lines = ARGVEC_INIT;

	argvec_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *w = lines.v[i];
		size_t n = strlen(w), cut = sizeof end - 1;

		if (starts_with(w, "c /") && n > cut + 2 &&
			strcmp(w + n - cut, end) == 0)
			return xstrndup(w + 2, n - cut - 2);
	}
	return NULL;
}

/* The version of the zig with this lib folder, out of what was found before;
 * the lines are path, lib, identity, version behind a first one. */
static char *
version_of_lib(const char *root, const char *lib)
{
	autofree char *found = path_join(root, "found");
	autoargvec names = ARGVEC_INIT;

	path_list(found, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path = path_join(found, names.v[i]);
		autofree char *text = text_of(path);
		autoargvec lines = ARGVEC_INIT;

		if (text == NULL)
			continue;
		argvec_split(&lines, text, "\n");
		if (lines.n > 4 && strcmp(lines.v[2], lib) == 0)
			return xstrdup(lines.v[4]);
	}
	return NULL;
}

/* Of a folder of sysroots: the version of the zig that made them, or NULL. */
static char *
version_of_key(const char *root, const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path =
			xasprintf("%s/%s/recipe", dir, names.v[i]);
		autofree char *text = text_of(path), *lib = NULL;

		if (text == NULL || (lib = recipe_lib(text)) == NULL)
			continue;
		return version_of_lib(root, lib);
	}
	return NULL;
}

/* ---- sysroots ---- */

/* "layer-x86_64-linux-gnu.2.17-2" */
static void
name_layer(struct cache_entry *e, const char *name)
{
	const char *target = name + strlen("layer-");
	const char *dash = strrchr(target, '-');

	if (dash == NULL)
		return;
	free(e->name);
	e->name = xstrndup(target, (size_t)(dash - target));
	e->piece = xstrdup(piece_name(atoi(dash + 1)));
}

/* "support-x86_64-unknown-linux-gnu": what goes before zig's own runtime where
 * zig links (shim/sysroot/support); "starts-…": start files (shim/sysroot/starts). */
static void
name_part(struct cache_entry *e, const char *name)
{
	size_t n = strcspn(name, "-");

	free(e->name);
	e->name = xstrdup(name + n + 1);
	e->piece = xstrndup(name, n);
}

/* "tmp.NAME.XXXXXX" is what the holder of "lock-NAME" works on. */
static char *
lock_of_leftover(const char *dir, const char *tmp)
{
	const char *name = tmp + strlen("tmp."), *dot = strrchr(name, '.');
	char *lock;

	if (dot == NULL)
		return NULL;
	lock = xasprintf("%s/lock-%.*s", dir, (int)(dot - name), name);
	if (path_is_file(lock))
		return lock;
	free(lock);
	return NULL;
}

/* A folder of one zig's sysroots. */
static void
add_key(struct cachedir *c, const char *dir, const char *current,
	const struct zig *z)
{
	bool now = current != NULL && strcmp(dir, current) == 0;
	autofree char *version =
		now ? xstrdup(z->text) : version_of_key(c->root, dir);
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		bool layer = starts_with(name, "layer-");
		bool part = starts_with(name, "support-") ||
			    starts_with(name, "starts-");
		struct cache_entry *e;

		if (starts_with(name, "lock-"))
			continue;
		if (starts_with(name, "tmp.")) {
			e = cachedir_add(c, CACHE_LEFTOVER, dir, name);
			e->lock = lock_of_leftover(dir, name);
			continue;
		}
		/* of a call that was killed; the next one goes on */
		if (starts_with(name, "objects-")) {
			e = cachedir_add(c, CACHE_LEFTOVER, dir, name);
			e->lock = xasprintf("%s/lock-%s", dir,
				name + strlen("objects-"));
			continue;
		}
		/* asked again in a tenth of a second */
		if (starts_with(name, "words-")) {
			cachedir_add(c, CACHE_LEFTOVER, dir, name);
			continue;
		}
		e = cachedir_add(c,
			layer || part ? CACHE_LAYER : CACHE_SYSROOT, dir,
			name);
		if (layer)
			name_layer(e, name);
		if (part)
			name_part(e, name);
		e->lock = xasprintf("%s/lock-%s", dir, name);
		e->zig = version != NULL ? xstrdup(version) : NULL;
		e->current = now;
	}
}

static void
add_sysroots(struct cachedir *c, const char *dir, const struct zig *z)
{
	autofree char *current = NULL;
	autoargvec keys = ARGVEC_INIT;

	if (z != NULL)
		cachedir_base(z, &current, FAIL_IGNORED);
	path_list(dir, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		autofree char *key = path_join(dir, keys.v[i]);

		add_key(c, key, current, z);
	}
}

static void
add_top(struct cachedir *c, const char *name, const struct zig *z)
{
	autofree char *dir = path_join(c->root, name);

	if (strcmp(name, "sysroots") == 0)
		add_sysroots(c, dir, z);
	else if (starts_with(name, "tmp."))
		cachedir_add(c, CACHE_LEFTOVER, c->root, name);
	else if (!cachefolders_add(c, name))
		cachedir_add(c, CACHE_OTHER, c->root, name)->current = true;
}

static int
by_kind(const void *a, const void *b)
{
	const struct cache_entry *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->path, y->path);
}

int
cachedir_read(const struct zig *z, struct cachedir *out, struct fail *f)
{
	scoped(filetree_seen) seen = { 0 };
	autoargvec names = ARGVEC_INIT;
	autofree char *sysroots = NULL;

	*out = (struct cachedir){ 0 };
	if (os_cache_find("sysroots", &sysroots, f) != 0)
		return -1;
	out->root = path_dir(sysroots);
	if (path_is_dir(out->root) && path_names(out->root, &names, f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		add_top(out, names.v[i], z);
	/* Layers first: what sysroots share with them counts as theirs. */
	if (out->n > 1)
		qsort(out->v, out->n, sizeof *out->v, by_kind);
	for (size_t i = 0; i < out->n; i++) {
		filetree_measure(out->v[i].path, &seen, &out->v[i].size);
		out->bytes += out->v[i].size.bytes;
	}
	return 0;
}
