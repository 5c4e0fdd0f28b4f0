#include "wrapper/run/wine32.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/deps/apt.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/debroot.h"
#include "wrapper/run/winedll.h"

static const char package[] = "libwine";

/* The folder with x86_64-windows and x86_64-unix of a wine that has the 64-bit
 * half of running 32-bit programs, or NULL. */
static char *
installed(const char *loader)
{
	autofree char *dll = wine_dll(loader, "x86_64", "wow64.dll");
	autofree char *windows = dll != NULL ? path_dir(dll) : NULL;

	return windows != NULL ? path_dir(windows) : NULL;
}

/* Another version of wine takes other DLLs. */
static char *
folder(const char *wine)
{
	autofree char *file = path_join(wine, "x86_64-windows/ntdll.dll");
	struct stat st;

	if (stat(file, &st) != 0)
		return NULL;
	return xasprintf("wine-i386-%llx-%llx", (unsigned long long)st.st_size,
		(unsigned long long)st.st_mtime);
}

bool
wine32_offered(const char *loader)
{
	autofree char *wine = installed(loader);
	autofree char *apt = path_find("apt-get");
	autofree char *dpkg = path_find("dpkg-query");

	return wine != NULL && apt != NULL && dpkg != NULL;
}

char *
wine32_fetched(const char *loader)
{
	autofree char *wine = installed(loader);
	autofree char *name = wine != NULL ? folder(wine) : NULL;
	autofree char *sub = name != NULL ? path_join("runners", name) : NULL;
	char *dir = NULL;

	if (sub != NULL && os_cache_find(sub, &dir, FAIL_IGNORED) == 0 &&
		!path_is_dir(dir)) {
		free(dir);
		dir = NULL;
	}
	return dir;
}

/* ---- fetching ---- */

/* "libwine=8.0~repack-4": unix and Windows halves belong together. */
static int
wanted(struct argvec *names, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *version = NULL;

	argvec_pushl(&argv, "dpkg-query", "-W", "-f=${Version}\n", NULL);
	argvec_pushf(&argv, "%s:amd64", package);
	if (aptrun(&argv, NULL, &version, NULL, f) != 0) {
		fail_context(f, "which version of wine is installed?");
		return -1;
	}
	version[strcspn(version, "\n")] = '\0';
	argvec_pushf(names, "%s=%s", package, version);
	return 0;
}

static int
link_in(const char *wine, const char *tmp, const char *name, struct fail *f)
{
	autofree char *from = path_join(wine, name);
	autofree char *to = path_join(tmp, name);

	if (symlink(from, to) != 0)
		return fail_errno(f, "cannot make link '%s'", to);
	return 0;
}

static int
fill(struct apt *a, const struct apt_set *set, const char *wine,
	const char *tmp, struct fail *f)
{
	autofree char *root = path_join(tmp, "root");
	autofree char *to = path_join(tmp, "i386-windows");
	autofree char *from =
		path_join(root, "usr/lib/i386-linux-gnu/wine/i386-windows");

	if (path_mkdirs(root, f) != 0 || debroot_unpack(a, set, root, f) != 0)
		return -1;
	if (rename(from, to) != 0)
		return fail_errno(f, "no i386 DLLs in package %s %s",
			set->v[0].name, set->v[0].version);
	if (path_remove(root, f) != 0 || chmod(tmp, 0755) != 0)
		return -1;
	return link_in(wine, tmp, "x86_64-windows", f) == 0
		       ? link_in(wine, tmp, "x86_64-unix", f)
		       : -1;
}

/* Of all that the package depends on nothing is needed: the unix half is
 * installed. */
static int
make_of(struct apt *a, const struct apt_set *all, const char *wine,
	const char *runners, const char *dir, struct fail *f)
{
	struct apt_set set = { apt_set_find(all, package), 1 };
	struct place place;
	int r;

	if (set.v == NULL)
		return fail_set(f, "apt knows no package %s for i386", package);
	if (place_open(&place, runners, "tmp.wine-i386.", f) != 0)
		return -1;
	r = apt_fetch(a, &set, f);
	if (r == 0)
		r = fill(a, &set, wine, place.dir, f);
	if (r == 0)
		r = place_settle(&place, place.dir, dir, f);
	place_close(&place, f);
	return r;
}

static int
make_into(struct apt *a, const char *wine, const char *runners, const char *dir,
	struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	scoped(apt_set) all = { NULL, 0 };

	return wanted(&names, f) == 0 && apt_resolve(a, &names, &all, f) == 0
		       ? make_of(a, &all, wine, runners, dir, f)
		       : -1;
}

int
wine32_get(const char *loader, char **dir, struct fail *f)
{
	const struct target_def *linux32 =
		triple_find("i686-unknown-linux-gnu", NULL);
	autofree char *wine = installed(loader);
	autofree char *name = wine != NULL ? folder(wine) : NULL;
	autofree char *runners = NULL;
	struct apt a;
	int r = 0;

	*dir = wine32_fetched(loader);
	if (*dir != NULL)
		return 0;
	if (name == NULL)
		return fail_set(f, "no wine is here that runs 32-bit programs "
				   "with fetched DLLs");
	if (os_cache_sub("runners", &runners, f) != 0 ||
		apt_open(linux32, &a, f) != 0)
		return -1;
	*dir = path_join(runners, name);
	/* another command may have made it while this one waited */
	if (!path_is_dir(*dir))
		r = make_into(&a, wine, runners, *dir, f);
	apt_close(&a);
	if (r != 0) {
		fail_context(f, "no 32-bit part of wine");
		free(*dir);
		*dir = NULL;
	}
	return r;
}
