#include "shim/sysroot/stubs.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/elf/stub.h"
#include "targets/glibc.h"

/* What zig has a list of. */
static const struct kind {
	enum libc_kind libc;
	const char *list;       /* its folder below zig's libc */
	const char *files;      /* by which programs find the libraries */
	const char *version;    /* in front of a version's number */
	const char *word;       /* of a compile, that says which version */
} kinds[] = {
	{ LIBC_GLIBC, "glibc", "libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 "
		"librt.so.1 libutil.so.1 libresolv.so.2 libld.so.2",
		"GLIBC_", NULL },
	{ LIBC_FREEBSD, "freebsd", "libc.so.7 libm.so.5 libthr.so.3 "
		"libstdthreads.so.0 libdl.so.1 librt.so.1 libutil.so.9 "
		"libexecinfo.so.1 libld.so.1",
		"FBSD_", "-D__FreeBSD_version=" },
	{ LIBC_NETBSD, "netbsd", "libc.so.12 libm.so.0 libpthread.so.1 "
		"librt.so.1 libutil.so.7 libexecinfo.so.0 libld.so.0",
		NULL, "-D__NetBSD_Version__=" },
	{ LIBC_OPENBSD, "openbsd", "libc.so.0 libm.so.0 libpthread.so.0 "
		"libutil.so.0 libexecinfo.so.0 libld.so.0",
		NULL, "-DOpenBSD" },
};

struct stubs {
	const struct glibc_lists *lists;
	const struct kind *kind;
	struct stub stub[32];
	size_t n;
};

static const struct kind *
kind_of(const struct target *t)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].libc == t->def->libc)
			return &kinds[i];
	return NULL;
}

/* The libc's version that a link is for. */
static struct version
version_of(const struct maker *m, const struct kind *k,
	const struct argvec *words)
{
	unsigned long n = 0, minor = 0;
	char *end;

	if (k->word == NULL)
		return m->target->glibc;
	for (size_t i = 0; i < words->n; i++) {
		if (!starts_with(words->v[i], k->word))
			continue;
		n = strtoul(words->v[i] + strlen(k->word), &end, 10);
		minor = *end == '_' ? strtoul(end + 1, NULL, 10) : 0;
	}
	/* OpenBSD7_8 */
	if (k->libc == LIBC_OPENBSD)
		return (struct version){ (unsigned short)n,
			(unsigned short)minor, 0 };
	/* 1400500 is FreeBSD 14, whose libc is FBSD_1.7 */
	if (k->libc == LIBC_FREEBSD)
		return (struct version){ 1, (unsigned short)(n / 100000 - 7), 0 };
	return (struct version){ (unsigned short)(n / 100000000),
		(unsigned short)(n / 1000000 % 100), 0 };
}

static void
add_entry(const struct glibc_entry *e, void *with)
{
	static const enum stub_kind of[] = { [GLIBC_FUNCTION] = STUB_FUNCTION,
		[GLIBC_OBJECT] = STUB_OBJECT, [GLIBC_TLS] = STUB_TLS };
	struct stubs *s = with;
	bool plain = e->plain || s->kind->version == NULL;
	const struct stub_symbol symbol = { .name = e->symbol,
		.kind = of[e->kind], .version = plain ? 0 : e->version + 1,
		.hidden = !plain && !e->newest, .weak = e->weak,
		.size = e->size };

	/* one that has no versions has its newest */
	if (s->kind->version != NULL || e->newest || e->plain)
		stub_add(&s->stub[e->lib], &symbol);
}

/* What the C library takes from the start of every program: a linker must make
 * it visible there. */
static void
add_wanted(struct stub *s, const struct kind *k)
{
	if (k->libc != LIBC_FREEBSD)
		return;
	stub_add(s, &(struct stub_symbol){ .name = "__progname",
		.kind = STUB_WANTED });
	stub_add(s, &(struct stub_symbol){ .name = "environ",
		.kind = STUB_WANTED });
}

/* Does a library that is listed not exist in this version? glibc 2.34 took most
 * of its into libc, and FreeBSD 15 took one out of it. */
static bool
is_no_library(const struct kind *k, struct version v, const char *lib)
{
	static const char *const gone[] = { "pthread", "dl", "rt", "util" };
	const struct version merged = { 2, 34, 0 }, split = { 1, 8, 0 };

	if (k->libc == LIBC_GLIBC)
		return ONE_OF(gone, lib) && version_cmp(v, merged) >= 0;
	return k->libc == LIBC_FREEBSD && strcmp(lib, "sys") == 0 &&
	       version_cmp(v, split) < 0;
}

/* The library's file, or NULL: it is not known. */
static char *
file_of(const struct kind *k, const char *lib)
{
	autofree char *start = xasprintf("lib%s.so.", lib);
	autoargvec files = ARGVEC_INIT;

	argvec_split(&files, k->files, " ");
	for (size_t i = 0; i < files.n; i++)
		if (starts_with(files.v[i], start))
			return xstrdup(files.v[i]);
	return NULL;
}

static int
write_stub(const struct maker *m, const struct kind *k, struct stub *s,
	const char *lib, const struct image *like)
{
	autofree char *file = file_of(k, lib);
	autofree char *path = NULL;
	autofree unsigned char *bytes = NULL;
	size_t len;

	if (file == NULL)
		return fail_set(m->f, "zig has a library '%s' of %s, which is "
			"not known", lib, k->list);
	path = xasprintf("%s/lib/%s", m->dir, file);
	s->soname = strcmp(lib, "ld") == 0 ? path_base(m->target->def->loader)
					   : file;
	/* OpenBSD's loader takes a name without numbers for any version */
	if (k->libc == LIBC_OPENBSD)
		file[strlen(file) - 2] = '\0';
	if (strcmp(lib, "c") == 0)
		add_wanted(s, k);
	bytes = stub_write(s, like, &len);
	return path_write(path, bytes, len, 0644, m->f);
}

static int
write_all(const struct maker *m, struct stubs *s, size_t last,
	const struct image *like)
{
	const char *const *libs = glibc_libraries(s->lists);
	const struct version *v = glibc_versions(s->lists, &s->n);
	autoargvec names = ARGVEC_INIT;
	int r = 0;

	for (size_t i = 0; s->kind->version != NULL && i <= last; i++) {
		autofree char *text = version_text(v[i]);

		argvec_pushf(&names, "%s%s", s->kind->version, text);
	}
	if (!glibc_each(s->lists, m->target, last, add_entry, s))
		return fail_set(m->f, "zig has no list of %s for %s",
			s->kind->list, m->target->zig);
	for (size_t i = 0; r == 0 && libs[i] != NULL; i++) {
		if (is_no_library(s->kind, v[last], libs[i]))
			continue;
		argvec_pushv(&s->stub[i].versions, argvec_exec(&names));
		r = write_stub(m, s->kind, &s->stub[i], libs[i], like);
	}
	return r;
}

static int
write_for(const struct maker *m, struct stubs *s, struct version wanted,
	const struct image *like)
{
	size_t n, last;
	const struct version *v = glibc_versions(s->lists, &n);

	for (last = 0; last + 1 < n && version_cmp(v[last + 1], wanted) <= 0;)
		last++;
	return version_cmp(v[last], wanted) > 0
		       ? fail_set(m->f, "zig lists no %s that old",
				 s->kind->list)
		       : write_all(m, s, last, like);
}

int
stubs_write(const struct maker *m, const struct argvec *words,
	const char *like)
{
	autofree char *path = xasprintf("%s/lib/%s", m->dir, like);
	autofree char *object = NULL;
	struct stubs s = { .kind = kind_of(m->target) };
	struct glibc_lists *lists = NULL;
	struct image im;
	size_t len;
	int r;

	if (s.kind == NULL)
		return fail_set(m->f, "the libraries of %s have no lists",
			m->target->zig);
	if (path_read(path, 1 << 24, &object, &len, m->f) != 0 ||
		image_open(&im, object, len, m->f) != 0 ||
		glibc_open_list(m->zig->lib, s.kind->list, &lists, m->f) != 0)
		return -1;
	s.lists = lists;
	r = write_for(m, &s, version_of(m, s.kind, words), &im);
	for (size_t i = 0; i < COUNT(s.stub); i++)
		stub_clear(&s.stub[i]);
	glibc_free(lists);
	return r;
}
