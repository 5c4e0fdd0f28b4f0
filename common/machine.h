/*
 * What a plan may ask of this machine: files, the environment, PATH, the cache.
 * Plans ask through this and in no other way, so that a test can plan on a
 * machine that is made up (tests/lib/fake.c). Nothing here writes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"
#include "common/fail.h"

struct machine {
	/* getenv */
	const char *(*env)(const char *name);
	bool (*exists)(const char *path);
	bool (*is_file)(const char *path);
	bool (*is_dir)(const char *path);
	/* One file or folder by two names? */
	bool (*is_same)(const char *a, const char *b);
	/* path_absolute, path_list, path_read */
	char *(*absolute)(const char *path);
	void (*list)(const char *dir, struct argvec *out);
	int (*read)(const char *path, size_t max, char **out, size_t *len,
		struct fail *f);
	/* The program of this name on PATH that is not ourselves, or NULL; a
	 * name with a '/' is looked at as it is. */
	char *(*on_path)(const char *name);
	/* What a program says to one word (--help); NULL if nothing. */
	char *(*ask)(const char *program, const char *word);
	/* os_self, os_cache_find */
	char *(*self)(void);
	int (*cache)(const char *sub, char **out, struct fail *f);
};

/* The one that we run on. */
extern const struct machine machine_real;
