#include "tests/lib/memfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/path.h"

const char *
memfile(const void *data, size_t size)
{
	static char name[32];
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0 ||
		path_write_all(fd, data, size) != 0)
		abort();
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	return name;
}
