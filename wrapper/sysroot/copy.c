#include "wrapper/sysroot/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/place.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/sysroot/pieces.h"
#include "wrapper/files/filetree.h"
#include "wrapper/sysroot/docs.h"

enum { HEADER_MAX = 1 << 20, LIST_MAX = 1 << 16 };

struct copy {
	const struct sysroot *s;
	const struct zig *zig;
	const struct target *target;
	bool cxx;
	struct place place;  /* beside the result */
	const char *dir;     /* of the place */
	struct argvec flags; /* defines that no header can hold */
	struct fail *f;
};

/* ---- libraries ---- */

int
sysrootcopy_suits(const struct target *t, struct fail *f)
{
	if (t->def->libc != LIBC_MINGW && t->def->libc != LIBC_WASI)
		return 0;
	fail_set(f, "'%s': a sysroot for another clang is made for Linux and "
		    "the BSDs alone", t->name);
	return fail_hint(f, "use zbuild's compiler by its names (cargo zbuild "
			    "link --target %s)", t->name);
}

/* Where clang looks for the libraries of a BSD. */
static int
link_libraries(const struct copy *c)
{
	autofree char *path = path_join(c->dir, "usr/lib");

	if (!libc_is_bsd(c->target->def->libc))
		return 0;
	return symlink("../lib", path) == 0
		       ? 0
		       : fail_errno(c->f, "cannot make the link '%s'", path);
}

/* "SIZE NAME" lines: what belongs to the sysroot, and not what a process that
 * is adding a piece has there for now. */
static int
copy_listed(const struct copy *c, const struct argvec *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *blank = strchr(list->v[i], ' ');
		autofree char *from = NULL, *to = NULL, *parent = NULL;

		if (blank == NULL)
			return fail_set(c->f, "damaged list of files in '%s'",
				c->s->dir);
		from = path_join(c->s->dir, blank + 1);
		to = path_join(c->dir, blank + 1);
		parent = path_dir(to);
		/* lib, and on musl the stub of its shared libc apart */
		if (!path_is_dir(parent) && filetree_mkdir(parent, c->f) != 0)
			return -1;
		if (filetree_copy_file(from, to, c->f) < 0)
			return -1;
	}
	return 0;
}

static int
copy_libraries(const struct copy *c)
{
	if (copy_listed(c, &c->s->files) != 0)
		return -1;
	for (int i = 0; i < PIECES; i++) {
		autofree char *stamp =
			xasprintf("%s/piece-%d", c->s->dir, i);
		autofree char *text = NULL;
		autoargvec list = ARGVEC_INIT;

		if (((i == PIECE_CXX || i == PIECE_CXX_SHARED) && !c->cxx) ||
			!sysroot_has(c->s, (enum piece)i))
			continue;
		if (path_read(stamp, LIST_MAX, &text, NULL, c->f) != 0)
			return -1;
		argvec_split(&list, text, "\n");
		if (copy_listed(c, &list) != 0)
			return -1;
	}
	return 0;
}

/* ---- headers ---- */

static bool
is_define(const char *word)
{
	return strncmp(word, "-D", 2) == 0;
}

/* Headers that come with every clang: zig's would not suit another one. */
static bool
is_builtin(const struct copy *c, const char *dir)
{
	autofree char *own = path_join(c->zig->lib, "include");

	return strcmp(dir, own) == 0;
}

static bool
is_libcxx(const struct copy *c, const char *dir)
{
	size_t n = strlen(c->zig->lib);

	return strncmp(dir, c->zig->lib, n) == 0 &&
	       strncmp(dir + n, "/libcxx", 7) == 0;
}

static int
copy_headers(const struct copy *c, const struct argvec *words, bool libcxx)
{
	autofree char *to = path_join(
		c->dir, libcxx ? "usr/include/c++/v1" : "usr/include");

	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];

		if (is_define(w) || is_builtin(c, w) ||
			is_libcxx(c, w) != libcxx ||
			/* zig names folders that it has for other machines */
			!path_is_dir(w) ||
			(words != &c->s->c && argvec_has(&c->s->c, w)))
			continue;
		if (filetree_copy(w, to, c->f) != 0)
			return -1;
	}
	return 0;
}

/* "-DNAME=VALUE" as lines for a header; the command line's word wins. */
static char *
define_lines(const char *word)
{
	const char *name = word + 2, *eq = strchr(name, '=');
	int n = eq != NULL ? (int)(eq - name) : (int)strlen(name);

	return xasprintf("#ifndef %.*s\n# define %.*s %s\n#endif\n", n, name, n,
		name, eq != NULL ? eq + 1 : "1");
}

/* Puts text in front of a header, if it is there. */
static int
put_before(const struct copy *c, const char *name, const char *text)
{
	autofree char *path = path_join(c->dir, name);
	autofree char *old = NULL, *all = NULL;

	if (!path_is_file(path))
		return fail_set(c->f, "zig has no '%s' for %s", name,
			c->target->zig);
	if (path_read(path, HEADER_MAX, &old, NULL, c->f) != 0)
		return -1;
	all = xasprintf("%s%s", text, old);
	return path_write(path, all, strlen(all), 0644, c->f);
}

/*
 * zig has one features.h for all of glibc's versions and says which one on
 * the command line. Here the header says it itself.
 */
static int
fix_c(struct copy *c)
{
	static const char minor[] = "-D__GLIBC_MINOR__=";

	for (size_t i = 0; i < c->s->c.n; i++) {
		const char *w = c->s->c.v[i];
		autofree char *lines = NULL;

		if (!is_define(w))
			continue;
		if (strncmp(w, minor, sizeof minor - 1) != 0) {
			argvec_push(&c->flags, w);
			continue;
		}
		lines = define_lines(w);
		if (put_before(c, "usr/include/features.h", lines) != 0)
			return -1;
	}
	return 0;
}

/* The same for libc++, whose own place for such things is __config_site. */
static int
fix_cxx(const struct copy *c)
{
	static const char include[] = "#include <__config_site>\n";
	autofree char *path =
		path_join(c->dir, "usr/include/c++/v1/__config_site");
	autofree char *text = NULL;
	char *all;

	/* zig's own, in releases that have one, comes first. */
	if (path_is_file(path) &&
		path_read(path, HEADER_MAX, &text, NULL, c->f) != 0)
		return -1;
	all = xasprintf("%s#ifndef ZBUILD_CONFIG_SITE\n"
			"#define ZBUILD_CONFIG_SITE\n",
		text != NULL ? text : "");
	free(text);
	text = all;
	for (size_t i = 0; i < c->s->cxx.n; i++) {
		const char *w = c->s->cxx.v[i];
		autofree char *lines = NULL;

		if (!is_define(w) || argvec_has(&c->s->c, w))
			continue;
		lines = define_lines(w);
		all = xasprintf("%s%s", text, lines);
		free(text);
		text = all;
	}
	all = xasprintf("%s#endif\n", text);
	free(text);
	text = all;
	if (path_write(path, text, strlen(text), 0644, c->f) != 0)
		return -1;
	return put_before(c, "usr/include/c++/v1/__config", include) != 0 ||
			       put_before(c,
				       "usr/include/c++/v1/__cxxabi_config.h",
				       include) != 0
		       ? -1
		       : 0;
}

/* ---- the folder ---- */

static int
write_mark(const struct copy *c)
{
	autofree char *path = path_join(c->dir, SYSROOTCOPY_MARK);
	autofree char *text = xasprintf("zbuild %s\nzig %s\ntarget %s\n%s",
		ZBUILD_VERSION, c->zig->text, c->target->name,
		c->cxx ? "with c++\n" : "");

	return path_write(path, text, strlen(text), 0644, c->f);
}

static int
fill(struct copy *c)
{
	autofree char *flags = NULL;

	if (copy_libraries(c) != 0 ||
		copy_headers(c, &c->s->c, false) != 0 || fix_c(c) != 0 ||
		link_libraries(c) != 0)
		return -1;
	if (c->cxx && (copy_headers(c, &c->s->cxx, true) != 0 ||
			      copy_headers(c, &c->s->cxx, false) != 0 ||
			      fix_cxx(c) != 0))
		return -1;
	flags = argvec_join(&c->flags, " ");
	return sysrootdocs(c->dir, c->zig, c->target, c->cxx, flags, c->f) !=
				       0 ||
			       write_mark(c) != 0
		       ? -1
		       : 0;
}

/* May it be made, or replaced? */
static int
look_at(const char *out, struct fail *f)
{
	autofree char *mark = path_join(out, SYSROOTCOPY_MARK);
	autoargvec names = ARGVEC_INIT;

	if (path_is_file(mark) || (access(out, F_OK) != 0 && errno == ENOENT))
		return 0;
	if (path_names(out, &names, f) != 0)
		return -1;
	if (names.n == 0)
		return 0;
	fail_set(f, "'%s' is not empty and no sysroot of ours", out);
	return fail_hint(f, "name a new folder, or an empty one");
}

/* A new folder beside out, with the mode of any other. */
static int
start_beside(struct copy *c, const char *out)
{
	autofree char *up = path_dir(out);
	autofree char *start = xasprintf(".zbuild-%s.", path_base(out));
	mode_t mask = umask(0);

	umask(mask);
	if (filetree_mkdir(up, c->f) != 0 ||
		place_open(&c->place, up, start, c->f) != 0)
		return -1;
	c->dir = c->place.dir;
	return chmod(c->dir, 0777 & ~mask) == 0
		       ? 0
		       : fail_errno(c->f, "cannot set the mode of '%s'",
				 c->dir);
}

/* Absolute, without the slash that a shell's completion adds, and a symlink
 * to a folder followed: it is that folder that is filled. */
static char *
real_name(const char *out)
{
	char *real = realpath(out, NULL), *full;
	size_t n;

	if (real != NULL)
		return real;
	full = path_absolute(out);
	n = strlen(full);
	while (n > 1 && full[n - 1] == '/')
		full[--n] = '\0';
	return full;
}

int
sysrootcopy(const struct sysroot *s, const struct zig *z,
	const struct target *t, bool cxx, const char *out, struct fail *f)
{
	autofree char *full = real_name(out);
	struct copy c = { .s = s, .zig = z, .target = t, .cxx = cxx, .f = f };
	int r = -1;

	if (look_at(full, f) != 0)
		return -1;
	if (start_beside(&c, full) == 0 && fill(&c) == 0)
		r = place_settle(&c.place, c.dir, full, f);
	place_close(&c.place, f);
	argvec_clear(&c.flags);
	return r;
}
