#include "common/place.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"

enum { RANDOM = 6 }; /* letters that mkdtemp(3) chooses */

/* The folder, locked; -1 where somebody has it, or where folders cannot be. */
static int
hold(const char *dir, int how)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, how) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
remove_left(const char *path)
{
	autofail why = FAIL_INIT;

	if (path_remove(path, &why) != 0)
		trace_line("left behind: %s", why.what);
}

static void
clear_stale(const char *up, const char *start)
{
	autoargvec names = ARGVEC_INIT;
	size_t n = strlen(start);

	path_list(up, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path = path_join(up, names.v[i]);
		int fd;

		/* "2.3.XXXXXX", not the "2.3.4.XXXXXX" of another */
		if (strncmp(names.v[i], start, n) != 0 ||
			strlen(names.v[i]) != n + RANDOM ||
			(fd = hold(path, LOCK_EX | LOCK_NB)) < 0)
			continue;
		remove_left(path);
		close(fd);
	}
}

static char *
new_folder(const char *up, const char *start, struct fail *f)
{
	char *dir = xasprintf("%s/%sXXXXXX", up, start);

	if (mkdtemp(dir) != NULL)
		return dir;
	fail_errno(f, "cannot create a folder in '%s'", up);
	free(dir);
	return NULL;
}

int
place_open(struct place *p, const char *up, const char *start, struct fail *f)
{
	*p = (struct place)PLACE_INIT;
	if (path_mkdirs(up, f) != 0)
		return -1;
	clear_stale(up, start);
	child_guard();
	/* Whoever clears up may see ours before it is locked. */
	while ((p->dir = new_folder(up, start, f)) != NULL) {
		p->lock = hold(p->dir, LOCK_EX);
		if (path_is_dir(p->dir))
			return 0;
		place_close(p, NULL);
		child_guard();
	}
	child_unguard(f);
	return -1;
}

int
place_temp(struct place *p, const char *start, struct fail *f)
{
	const char *tmp = getenv("TMPDIR");

	return place_open(p, tmp != NULL && *tmp == '/' ? tmp : "/tmp", start,
		f);
}

/* A name beside `made` for what is to go; cleared up like it. */
static char *
aside_of(const struct place *p, struct fail *f)
{
	autofree char *up = path_dir(p->dir);
	const char *base = path_base(p->dir);
	autofree char *start = xstrndup(base, strlen(base) - RANDOM);

	return new_folder(up, start, f);
}

int
place_settle(const struct place *p, const char *made, const char *to,
	struct fail *f)
{
	autofree char *aside = NULL;
	struct stat st;

	if (child_stopped(f) != 0)
		return -1;
	/* rename(2) puts a folder in the place of an empty one. */
	if (lstat(to, &st) == 0 && S_ISDIR(st.st_mode)) {
		aside = aside_of(p, f);
		if (aside == NULL)
			return -1;
		if (rename(to, aside) != 0) {
			fail_errno(f, "cannot replace '%s'", to);
			rmdir(aside);
			return -1;
		}
	} else if (path_remove(to, f) != 0) {
		return -1;
	}
	if (rename(made, to) != 0) {
		fail_errno(f, "cannot put '%s' in place", to);
		if (aside != NULL && rename(aside, to) != 0)
			fail_hint(f, "the old one is now '%s'", aside);
		return -1;
	}
	if (aside != NULL)
		remove_left(aside);
	return 0;
}

void
place_close(struct place *p, const struct fail *f)
{
	if (p->dir == NULL)
		return;
	remove_left(p->dir);
	free(p->dir);
	if (p->lock >= 0)
		close(p->lock);
	*p = (struct place)PLACE_INIT;
	child_unguard(f);
}
