/* doctor: the cache folder. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/seal.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "wrapper/cache/scan.h"
#include "wrapper/doctor/parts.h"
#include "wrapper/files/filetree.h"

/* zig builds a target's libraries in a few hundred MB; users of zig report
 * caches of 18 to 90 GB (ziglang/zig#15358). */
enum { MB = 1 << 20, FREE_MB = 1024, SIZE_MB = 20 * 1024 };

static unsigned long long
folder_mb(const char *dir)
{
	scoped(filetree_seen) seen = { 0 };
	struct filetree_size size;

	filetree_measure(dir, &seen, &size);
	return size.bytes / MB;
}

/* The folder, or the nearest one above it that exists. */
static char *
existing(const char *dir)
{
	char *at = path_absolute(dir);

	while (!path_is_dir(at)) {
		char *up = path_dir(at);

		free(at);
		at = up;
	}
	return at;
}

static void
check_room(const char *dir, struct findings *fs)
{
	autofree char *at = existing(dir);
	struct statvfs v;
	unsigned long long mb;

	if (statvfs(at, &v) != 0)
		return;
	mb = (unsigned long long)v.f_bavail * v.f_frsize / MB;
	if (mb < FREE_MB)
		finding_add(fs, FINDING_WARN, "cache room",
			xasprintf("only %llu MB are free in '%s'", mb, at),
			xstrdup("make room, or set ZBUILD_CACHE_DIR to a "
				"folder on another disk"));
	else
		finding_add(fs, FINDING_OK, "cache room",
			xasprintf("%llu MB free", mb), NULL);
	if (system_is_noexec(at))
		finding_add(fs, FINDING_MISSING, "cache mount",
			xasprintf(
				"nothing can be executed in '%s' (noexec)", at),
			xstrdup("set ZBUILD_CACHE_DIR to a folder on another "
				"file system"));
}

static void
check_mode(const char *dir, struct findings *fs)
{
	struct stat st;

	if (stat(dir, &st) != 0)
		return;
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		finding_add(fs, FINDING_WARN, "cache mode",
			xasprintf("others may write to '%s' (mode %04o): they "
				  "could plant programs that you run",
				dir, (unsigned)(st.st_mode & 07777)),
			xasprintf("chmod go-w '%s'", dir));
}

/* What is sealed, all of it: the next build makes anew what is damaged. */
static void
check_damage(struct findings *fs)
{
	struct cachedir c;
	struct fail ignored = FAIL_INIT;

	if (cachedir_read(NULL, &c, &ignored) != 0)
		fail_clear(&ignored);
	for (size_t i = 0; i < c.n; i++) {
		autofree char *what = NULL;

		if (seal_check(c.v[i].path, &what))
			continue;
		seal_doubt(c.v[i].path, 0);
		finding_add(fs, FINDING_WARN, "cache",
			xasprintf("'%s' is damaged", what),
			c.v[i].kind == CACHE_INSTALLED
				? xasprintf("cargo zbuild zig install %s",
					  c.v[i].name)
				: xstrdup("nothing: the next build makes it "
					  "again"));
	}
	cachedir_clear(&c);
}

void
doctor_cache(struct findings *fs)
{
	autofree char *dir = os_cache_dir(), *made = NULL;
	autofail f = FAIL_INIT;
	unsigned long long mb;
	bool new = !path_is_dir(dir);

	check_mode(dir, fs);
	/* As the shim does it, so that the same refusals show. */
	if (os_cache_sub("bin", &made, &f) != 0) {
		finding_fail(fs, FINDING_MISSING, "cache", &f,
			f.hint == NULL ? xstrdup("set ZBUILD_CACHE_DIR to a "
						 "folder that you can write to")
				       : NULL);
		return;
	}
	if (access(made, W_OK | X_OK) != 0) {
		finding_add(fs, FINDING_MISSING, "cache",
			xasprintf("cannot write to '%s'", made),
			xasprintf("chmod u+rwx '%s'", made));
		return;
	}
	mb = new ? 0 : folder_mb(dir);
	finding_add(fs, mb > SIZE_MB ? FINDING_WARN : FINDING_OK, "cache",
		xasprintf("%s, %llu MB", dir, mb),
		mb > SIZE_MB ? xasprintf("cargo zbuild cache gc --max-size %dG",
				       SIZE_MB / 1024)
			     : NULL);
	check_room(dir, fs);
	check_damage(fs);
}
