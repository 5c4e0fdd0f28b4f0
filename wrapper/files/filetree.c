#include "wrapper/files/filetree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/seal.h"
#include "common/xalloc.h"
#include "shim/sysroot/sdk.h"

int
filetree_mkdir(const char *path, struct fail *f)
{
	autofree char *up = NULL;

	if (path_is_dir(path))
		return 0;
	up = path_dir(path);
	if (strcmp(up, path) != 0 && filetree_mkdir(up, f) != 0)
		return -1;
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return fail_errno(f, "cannot create folder '%s'", path);
	return 0;
}

static int
copy_bytes(int in, int out)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(in, buf, sizeof buf)) != 0) {
		if (n < 0 && errno != EINTR)
			return -1;
		for (ssize_t at = 0, w; at < n; at += w)
			if ((w = write(out, buf + at, (size_t)(n - at))) < 0)
				return -1;
	}
	return 0;
}

int
filetree_copy_file(const char *from, const char *to, struct fail *f)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, r;

	if (in < 0)
		return fail_errno(f, "cannot open '%s'", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (out < 0) {
		r = errno == EEXIST ? 1
				    : fail_errno(f, "cannot create '%s'", to);
		close(in);
		return r;
	}
	r = copy_bytes(in, out);
	close(in);
	if (close(out) != 0 || r != 0) {
		fail_errno(f, "cannot write '%s'", to);
		unlink(to);
		return -1;
	}
	return 0;
}

static int
link_file(const char *from, const char *to, struct fail *f)
{
	if (link(from, to) == 0 || errno == EEXIST)
		return 0;
	return filetree_copy_file(from, to, f);
}

/* One name of a folder; links: see filetree_link. */
static int
copy_entry(const char *from, const char *to, bool links, struct fail *f)
{
	struct stat st;

	if ((links ? lstat(from, &st) : stat(from, &st)) != 0)
		return fail_errno(f, "cannot look at '%s'", from);
	/* a way to what is copied already (shim/sysroot/sdk.h) */
	if (S_ISDIR(st.st_mode) && strcmp(path_base(from), SDK_LINK) == 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return links ? filetree_link(from, to, f)
			     : filetree_copy(from, to, f);
	if (!S_ISREG(st.st_mode))
		return 0;
	return (links ? link_file(from, to, f)
		      : filetree_copy_file(from, to, f)) < 0
		       ? -1
		       : 0;
}

static int
copy_all(const char *from, const char *to, bool links, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	int r = path_names(from, &names, f);

	if (r == 0)
		r = filetree_mkdir(to, f);
	for (size_t i = 0; r == 0 && i < names.n; i++) {
		autofree char *a = path_join(from, names.v[i]);
		autofree char *b = path_join(to, names.v[i]);

		r = copy_entry(a, b, links, f);
	}
	return r;
}

int
filetree_copy(const char *from, const char *to, struct fail *f)
{
	return copy_all(from, to, false, f);
}

int
filetree_link(const char *from, const char *to, struct fail *f)
{
	return copy_all(from, to, true, f);
}

int
filetree_symlinks(const char *from, const char *to, const char *without,
	struct fail *f)
{
	autoargvec names = ARGVEC_INIT;

	if (path_names(from, &names, f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		autofree char *target = path_join(from, names.v[i]);
		autofree char *link = path_join(to, names.v[i]);

		if (without != NULL && strcmp(names.v[i], without) == 0)
			continue;
		if (symlink(target, link) != 0)
			return fail_errno(f, "cannot make link '%s'", link);
	}
	return 0;
}

/* False when this file was counted under another name. */
static bool
first_time(struct filetree_seen *s, const struct stat *st)
{
	unsigned long long id = (unsigned long long)st->st_dev << 44 ^
				(unsigned long long)st->st_ino;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i] == id)
			return false;
	if (s->n == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 64;
		s->v = xreallocarray(s->v, s->cap, sizeof *s->v);
	}
	s->v[s->n++] = id;
	return true;
}

static void
measure_file(const struct stat *st, struct filetree_seen *seen,
	struct filetree_size *out)
{
	out->files++;
	if (st->st_nlink == 1 || first_time(seen, st))
		out->bytes += (unsigned long long)st->st_blocks * 512;
	if (st->st_mtime > out->made)
		out->made = st->st_mtime;
	if (st->st_mtime > out->used)
		out->used = st->st_mtime;
	if (st->st_atime > out->used)
		out->used = st->st_atime;
}

static void
measure(const char *path, struct filetree_seen *seen,
	struct filetree_size *out)
{
	struct stat st;
	autoargvec names = ARGVEC_INIT;

	if (lstat(path, &st) != 0)
		return;
	if (!S_ISDIR(st.st_mode)) {
		/* A symlink says nothing about the use of what it names. */
		if (S_ISREG(st.st_mode) &&
			strcmp(path_base(path), SEAL_NAME) != 0)
			measure_file(&st, seen, out);
		return;
	}
	/* A folder's atime is that of whoever measured last. */
	out->bytes += (unsigned long long)st.st_blocks * 512;
	path_list(path, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *full = path_join(path, names.v[i]);

		measure(full, seen, out);
	}
}

void
filetree_measure(const char *path, struct filetree_seen *seen,
	struct filetree_size *out)
{
	struct stat st;

	*out = (struct filetree_size){ 0 };
	measure(path, seen, out);
	if (out->used == 0 && lstat(path, &st) == 0)
		out->made = out->used = st.st_mtime;
}

void
filetree_seen_clear(struct filetree_seen *seen)
{
	free(seen->v);
	*seen = (struct filetree_seen){ 0 };
}
