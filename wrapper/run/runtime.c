#include "wrapper/run/runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/table.h"
#include "targets/triple.h"
#include "wrapper/deps/apt.h"
#include "wrapper/deps/debroot.h"
#include "wrapper/run/wine32.h"
#include "wrapper/run/winedll.h"

/* The C library itself, and what programs of another compiler need beside. */
static const char *const base[] = { "libc6", "libgcc-s1", "libstdc++6" };
enum { BASE = COUNT(base) };

static bool
has_file(const char *root, const char *file)
{
	autofree char *path = path_join(root, file);

	return path_is_file(path);
}

/* Does the loader that programs name exist below root? */
static bool
has_loader(const struct target_def *d, const char *root)
{
	return d->loader != NULL && has_file(root, d->loader + 1);
}

/* ZBUILD_RUNTIME: no forbids to fetch, fetched ignores what is installed. */
static bool
setting_is(const char *value)
{
	const char *set = getenv("ZBUILD_RUNTIME");

	return set != NULL && strcmp(set, value) == 0;
}

/* /usr/<name> of a package for cross compilers. */
static char *
cross_root(const struct target_def *d, const char *name)
{
	autofree char *root = name != NULL ? xasprintf("/usr/%s", name) : NULL;
	char *it = root;

	if (root == NULL || !has_loader(d, root))
		return NULL;
	root = NULL;
	return it;
}

/* That of arm-unknown-linux-gnueabihf has Debian's name of the ABI, not of the
 * machine: it is ARMv7 code, which is well for qemu's CPU. */
char *
runtime_installed(const struct target_def *d)
{
	char *cross;

	if (d->libc != LIBC_GLIBC || setting_is("fetched"))
		return NULL;
	cross = cross_root(d, d->gnu);
	if (cross == NULL)
		cross = cross_root(d, d->multiarch);
	if (cross != NULL)
		return cross;
	return has_loader(d, "/") ? xstrdup("/") : NULL;
}

bool
runtime_has_libgcc(const struct target_def *d, const char *dir)
{
	static const char *const folders[] = { "lib", "lib64", "usr/lib" };

	for (size_t i = 0; i < COUNT(folders); i++) {
		autofree char *plain =
			xasprintf("%s/libgcc_s.so.1", folders[i]);
		autofree char *multi = xasprintf("%s/%s/libgcc_s.so.1",
			folders[i], d->multiarch != NULL ? d->multiarch : "");

		if (has_file(dir, plain) || has_file(dir, multi))
			return true;
	}
	return false;
}

/* ---- what was fetched ---- */

/*
 * Two sources: the packages of the target's own architecture, and, for those
 * that Debian has as a port or not at all in this release, the arch-independent
 * packages for cross compilers, from this machine's own sources.
 */
enum source { FOREIGN, CROSS, SOURCES };

static const struct target_def *
source_arch(const struct target_def *d, enum source source)
{
	return source == FOREIGN ? d : triple_find(host_triple(), NULL);
}

static void
source_names(const struct target_def *d, enum source source, struct argvec *out)
{
	for (size_t i = 0; i < BASE; i++)
		if (source == FOREIGN)
			argvec_push(out, base[i]);
		else
			argvec_pushf(out, "%s-%s-cross", base[i], d->debian);
}

/* usr/<GNU name> of a cross package: by the loader in it, since several
 * targets share an architecture of Debian's. */
static char *
cross_prefix(const struct target_def *d, const char *root)
{
	autofree char *usr = path_join(root, "usr");
	autoargvec names = ARGVEC_INIT;

	path_list(usr, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *prefix = path_join(usr, names.v[i]);

		if (has_loader(d, prefix))
			return xstrdup(prefix);
	}
	return NULL;
}

/* The folder for -L inside the root of a source. */
static char *
source_prefix(const struct target_def *d, enum source source, const char *root)
{
	if (source == CROSS)
		return cross_prefix(d, root);
	return has_loader(d, root) ? xstrdup(root) : NULL;
}

char *
runtime_fetched(const struct target_def *d)
{
	/* Debian has no ARMv6 with hard floats, and qemu's CPU runs armhf's ARMv7
	 * as well. */
	d = apt_packaged(d);
	if (d == NULL)
		return NULL;
	for (enum source s = FOREIGN; s < SOURCES; s++) {
		autofree char *root = NULL;
		autoargvec names = ARGVEC_INIT;
		char *prefix;

		source_names(d, s, &names);
		root = debroot_known(source_arch(d, s), NULL, &names);
		prefix = root != NULL ? source_prefix(d, s, root) : NULL;
		if (prefix != NULL)
			return prefix;
	}
	return NULL;
}

bool
runtime_offered(const struct target_def *d)
{
	return apt_packaged(d) != NULL;
}

/* Where else a C library may come from. */
static void
hint_other_ways(const struct target_def *d, struct fail *f)
{
	const char *gnu = strstr(d->rust, "-gnu");
	autofree char *musl =
		gnu == NULL ? NULL
			    : xasprintf("%.*s-musl%s", (int)(gnu - d->rust),
				      d->rust, gnu + strlen("-gnu"));
	const struct target_def *m =
		musl != NULL ? triple_find(musl, NULL) : NULL;

	fail_hint(f,
		"a root file system of that machine does: QEMU_LD_PREFIX=DIR, "
		"or run-binary --sysroot DIR%s%s",
		m != NULL ? "; programs of this target need none: " : "",
		m != NULL ? m->rust : "");
}

static int
get_from(const struct target_def *d, enum source s, char **dir, struct fail *f)
{
	autofree char *root = NULL;
	autoargvec names = ARGVEC_INIT;

	source_names(d, s, &names);
	if (debroot_of(source_arch(d, s), &names, &root, f) != 0)
		return -1;
	*dir = source_prefix(d, s, root);
	return *dir != NULL ? 0
			    : fail_set(f, "the packages in '%s' have no '%s'",
				      root, d->loader);
}

/* A program of Windows has its C library in it or in wine, which may lack the
 * 32-bit part. */
static bool
is_wine32(const struct target_def *d)
{
	return d->libc == LIBC_MINGW && d->arch == ARCH_X86;
}

static int
get_wine32(const struct target_def *d, char **dir, struct fail *f)
{
	autofree char *loader = wine_loader();

	if (loader == NULL) {
		fail_set(f, "'wine' is not on PATH");
		return fail_hint(f, "apt-get install wine64 wine");
	}
	if (wine_has_machine(loader, d))
		return fail_set(f, "%s programs need no runtime: the wine here "
				   "runs them",
			d->rust);
	return wine32_get(loader, dir, f);
}

int
runtime_get(const struct target_def *d, char **dir, struct fail *f)
{
	const struct target_def *own = d;

	if (is_wine32(d))
		return get_wine32(d, dir, f);
	if (d->libc != LIBC_GLIBC)
		return fail_set(f, "%s programs need no runtime: %s is in them",
			d->rust, libc_name(d->libc));
	d = apt_packaged(d);
	if (d == NULL) {
		fail_set(f, "Debian has no C library for '%s'", own->rust);
		hint_other_ways(own, f);
		return -1;
	}
	if (d != own)
		trace_line("runtime: %s's packages, by the same loader", d->rust);
	*dir = runtime_fetched(d);
	if (*dir != NULL || get_from(d, FOREIGN, dir, f) == 0)
		return 0;
	trace_line(
		"runtime: %s; now the packages for cross compilers", f->what);
	if (get_from(d, CROSS, dir, FAIL_IGNORED) == 0) {
		fail_clear(f);
		return 0;
	}
	fail_context(f, "no C library of '%s'", own->rust);
	if (f->hint == NULL)
		hint_other_ways(own, f);
	return -1;
}

int
runtime_need(const struct target_def *d, char **dir, struct fail *f)
{
	const char *what =
		is_wine32(d) ? "the 32-bit part" : "the C library";

	if (setting_is("no")) {
		fail_set(f,
			"%s of %s is not here, and "
			"ZBUILD_RUNTIME=no forbids to fetch it",
			what, is_wine32(d) ? "wine" : d->rust);
		return fail_hint(f, "cargo zbuild runtime %s", d->rust);
	}
	fshow(stderr,
		"zbuild: fetching %s of %s, to run %s programs "
		"with (once; ZBUILD_RUNTIME=no forbids)\n",
		what, is_wine32(d) ? "wine (100 MB)" : d->rust,
		is_wine32(d) ? d->rust : "its");
	return runtime_get(d, dir, f);
}

/* ---- which glibc ---- */

/* Every libc.so.6 says "GNU C Library (…) stable release version 2.36." */
static char *
version_in(const char *file)
{
	static const char head[] = "GNU C Library";
	static const char mark[] = " release version ";
	autofree char *text = NULL;
	size_t len = 0;
	const char *at;

	if (path_read(file, 64u << 20, &text, &len, FAIL_IGNORED) != 0)
		return NULL;
	at = memmem(text, len, head, strlen(head));
	if (at != NULL)
		at = memmem(at, len - (size_t)(at - text), mark, strlen(mark));
	if (at == NULL)
		return NULL;
	at += strlen(mark);
	return xstrndup(at, strspn(at, "0123456789.") -
				    (at[strspn(at, "0123456789.") - 1] == '.'));
}

char *
runtime_glibc(const struct target_def *d, const char *dir)
{
	autofree char *multi =
		xasprintf("lib/%s", d->multiarch != NULL ? d->multiarch : "");
	autofree char *loader =
		d->loader != NULL ? path_dir(d->loader + 1) : xstrdup("lib");
	const char *const folders[] = { multi, loader, "lib", "lib64" };

	for (size_t i = 0; i < COUNT(folders); i++) {
		autofree char *lib = path_join(dir, folders[i]);
		autofree char *file = path_join(lib, "libc.so.6");
		char *version = version_in(file);

		if (version != NULL)
			return version;
	}
	return NULL;
}
