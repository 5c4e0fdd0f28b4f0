#include "wrapper/cache/gc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/cache/busy.h"
#include "wrapper/cache/cachedir.h"
#include "wrapper/cache/scan.h"

enum { GUARD = 3600, MAX_ROUNDS = 3 };

struct round {
	const struct cachegc *g;
	const struct cachedir *c;
	unsigned long long left; /* in the cache, as far as we know */
	size_t removed, kept;	 /* kept: wanted, but in use */
	bool again;		 /* that was said already */
	struct fail *f;
};

/* Who uses an entry is to be seen by its lock, and: */
enum { BY_LINE = 1, BY_ENVIRONMENT, BY_ZIG };

/* What can be made again. What `deps` brought may be gone from the archive, so
 * that only goes when it is asked for. */
static const struct policy {
	bool goes, asked;
	int use;
} policies[] = {
	[CACHE_LAYER] = { true, false, BY_LINE },
	[CACHE_SYSROOT] = { true, false, BY_LINE },
	[CACHE_ZIG] = { true, false, BY_ZIG },
	[CACHE_STD] = { true, false, BY_ENVIRONMENT },
	[CACHE_RUNTIME] = { true, false, BY_ENVIRONMENT },
	[CACHE_RUNNER] = { true, false, BY_ENVIRONMENT },
	[CACHE_ROOT] = { true, true, BY_ENVIRONMENT },
	[CACHE_PACKAGES] = { true, true, 0 },
	[CACHE_LISTS] = { true, false, 0 },
	[CACHE_LEFTOVER] = { true, false, BY_LINE },
	[CACHE_OTHER] = { false, false, 0 },
};

static bool
removable(const struct cachegc *g, const struct cache_entry *e)
{
	const struct policy *p = &policies[e->kind];

	return p->goes && (!p->asked || g->deps);
}

static long long
age(const struct cache_entry *e)
{
	return (long long)(time(NULL) - e->size.used);
}

static bool
wanted(const struct round *r, const struct cache_entry *e)
{
	const struct cachegc *g = r->g;

	if (!removable(g, e))
		return false;
	return e->kind == CACHE_LEFTOVER ||
	       (g->older_than >= 0 && age(e) > g->older_than) ||
	       (g->max_size >= 0 && r->left > (unsigned long long)g->max_size);
}

/* As it is now: reading the whole cache took its time. */
static time_t
last_use(const char *path)
{
	scoped(filetree_seen) seen = { 0 };
	struct filetree_size size;

	filetree_measure(path, &seen, &size);
	return size.used;
}

/* Is zig being waited for, by whoever prepares a target? */
static bool
preparing(const char *root)
{
	autofree char *dir = path_join(root, "locks");
	autoargvec names = ARGVEC_INIT;
	bool busy = false;

	path_list(dir, &names);
	for (size_t i = 0; !busy && i < names.n; i++) {
		autofree char *path = path_join(dir, names.v[i]);
		int fd = -1;

		if (!path_is_file(path))
			continue;
		busy = lock_try(path, &fd, FAIL_IGNORED) == 1;
		lock_drop(fd);
	}
	return busy;
}

/* A call that uses a sysroot holds a shared lock on its recipe. */
static bool
recipe_held(const struct cache_entry *e)
{
	autofree char *recipe = path_join(e->path, "recipe");
	bool held;
	int fd = -1;

	if (e->kind != CACHE_SYSROOT || !path_is_file(recipe))
		return false;
	held = lock_try(recipe, &fd, FAIL_IGNORED) == 1;
	lock_drop(fd);
	return held;
}

/* ---- locks ---- */

struct held {
	int *fds;
	size_t n;
};

static void
drop(struct held *h)
{
	for (size_t i = 0; i < h->n; i++)
		lock_drop(h->fds[i]);
	free(h->fds);
	*h = (struct held){ NULL, 0 };
}

/* False when somebody else has it. What cannot be locked has nobody. */
static bool
take(struct held *h, const char *path)
{
	int fd = -1, got = lock_try(path, &fd, FAIL_IGNORED);

	if (got != 0)
		return got < 0;
	h->fds = xreallocarray(h->fds, h->n + 1, sizeof *h->fds);
	h->fds[h->n++] = fd;
	return true;
}

static bool
take_locks(struct held *h, const struct cache_entry *e)
{
	autoargvec names = ARGVEC_INIT;
	bool ours = e->lock == NULL || take(h, e->lock);

	if (e->locks != NULL)
		path_list(e->locks, &names);
	for (size_t i = 0; ours && i < names.n; i++) {
		autofree char *path = path_join(e->locks, names.v[i]);

		if (strncmp(names.v[i], "lock-", 5) == 0)
			ours = take(h, path);
	}
	return ours;
}

/* ---- use ---- */

static bool
is_used(const struct round *r, const struct cache_entry *e)
{
	switch (policies[e->kind].use) {
	case BY_ZIG:
		return preparing(r->c->root) || cachebusy_zig(e->path);
	case BY_ENVIRONMENT:
		return cachebusy_known(e->path);
	case BY_LINE:
		return recipe_held(e) || cachebusy_named(e->path);
	default:
		return false;
	}
}

/* Why not to touch it, or NULL; the locks in h are ours. */
static const char *
in_use(const struct round *r, struct cache_entry *e, struct held *h)
{
	if (e->kind == CACHE_LEFTOVER && age(e) < GUARD)
		return "work of a call";
	if (!take_locks(h, e))
		return "being made";
	if (e->kind != CACHE_ZIG)
		e->size.used = last_use(e->path);
	if (age(e) < GUARD && !r->g->force)
		return "used within the last hour";
	if (r->g->max_size < 0 && e->kind != CACHE_LEFTOVER &&
		age(e) <= r->g->older_than)
		return "used again meanwhile";
	if (is_used(r, e))
		return e->kind == CACHE_ZIG ? "in use by zig" : "in use";
	return NULL;
}

/* The links that lead to roots stay; the stamp needs lists to count. */
static int
forget_lists(const struct cache_entry *e, struct fail *f)
{
	autofree char *state = path_join(e->path, "state");
	autofree char *cache = path_join(e->path, "cache");

	return path_remove(state, f) != 0 || path_remove(cache, f) != 0 ? -1
									: 0;
}

/*
 * Out of sight at once, so that nobody finds half of it. Whoever came between
 * our look and the rename has read the recipe: then everything goes back.
 */
static int
take_away(const struct round *r, const struct cache_entry *e)
{
	autofree char *up = path_dir(e->path);
	autofree char *aside = xasprintf(
		"%s/" CACHE_ASIDE "%ld.%zu", up, (long)getpid(), r->removed);
	autofree char *ready = path_join(r->c->root, "ready");

	if (e->kind == CACHE_LISTS)
		return forget_lists(e, r->f);

	/* What says that zig need not build goes first. */
	if (e->kind == CACHE_ZIG && path_remove(ready, r->f) != 0)
		return -1;
	if (e->kind == CACHE_LEFTOVER)
		return path_remove(e->path, r->f);
	if (rename(e->path, aside) != 0)
		return errno == ENOENT ? 0
				       : fail_errno(r->f, "cannot remove '%s'",
						 e->path);
	if (e->kind != CACHE_ZIG && last_use(aside) > e->size.used &&
		rename(aside, e->path) == 0)
		return 1;
	return path_remove(aside, r->f);
}

/* "layer x86_64-linux-gnu.2.17 c++" */
static char *
title(const struct cache_entry *e)
{
	return xasprintf("%s %s%s%s", cache_kind_name(e->kind), e->name,
		e->piece != NULL ? " " : "", e->piece != NULL ? e->piece : "");
}

static void
say(const struct round *r, const struct cache_entry *e)
{
	autofree char *what = title(e);
	autofree char *bytes = cachedir_bytes(e->size.bytes);
	autofree char *when = cachedir_age(e->size.used);

	fshow(stdout, "%s %s (%s, used %s)\n",
		r->g->dry_run ? "would remove" : "removed", what, bytes, when);
}

static void
keep(struct round *r, const struct cache_entry *e, const char *why)
{
	autofree char *what = title(e);

	/* What a call that still runs has open is no news. */
	if (e->kind == CACHE_LEFTOVER || r->again)
		return;
	fshow(stderr, "zbuild: kept %s: %s\n", what, why);
	r->kept++;
}

static int
collect_one(struct round *r, struct cache_entry *e)
{
	struct held held = { NULL, 0 };
	const char *why = in_use(r, e, &held);
	int rc = 0;

	if (why == NULL && !r->g->dry_run && (rc = take_away(r, e)) == 1)
		why = "in use";
	drop(&held);
	if (why != NULL)
		keep(r, e, why);
	if (why != NULL || rc != 0)
		return rc < 0 ? -1 : 0;
	r->removed++;
	r->left -= e->size.bytes < r->left ? e->size.bytes : r->left;
	say(r, e);
	return 0;
}

/* ---- notes ---- */

/* Notes about a zig, or a configuration, that is there no more pile up. */
static bool
piles_up(const struct cache_entry *e)
{
	return e->kind == CACHE_NOTES &&
	       (strcmp(e->name, "found") == 0 ||
		       strcmp(e->name, "bindgen") == 0);
}

static int
collect_notes(struct round *r, const struct cache_entry *e)
{
	autoargvec names = ARGVEC_INIT;
	size_t n = 0;

	path_list(e->path, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path = path_join(e->path, names.v[i]);

		if (time(NULL) - last_use(path) <= r->g->older_than)
			continue;
		if (!r->g->dry_run && path_remove(path, r->f) != 0)
			return -1;
		n++;
	}
	if (n > 0)
		fshow(stdout, "%s %zu of the notes in %s\n",
			r->g->dry_run ? "would remove" : "removed", n, e->name);
	return 0;
}

/* ---- all ---- */

static int
oldest_first(const void *a, const void *b)
{
	struct cache_entry *const *x = a, *const *y = b;

	if ((*x)->size.used != (*y)->size.used)
		return (*x)->size.used < (*y)->size.used ? -1 : 1;
	return strcmp((*x)->path, (*y)->path);
}

static int
collect(struct round *r)
{
	struct cache_entry **order = xcalloc(r->c->n + 1, sizeof *order);
	int rc = 0;

	for (size_t i = 0; i < r->c->n; i++)
		order[i] = &r->c->v[i];
	if (r->c->n > 1)
		qsort(order, r->c->n, sizeof *order, oldest_first);
	for (size_t i = 0; rc == 0 && i < r->c->n; i++)
		if (wanted(r, order[i]))
			rc = collect_one(r, order[i]);
		else if (piles_up(order[i]) && r->g->older_than >= 0 &&
			 !r->again)
			rc = collect_notes(r, order[i]);
	free(order);
	return rc;
}

static void
sum_up(const struct cachegc *g, unsigned long long before,
	unsigned long long after, size_t kept)
{
	autofree char *freed =
		cachedir_bytes(before > after ? before - after : 0);
	autofree char *left = cachedir_bytes(after);

	fshow(stdout, "%s %s; %s stay\n", g->dry_run ? "would free" : "freed", freed,
		left);
	if (g->max_size >= 0 && after > (unsigned long long)g->max_size &&
		!g->dry_run)
		fshow(stderr,
			"zbuild: the cache is still above --max-size%s"
			"\n",
			kept > 0 ? "; --force takes what was used within the "
				   "last hour, too"
				 : "");
}

/*
 * Sizes of entries that share files are not the sum of what they free: with
 * --max-size, look again until it fits or nothing goes any more.
 */
int
cachegc(const struct cachegc *g, const struct zig *z, struct fail *f)
{
	unsigned long long before = 0, after = 0;
	size_t removed = 1, kept = 0;
	int rc = 0;

	for (int i = 0; rc == 0; i++) {
		struct cachedir c;
		struct round r = { .g = g, .c = &c, .again = i > 0, .f = f };
		bool more;

		rc = cachedir_read(z, &c, f);
		r.left = after = c.bytes;
		if (i == 0)
			before = c.bytes;
		more = rc == 0 && removed > 0 &&
		       (i == 0 || (g->max_size >= 0 && i < MAX_ROUNDS));
		if (more)
			rc = collect(&r);
		if (g->dry_run)
			after = r.left;
		removed = r.removed;
		kept += r.again ? 0 : r.kept;
		cachedir_clear(&c);
		if (!more || g->dry_run)
			break;
	}
	if (rc == 0)
		sum_up(g, before, after, kept);
	return rc;
}
