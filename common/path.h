/* File names, and files written whole or not at all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/argvec.h"
#include "common/fail.h"

/* The part after the last '/', borrowed from path. */
const char *path_base(const char *path);

/* "dir/name" (just name when dir is empty); the caller frees it. */
char *path_join(const char *dir, const char *name);

/* The part before the last '/', "." when there is none, "/" for the root. */
char *path_dir(const char *path);

/* path itself when absolute, else below the current folder; not resolved. */
char *path_absolute(const char *path);

/* Is path, by its name, dir or something below it? */
bool path_is_in(const char *path, const char *dir);

bool path_is_file(const char *path);

/* Is it there and no regular file? Then it must not be opened to have a look:
 * what comes out of a fifo or a shell's <(…) is gone. */
bool path_is_special(const char *path);
bool path_is_dir(const char *path);

/* Makes the folder and its missing parents with mode 0700 for new ones. */
int path_mkdirs(const char *path, struct fail *f);

/* Reads a regular file of at most max bytes; *len may be NULL. The result is
 * NUL-terminated and freed by the caller. */
int path_read(const char *path, size_t max, char **out, size_t *len,
	struct fail *f);

/* The same of a file that shall be text: a NUL byte, behind which nobody who
 * reads a string looks, is an error. */
int path_read_text(const char *path, size_t max, char **out, struct fail *f);

/* write(2) until all is written; 0, or -1 and errno. */
int path_write_all(int fd, const void *data, size_t len);

/* Writes data to a temp file beside path and renames it into place. */
int path_write(const char *path, const void *data, size_t len, mode_t mode,
	struct fail *f);

/* Removes what path_write() left in `dir` when it was killed, the files that end
 * in its six letters; for who holds the lock of that folder. */
void path_write_sweep(const char *dir);

/* path_write only if the contents differ, so that the mtime stays. Returns 1
 * when it wrote, 0 when nothing had to be done, -1 on failure. */
int path_update(const char *path, const void *data, size_t len, mode_t mode,
	struct fail *f);

/* The names in a folder, but for "." and "..", sorted, are pushed to out. */
int path_names(const char *dir, struct argvec *out, struct fail *f);

/* The same; none where the folder cannot be read. */
void path_list(const char *dir, struct argvec *out);

/* Hands all that is below dir to fn, a folder before what is in it and no
 * symlink followed, until one call does not return 0; with is its own. */
struct stat;
typedef int path_walk_fn(const char *path, const struct stat *st,
	const void *with, struct fail *f);
int path_walk(const char *dir, path_walk_fn *fn, const void *with,
	struct fail *f);

/* Removes a file or a whole folder, never following symlinks; a missing path
 * is no error. */
int path_remove(const char *path, struct fail *f);

/* The first executable file called name on the list `path` (as in $PATH) that
 * is not the file skip_dev/skip_ino (0, 0 skips none); NULL if none. A name
 * with a '/' is tested as it is. */
char *path_search(const char *name, const char *path, dev_t skip_dev,
	ino_t skip_ino);

/* The same on our own PATH, of any file. */
char *path_find(const char *name);
