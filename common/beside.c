#include "common/beside.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

#define BESIDE "ZBUILD_BESIDE"

bool
beside_share(int fd, long pid, int theirs, struct argvec *env)
{
	autofree char *name = system_descriptor(pid, theirs);
	struct stat st;

	if (name == NULL || fstat(fd, &st) != 0)
		return false;
	argvec_pushf(env, BESIDE "=%ld:%d:%ju:%ju", pid, theirs,
		(uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return true;
}

bool
beside_there(void)
{
	return getenv(BESIDE) != NULL;
}

/* Opened by name, not handed down: it would stay open in a daemon that
 * somebody starts. */
void
beside_tell(const char *line)
{
	const char *said = getenv(BESIDE);
	autofree char *path = NULL;
	uintmax_t dev, ino;
	struct stat st;
	long pid;
	int fd;

	if (said == NULL ||
		sscanf(said, "%ld:%d:%ju:%ju", &pid, &fd, &dev, &ino) != 4 ||
		(path = system_descriptor(pid, fd)) == NULL)
		return;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	/* (another process may have this number by now) */
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
		(uintmax_t)st.st_dev == dev && (uintmax_t)st.st_ino == ino)
		dprintf(fd, "%s\n", line);
	if (fd >= 0)
		close(fd);
}
