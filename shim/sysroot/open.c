#include "shim/sysroot/open.h"

#include <bsd/string.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/layout.h"
#include "shim/sysroot/maker.h"
#include "shim/sysroot/manifest.h"
#include "shim/sysroot/prepare.h"
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

/* Makes the sysroot `dir` in base. */
static int
sysroot_make(const struct zig *z, const struct target *t, const char *base,
	const char *dir, struct fail *f)
{
	autofree char *name = full_name(t);
	struct maker m = { .zig = z, .target = t, .f = f };
	int r = -1;

	if (zig_has_glibc(z, t, true, f) != 0)
		return -1;
	prepare_notice_start(t, "its headers and C library");
	if (maker_start(&m, base, name) == 0 &&
		layout_make(&m, name) == 0)
		r = maker_settle(&m, dir);
	prepare_notice_stop();
	maker_clear(&m);
	if (r != 0)
		fail_context(f, "cannot prepare target '%s'", t->name);
	return r;
}

/* ---- loading ---- */

/*
 * The recipe, with a shared lock that lasts until this process, the tool that
 * it becomes and those that it starts are gone: `cargo zbuild cache gc` leaves
 * a locked sysroot alone. NULL also for one that is just being removed.
 */
static char *
recipe_text(const char *dir)
{
	autofree char *path = path_join(dir, "recipe");
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

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
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

/* False for anything but a whole recipe of this format. */
static bool
recipe_read(struct sysroot *s)
{
	autofree char *text = recipe_text(s->dir);
	char *rest = text, *line;
	bool first = true, end = false;

	if (text == NULL)
		return false;
	while ((line = strsep(&rest, "\n")) != NULL && !end) {
		if (first && strcmp(line, SYSROOT_MAGIC) != 0)
			return false;
		first = false;
		end = strcmp(line, "end") == 0;
		recipe_line(s, line);
	}
	return end && s->emulation != NULL;
}

static bool
sysroot_load(const char *dir, const struct target *t, bool link,
	struct sysroot *s)
{
	autofree char *name = full_name(t);

	*s = (struct sysroot){ .dir = xstrdup(dir) };
	s->ld = xasprintf("%s/%s/%s", dir, name, layout_linker_name(t));
	if (recipe_read(s) &&
		(!link || manifest_holds(s->dir, &s->files)))
		return true;
	sysroot_clear(s);
	return false;
}

int
sysroot_open(const struct zig *z, const struct target *t, bool link,
	struct sysroot *out, struct fail *f)
{
	autofree char *base = NULL, *dir = NULL, *name = full_name(t);
	int lock, r = 0;

	if (maker_base(z, &base, f) != 0)
		return -1;
	dir = path_join(base, name);
	if (sysroot_load(dir, t, link, out))
		return 0;
	lock = maker_lock(base, name);
	if (!sysroot_load(dir, t, link, out)) {
		if (path_is_dir(dir))
			fprintf(stderr,
				"zbuild: the sysroot '%s' is damaged; making "
				"it again\n",
				dir);
		r = sysroot_make(z, t, base, dir, f);
		if (r == 0 && !sysroot_load(dir, t, link, out))
			r = fail_set(f, "cannot read back '%s'", dir);
	}
	lock_drop(lock);
	return r;
}
