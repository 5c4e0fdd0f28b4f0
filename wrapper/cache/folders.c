#include "wrapper/cache/folders.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"

static struct cache_entry *
add(struct cachedir *c, enum cache_kind kind, const char *dir, const char *name)
{
	struct cache_entry *e = cachedir_add(c, kind, dir, name);

	e->current = true;
	return e;
}

/* What a gc that was killed had put aside: nobody's. */
static bool
is_aside(struct cachedir *c, const char *dir, const char *name)
{
	if (!starts_with(name, CACHE_ASIDE))
		return false;
	add(c, CACHE_LEFTOVER, dir, name);
	return true;
}

static void
add_each(struct cachedir *c, const char *dir, enum cache_kind kind)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (!is_aside(c, dir, names.v[i]))
			add(c, kind, dir, names.v[i]);
}

/* ---- std ---- */

/* std/<rustc>/<target>, made in <target>.tmp.XXXXXX under <target>.lock. */
static void
add_std_of(struct cachedir *c, const char *dir, const char *rustc)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		const char *temp = strstr(name, ".tmp");
		struct cache_entry *e;

		if (is_aside(c, dir, name) || ends_with(name, ".lock"))
			continue;
		e = add(c, temp != NULL ? CACHE_LEFTOVER : CACHE_STD, dir,
			name);
		e->lock = xasprintf("%s/%.*s.lock", dir,
			(int)(temp != NULL ? temp - name : (int)strlen(name)),
			name);
		e->piece = temp != NULL ? NULL : xstrdup(rustc);
	}
}

static void
add_std(struct cachedir *c, const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *sub = path_join(dir, names.v[i]);

		add_std_of(c, sub, names.v[i]);
	}
}

/* ---- Debian's packages ---- */

/* "lock-arm64" is held for all that is of arm64: the roots "arm64-0123abcd",
 * "tmp.arm64.x", the lists "arm64" and "arm64-bullseye". */
static char *
lock_of(const char *deps, const char *name, int len)
{
	return xasprintf("%s/lock-%.*s", deps, len, name);
}

/* The roots that a set of names leads to: `of-NAMES` of some lists' folder. */
static void
add_remembered(const char *lists, struct argvec *roots)
{
	autoargvec names = ARGVEC_INIT;

	path_list(lists, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *link = path_join(lists, names.v[i]);
		char to[PATH_MAX];
		ssize_t n = starts_with(names.v[i], "of-")
				    ? readlink(link, to, sizeof to - 1)
				    : -1;

		if (n <= 0)
			continue;
		to[n] = '\0';
		argvec_push(roots, path_base(to));
	}
}

static void
add_roots(struct cachedir *c, const char *deps, const struct argvec *known)
{
	static const char tmp[] = "tmp.";
	autofree char *dir = path_join(deps, "roots");
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i], *arch = name;
		bool temp = starts_with(name, tmp);
		struct cache_entry *e;

		if (is_aside(c, dir, name))
			continue;
		e = add(c,
			temp			  ? CACHE_LEFTOVER
			: argvec_has(known, name) ? CACHE_RUNTIME
						  : CACHE_ROOT,
			dir, name);
		arch += temp ? strlen(tmp) : 0;
		e->lock = lock_of(
			deps, arch, (int)strcspn(arch, temp ? "." : "-"));
	}
}

/* <arch>[-<release>]; without the lists, what is left there is small. */
static void
add_lists(struct cachedir *c, const char *deps, const char *name)
{
	autofree char *state = xasprintf("%s/%s/state", deps, name);
	struct cache_entry *e = add(
		c, path_is_dir(state) ? CACHE_LISTS : CACHE_NOTES, deps, name);

	e->lock = lock_of(deps, name, (int)strcspn(name, "-"));
}

static void
add_deps(struct cachedir *c, const char *dir)
{
	static const char lock[] = "lock-";
	autoargvec names = ARGVEC_INIT, known = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		autofree char *sub = path_join(dir, name);

		if (is_aside(c, dir, name) || strcmp(name, "roots") == 0 ||
			starts_with(name, lock))
			continue;
		if (strcmp(name, "store") == 0) {
			add(c, CACHE_PACKAGES, dir, name)->locks = xstrdup(dir);
		} else if (strcmp(name, "gcc") == 0) {
			add(c, CACHE_NOTES, dir, name);
		} else {
			add_remembered(sub, &known);
			add_lists(c, dir, name);
		}
	}
	add_roots(c, dir, &known);
}

/* ---- the others ---- */

static void
add_wine(struct cachedir *c, const char *dir)
{
	autofree char *up = path_dir(dir);
	autofree char *lock = path_join(dir, "lock");
	struct cache_entry *e = add(c, CACHE_RUNNER, up, path_base(dir));

	/* (Made now, it would make the folder young.) */
	if (path_is_file(lock))
		e->lock = xstrdup(lock);
}

static void
add_runners(struct cachedir *c, const char *dir)
{
	add_each(c, dir, CACHE_RUNNER);
}

static void
add_links(struct cachedir *c, const char *dir)
{
	add_each(c, dir, CACHE_LINKS);
}

/* An install that is under way, or was killed, is .tmp-x. */
static void
add_zigs(struct cachedir *c, const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		bool temp = starts_with(names.v[i], ".tmp-");
		struct cache_entry *e =
			add(c, temp ? CACHE_LEFTOVER : CACHE_INSTALLED, dir,
				names.v[i]);

		if (temp)
			e->lock = path_join(c->root, "locks/zig-install");
	}
}

static void
add_zig(struct cachedir *c, const char *dir)
{
	autofree char *up = path_dir(dir);

	add(c, CACHE_ZIG, up, path_base(dir));
}

static void
add_notes(struct cachedir *c, const char *dir)
{
	autofree char *up = path_dir(dir);

	add(c, CACHE_NOTES, up, path_base(dir));
}

static const struct folder {
	const char *name;
	void (*add)(struct cachedir *c, const char *dir);
} folders[] = {
	{ "bin", add_links },
	{ "bindgen", add_notes }, /* header folders of a zig */
	{ "deps", add_deps },
	{ "found", add_notes }, /* which zig */
	{ "locks", add_notes },
	{ "ready", add_notes }, /* what zig's cache has */
	{ "records", add_notes }, /* links, for explain */
	{ "runners", add_runners },
	{ "std", add_std },
	{ "wine", add_wine },
	{ "wine-i386", add_wine },
	{ "zig", add_zig },
	{ "zigs", add_zigs },
};

bool
cachefolders_add(struct cachedir *c, const char *name)
{
	autofree char *dir = path_join(c->root, name);

	for (size_t i = 0; i < COUNT(folders); i++)
		if (strcmp(folders[i].name, name) == 0) {
			folders[i].add(c, dir);
			return true;
		}
	return false;
}
