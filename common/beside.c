#include "common/beside.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/elsewhere.h"
#include "common/system.h"
#include "common/xalloc.h"

#define BESIDE "ZBUILD_BESIDE"

bool
beside_possible(void)
{
	autofree char *name = system_descriptor(getpid(), STDIN_FILENO);

	return name != NULL;
}

void
beside_share(int fd, long pid, struct argvec *env)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		elsewhere_share(BESIDE, pid, fd, &st, env);
}

bool
beside_there(void)
{
	return getenv(BESIDE) != NULL;
}

void
beside_tell(const char *line)
{
	autofree char *path = NULL;
	struct elsewhere e;
	struct stat st;
	int fd;

	if (!elsewhere_find(BESIDE, &e) ||
		(path = system_descriptor(e.pid, e.fd)) == NULL)
		return;
	/* to read, too: so it has a reader, and no signal ends us, when the other
	 * has just been killed */
	fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
		elsewhere_is(&e, &st))
		dprintf(fd, "%s\n", line);
	if (fd >= 0)
		close(fd);
}
