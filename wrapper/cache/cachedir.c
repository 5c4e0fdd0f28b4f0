#include "wrapper/cache/cachedir.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/open.h"
#include "targets/triple.h"

static const char *const kind_names[] = {
	[CACHE_LAYER] = "layer",
	[CACHE_SYSROOT] = "sysroot",
	[CACHE_ZIG] = "zig cache",
	[CACHE_STD] = "std",
	[CACHE_RUNTIME] = "runtime",
	[CACHE_RUNNER] = "runner",
	[CACHE_ROOT] = "root",
	[CACHE_PACKAGES] = "packages",
	[CACHE_LISTS] = "lists",
	[CACHE_INSTALLED] = "zig",
	[CACHE_LINKS] = "links",
	[CACHE_NOTES] = "notes",
	[CACHE_LEFTOVER] = "leftover",
	[CACHE_OTHER] = "other",
};

const char *
cache_kind_name(enum cache_kind kind)
{
	return kind_names[kind];
}

int
cachedir_base(const struct zig *z, char **out, struct fail *f)
{
	struct target t;
	autofree char *path = NULL;

	/* Any target will do. */
	if (triple_parse("x86_64-unknown-linux-musl", NULL, &t, f) != 0 ||
		sysroot_path(z, &t, &path, f) != 0)
		return -1;
	*out = path_dir(path);
	return 0;
}

/* ---- entries ---- */

struct cache_entry *
cachedir_add(struct cachedir *c, enum cache_kind kind, const char *dir,
	const char *name)
{
	struct cache_entry *e;

	c->v = xreallocarray(c->v, c->n + 1, sizeof *c->v);
	e = &c->v[c->n++];
	*e = (struct cache_entry){ .kind = kind,
		.path = path_join(dir, name),
		.name = xstrdup(name) };
	return e;
}

void
cachedir_clear(struct cachedir *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].path);
		free(c->v[i].name);
		free(c->v[i].piece);
		free(c->v[i].zig);
		free(c->v[i].lock);
		free(c->v[i].locks);
	}
	free(c->v);
	free(c->root);
	*c = (struct cachedir){ 0 };
}

/* ---- words ---- */

char *
cachedir_bytes(unsigned long long n)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	double v = (double)n / 1024;
	size_t i = 0;

	while (v >= 999.5 && i < 3) {
		v /= 1024;
		i++;
	}
	return xasprintf(
		v < 9.95 && i > 0 ? "%.1f %s" : "%.0f %s", v, units[i]);
}

char *
cachedir_age(time_t then)
{
	static const struct {
		long long seconds;
		const char *name;
	} units[] = {
		{ 86400, "day"   },
		{ 3600,  "hour"  },
		{ 60,    "minute" }
	      };
	long long age = (long long)(time(NULL) - then);

	for (size_t i = 0; i < 3; i++) {
		long long n = age / units[i].seconds;

		if (n > 0)
			return xasprintf("%lld %s%s ago", n, units[i].name,
				n == 1 ? "" : "s");
	}
	return xstrdup("just now");
}
