/* Whole folders: copied, measured. */
#pragma once

#include <time.h>

#include "common/fail.h"

/* Makes a folder and its missing parents as a user's own (0777 and umask). */
int filetree_mkdir(const char *path, struct fail *f);

/*
 * Copies the files below `from` into the folder `to`, with the folders that
 * they are in. A file that is there already stays: the first copy wins.
 * Symlinks are followed.
 */
int filetree_copy(const char *from, const char *to, struct fail *f);

/* Copies one file; the folder must be there. 1 when there is one already. */
int filetree_copy_file(const char *from, const char *to, struct fail *f);

/* As filetree_copy, but hard links where the file system allows: what is below
 * both must never be written to. Symlinks are left out. */
int filetree_link(const char *from, const char *to, struct fail *f);

/* Symlinks in the folder `to` to all that is in `from`, but for one name (or
 * NULL). `from` is absolute. */
int filetree_symlinks(const char *from, const char *to, const char *without,
	struct fail *f);

/* What lies below a path; files with several names count once in all that are
 * measured with the same `seen`. */
struct filetree_seen {
	unsigned long long *v;
	size_t n, cap;
};
struct filetree_size {
	unsigned long long bytes;  /* on the disk */
	unsigned long long files;
	time_t made, used;         /* newest mtime; newest mtime or atime */
};

/* What cannot be read counts as nothing. */
void filetree_measure(const char *path, struct filetree_seen *seen,
	struct filetree_size *out);
void filetree_seen_clear(struct filetree_seen *seen);
