/* doctor: names of ours on PATH. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "wrapper/doctor/parts.h"

enum { SHIM_MAX = 64 << 20, NAMED = 5 };

/* Names of one sort, of which only a few are spelled out. */
struct heap {
	struct argvec names;
	size_t n;
};

struct scan {
	const struct conf *conf;
	const char *shim; /* ours, or NULL */
	char *shim_text;
	size_t shim_len;
	struct stat shim_st;
	struct argvec theirs; /* paths of names of ours that are not ours */
	struct heap dangling, other, copies, behind;
	char *behind_dir;     /* of the first of those */
};

static void
heap_add(struct heap *h, const char *path)
{
	if (h->n++ < NAMED)
		argvec_push(&h->names, path);
}

/* "aarch64-linux-gnu-gcc": a target's name, a dash and a tool's. */
static bool
is_our_name(const struct scan *s, const char *name)
{
	const struct applet *applet;
	struct target t;

	if (strchr(name, '-') == NULL)
		return false;
	return applet_from_name(name, s->conf, &applet, &t, FAIL_IGNORED) == 1;
}

/* GNU names belong to the distribution's own compilers as well; the Rust ones
 * and those with a floor are nobody else's. */
static bool
is_only_ours(const struct scan *s, const char *name)
{
	const struct applet *applet;
	struct target t;
	bool ours = applet_from_name(name, s->conf, &applet, &t, FAIL_IGNORED) == 1;

	return ours && (t.glibc_given || strncmp(name, t.def->rust,
						 strlen(t.def->rust)) == 0);
}

/* Another program of this name comes first. */
static void
look_before(struct scan *s, const char *path)
{
	for (size_t i = 0; i < s->theirs.n; i++)
		if (strcmp(path_base(s->theirs.v[i]), path_base(path)) == 0) {
			autofree char *both = xasprintf("%s (before %s)",
				s->theirs.v[i], path);

			if (s->behind.n == 0) {
				free(s->behind_dir);
				s->behind_dir = path_dir(path);
			}
			heap_add(&s->behind, both);
			return;
		}
}

static void
look_at_link(struct scan *s, const char *path)
{
	char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof to - 1);
	struct stat st;

	if (n < 0)
		return;
	to[n] = '\0';
	if (strncmp(path_base(to), "zshim", 5) != 0) {
		if (access(path, X_OK) == 0)
			argvec_push(&s->theirs, path);
		return;
	}
	look_before(s, path);
	if (stat(path, &st) != 0)
		heap_add(&s->dangling, path);
	else if (s->shim != NULL && (st.st_dev != s->shim_st.st_dev ||
					    st.st_ino != s->shim_st.st_ino))
		heap_add(&s->other, path);
}

static bool
is_same_shim(const struct scan *s, const char *path, const struct stat *st)
{
	autofree char *text = NULL;
	size_t len = 0;

	if (s->shim_text == NULL || (st->st_dev == s->shim_st.st_dev &&
					    st->st_ino == s->shim_st.st_ino))
		return true;
	if (st->st_size != s->shim_st.st_size)
		return false;
	if (path_read(path, SHIM_MAX, &text, &len, FAIL_IGNORED) != 0)
		len = 0;
	return len == s->shim_len && memcmp(text, s->shim_text, len) == 0;
}

static void
look_at(struct scan *s, const char *dir, const char *name)
{
	autofree char *path = NULL;
	struct stat st;

	if (!is_our_name(s, name))
		return;
	path = path_join(dir, name);
	if (lstat(path, &st) != 0)
		return;
	if (S_ISLNK(st.st_mode))
		look_at_link(s, path);
	else if (!S_ISREG(st.st_mode))
		return;
	else if (is_same_shim(s, path, &st))
		look_before(s, path);
	else if (is_only_ours(s, name))
		heap_add(&s->copies, path);
	else if (access(path, X_OK) == 0)
		argvec_push(&s->theirs, path);
}

static void
scan_dir(struct scan *s, const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		look_at(s, dir, names.v[i]);
}

/* fix is taken. */
static void
report(const struct heap *h, const char *what, char *fix, struct findings *fs)
{
	autofree char *names = NULL;

	if (h->n == 0) {
		free(fix);
		return;
	}
	names = argvec_join(&h->names, " ");
	finding_add(fs, FINDING_WARN, "names on PATH",
		xasprintf("%zu %s: %s%s", h->n, what, names,
			h->n > NAMED ? " …" : ""),
		fix);
}

/* The command that takes them away. */
static char *
removal(const struct heap *h)
{
	autofree char *quoted = quote_sh_words(h->names.v);

	return xasprintf("rm %s%s", quoted,
		h->n > NAMED ? " and the others" : "");
}

static void
report_removable(const struct heap *h, const char *what, struct findings *fs)
{
	if (h->n > 0)
		report(h, what, removal(h), fs);
}

/* The distribution's compilers are no fault, unless they hide ours. */
static void
report_behind(const struct scan *s, struct findings *fs)
{
	autofree char *dir =
		s->behind_dir != NULL ? quote_sh(s->behind_dir) : NULL;

	if (dir != NULL)
		report(&s->behind, "names are another program's first",
			xasprintf("PATH=%s:$PATH", dir), fs);
}

static void
open_shim(struct scan *s)
{
	if (s->shim == NULL || stat(s->shim, &s->shim_st) != 0 ||
		path_read(s->shim, SHIM_MAX, &s->shim_text, &s->shim_len,
			FAIL_IGNORED) != 0)
		s->shim_text = NULL;
}

void
doctor_path(const struct conf *conf, const char *shim, struct findings *fs)
{
	struct scan s = { .conf = conf, .shim = shim };
	const char *path = getenv("PATH");
	autoargvec dirs = ARGVEC_INIT;
	size_t before = fs->n;

	open_shim(&s);
	argvec_split(&dirs, path != NULL ? path : "", ":");
	for (size_t i = 0; i < dirs.n; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || strcmp(dirs.v[i], dirs.v[k]) == 0;
		if (!seen)
			scan_dir(&s, dirs.v[i]);
	}
	report_removable(&s.dangling, "links to a zshim that is gone", fs);
	report_removable(&s.other, "links to another zshim", fs);
	report_removable(&s.copies,
		"files with a name of ours that are not this zshim", fs);
	report_behind(&s, fs);
	if (fs->n == before)
		finding_add(fs, FINDING_OK, "names on PATH",
			xstrdup("no stale or foreign ones"), NULL);
	argvec_clear(&s.dangling.names);
	argvec_clear(&s.other.names);
	argvec_clear(&s.copies.names);
	argvec_clear(&s.behind.names);
	argvec_clear(&s.theirs);
	free(s.behind_dir);
	free(s.shim_text);
}
