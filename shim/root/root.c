#include "shim/root/root.h"

#include <sha256.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/seal.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/root/aptset.h"
#include "shim/root/depslock.h"
#include "targets/host.h"
#include "targets/triple.h"

char *
root_variable(const struct target_def *d)
{
	char *name = xasprintf(ROOT_VARIABLE "_%s", d->rust);

	for (char *p = name; *p != '\0'; p++)
		if (*p == '-' || *p == '.')
			*p = '_';
	return name;
}

/* ---- what is in it ---- */

static const char *
multiarch(const struct target_def *d)
{
	return d->multiarch != NULL ? d->multiarch : d->gnu;
}

/* dir/sub, if it is a folder; in sub, %s is the multiarch name. */
static void
add_folder(const struct machine *m, struct argvec *out, const char *dir,
	const char *sub, const char *multi)
{
	const char *mark = strstr(sub, "%s");
	autofree char *rel = NULL, *full = NULL;

	if (mark != NULL && multi == NULL)
		return;
	rel = mark == NULL ? xstrdup(sub)
			   : xasprintf("%.*s%s%s", (int)(mark - sub), sub,
				     multi, mark + 2);
	full = path_join(dir, rel);
	if (m->is_dir(full) && !root_has(m, out, full))
		argvec_push(out, full);
}

static void
add_folders(const struct machine *m, struct argvec *out, const struct root *r,
	const struct target_def *d, const char *const *subs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_folder(m, out, r->dir, subs[i], multiarch(d));
}

int
root_set(const struct machine *m, struct root *r, const struct target_def *d,
	const char *dir, const char *from, struct fail *f)
{
	static const char *const headers[] = { "usr/local/include",
		"usr/include/%s", "usr/include" };
	/* usr/lib64 and lib64 are for the wider of two word sizes. */
	static const char *const libraries[] = { "usr/local/lib",
		"usr/lib/%s", "lib/%s", "usr/lib64", "lib64", "usr/lib",
		"lib" };

	if (!m->is_dir(dir)) {
		fail_set(f, "the root '%s' of %s is not there (%s)", dir,
			d->rust, from);
		return -1;
	}
	root_clear(r);
	r->dir = m->absolute(dir);
	r->from = xstrdup(from);
	for (size_t n = strlen(r->dir); n > 1 && r->dir[n - 1] == '/'; n--)
		r->dir[n - 1] = '\0';
	add_folders(m, &r->headers, r, d, headers,
		COUNT(headers));
	for (size_t i = 0; i < COUNT(libraries); i++)
		if (d->is64 || strstr(libraries[i], "lib64") == NULL)
			add_folder(m, &r->libraries, r->dir, libraries[i],
				multiarch(d));
	return 0;
}

bool
root_has(const struct machine *m, const struct argvec *folders,
	const char *path)
{
	if (argvec_has(folders, path))
		return true;
	for (size_t i = 0; i < folders->n; i++)
		if (m->is_same(folders->v[i], path))
			return true;
	return false;
}

const char *
root_static_libc(const struct machine *m, const struct root *r)
{
	for (size_t i = 0; i < r->libraries.n; i++) {
		autofree char *file = path_join(r->libraries.v[i], "libc.a");

		if (m->is_file(file))
			return r->libraries.v[i];
	}
	return NULL;
}

void
root_pkgconfig(const struct machine *m, const struct root *r,
	const struct target_def *d, struct argvec *out)
{
	static const char *const subs[] = { "usr/local/lib/pkgconfig",
		"usr/local/share/pkgconfig", "usr/lib/%s/pkgconfig",
		"usr/lib64/pkgconfig", "usr/lib/pkgconfig",
		"usr/share/pkgconfig" };

	for (size_t i = 0; i < COUNT(subs); i++)
		if (d->is64 || strstr(subs[i], "lib64") == NULL)
			add_folder(m, out, r->dir, subs[i], multiarch(d));
}

bool
root_is_hosts(const struct target_def *d, const char *path)
{
	static const char *const dirs[] = { "/usr/lib", "/lib", "/usr/lib64",
		"/lib64", "/usr/local/lib", "/usr/local/lib64" };
	const char *multi = multiarch(d);
	bool inside = false, native = strcmp(d->rust, host_triple()) == 0;

	for (size_t i = 0; i < COUNT(dirs); i++) {
		autofree char *own = xasprintf(
			"%s/%s", dirs[i], multi != NULL ? multi : "-");

		if (path_is_in(path, own))
			return native;
		inside |= path_is_in(path, dirs[i]);
	}
	return inside;
}

/* ---- GCC's C++ library ---- */

/* The subfolder of dir that is the highest number ("12"), or NULL. */
static char *
newest(const struct machine *m, const char *dir)
{
	autoargvec names = ARGVEC_INIT;
	const char *best = NULL;

	m->list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];

		if (strspn(name, "0123456789.") == strlen(name) &&
			name[0] != '.' &&
			(best == NULL || version_text_cmp(best, name) < 0))
			best = name;
	}
	return best != NULL ? xstrdup(best) : NULL;
}

/* <root>/usr/lib/gcc/<GCC's triple>/<version> with a libstdc++ in it. */
static char *
library_folder(const struct machine *m, const struct root *r,
	const char *version, char **triple)
{
	autofree char *gcc = path_join(r->dir, "usr/lib/gcc");
	autoargvec names = ARGVEC_INIT;
	char *found = NULL;

	m->list(gcc, &names);
	for (size_t i = 0; found == NULL && i < names.n; i++) {
		autofree char *dir =
			xasprintf("%s/%s/%s", gcc, names.v[i], version);
		autofree char *so = path_join(dir, "libstdc++.so");
		autofree char *a = path_join(dir, "libstdc++.a");

		if (names.v[i][0] == '.' ||
			(!m->is_file(so) && !m->is_file(a)))
			continue;
		found = dir;
		dir = NULL;
		*triple = xstrdup(names.v[i]);
	}
	return found;
}

static int
no_libstdcxx(const struct root *r, const struct target_def *d,
	struct fail *f)
{
	if (r->dir == NULL)
		fail_set(f, "cxx = libstdc++: %s has no root file system to "
			    "take it from", d->rust);
	else
		fail_set(f, "cxx = libstdc++: there is none in the root '%s'",
			r->dir);
	if (d->debian != NULL)
		return fail_hint(f, "cargo zbuild deps add --target %s "
				    "libstdc++-12-dev (or another version)",
			d->rust);
	return -1;
}

int
root_libstdcxx(const struct machine *m, const struct root *r,
	const struct target_def *d, struct argvec *headers, char **lib,
	struct fail *f)
{
	autofree char *all = NULL, *version = NULL, *triple = NULL;
	autoargvec subs = ARGVEC_INIT;
	char *dir = NULL;

	if (r->dir == NULL)
		return no_libstdcxx(r, d, f);
	all = path_join(r->dir, "usr/include/c++");
	version = newest(m, all);
	if (version != NULL)
		dir = library_folder(m, r, version, &triple);
	if (dir == NULL)
		return no_libstdcxx(r, d, f);
	argvec_pushf(&subs, "usr/include/c++/%s", version);
	if (multiarch(d) != NULL)
		argvec_pushf(&subs, "usr/include/%s/c++/%s", multiarch(d),
			version);
	argvec_pushf(&subs, "usr/include/c++/%s/%s", version, triple);
	argvec_pushf(&subs, "usr/include/c++/%s/backward", version);
	for (size_t i = 0; i < subs.n; i++)
		add_folder(m, headers, r->dir, subs.v[i], NULL);
	*lib = dir;
	return 0;
}

int
root_unwinder(const struct machine *m, const struct root *r, char **dir,
	char **file, struct fail *f)
{
	autofree char *found = NULL, *sub = NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH];

	for (size_t i = 0; i < r->libraries.n && found == NULL; i++) {
		found = path_join(r->libraries.v[i], "libgcc_s.so.1");
		if (!m->is_file(found)) {
			free(found);
			found = NULL;
		}
	}
	if (found == NULL)
		return 0;
	SHA256_Data((const uint8_t *)found, strlen(found), hex);
	sub = xasprintf("deps/gcc/%.20s", hex);
	if (m->cache(sub, dir, f) != 0)
		return -1;
	*file = found;
	found = NULL;
	return 0;
}

int
root_cxx(const struct machine *m, const struct conf *c,
	const struct target_def *d, const char **out, struct fail *f)
{
	const struct conf_target *ct = c != NULL ? conf_target(c, d) : NULL;

	if (conf_choose(ct != NULL ? ct->cxx : NULL, "ZBUILD_CXX",
		    m->env("ZBUILD_CXX"), CXX_LIBRARIES, out, f) != 0)
		return -1;
	if (*out == NULL)
		*out = "libc++";
	return 0;
}

/* ---- who names it ---- */

int
root_named(const struct machine *m, const struct conf *c,
	const struct target_def *d, struct root *out, bool *none,
	struct fail *f)
{
	autofree char *name = root_variable(d);
	const struct conf_target *ct = c != NULL ? conf_target(c, d) : NULL;
	const char *set = m->env(name);

	*none = set != NULL && *set == '\0';
	if (set != NULL)
		return *none ? 0 : root_set(m, out, d, set, name, f);
	if (ct != NULL && ct->sysroot != NULL)
		return root_set(m, out, d, ct->sysroot, ct->where, f);
	return 0;
}

static int
not_made(const struct target_def *d, const char *lockfile, const char *what,
	struct fail *f)
{
	autofree char *name = root_variable(d);

	fail_set(f, "%s: %s's packages %s", lockfile, d->rust, what);
	return fail_hint(f, "run `cargo zbuild deps sync` first (%s= goes "
			    "without them)", name);
}

static int
root_locked(const struct machine *m, const struct conf_deps *deps,
	const struct target_def *d, struct root *out, struct fail *f)
{
	autofree char *path = depslock_beside(deps->file), *dir = NULL;
	autoargvec names = ARGVEC_INIT;
	struct depslock lock;
	struct depslock_target *t;
	int r = -1;

	if (d->debian == NULL)
		return 0;
	if (depslock_read(m, path, &lock, f) != 0)
		return -1;
	depslock_sorted(&deps->names, &names);
	t = depslock_find(&lock, d->rust);
	if (!depslock_answers(t, &names))
		not_made(d, path, "are others than in [deps]", f);
	else if (apt_set_root(m, d->debian, &t->set, &dir, f) != 0)
		r = -1;
	else if (!m->is_dir(dir))
		not_made(d, path, "are not unpacked", f);
	else if (!seal_holds(dir))
		not_made(d, path, "are damaged", f);
	else
		r = root_set(m, out, d, dir, path, f);
	depslock_clear(&lock);
	return r;
}

int
root_find(const struct machine *m, const struct conf *c,
	const struct target_def *d, struct root *out, struct fail *f)
{
	const struct conf_deps *deps = c != NULL ? conf_deps(c, d) : NULL;
	bool none;

	/* [deps TARGET] may say whose packages they are. */
	if (deps != NULL)
		d = triple_find(d->rust, c);

	if (root_named(m, c, d, out, &none, f) != 0)
		return -1;
	if (none || out->dir != NULL || deps == NULL || deps->names.n == 0)
		return 0;
	return root_locked(m, deps, d, out, f);
}

void
root_clear(struct root *r)
{
	free(r->dir);
	free(r->from);
	argvec_clear(&r->headers);
	argvec_clear(&r->libraries);
	*r = (struct root)ROOT_INIT;
}
