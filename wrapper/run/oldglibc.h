/* The oldest glibc that can be had for a target: of the first release of this
 * machine's distribution that its mirror still has. */
#pragma once

#include "common/fail.h"
#include "targets/target.h"

struct oldglibc {
	char *dir;     /* for qemu's -L */
	char *version; /* "2.31" */
	char *from;    /* "bullseye of http://deb.debian.org/debian" */
};

#define OLDGLIBC_INIT                                                          \
	{                                                                      \
		NULL, NULL, NULL                                               \
	}

/* Fetched into the cache if it is not there. */
int oldglibc_get(
	const struct target_def *d, struct oldglibc *out, struct fail *f);

void oldglibc_clear(struct oldglibc *o);
