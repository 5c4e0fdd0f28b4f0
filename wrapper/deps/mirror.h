/* Releases of this machine's distribution on the mirror that its apt uses. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

struct mirror {
	const struct distribution *of;
	char *uri;  /* with a '/' at its end */
};

/* The first source of this machine that is a mirror of its distribution. */
int mirror_find(struct mirror *m, struct fail *f);

/* The releases, the oldest first; a mirror keeps the last few of them. */
void mirror_releases(const struct mirror *m, struct argvec *out);

/* What the mirror says of a release in its InRelease, below dir for a moment; NULL
 * if it does not have it. Freed by the caller. */
char *mirror_release(const struct mirror *m, const char *release,
	const char *dir);

/* Has a release of which the mirror says this packages of an architecture? */
bool mirror_says_arch(const char *text, const char *arch);

/* Lines of sources.list for releases, separated by blanks; keyring NULL: the
 * distribution's. Freed by the caller. */
char *mirror_source(const struct mirror *m, const char *releases,
	const char *keyring);

/* The newest release that has packages of an architecture, or NULL. */
char *mirror_with(const char *arch);

void mirror_clear(struct mirror *m);
