#include "common/elsewhere.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/xalloc.h"

void
elsewhere_share(const char *variable, long pid, int fd, const struct stat *st,
	struct argvec *env)
{
	argvec_pushf(env, "%s=%ld:%d:%ju:%ju", variable, pid, fd,
		(uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
}

bool
elsewhere_find(const char *variable, struct elsewhere *out)
{
	const char *said = getenv(variable);
	uintmax_t dev, ino;

	if (said == NULL || sscanf(said, "%ld:%d:%ju:%ju", &out->pid, &out->fd,
				    &dev, &ino) != 4)
		return false;
	out->dev = (dev_t)dev;
	out->ino = (ino_t)ino;
	return true;
}

bool
elsewhere_is(const struct elsewhere *e, const struct stat *st)
{
	return st->st_dev == e->dev && st->st_ino == e->ino;
}
