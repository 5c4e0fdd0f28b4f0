/* Archives of zig, unpacked with the system's programs, and looked at first. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

/*
 * Unpacks file (.whl, .zip, .tar.xz, .tar.gz: told apart by their first bytes)
 * into dir, an empty folder. Refused before anything is written: a name that
 * is absolute or has "..", a symlink or an encrypted member in a zip file;
 * afterwards: a symlink that leaves dir, and anything that is no file, folder
 * or symlink.
 */
int unpack_archive(const char *file, const char *dir, struct fail *f);

/* 0 if the names in a zip file's directory are harmless. */
int unpack_check_zip(const char *file, struct fail *f);

/* True for a relative name that stays below the folder it is put in. */
bool unpack_name_ok(const char *name);
