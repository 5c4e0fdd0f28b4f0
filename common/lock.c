#include "common/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int
lock_take(const char *path, struct fail *f)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_errno(f, "cannot open lock '%s'", path);
	while (flock(fd, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		fail_errno(f, "cannot lock '%s'", path);
		close(fd);
		return -1;
	}
	return fd;
}

void
lock_drop(int fd)
{
	if (fd >= 0)
		close(fd);
}
