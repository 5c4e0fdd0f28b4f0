#include "wrapper/deps/deps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/machine.h"
#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/deps/debroot.h"

enum { INI_MAX = 1 << 20 };

/* Always there: what the target's programs are run with. */
static const char runtime[] = "libc6";

/* ---- the files of a workspace ---- */

int
deps_open(struct deps *d, char *ini, struct fail *f)
{
	autofree char *dir = NULL, *path = NULL;
	struct stat st;

	*d = (struct deps){ .ini = ini, .lockfile = depslock_beside(ini),
		.fd = -1 };
	if (os_cache_sub("deps", &dir, f) == 0) {
		path = path_join(dir, "lock-deps");
		d->fd = lock_wait(path, f, "`cargo zbuild deps` to end");
	}
	if (d->fd >= 0) {
		if (stat(ini, &st) != 0 && errno == ENOENT)
			d->text = xstrdup("");
		else if (path_read(ini, INI_MAX, &d->text, NULL, f) != 0)
			goto fail;
		if (depslock_read(&machine_real, d->lockfile, &d->lock, f) == 0)
			return 0;
	}
fail:
	deps_close(d);
	return -1;
}

int
deps_write_lock(const struct deps *d, struct fail *f)
{
	autofree char *text = NULL;

	if (d->lock.n == 0)
		return path_remove(d->lockfile, f);
	text = depslock_text(&d->lock);
	return path_update(d->lockfile, text, strlen(text), 0644, f) < 0 ? -1
									 : 0;
}

void
deps_close(struct deps *d)
{
	lock_drop(d->fd);
	free(d->ini);
	free(d->lockfile);
	free(d->text);
	depslock_clear(&d->lock);
	*d = (struct deps){ .fd = -1 };
}

/* ---- resolving ---- */

static const char *
locked_version(const struct depslock_target *old, const char *name)
{
	const struct apt_package *p =
		old != NULL ? apt_set_find(&old->set, name) : NULL;

	return p != NULL ? p->version : NULL;
}

/* A package more must not change the versions of those that are there, so
 * those are asked for by version; if they do not go together with the new
 * ones, or are gone, the newest ones are taken. */
static int
resolve(struct apt *a, const struct argvec *names,
	const struct depslock_target *old, struct apt_set *out, struct fail *f)
{
	autoargvec pinned = ARGVEC_INIT;
	struct apt_set again;
	bool differs = false;

	if (apt_resolve(a, names, out, f) != 0)
		return -1;
	for (size_t i = 0; i < out->n; i++) {
		const char *v = locked_version(old, out->v[i].name);

		differs |= v != NULL && strcmp(v, out->v[i].version) != 0;
		if (v != NULL)
			argvec_pushf(&pinned, "%s=%s", out->v[i].name, v);
	}
	for (size_t i = 0; i < names->n; i++)
		if (locked_version(old, names->v[i]) == NULL)
			argvec_push(&pinned, names->v[i]);
	if (!differs)
		return 0;
	if (apt_resolve(a, &pinned, &again, FAIL_IGNORED) != 0)
		return 0;
	apt_set_clear(out);
	*out = again;
	return 0;
}

static void
forget_uris(struct apt_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		free(set->v[i].uri);
		set->v[i].uri = NULL;
	}
}

int
deps_resolve(struct deps *d, const struct target_def *def,
	const struct conf_deps *from, const struct argvec *names,
	unsigned flags, char **dir, struct fail *f)
{
	const struct depslock_target *old =
		flags & DEPS_UPDATE ? NULL
				    : depslock_find(&d->lock, def->rust);
	autoargvec all = ARGVEC_INIT;
	scoped(apt_set) set = { NULL, 0 };
	struct apt a;
	int r;

	if (apt_open_deps(def, from, &a, f) != 0)
		return -1;
	argvec_pushv(&all, names->v);
	if (!argvec_has(&all, runtime))
		argvec_push(&all, runtime);
	r = resolve(&a, &all, old, &set, f);
	if (r == 0)
		r = debroot_make(&a, &set, dir, f);
	apt_close(&a);
	if (r == 0) {
		forget_uris(&set);
		depslock_put(&d->lock, def->rust, names, &set);
	}
	return r;
}

/* ---- for a build ---- */

/* What the lock file says, whatever the archive has today. */
static int
by_lock(const struct target_def *d, const struct conf_deps *deps,
	struct depslock_target *t, char **dir, struct fail *f)
{
	if (debroot_open(d, deps, &t->set, dir, f) == 0)
		return 0;
	fail_context(f, "%s, %s", DEPSLOCK_NAME, d->rust);
	if (f->hint == NULL)
		fail_hint(f, "`cargo zbuild deps sync --update --target %s` "
			     "takes what the archive has now", d->rust);
	return -1;
}

static int
out_of_date(const struct target_def *d, const struct depslock_target *t,
	struct fail *f)
{
	fail_set(f, "%s has %s of %s's [deps]", DEPSLOCK_NAME,
		t == NULL ? "nothing" : "other packages", d->rust);
	return fail_hint(f, "`cargo zbuild deps sync` brings it up to date; "
			    "--locked forbids that");
}

int
deps_root(const struct conf *c, const struct target_def *d, unsigned flags,
	char **dir, struct fail *f)
{
	const struct conf_deps *deps = conf_deps(c, d);
	autofree char *path = NULL;
	autoargvec names = ARGVEC_INIT;
	struct depslock lock;
	struct depslock_target *t;
	struct deps work;
	int r;

	*dir = NULL;
	if (deps == NULL || deps->names.n == 0)
		return 0;
	depslock_sorted(&deps->names, &names);
	path = depslock_beside(deps->file);
	if (depslock_read(&machine_real, path, &lock, f) != 0)
		return -1;
	t = depslock_find(&lock, d->rust);
	if (depslock_answers(t, &names) && !(flags & DEPS_UPDATE))
		r = by_lock(d, deps, t, dir, f);
	else if (flags & DEPS_LOCKED)
		r = out_of_date(d, t, f);
	else
		r = 1;
	depslock_clear(&lock);
	if (r != 1)
		return r;
	if (deps_open(&work, xstrdup(deps->file), f) != 0)
		return -1;
	r = deps_resolve(&work, d, deps, &names, flags, dir, f);
	if (r == 0)
		r = deps_write_lock(&work, f);
	deps_close(&work);
	return r;
}
