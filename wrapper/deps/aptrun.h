/* Running apt's programs. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/* 0 if this machine has apt and dpkg-deb; else an error that says what to do. */
int aptrun_there(struct fail *f);

/*
 * Runs argv (found on PATH unless absolute) with APT_CONFIG=conf (NULL: as it
 * is). *out (may be NULL) is its stdout; *trouble (may be NULL) the first of
 * its "E:" and "W:" lines even when it succeeded. A failure's message is what
 * apt says itself.
 */
int aptrun(struct argvec *argv, const char *conf, char **out, char **trouble,
	struct fail *f);

/* The first line "E: …", else "W: …", of what apt printed that says something;
 * NULL if there is none. Freed by the caller. */
char *aptrun_trouble(const char *text);

/* What tells that a file, or one in a folder, was changed; "-" if there is
 * none. Freed by the caller. */
char *aptrun_files_identity(const char *path);
