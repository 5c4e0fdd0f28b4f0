#include "common/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

#define WRITING ".XXXXXX" /* behind the name of a file that path_write makes */

const char *
path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

char *
path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (n == 0)
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

char *
path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

char *
path_absolute(const char *path)
{
	char cwd[PATH_MAX];

	if (path[0] == '/' || getcwd(cwd, sizeof cwd) == NULL)
		return xstrdup(path);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path_join(cwd, path);
}

bool
path_is_in(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

bool
path_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool
path_is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

bool
path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
path_mkdirs(const char *path, struct fail *f)
{
	autofree char *copy = xstrdup(path);

	if (*path == '\0')
		return fail_set(f, "cannot create folder '': no name");
	if (path_is_dir(path))
		return 0;
	for (char *p = copy + 1;; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
			int err = errno;

			/* A folder that is there may also be EROFS. */
			if (!path_is_dir(copy)) {
				errno = err;
				return fail_errno(f,
					"cannot create folder '%s'", copy);
			}
		}
		*p = c;
		if (c == '\0')
			break;
	}
	if (!path_is_dir(path))
		return fail_set(
			f, "cannot create folder '%s': a file is there", path);
	return 0;
}

int
path_read(
	const char *path, size_t max, char **out, size_t *len, struct fail *f)
{
	struct stat st;
	char *buf = NULL;
	size_t n = 0;
	ssize_t r;
	int fd;

	if (path_is_special(path))
		return fail_set(
			f, "cannot read '%s': not a regular file", path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail_errno(f, "cannot open '%s'", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail_set(
			f, "cannot read '%s': not a regular file", path);
	}
	if ((unsigned long long)st.st_size > max) {
		close(fd);
		return fail_set(f, "cannot read '%s': larger than %zu bytes",
			path, max);
	}
	buf = xmalloc((size_t)st.st_size + 1);
	while (n < (size_t)st.st_size &&
		(r = read(fd, buf + n, (size_t)st.st_size - n)) != 0) {
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			fail_errno(f, "cannot read '%s'", path);
			free(buf);
			close(fd);
			return -1;
		}
		n += (size_t)r;
	}
	close(fd);
	buf[n] = '\0';
	*out = buf;
	if (len != NULL)
		*len = n;
	return 0;
}

int
path_read_text(const char *path, size_t max, char **out, struct fail *f)
{
	char *text;
	size_t len;

	if (path_read(path, max, &text, &len, f) != 0)
		return -1;
	if (strlen(text) != len) {
		free(text);
		return fail_set(f, "cannot read '%s': a NUL byte in a text",
			path);
	}
	*out = text;
	return 0;
}

int
path_write_all(int fd, const void *data, size_t len)
{
	const char *from = data;

	while (len > 0) {
		ssize_t w = write(fd, from, len);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		from += w;
		len -= (size_t)w;
	}
	return 0;
}

int
path_write(const char *path, const void *data, size_t len, mode_t mode,
	struct fail *f)
{
	autofree char *tmp = xasprintf("%s" WRITING, path);
	int fd = mkostemp(tmp, O_CLOEXEC);

	if (fd < 0)
		return fail_errno(f, "cannot write '%s'", path);
	if (path_write_all(fd, data, len) != 0 || fchmod(fd, mode) != 0) {
		fail_errno(f, "cannot write '%s'", path);
		close(fd);
		unlink(tmp);
		return -1;
	}
	if (close(fd) != 0 || rename(tmp, path) != 0) {
		fail_errno(f, "cannot write '%s'", path);
		unlink(tmp);
		return -1;
	}
	return 0;
}

void
path_write_sweep(const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *dot = strrchr(names.v[i], '.');
		autofree char *path = path_join(dir, names.v[i]);

		if (dot != NULL && strlen(dot) == strlen(WRITING) &&
			path_is_file(path))
			unlink(path);
	}
}

int
path_update(const char *path, const void *data, size_t len, mode_t mode,
	struct fail *f)
{
	autofree char *old = NULL;
	size_t n = 0;

	if (path_read(path, len, &old, &n, FAIL_IGNORED) == 0 && n == len &&
		old != NULL && memcmp(old, data, len) == 0)
		return 0;
	return path_write(path, data, len, mode, f) != 0 ? -1 : 1;
}

int
path_walk(const char *dir, path_walk_fn *fn, const void *with, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	int r = path_names(dir, &names, f);

	for (size_t i = 0; r == 0 && i < names.n; i++) {
		autofree char *path = path_join(dir, names.v[i]);
		struct stat st;

		if (lstat(path, &st) != 0)
			return fail_errno(f, "cannot look at '%s'", path);
		r = fn(path, &st, with, f);
		if (r == 0 && S_ISDIR(st.st_mode))
			r = path_walk(path, fn, with, f);
	}
	return r;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
path_remove(const char *path, struct fail *f)
{
	struct stat st;

	if (lstat(path, &st) != 0 && errno == ENOENT)
		return 0;
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 &&
		errno != ENOENT)
		return fail_errno(f, "cannot remove '%s'", path);
	return 0;
}

static bool
is_program(const char *path, dev_t skip_dev, ino_t skip_ino)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0 &&
	       !(skip_ino != 0 && st.st_dev == skip_dev &&
		       st.st_ino == skip_ino);
}

char *
path_search(
	const char *name, const char *path, dev_t skip_dev, ino_t skip_ino)
{
	if (strchr(name, '/') != NULL)
		return is_program(name, skip_dev, skip_ino) ? xstrdup(name)
							    : NULL;
	for (const char *p = path; p != NULL;) {
		size_t n = strcspn(p, ":");
		autofree char *dir = n > 0 ? xstrndup(p, n) : xstrdup(".");
		autofree char *full = path_join(dir, name);

		if (is_program(full, skip_dev, skip_ino)) {
			char *found = full;

			full = NULL;
			return found;
		}
		p = p[n] == ':' ? p + n + 1 : NULL;
	}
	return NULL;
}

char *
path_find(const char *name)
{
	return path_search(name, getenv("PATH"), 0, 0);
}

int
path_names(const char *dir, struct argvec *out, struct fail *f)
{
	DIR *d = opendir(dir);
	size_t first = out->n;
	struct dirent *e;

	if (d == NULL)
		return fail_errno(f, "cannot read '%s'", dir);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			argvec_push(out, e->d_name);
	closedir(d);
	argvec_sort(out, first);
	return 0;
}

void
path_list(const char *dir, struct argvec *out)
{
	path_names(dir, out, FAIL_IGNORED);
}
