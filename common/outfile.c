#include "common/outfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/path.h"
#include "common/system.h"
#include "common/xalloc.h"

static int
put_device(const char *path, const void *data, size_t len, struct fail *f)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(f, "cannot write '%s'", path);
	if (path_write_all(fd, data, len) != 0) {
		fail_errno(f, "cannot write '%s'", path);
		close(fd);
		return -1;
	}
	return close(fd) == 0 ? 0 : fail_errno(f, "cannot write '%s'", path);
}

/* Owner first: changing it takes the set-user-ID bit away. */
static int
set_rights(int fd, const struct stat *from, bool same)
{
	mode_t mask;

	if (same)
		return fchmod(fd, fchown(fd, from->st_uid, from->st_gid) == 0
					  ? from->st_mode & 07777
					  : from->st_mode & 0777);
	mask = umask(0);
	umask(mask);
	return fchmod(fd, from->st_mode & 0777 & ~mask);
}

int
outfile_put(const char *path, const void *data, size_t len,
	const struct stat *from, bool dates, struct fail *f)
{
	struct timespec times[2] = { system_atime(from), system_mtime(from) };
	autofree char *real = realpath(path, NULL), *tmp = NULL;
	const char *to = real != NULL ? real : path;
	struct stat old;
	bool there = stat(to, &old) == 0;
	bool same = there && old.st_dev == from->st_dev &&
		    old.st_ino == from->st_ino;
	int fd;

	if (there && !S_ISREG(old.st_mode))
		return put_device(path, data, len, f);
	tmp = xasprintf("%s.XXXXXX", to);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return fail_errno(f, "cannot write '%s'", path);
	if (path_write_all(fd, data, len) != 0 ||
		set_rights(fd, from, same) != 0 ||
		(dates && futimens(fd, times) != 0)) {
		fail_errno(f, "cannot write '%s'", path);
		close(fd);
		unlink(tmp);
		return -1;
	}
	if (close(fd) != 0 || rename(tmp, to) != 0) {
		fail_errno(f, "cannot write '%s'", path);
		unlink(tmp);
		return -1;
	}
	return 0;
}
