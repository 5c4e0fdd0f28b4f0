/* Where a zig may be. Only lists: nothing here is run. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* Is path this very program? */
bool zigplaces_is_self(const char *path);

/* Executable files called name in the absolute folders of $PATH, each file
 * once, in order. Empty and relative entries do not count: what we start must
 * not depend on the folder that a build happens to be in. */
void zigplaces_on_path(const char *name, struct argvec *out);

/* python3 and python on PATH, each file once. */
void zigplaces_pythons(struct argvec *out);

/* Existing site-packages folders, best first: $VIRTUAL_ENV, those of each
 * Python on PATH, pyenv's, the user's own, pipx's and uv's. */
void zigplaces_site(struct argvec *out);

/* <cache>/zigs, made if missing: our own installs, one folder a version. */
int zigplaces_home(char **out, struct fail *f);

/* In an install's folder: the SHA-256 of the archive that it is from. */
#define ZIGPLACES_NOTE "zbuild-archive"

/* What it says beside this zig, if that is an install of ours. */
bool zigplaces_archive(const char *zig, char hex[65]);

/* The versions installed there, newest first. */
void zigplaces_installed(const char *home, struct argvec *versions);
