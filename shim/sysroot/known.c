#include "shim/sysroot/known.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/paragraph.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "texts.h"

/* Of every object. */
static const char common[] = "-nostdinc -DNDEBUG -w -O2 -fPIC "
	"-fno-omit-frame-pointer -fno-stack-protector -ffunction-sections "
	"-fdata-sections -fasynchronous-unwind-tables";

struct asked {
	const struct zig *zig;
	const struct target *target;
	unsigned minor;         /* of glibc's version */
	known_fn *fn;
	void *with;
};

struct paragraph {
	char *machine, *dirs, *headers, *folder, *sources, *words;
};

static bool
next(const char **text, struct paragraph *p)
{
	static const char *const keys[] = { "machine", "dirs", "headers",
		"folder", "sources", "words" };
	char *v[COUNT(keys)];

	if (!paragraph_next(text, keys, COUNT(keys), v))
		return false;
	*p = (struct paragraph){ v[0], v[1], v[2], v[3], v[4], v[5] };
	return true;
}

static void
paragraph_clear(struct paragraph *p)
{
	free(p->machine);
	free(p->dirs);
	free(p->headers);
	free(p->folder);
	free(p->sources);
	free(p->words);
}

/* ---- words ---- */

/* The machine's names in glibc's folders, or in those of the headers. */
static void
names_of(const struct asked *m, bool headers, struct argvec *out)
{
	autofree char *machine = xstrndup(m->target->def->zig,
		strcspn(m->target->def->zig, "-"));
	const char *text = text_known_txt;
	struct paragraph p;

	while (next(&text, &p)) {
		const char *names = headers ? p.headers : p.dirs;
		autoargvec list = ARGVEC_INIT;

		argvec_split(&list, p.machine != NULL ? p.machine : "", "|");
		if (names != NULL && argvec_has(&list, machine))
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

/* Adds lib/libc/include/START END for the first name that has one. */
static bool
push_first(const struct asked *m, const char *word, const struct argvec *names,
	const char *end, struct argvec *out)
{
	for (size_t i = 0; i < names->n; i++) {
		autofree char *dir = xasprintf("%s/libc/include/%s-linux-%s",
			m->zig->lib, names->v[i], end);

		if (!path_is_dir(dir))
			continue;
		argvec_pushl(out, word, dir, NULL);
		return true;
	}
	return false;
}

/* The folders of the C library's headers, as zig has them. */
static void
push_libc(const struct asked *m, const char *word, struct argvec *out)
{
	bool musl = m->target->def->libc == LIBC_MUSL;
	const char *abi = strrchr(m->target->def->zig, '-') + 1;
	autoargvec names = ARGVEC_INIT;

	names_of(m, true, &names);
	/* muslx32 has its own, musleabihf has not */
	if (!push_first(m, word, &names, abi, out))
		push_first(m, word, &names, musl ? "musl" : "gnu", out);
	argvec_push(out, word);
	argvec_pushf(out, "%s/libc/include/generic-%s", m->zig->lib,
		musl ? "musl" : "glibc");
	push_first(m, word, &names, "any", out);
	argvec_push(out, word);
	argvec_pushf(out, "%s/libc/include/any-linux-any", m->zig->lib);
}

static void push_words(const struct asked *m, const char *words,
	struct argvec *out);

static void
push_cxx(const struct asked *m, struct argvec *out)
{
	const char *text = text_known_txt;
	struct paragraph p;

	while (next(&text, &p)) {
		if (p.folder != NULL && strcmp(p.folder, "c++") == 0)
			push_words(m, p.words, out);
		paragraph_clear(&p);
	}
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
			argvec_pushf(out, "-D__GLIBC_MINOR__=%u",
				m->minor);
		else if (strcmp(w, "{glibc}") == 0)
			push_glibc(m, out);
		else if (strcmp(w, "{libc}") == 0)
			push_libc(m, "-I", out);
		else if (strcmp(w, "{system}") == 0)
			push_words(m, "-isystem %/include {libc-system}", out);
		else if (strcmp(w, "{libc-system}") == 0)
			push_libc(m, "-isystem", out);
		else if (strcmp(w, "{c++}") == 0)
			push_cxx(m, out);
		else if (ends_with(w, "{musl}"))
			argvec_pushf(out, "%.*s%d", (int)(strlen(w) - 6), w,
				libc == LIBC_MUSL);
		else if (strcmp(w, "%/include") == 0)
			argvec_pushf(out, "%s%s", m->zig->include != NULL
				? m->zig->include : m->zig->lib,
				m->zig->include != NULL ? "" : "/include");
		else if (*w == '%')
			argvec_pushf(out, "%s%s", m->zig->lib, w + 1);
		else
			argvec_push(out, w);
	}
}

static bool
is_known(const struct asked *m)
{
	static const bool known[] = { [LIBC_NONE] = true, [LIBC_GLIBC] = true,
		[LIBC_MUSL] = true };
	enum libc_kind libc = m->target->def->libc;

	return libc < COUNT(known) && known[libc];
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
	const struct asked m = { .zig = z, .target = t,
		.minor = t->glibc.minor };

	if (!is_known(&m))
		return unknown(&m, f);
	push_words(&m, t->def->libc == LIBC_NONE ? "-isystem %/include"
		: !cxx ? "{minor} {system}"
		: "{minor} -isystem %/libcxx/include -isystem "
		  "%/libcxxabi/include {c++} {system} -isystem "
		  "%/libunwind/include", out);
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
	autoargvec patterns = ARGVEC_INIT, words = ARGVEC_INIT,
		dirs = ARGVEC_INIT;
	autofree char *root = xasprintf("%s/%.*s", m->zig->lib,
		(int)strlen(p->folder) - 1, p->folder);
	struct search s = { m, &patterns, &words, root };

	names_of(m, false, &dirs);
	argvec_split(&patterns, p->sources, " ");
	for (size_t i = 0; i < patterns.n; i++) {
		char *old = patterns.v[i], *at = strstr(old, "{dir}");

		/* the nearest that has it, or none */
		for (size_t k = 0; at != NULL && k < dirs.n; k++) {
			autofree char *file = xasprintf("%s/%.*s%s%s", root,
				(int)(at - old), old, dirs.v[k], at + 5);

			if (!path_is_file(file))
				continue;
			patterns.v[i] = xstrdup(file + strlen(root) + 1);
			free(old);
			break;
		}
	}
	argvec_split(&words, common, " ");
	push_words(m, p->words, &words);
	return path_walk(root, see, &s, f);
}

int
known_objects(const struct zig *z, const struct target *t,
	const char *zig_target, const char *folders, known_fn *fn, void *with,
	struct fail *f)
{
	const char *floor = strstr(zig_target, ".2.");
	const struct asked m = { z, t,
		floor != NULL ? (unsigned)atoi(floor + 3) : t->glibc.minor, fn,
		with };
	const char *text = text_known_txt;
	autoargvec list = ARGVEC_INIT;
	struct paragraph p;
	int r = 0;

	if (!is_known(&m))
		return unknown(&m, f);
	argvec_split(&list, folders, " ");
	while (next(&text, &p)) {
		if (r == 0 && p.folder != NULL && argvec_has(&list, p.folder))
			r = add_paragraph(&m, &p, f);
		paragraph_clear(&p);
	}
	return r;
}
