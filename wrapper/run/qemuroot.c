/*
 * What qemu does not find below -L it opens on this machine, so that a loader
 * gets this machine's /etc/ld.so.cache and looks into this machine's multiarch
 * folder. Both may have another build of the same C library (libc6-i386, or
 * libc6 of a foreign architecture), which a loader of another glibc cannot use.
 * A folder of links stands in for such a root: with an empty cache, of which
 * every glibc thinks nothing, and the multiarch folder.
 */
#include "wrapper/run/qemuroot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sha256.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/xalloc.h"
#include "wrapper/files/filetree.h"

/* A cross package's root has lib/libc.so.6 and no lib/<multiarch>. */
static bool
lacks_multiarch(const struct target_def *d, const char *root)
{
	autofree char *lib = path_join(root, "lib");
	autofree char *multi =
		d->multiarch != NULL ? path_join(lib, d->multiarch) : NULL;

	return multi != NULL && path_is_dir(lib) && !path_is_dir(multi);
}

/* An old one is of no use once the folders that it was made from changed. */
static char *
key_of(const struct target_def *d, const char *root)
{
	static const char *const parts[] = { "", "etc", "lib" };
	char hex[SHA256_DIGEST_STRING_LENGTH];
	SHA256_CTX c;

	SHA256_Init(&c);
	SHA256_Update(&c, (const uint8_t *)root, strlen(root) + 1);
	if (d->multiarch != NULL)
		SHA256_Update(&c, (const uint8_t *)d->multiarch,
			strlen(d->multiarch));
	for (size_t i = 0; i < COUNT(parts); i++) {
		autofree char *path = path_join(root, parts[i]);
		autofree char *id = os_identity(path);

		SHA256_Update(&c, (const uint8_t *)"\n", 1);
		if (id != NULL)
			SHA256_Update(&c, (const uint8_t *)id, strlen(id));
	}
	SHA256_End(&c, hex);
	return xstrndup(hex, 16);
}

/* to/name: a folder of links to what is in from/name, if that is there. */
static int
open_folder(const char *from, const char *to, const char *name,
	const char *without, struct fail *f)
{
	autofree char *theirs = path_join(from, name);
	autofree char *ours = path_join(to, name);

	if (unlink(ours) != 0 && errno != ENOENT)
		return fail_errno(f, "cannot remove '%s'", ours);
	if (path_mkdirs(ours, f) != 0)
		return -1;
	return path_is_dir(theirs) ? filetree_symlinks(theirs, ours, without, f)
				   : 0;
}

static int
make(const struct target_def *d, const char *root, const char *to,
	struct fail *f)
{
	autofree char *cache = path_join(to, "etc/ld.so.cache");
	autofree char *lib = path_join(root, "lib");
	autofree char *multi = xasprintf(
		"%s/lib/%s", to, d->multiarch != NULL ? d->multiarch : "");

	if (path_mkdirs(to, f) != 0 ||
		filetree_symlinks(root, to, NULL, f) != 0 ||
		open_folder(root, to, "etc", "ld.so.cache", f) != 0 ||
		path_write(cache, "", 0, 0600, f) != 0)
		return -1;
	if (!lacks_multiarch(d, root))
		return 0;
	if (open_folder(root, to, "lib", d->multiarch, f) != 0)
		return -1;
	return symlink(lib, multi) == 0
		       ? 0
		       : fail_errno(f, "cannot make link '%s'", multi);
}

static int
make_locked(const struct target_def *d, const char *root, const char *base,
	const char *dir, struct fail *f)
{
	autofree char *lock = path_join(base, "lock");
	struct place place = PLACE_INIT;
	int fd = lock_take(lock, f), r = 0;

	if (fd < 0)
		return -1;
	if (!path_is_dir(dir)) {
		r = place_open(&place, base, "tmp.", f);
		if (r == 0)
			r = make(d, root, place.dir, f);
		if (r == 0)
			r = place_settle(&place, place.dir, dir, f);
		place_close(&place, f);
	}
	lock_drop(fd);
	return r;
}

int
qemuroot_get(const struct target_def *d, const char *root, char **out,
	struct fail *f)
{
	autofree char *real = realpath(root, NULL), *base = NULL, *dir = NULL;
	autofree char *cache = NULL, *key = NULL;

	if (real == NULL)
		return fail_errno(f, "cannot use folder '%s'", root);
	cache = path_join(real, "etc/ld.so.cache");
	if (strcmp(real, "/") == 0 ||
		(path_is_file(cache) && !lacks_multiarch(d, real))) {
		*out = xstrdup(root);
		return 0;
	}
	if (os_cache_sub("qemu", &base, f) != 0)
		return -1;
	key = key_of(d, real);
	dir = path_join(base, key);
	if (!path_is_dir(dir) && make_locked(d, real, base, dir, f) != 0)
		return -1;
	*out = dir;
	dir = NULL;
	return 0;
}
