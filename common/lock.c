#include "common/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/child.h"

static int
lock_open(const char *path, struct fail *f)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd >= 0 ? fd : fail_errno(f, "cannot open lock '%s'", path);
}

/* 0, 1 when `how` has LOCK_NB and somebody else holds it, or -1. */
static int
lock_fd(int fd, int how, const char *path, struct fail *f)
{
	while (flock(fd, how) != 0) {
		if (errno == EINTR && child_stopped(f) != 0)
			return -1;
		if (errno == EINTR)
			continue;
		if (errno == EWOULDBLOCK)
			return 1;
		return fail_errno(f, "cannot lock '%s'", path);
	}
	return 0;
}

int
lock_take(const char *path, struct fail *f)
{
	int fd = lock_open(path, f);

	if (fd >= 0 && lock_fd(fd, LOCK_EX, path, f) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int
lock_try(const char *path, int *fd, struct fail *f)
{
	int got;

	*fd = lock_open(path, f);
	if (*fd < 0)
		return -1;
	got = lock_fd(*fd, LOCK_EX | LOCK_NB, path, f);
	if (got != 0) {
		close(*fd);
		*fd = -1;
	}
	return got;
}

int
lock_wait(const char *path, struct fail *f, const char *who, ...)
{
	va_list ap;
	int fd;

	if (lock_try(path, &fd, f) != 1)
		return fd;
	fputs("zbuild: waiting for another ", stderr);
	va_start(ap, who);
	vfprintf(stderr, who, ap);
	va_end(ap);
	fputc('\n', stderr);
	return lock_take(path, f);
}

void
lock_drop(int fd)
{
	if (fd >= 0)
		close(fd);
}
