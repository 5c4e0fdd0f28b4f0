/* Programs of the system that an install leans on: python3, curl, unzip, tar.
 * Run without a shell; their chatter never reaches our stdout. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* True when stderr is a terminal: worth a progress line. */
bool external_watched(void);

/* Runs argv (argv[0] is a path). show: its output goes to our stderr, for a
 * progress bar; else it is kept, and the line that says most becomes the
 * cause when it fails. A signal that ended it is "interrupted", with the
 * shell's status for that signal. */
int external_run(struct argvec *argv, bool show, struct fail *f);

/* external_run that keeps the output, with changes to the environment as
 * os_run takes them. */
int external_run_with(struct argvec *argv, const struct argvec *env,
	struct fail *f);

/* external_run of a Python, in the root folder: `-m` and `-c` would import
 * from the current one. Its words name files whole. */
int external_python(struct argvec *argv, bool show, struct fail *f);

/* external_run that hands out what it printed on stdout. */
int external_output(struct argvec *argv, char **out, struct fail *f);
