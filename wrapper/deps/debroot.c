#include "wrapper/deps/debroot.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/machine.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/progress.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/deps/alternatives.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/roottext.h"

/* ---- symlinks ---- */

/* The link text that leads from a link `depth` folders below the root to
 * target, absolute in the root. */
static char *
relative_target(unsigned depth, const char *target)
{
	autoargvec up = ARGVEC_INIT;
	autofree char *head = NULL;

	target += strspn(target, "/");
	for (unsigned i = 0; i < depth; i++)
		argvec_push(&up, "..");
	if (*target != '\0' || depth == 0)
		argvec_push(&up, *target != '\0' ? target : ".");
	return argvec_join(&up, "/");
}

/* Does the text of a link `depth` folders below the root lead out of it? */
static bool
link_leaves(unsigned depth, const char *text)
{
	long at = (long)depth;

	while (*text != '\0' && at >= 0) {
		size_t n = strcspn(text, "/");

		if (n == 2 && text[0] == '.' && text[1] == '.')
			at--;
		else if (n > 0 && !(n == 1 && *text == '.'))
			at++;
		text += n + (text[n] == '/');
	}
	return at < 0;
}

/* Of the root `root`. */
static int
relink_one(const char *path, const struct stat *st, const void *root,
	struct fail *f)
{
	char old[PATH_MAX];
	autofree char *text = NULL;
	unsigned depth = 0;
	ssize_t n;

	if (!S_ISLNK(st->st_mode))
		return 0;
	n = readlink(path, old, sizeof old - 1);
	if (n < 0)
		return fail_errno(f, "cannot read link '%s'", path);
	old[n] = '\0';
	for (const char *p = path + strlen(root) + 1; *p != '\0'; p++)
		depth += *p == '/';
	if (*old != '/' && link_leaves(depth, old))
		return fail_set(f, "the link '%s' leaves the package",
			path + strlen(root) + 1);
	if (*old != '/')
		return 0;
	text = relative_target(depth, old);
	if (unlink(path) != 0 || symlink(text, path) != 0)
		return fail_errno(f, "cannot change link '%s'", path);
	return 0;
}

int
debroot_relink(const char *dir, struct fail *f)
{
	return path_walk(dir, relink_one, dir, f);
}

/* ---- /lib is /usr/lib ---- */

static int move_into(const char *from, const char *to, struct fail *f);

/* A folder that is on both sides is merged; a file that is on both stays as
 * it is in usr, where packages of today put it. */
static int
move_one(const char *from, const char *to, struct fail *f)
{
	struct stat a, b;

	if (lstat(from, &a) != 0)
		return fail_errno(f, "cannot read '%s'", from);
	if (lstat(to, &b) == 0) {
		if (S_ISDIR(a.st_mode) && S_ISDIR(b.st_mode))
			return move_into(from, to, f);
		return path_remove(from, f);
	}
	if (rename(from, to) != 0)
		return fail_errno(f, "cannot move '%s'", from);
	return 0;
}

static int
move_into(const char *from, const char *to, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	int r = path_names(from, &names, f);

	for (size_t i = 0; r == 0 && i < names.n; i++) {
		autofree char *source = path_join(from, names.v[i]);
		autofree char *target = path_join(to, names.v[i]);

		r = move_one(source, target, f);
	}
	if (r == 0 && rmdir(from) != 0)
		r = fail_errno(f, "cannot remove '%s'", from);
	return r;
}

static bool
is_link(const char *dir, const char *name)
{
	autofree char *path = path_join(dir, name);
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

int
debroot_merge(const char *dir, struct fail *f)
{
	static const char *const names[] = { "bin", "lib", "lib32", "lib64",
		"libx32", "sbin" };

	for (size_t i = 0; i < COUNT(names); i++) {
		autofree char *top = path_join(dir, names[i]);
		autofree char *link = path_join("usr", names[i]);
		autofree char *usr = path_join(dir, link);
		struct stat st;

		if (lstat(top, &st) != 0) {
			if (!path_is_dir(usr))
				continue;
		} else if (!S_ISDIR(st.st_mode)) {
			continue;
		} else if (is_link(dir, "usr") || is_link(dir, link)) {
			return fail_set(f, "'%s' leads elsewhere", link);
		} else if (path_mkdirs(usr, f) != 0 ||
			   move_into(top, usr, f) != 0) {
			return -1;
		}
		if (symlink(link, top) != 0)
			return fail_errno(f, "cannot make link '%s'", top);
	}
	return 0;
}

/* ---- unpacking ---- */

/* No devices, and nothing that runs with another's rights. */
static int
check_member(const char *path, const struct stat *st, const void *dir,
	struct fail *f)
{
	mode_t mode = (st->st_mode & 0755) | (S_ISDIR(st->st_mode) ? 0700 : 0600);

	if (S_ISLNK(st->st_mode))
		return 0;
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return fail_set(f, "'%s' is no ordinary file",
			path + strlen(dir) + 1);
	if (mode != (st->st_mode & 07777) && chmod(path, mode) != 0)
		return fail_errno(f, "cannot set the mode of '%s'", path);
	return 0;
}

/* Where a link of a root leads, if to anything, is in there. */
static int
check_link(const char *path, const struct stat *st, const void *root,
	struct fail *f)
{
	autofree char *real = S_ISLNK(st->st_mode) ? realpath(path, NULL) : NULL;

	if (real == NULL || path_is_in(real, root))
		return 0;
	return fail_set(f, "the link '%s' leaves the root",
		path + strlen(root) + 1);
}

static int put_all(const char *from, const char *to, const char *root,
	struct fail *f);

/* As dpkg: a folder stays one where a link takes its place, and a file takes
 * the place of a file. */
static int
put_one(const char *from, const char *to, const char *root, struct fail *f)
{
	struct stat a, b;

	if (lstat(from, &a) != 0)
		return fail_errno(f, "cannot read '%s'", from);
	if (lstat(to, &b) == 0 && (S_ISDIR(a.st_mode) || S_ISDIR(b.st_mode))) {
		if (S_ISLNK(a.st_mode))
			return 0;
		if (!S_ISDIR(a.st_mode) || !path_is_dir(to))
			return fail_set(f, "'%s' is a folder in one package "
					   "only", to + strlen(root) + 1);
		return check_link(to, &b, root, f) == 0
			       ? put_all(from, to, root, f)
			       : -1;
	}
	if (rename(from, to) != 0)
		return fail_errno(f, "cannot move '%s'", from);
	return 0;
}

static int
put_all(const char *from, const char *to, const char *root, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	int r = path_names(from, &names, f);

	for (size_t i = 0; r == 0 && i < names.n; i++) {
		autofree char *source = path_join(from, names.v[i]);
		autofree char *target = path_join(to, names.v[i]);

		r = put_one(source, target, root, f);
	}
	return r;
}

/* Of what dpkg-deb lays beside the files only the choices are read. */
static int
take_choices(const char *dir, struct fail *f)
{
	autofree char *control = path_join(dir, "DEBIAN");
	autofree char *script = path_join(control, "postinst");
	autofree char *text = NULL;

	if (path_is_file(script) &&
		(path_read_text(script, 1 << 20, &text, f) != 0 ||
			alternatives_link(text, dir, f) != 0))
		return -1;
	return path_remove(control, f);
}

/* Into an empty folder each: what one package holds cannot lead the next one
 * out of the root. */
static int
unpack_one(const char *deb, const char *root, struct fail *f)
{
	autofree char *dir = xasprintf("%s/.package", root);
	autoargvec argv = ARGVEC_INIT;

	argvec_pushl(&argv, "dpkg-deb", "-R", deb, dir, NULL);
	return path_mkdirs(dir, f) == 0 &&
			       aptrun(&argv, NULL, NULL, NULL, f) == 0 &&
			       chmod(dir, 0700) == 0 &&
			       path_walk(dir, check_member, dir, f) == 0 &&
			       debroot_merge(dir, f) == 0 &&
			       take_choices(dir, f) == 0 &&
			       debroot_relink(dir, f) == 0 &&
			       put_all(dir, root, root, f) == 0
		       ? path_remove(dir, f)
		       : -1;
}

int
debroot_unpack(struct apt *a, const struct apt_set *set, const char *dir,
	struct fail *f)
{
	autofree char *root = realpath(dir, NULL);
	int r = root != NULL ? 0 : fail_errno(f, "cannot use '%s'", dir);

	progress_start("unpacking packages for %s", a->arch);
	for (size_t i = 0; r == 0 && i < set->n; i++) {
		const struct apt_package *p = &set->v[i];
		autofree char *deb = xasprintf(
			"%s/%s.deb", a->store, p->sha256);

		progress_set(i, set->n);
		r = unpack_one(deb, root, f);
		if (r != 0)
			fail_context(f, "cannot unpack package %s %s",
				p->name, p->version);
	}
	progress_stop();
	return r == 0 && path_walk(root, check_link, root, f) == 0
		       ? roottext_fix(root, f)
		       : -1;
}

/* ---- roots ---- */

static int
unpack_root(struct apt *a, const struct apt_set *set, const struct place *p,
	const char *dir, struct fail *f)
{
	if (debroot_unpack(a, set, p->dir, f) != 0)
		return -1;
	/* dpkg-deb's modes are like that: others may well read it. */
	if (chmod(p->dir, 0755) != 0)
		return fail_errno(f, "cannot make '%s'", dir);
	if (seal_write(p->dir, f) != 0)
		return -1;
	return place_settle(p, p->dir, dir, f);
}

static bool
is_whole(const char *dir)
{
	return path_is_dir(dir) && seal_holds(dir);
}

int
debroot_make(struct apt *a, struct apt_set *set, char **dir, struct fail *f)
{
	autofree char *path = NULL, *roots = NULL, *start = NULL;
	struct place place;
	int r;

	if (apt_set_root(&machine_real, a->arch, set, &path, f) != 0)
		return -1;
	roots = path_dir(path);
	if (!is_whole(path)) {
		if (path_is_dir(path))
			fshow(stderr, "zbuild: the packages in '%s' are "
					"damaged; unpacking them again\n",
				path);
		start = xasprintf("tmp.%s.", a->arch);
		if (place_open(&place, roots, start, f) != 0)
			return -1;
		r = apt_fetch(a, set, f);
		if (r == 0)
			r = unpack_root(a, set, &place, path, f);
		place_close(&place, f);
		if (r != 0)
			return -1;
	}
	*dir = path;
	path = NULL;
	return 0;
}

int
debroot_open(const struct target_def *d, const struct conf_deps *deps,
	struct apt_set *set, char **dir, struct fail *f)
{
	struct apt a;
	int r;

	if (d->debian != NULL) {
		if (apt_set_root(&machine_real, d->debian, set, dir, f) != 0)
			return -1;
		if (is_whole(*dir))
			return 0;
		free(*dir);
		*dir = NULL;
	}
	if (apt_open_deps(d, deps, &a, f) != 0)
		return -1;
	r = debroot_make(&a, set, dir, f);
	apt_close(&a);
	return r;
}

/* ---- roots by names ---- */

/* <cache>/deps/<arch>/of-<names>: a link to the root. */
static char *
memo_path(const char *dir, const struct argvec *names)
{
	autofree char *all = argvec_join(names, ",");

	return xasprintf("%s/of-%s", dir, all);
}

/* What the link names, if it is there. */
static char *
memo_root(const char *memo)
{
	char text[PATH_MAX];
	ssize_t n = readlink(memo, text, sizeof text - 1);

	if (n <= 0)
		return NULL;
	text[n] = '\0';
	return is_whole(text) ? xstrdup(text) : NULL;
}

static int
make_of(struct apt *a, const struct argvec *names, const char *memo,
	char **dir, struct fail *f)
{
	struct apt_set set = { NULL, 0 };
	int r;

	*dir = memo_root(memo);
	if (*dir != NULL)
		return 0;
	if (apt_resolve(a, names, &set, f) != 0)
		return -1;
	r = debroot_make(a, &set, dir, f);
	apt_set_clear(&set);
	if (r != 0)
		return -1;
	unlink(memo);
	if (symlink(*dir, memo) != 0)
		return fail_errno(f, "cannot make link '%s'", memo);
	return 0;
}

int
debroot_of(const struct target_def *d, const struct argvec *names, char **dir,
	struct fail *f)
{
	return debroot_of_release(d, NULL, NULL, names, dir, f);
}

int
debroot_of_release(const struct target_def *d, const char *release,
	const char *source, const struct argvec *names, char **dir,
	struct fail *f)
{
	autofree char *memo = NULL;
	struct apt a;
	int r;

	if (apt_open_release(d, release, source, &a, f) != 0)
		return -1;
	memo = memo_path(a.dir, names);
	r = make_of(&a, names, memo, dir, f);
	apt_close(&a);
	return r;
}

char *
debroot_known(const struct target_def *d, const char *release,
	const struct argvec *names)
{
	autofree char *sub = NULL, *dir = NULL, *memo = NULL;

	if (d == NULL || d->debian == NULL)
		return NULL;
	sub = xasprintf("deps/%s%s%s", d->debian,
		release != NULL ? "-" : "", release != NULL ? release : "");
	if (os_cache_find(sub, &dir, FAIL_IGNORED) != 0)
		return NULL;
	memo = memo_path(dir, names);
	return memo_root(memo);
}
