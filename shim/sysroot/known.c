#include "shim/sysroot/known.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/paragraph.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "texts.h"

/* Of every object. */
static const char common[] = "-nostdinc -DNDEBUG -w -O2 "
	"-fno-omit-frame-pointer -fno-stack-protector -ffunction-sections "
	"-fdata-sections -fasynchronous-unwind-tables";

/* As zig names the folders of a C library's headers. */
static const struct system {
	enum libc_kind libc;
	const char *name, *generic, *abis;
} systems[] = {
	{ LIBC_NONE, "freestanding", "", "" },
	{ LIBC_GLIBC, "linux", "glibc", "gnu" },
	{ LIBC_MUSL, "linux", "musl", "musl" },
	{ LIBC_MINGW, "windows", "mingw", "gnu" },
	{ LIBC_FREEBSD, "freebsd", "freebsd", "none" },
	{ LIBC_NETBSD, "netbsd", "netbsd", "none eabi" },
	{ LIBC_OPENBSD, "openbsd", "openbsd", "none" },
	{ LIBC_WASI, "wasi", "musl", "musl" },
};

static const struct system *
system_of(const struct target *t)
{
	for (size_t i = 0; i < COUNT(systems); i++)
		if (systems[i].libc == t->def->libc)
			return &systems[i];
	return NULL;
}

struct asked {
	const struct zig *zig;
	const struct target *target;
	const struct system *system;
	unsigned minor;         /* of glibc's version */
	known_fn *fn;
	void *with;
};

struct paragraph {
	char *machine, *system, *dirs, *headers, *folder, *sources, *words;
};

static bool
next(const char **text, struct paragraph *p)
{
	static const char *const keys[] = { "machine", "system", "dirs",
		"headers", "folder", "sources", "words" };
	char *v[COUNT(keys)];

	if (!paragraph_next(text, keys, COUNT(keys), v))
		return false;
	*p = (struct paragraph){ v[0], v[1], v[2], v[3], v[4], v[5], v[6] };
	return true;
}

static void
paragraph_clear(struct paragraph *p)
{
	free(p->machine);
	free(p->system);
	free(p->dirs);
	free(p->headers);
	free(p->folder);
	free(p->sources);
	free(p->words);
}

/* zig's own name. */
static char *
machine_of(const struct asked *m)
{
	return xstrndup(m->target->def->zig, strcspn(m->target->def->zig, "-"));
}

/* One of the names is it; no names are all. */
static bool
is_among(const char *names, const char *name)
{
	autoargvec list = ARGVEC_INIT;

	argvec_split(&list, names != NULL ? names : name, "|");
	return argvec_has(&list, name);
}

static bool
is_for(const struct paragraph *p, const struct asked *m)
{
	autofree char *machine = machine_of(m);

	return is_among(p->machine, machine) &&
	       is_among(p->system, m->system->name);
}

/* ---- words ---- */

/* The machine's names in the folders of C libraries, or in those of the headers. */
static void
names_of(const struct asked *m, bool headers, struct argvec *out)
{
	const char *text = text_known_txt;
	struct paragraph p;

	while (next(&text, &p)) {
		const char *names = headers ? p.headers : p.dirs;

		if (names != NULL && is_for(&p, m))
			argvec_split(out, names, " ");
		paragraph_clear(&p);
	}
}

static void
push_dir(const struct asked *m, const char *start, const char *name,
	const char *end, struct argvec *out)
{
	autofree char *dir = xasprintf("%s/libc/glibc/%s%s%s", m->zig->lib,
		start, name, end);

	if (path_is_dir(dir))
		argvec_pushl(out, "-I", dir, NULL);
}

/* Those of glibc's own headers that are there, in its order; end: behind each
 * of the machine's names. */
static void
push_glibc(const struct asked *m, struct argvec *out)
{
	static const struct {
		const char *dir, *end;
	} order[] = { { "include", NULL },
		{ "sysdeps/unix/sysv/linux/", "" }, { "sysdeps/", "/nptl" },
		{ "sysdeps/unix/sysv/linux/generic", NULL },
		{ "sysdeps/unix/sysv/linux/include", NULL },
		{ "sysdeps/unix/sysv/linux", NULL }, { "sysdeps/nptl", NULL },
		{ "sysdeps/pthread", NULL }, { "sysdeps/unix/sysv", NULL },
		{ "sysdeps/unix/", "" }, { "sysdeps/unix", NULL },
		{ "sysdeps/", "" }, { "sysdeps/generic", NULL }, { "", NULL } };
	autoargvec dirs = ARGVEC_INIT;

	names_of(m, false, &dirs);
	for (size_t i = 0; i < COUNT(order); i++) {
		if (order[i].end == NULL)
			push_dir(m, order[i].dir, "", "", out);
		for (size_t k = 0; order[i].end != NULL && k < dirs.n; k++)
			push_dir(m, order[i].dir, dirs.v[k], order[i].end, out);
	}
}

/* Adds the folder of one of these names for the first ABI that is there. */
static bool
push_first(const struct asked *m, const char *word, const struct argvec *names,
	const char *abis, struct argvec *out)
{
	autoargvec list = ARGVEC_INIT;

	argvec_split(&list, abis, " ");
	for (size_t i = 0; i < names->n * list.n; i++) {
		autofree char *dir = xasprintf("%s/libc/include/%s-%s-%s",
			m->zig->lib, names->v[i % names->n],
			m->system->name, list.v[i / names->n]);

		if (!path_is_dir(dir))
			continue;
		argvec_pushl(out, word, dir, NULL);
		return true;
	}
	return false;
}

static void
push_include(const struct asked *m, const char *word, const char *start,
	const char *end, struct argvec *out)
{
	argvec_push(out, word);
	argvec_pushf(out, "%s/libc/include/%s-%s", m->zig->lib, start, end);
}

/* The folders of the C library's headers, as zig has them, those too that are not
 * there; or of these the library's own two. */
static void
push_libc(const struct asked *m, const char *word, bool own, struct argvec *out)
{
	const struct system *s = m->system;
	autofree char *machine = machine_of(m);
	autofree char *abis = xasprintf("%s %s",
		strrchr(m->target->def->zig, '-') + 1, s->abis);
	autofree char *here = xasprintf("%s-%.*s", s->name,
		(int)strcspn(s->abis, " "), s->abis);
	autofree char *any = xasprintf("%s-any", s->name);
	bool linux = strcmp(s->name, "linux") == 0;
	autoargvec names = ARGVEC_INIT;

	names_of(m, true, &names);
	/* muslx32 has its own, musleabihf has not */
	if (!push_first(m, word, &names, abis, out) && !linux)
		push_include(m, word, machine, here, out);
	push_include(m, word, "generic", s->generic, out);
	if (own)
		return;
	if (!linux)
		push_include(m, word, machine, any, out);
	else
		push_first(m, word, &names, "any", out);
	push_include(m, word, "any", any, out);
}

static void push_words(const struct asked *m, const char *words,
	struct argvec *out);

/* The words that the table has by a name. */
static void
push_named(const struct asked *m, const char *name, struct argvec *out)
{
	const char *text = text_known_txt;
	struct paragraph p;

	while (next(&text, &p)) {
		if (p.folder != NULL && strcmp(p.folder, name) == 0 &&
			is_for(&p, m))
			push_words(m, p.words, out);
		paragraph_clear(&p);
	}
}

/* Of {dir} between two texts below lib the nearest that is there. */
static char *
nearest(const struct asked *m, const char *root, const char *path)
{
	const char *at = strstr(path, "{dir}");
	autoargvec dirs = ARGVEC_INIT;

	names_of(m, false, &dirs);
	for (size_t i = 0; at != NULL && i < dirs.n; i++) {
		autofree char *end = xasprintf("%.*s%s%s", (int)(at - path),
			path, dirs.v[i], at + strlen("{dir}"));
		autofree char *whole = path_join(root, end);

		if (access(whole, F_OK) == 0)
			return xstrdup(end);
	}
	return xstrdup(path);
}

/* With what the signs stand for. */
static void
push_words(const struct asked *m, const char *words, struct argvec *out)
{
	enum libc_kind libc = m->target->def->libc;
	autoargvec list = ARGVEC_INIT;

	argvec_split(&list, words, " ");
	for (size_t i = 0; i < list.n; i++) {
		const char *w = list.v[i];

		if (strcmp(w, "{minor}") == 0 && libc != LIBC_GLIBC)
			continue;
		if (strcmp(w, "{minor}") == 0)
			argvec_pushf(out, "-D__GLIBC_MINOR__=%u", m->minor);
		else if (strcmp(w, "{glibc}") == 0)
			push_glibc(m, out);
		else if (strcmp(w, "{libc}") == 0)
			push_libc(m, "-I", false, out);
		else if (strcmp(w, "{libc-system}") == 0)
			push_libc(m, "-isystem", false, out);
		else if (strcmp(w, "{libc-own}") == 0)
			push_libc(m, "-I", true, out);
		else if (strcmp(w, "{libc-own-system}") == 0)
			push_libc(m, "-isystem", true, out);
		else if (ends_with(w, "={musl}"))
			argvec_pushf(out, "%.*s%d", (int)strcspn(w, "{"), w,
				libc == LIBC_MUSL || libc == LIBC_WASI);
		else if (ends_with(w, "={threads}"))
			argvec_pushf(out, "%.*s%d", (int)strcspn(w, "{"), w,
				libc != LIBC_WASI);
		else if (*w == '{')
			push_named(m, w, out);
		else if (strcmp(w, "%/include") == 0)
			argvec_pushf(out, "%s%s", m->zig->include != NULL
				? m->zig->include : m->zig->lib,
				m->zig->include != NULL ? "" : "/include");
		else if (*w == '%') {
			autofree char *path = nearest(m, m->zig->lib, w + 2);

			argvec_take(out, path_join(m->zig->lib, path));
		} else
			argvec_push(out, w);
	}
}

static int
unknown(const struct asked *m, struct fail *f)
{
	return fail_set(f, "zig %s has no clang, and prints no commands of "
		"it for %s", m->zig->text, m->target->name);
}

int
known_compile_words(const struct zig *z, const struct target *t, bool cxx,
	struct argvec *out, struct fail *f)
{
	const struct asked m = { .zig = z, .target = t, .system = system_of(t),
		.minor = t->glibc.minor };

	if (m.system == NULL)
		return unknown(&m, f);
	push_words(&m, t->def->libc == LIBC_NONE ? "-isystem %/include"
		: !cxx ? "{floor} {system}"
		: "{floor} -isystem %/libcxx/include -isystem "
		  "%/libcxxabi/include {c++} {system} {unwind-h}", out);
	return 0;
}

/* ---- objects ---- */

struct search {
	const struct asked *m;
	const struct argvec *patterns, *words;
	const char *root;
};

/* "start-2.33.S" for floors up to 2.33, "start.S" beside it for others. */
static bool
suits_floor(const struct asked *m, const char *path)
{
	const char *at = strstr(path_base(path), "-2."), *dot = strrchr(path, '.');
	unsigned minor = m->minor;
	bool old = false;

	if (m->target->def->libc != LIBC_GLIBC)
		return true;
	if (at != NULL)
		return minor <= (unsigned)atoi(at + 3);
	for (unsigned v = minor; v < minor + 40 && !old; v++) {
		autofree char *other = xasprintf("%.*s-2.%u%s",
			(int)(dot - path), path, v, dot);

		old = path_is_file(other);
	}
	return !old;
}

static bool
is_wanted(const struct search *s, const char *name)
{
	bool wanted = false;

	for (size_t i = 0; i < s->patterns->n; i++) {
		const char *pattern = s->patterns->v[i];
		bool not = *pattern == '-';

		if (fnmatch(pattern + not, name, 0) == 0)
			wanted = !not;
	}
	return wanted;
}

static int
see(const char *path, const struct stat *st, const void *with, struct fail *f)
{
	const struct search *s = with;

	(void)f;
	if (S_ISREG(st->st_mode) && is_wanted(s, path + strlen(s->root) + 1) &&
		suits_floor(s->m, path))
		s->m->fn(path, s->words, s->m->with);
	return 0;
}

static int
add_paragraph(const struct asked *m, const struct paragraph *p, struct fail *f)
{
	const struct target_def *def = m->target->def;
	autoargvec list = ARGVEC_INIT, patterns = ARGVEC_INIT,
		words = ARGVEC_INIT;
	autofree char *root = xasprintf("%s/%.*s", m->zig->lib,
		(int)strlen(p->folder) - 1, p->folder);
	struct search s = { m, &patterns, &words, root };

	argvec_split(&list, p->sources, " ");
	for (size_t i = 0; i < list.n; i++)
		argvec_take(&patterns, nearest(m, root, list.v[i]));
	argvec_split(&words, common, " ");
	/* (a clang's own idea of it depends on the system; -march would tune, too) */
	if (def->arch == ARCH_X86 && def->clang == NULL)
		argvec_pushl(&words, "-Xclang", "-target-cpu", "-Xclang",
			def->cpu, NULL);
	push_words(m, p->words, &words);
	return path_walk(root, see, &s, f);
}

/* Is anything of the folder asked for? */
static bool
is_asked(const struct argvec *folders, const char *folder)
{
	bool asked = false;

	for (size_t i = 0; i < folders->n; i++)
		asked = asked || starts_with(folder, folders->v[i]) ||
			starts_with(folders->v[i], folder);
	return asked;
}

int
known_objects(const struct zig *z, const struct target *t,
	const char *zig_target, const char *folders, known_fn *fn, void *with,
	struct fail *f)
{
	const char *floor = strstr(zig_target, ".2.");
	const struct asked m = { z, t, system_of(t),
		floor != NULL ? (unsigned)atoi(floor + 3) : t->glibc.minor, fn,
		with };
	const char *text = text_known_txt;
	autoargvec list = ARGVEC_INIT;
	struct paragraph p;
	int r = 0;

	if (m.system == NULL)
		return unknown(&m, f);
	argvec_split(&list, folders, " ");
	while (next(&text, &p)) {
		if (r == 0 && p.sources != NULL && is_for(&p, &m) &&
			is_asked(&list, p.folder))
			r = add_paragraph(&m, &p, f);
		paragraph_clear(&p);
	}
	return r;
}
