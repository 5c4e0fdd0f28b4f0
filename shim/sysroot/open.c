#include "shim/sysroot/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/layout.h"
#include "shim/sysroot/maker.h"
#include "shim/sysroot/manifest.h"
#include "shim/sysroot/prepare.h"
#include "shim/sysroot/sdk.h"
#include "shim/zig/facts.h"

enum { RECIPE_MAX = 65536 };

/* A target's floor is part of its name even when the user gave none. */
static char *
full_name(const struct target *t)
{
	if (t->def->libc != LIBC_GLIBC)
		return xstrdup(t->def->rust);
	return xasprintf("%s%s", t->def->rust, strchr(t->zig, '.') != NULL
						       ? strchr(t->zig, '.')
						       : "");
}

int
sysroot_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	autofree char *base = NULL, *name = full_name(t);

	if (maker_base(z, &base, f) != 0)
		return -1;
	*out = path_join(base, name);
	return 0;
}

/* ---- loading ---- */

/*
 * The recipe, with a shared lock that lasts until this process, the tool that
 * it becomes and those that it starts are gone: `cargo zbuild cache gc` leaves
 * a locked sysroot alone. NULL also for one that is just being removed.
 */
static char *
recipe_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if ((flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
		fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		st.st_nlink > 0 && st.st_size < RECIPE_MAX) {
		text = xmalloc((size_t)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		text[n > 0 ? n : 0] = '\0';
	} else {
		close(fd);
	}
	return text;
}

static void
recipe_line(struct sysroot *s, const char *line)
{
	static const struct {
		const char *key;
		size_t offset;
	} lists[] = {
		{ "c ", offsetof(struct sysroot, c) },
		{ "c++ ", offsetof(struct sysroot, cxx) },
		{ "link ", offsetof(struct sysroot, link) },
		{ "file ", offsetof(struct sysroot, files) },
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		size_t n = strlen(lists[i].key);

		if (strncmp(line, lists[i].key, n) == 0)
			argvec_push((struct argvec *)((char *)s +
						      lists[i].offset),
				line + n);
	}
	if (strncmp(line, "loader ", 7) == 0) {
		free(s->loader);
		s->loader = xstrdup(line + 7);
	}
	/* of musl there are two, which are the same */
	if (strncmp(line, "emulation ", 10) == 0) {
		free(s->emulation);
		s->emulation = xstrdup(line + 10);
	}
}

bool
sysroot_parse(struct sysroot *s, char *text)
{
	char *rest = text, *line;
	bool first = true, end = false;

	while ((line = strsep(&rest, "\n")) != NULL && !end) {
		if (first && strcmp(line, SYSROOT_MAGIC) != 0)
			return false;
		first = false;
		end = strcmp(line, "end") == 0;
		recipe_line(s, line);
	}
	return end && s->emulation != NULL;
}

static void
place(struct sysroot *s, const struct target *t, const char *dir)
{
	autofree char *name = full_name(t);

	*s = (struct sysroot){ .dir = xstrdup(dir) };
	s->ld = xasprintf("%s/%s/%s", dir, name, layout_linker_name(t));
}

static bool
load(struct sysroot *s, const struct target *t, const char *dir)
{
	autofree char *recipe = path_join(dir, "recipe");
	autofree char *text = recipe_text(recipe);

	place(s, t, dir);
	s->made = true;
	if (text != NULL && sysroot_parse(s, text) && seal_holds(dir))
		return true;
	sysroot_clear(s);
	return false;
}

/* What a compile wants to know, kept beside the place of a sysroot that no link
 * has asked for yet: its C library may take half a minute. */
static char *
words_path(const char *dir)
{
	autofree char *up = path_dir(dir);

	return xasprintf("%s/words-%s", up, path_base(dir));
}

static bool
load_words(struct sysroot *s, const struct target *t, const char *dir)
{
	autofree char *path = words_path(dir);
	autofree char *text = recipe_text(path);

	place(s, t, dir);
	if (text != NULL && sysroot_parse(s, text))
		return true;
	sysroot_clear(s);
	return false;
}

/* Where nothing can be written, the next compile asks again. */
static void
keep_words_in(const struct sysroot *s, const char *path)
{
	autofree char *up = path_dir(path);
	autoargvec lines = ARGVEC_INIT;
	autofree char *text = NULL;
	autofail why = FAIL_INIT;

	if (path_is_file(path))
		return;
	layout_recipe(s, &lines);
	text = argvec_join(&lines, "\n");
	if (path_mkdirs(up, &why) != 0 ||
		path_write(path, text, strlen(text), 0600, &why) != 0)
		trace_line("cannot keep the words of a compile: %s", why.what);
}

static void
keep_words(const struct sysroot *s)
{
	autofree char *path = words_path(s->dir);

	keep_words_in(s, path);
}

/* What zig said about another floor of a target with glibc. An old floor's words
 * are its own: glibc 2.16 brought what libc++ has words about. */
static char *
other_words_path(const struct target *t, const char *dir)
{
	const struct version same = { 2, 16, 0 };
	autofree char *up = path_dir(dir);

	return t->def->libc == LIBC_GLIBC && version_cmp(t->glibc, same) >= 0
		       ? xasprintf("%s/words-%s", up, t->def->rust)
		       : NULL;
}

/* The same words but for the floor itself. */
static bool
load_other_floor(struct sysroot *s, const struct target *t, const char *dir)
{
	static const char minor[] = "-D__GLIBC_MINOR__=";
	autofree char *path = other_words_path(t, dir);
	autofree char *text = path != NULL ? recipe_text(path) : NULL;
	struct argvec *lists[] = { &s->c, &s->cxx };

	place(s, t, dir);
	if (text == NULL || !sysroot_parse(s, text)) {
		sysroot_clear(s);
		return false;
	}
	for (size_t k = 0; k < COUNT(lists); k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			if (starts_with(lists[k]->v[i], minor)) {
				free(lists[k]->v[i]);
				lists[k]->v[i] = xasprintf(
					"%s%u", minor, t->glibc.minor);
			}
	return true;
}

/* ---- describing ---- */

static void
take(struct argvec *to, struct argvec *from)
{
	*to = *from;
	*from = (struct argvec)ARGVEC_INIT;
}

/* Asks zig for the words of a compile, in a folder of its own that goes. */
static int
ask_words(const struct zig *z, const struct target *t, struct sysroot *s,
	struct fail *f)
{
	struct maker m = { .zig = z, .target = t, .f = f };
	autofree char *tmp = NULL;
	int r;

	if (os_temp_dir(&tmp, f) != 0)
		return -1;
	r = maker_start(&m, tmp, "words");
	if (r == 0)
		r = maker_compile_words(&m, "c", &m.c);
	/* libc++'s headers stand on a C library's */
	if (r == 0 && t->def->libc == LIBC_NONE)
		argvec_pushv(&m.cxx, argvec_exec(&m.c));
	else if (r == 0)
		r = maker_compile_words(&m, "c++", &m.cxx);
	take(&s->c, &m.c);
	take(&s->cxx, &m.cxx);
	maker_clear(&m);
	path_remove(tmp, FAIL_IGNORED);
	return r;
}

/* What load will read when it has been made. */
static int
foresee(const struct zig *z, const struct target *t, const char *dir,
	struct sysroot *s, struct fail *f)
{
	autofree char *sdk = NULL, *seven = NULL;

	if (zig_has_glibc(z, t, true, f) != 0)
		return -1;
	if (load_other_floor(s, t, dir))
		return 0;
	if (sdk_path(z, &sdk, f) != 0 || sdk_seven_path(z, &seven, f) != 0)
		return -1;
	place(s, t, dir);
	sysroot_link_words(s, t);
	if (ask_words(z, t, s, f) == 0) {
		if (target_is_win7(t->def)) {
			argvec_insert(&s->c, 0, seven);
			argvec_insert(&s->cxx, 0, seven);
		}
		if (t->def->libc == LIBC_MINGW) {
			argvec_push(&s->c, sdk);
			argvec_push(&s->cxx, sdk);
		}
		return 0;
	}
	sysroot_clear(s);
	return fail_context(f, "cannot prepare target '%s'", t->name);
}

int
sysroot_describe(const struct zig *z, const struct target *t,
	struct sysroot *out, struct fail *f)
{
	autofree char *dir = NULL;

	if (sysroot_path(z, t, &dir, f) != 0)
		return -1;
	return load(out, t, dir) || load_words(out, t, dir)
		       ? 0
		       : foresee(z, t, dir, out, f);
}

/* ---- making ---- */

static bool
is_whole(const struct sysroot *s)
{
	return s->made && manifest_holds(s->dir, &s->files);
}

static int
make(const struct zig *z, const struct target *t, const struct sysroot *s,
	const char *base, struct fail *f)
{
	autofree char *name = full_name(t);
	struct maker m = { .zig = z, .target = t, .f = f };
	int r = -1;

	prepare_notice_start(t, "its headers and C library",
		t->def->libc == LIBC_MINGW ? 20 : t->def->libc == LIBC_WASI ? 12 : 0);
	if (maker_start(&m, base, name) == 0 &&
		layout_make(&m, s, name) == 0)
		r = maker_settle(&m, s->dir);
	prepare_notice_stop();
	maker_clear(&m);
	if (r != 0)
		fail_context(f, "cannot prepare target '%s'", t->name);
	return r;
}

/* With the lock: whoever had it before may have made it. */
static int
make_once(const struct zig *z, const struct target *t, struct sysroot *s,
	 const char *base, struct fail *f)
{
	autofree char *words = NULL;
	struct sysroot now;

	if (load(&now, t, s->dir) && is_whole(&now)) {
		sysroot_clear(s);
		*s = now;
		return 0;
	}
	sysroot_clear(&now);
	if (path_is_dir(s->dir))
		fshow(stderr, "zbuild: the sysroot '%s' is damaged; making "
				"it again\n", s->dir);
	if (make(z, t, s, base, f) != 0)
		return -1;
	if (!load(&now, t, s->dir))
		return fail_set(f, "cannot read back '%s'", s->dir);
	words = words_path(s->dir);
	unlink(words);
	sysroot_clear(s);
	*s = now;
	return 0;
}

int
sysroot_make(const struct zig *z, const struct target *t, bool link,
	struct sysroot *s, struct fail *f)
{
	autofree char *base = NULL, *name = NULL, *other = NULL;
	int lock, r;

	if (t->def->libc == LIBC_MINGW && sdk_make(z, t, f) != 0)
		return -1;
	if (!s->made && (other = other_words_path(t, s->dir)) != NULL)
		keep_words_in(s, other);
	if (!link && !s->made)
		keep_words(s);
	if (!link || is_whole(s))
		return 0;
	base = path_dir(s->dir);
	name = full_name(t);
	if (path_mkdirs(base, f) != 0)
		return -1;
	lock = maker_lock(base, name);
	r = make_once(z, t, s, base, f);
	lock_drop(lock);
	return r;
}

int
sysroot_open(const struct zig *z, const struct target *t, struct sysroot *out,
	struct fail *f)
{
	if (sysroot_describe(z, t, out, f) != 0)
		return -1;
	if (sysroot_make(z, t, true, out, f) == 0)
		return 0;
	sysroot_clear(out);
	return -1;
}
