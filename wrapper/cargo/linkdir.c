#include "wrapper/cargo/linkdir.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "shim/script.h"
#include "targets/host.h"
#include "targets/triple.h"

static const char shim_name[] = "zshim";

int
linkdir_shim(char **out, struct fail *f)
{
	autofree char *self = os_self();
	autofree char *dir = path_dir(self);
	autofree char *beside = path_join(dir, shim_name);
	autofree char *found = NULL;

	found = path_search(beside, NULL, 0, 0);
	if (found == NULL)
		found = path_find(shim_name);
	if (found == NULL) {
		fail_set(f,
			"cannot find '%s': neither '%s' nor a folder of PATH "
			"has it",
			shim_name, beside);
		return fail_hint(f, "install zshim beside cargo-zbuild");
	}
	*out = path_absolute(found);
	return 0;
}

static int
taken(const char *path, struct fail *f)
{
	fail_set(f, "cannot make the link '%s': something else is there",
		path);
	return fail_hint(f, "move it away or choose another folder");
}

static int
link_one(const char *path, const char *shim, struct fail *f)
{
	autofree char *tmp = NULL;
	char old[PATH_MAX];
	ssize_t n = readlink(path, old, sizeof old - 1);

	if (n >= 0) {
		old[n] = '\0';
		if (strcmp(old, shim) == 0)
			return 0;
		if (strcmp(path_base(old), path_base(shim)) != 0)
			return taken(path, f);
	} else if (errno == EINVAL) {
		return taken(path, f);
	} else if (errno != ENOENT) {
		return fail_errno(f, "cannot make the link '%s'", path);
	}
	tmp = xasprintf("%s.%ld~", path, (long)getpid());
	if (symlink(shim, tmp) != 0 || rename(tmp, path) != 0) {
		fail_errno(f, "cannot make the link '%s'", path);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int
linkdir_fill(const char *dir, const char *shim, const struct argvec *names,
	struct fail *f)
{
	for (size_t i = 0; i < names->n; i++) {
		autofree char *path = path_join(dir, names->v[i]);

		if (link_one(path, shim, f) != 0)
			return -1;
	}
	return 0;
}

int
linkdir_self(const char *dir, char **out, struct fail *f)
{
	autofree char *self = os_self();
	autofree char *name = xstrdup(path_base(self));
	autofree char *link = path_join(dir, name);

	if (strpbrk(self, " \t") == NULL) {
		*out = xstrdup(self);
		return 0;
	}
	if (link_one(link, self, f) != 0)
		return -1;
	*out = xstrdup(strpbrk(link, " \t") == NULL ? link : name);
	return 0;
}

static char *
with_floor(const struct target *t, const char *triple)
{
	if (t->def->libc != LIBC_GLIBC || version_none(t->glibc))
		return xstrdup(triple);
	return xasprintf("%s.%u.%u", triple, t->glibc.major, t->glibc.minor);
}

char *
linkdir_target(const struct target *t)
{
	return with_floor(t, t->def->rust);
}

char *
linkdir_prefix(const struct target *t)
{
	const struct target_def *same =
		t->def->gnu != NULL ? triple_find(t->def->gnu, NULL) : NULL;

	if (same == NULL || strcmp(same->rust, t->def->rust) != 0)
		return linkdir_target(t);
	return with_floor(t, t->def->gnu);
}

/* Is name "<prefix>-tool"? */
static bool
has_prefix(const char *name, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(name, prefix, n) == 0 && name[n] == '-';
}

void
linkdir_names(const struct target *t, struct argvec *names)
{
	const struct target_def *host = triple_find(host_triple(), NULL);
	autofree char *prefix = linkdir_prefix(t), *full = linkdir_target(t);
	const struct target_def *llvm = triple_find(t->def->llvm, NULL);
	/* a configure's --host may be any of these; here it means the floor */
	const char *more[] = { prefix, t->def->rust,
		llvm == t->def ? t->def->llvm : NULL };
	struct target pinned = *t;
	autoargvec all = ARGVEC_INIT;

	pinned.glibc_given = t->def->libc == LIBC_GLIBC;
	strncpy(pinned.name, full, sizeof pinned.name - 1);
	applet_link_names(&pinned, &all);
	for (size_t i = 0; i < all.n; i++) {
		const char *name = all.v[i];

		if (has_prefix(name, full)) {
			for (size_t k = 0; k < COUNT(more); k++)
				if (more[k] != NULL && strcmp(more[k], full) != 0)
					argvec_pushf(names, "%s%s", more[k],
						name + strlen(full));
		} else if (host != NULL && host->gnu != NULL &&
			   has_prefix(name, host->gnu)) {
			continue;
		}
		argvec_push(names, name);
	}
}

int
linkdir_make(const struct target *t, const char *shim, char **dir,
	struct fail *f)
{
	autofree char *name = linkdir_target(t);
	autofree char *sub = path_join("bin", name);
	autoargvec names = ARGVEC_INIT;

	if (os_cache_sub(sub, dir, f) != 0)
		return -1;
	linkdir_names(t, &names);
	/* rustc strips what it links for Apple by a tool that rustup brings and
	 * distributions do not, and asks xcrun for an SDK; the folder's name
	 * says the target. */
	if (t->def->libc == LIBC_DARWIN)
		argvec_pushl(&names, "rust-objcopy", "xcrun", NULL);
	if (linkdir_fill(*dir, shim, &names, f) != 0) {
		free(*dir);
		*dir = NULL;
		return -1;
	}
	return 0;
}

int
linkdir_scripts(const char *shim, char **dir, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;

	argvec_pushl(&names, "cc", "c++", "ar", "ranlib", NULL);
	if (os_cache_sub("bin/" SCRIPT_DIR, dir, f) != 0)
		return -1;
	return linkdir_fill(*dir, shim, &names, f);
}
