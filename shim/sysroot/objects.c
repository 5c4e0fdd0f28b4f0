#include "shim/sysroot/objects.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/progress.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/batch.h"
#include "shim/sysroot/known.h"
#include "shim/sysroot/pch.h"
#include "shim/zig/verbose.h"

enum { MANY = 4, GROUP_MAX = 32, GROUP_BYTES = 1 << 16 };

/* ---- what zig says ---- */

/* Words that say where messages and lists of headers go, or what we say
 * ourselves; with how many words follow that belong to them. */
static int
is_left_out(const struct maker *m, const struct argvec *line, size_t i)
{
	static const char *const pairs[] = { "-MF", "-MT", "-MQ", "-o", "-target",
		"--serialize-diagnostics" };
	static const char *const alone[] = { "-MD", "-MV", "-MMD", "-c",
		"--no-default-config", "-fno-caret-diagnostics" };
	const char *w = line->v[i];

	if (ONE_OF(pairs, w))
		return 2;
	/* the target's own words say which CPU */
	if (m->target->def->clang != NULL && i + 3 < line->n &&
		strcmp(w, "-Xclang") == 0 &&
		strcmp(line->v[i + 1], "-target-cpu") == 0)
		return 4;
	return ONE_OF(alone, w) || starts_with(w, "-g") ? 1 : 0;
}

static bool
is_source(const char *w)
{
	static const char *const ends[] = { ".c", ".cpp", ".cc", ".S", ".s" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (ends_with(w, ends[i]))
			return w[0] != '-';
	return false;
}

static void
object_clear(struct object *o)
{
	free(o->source);
	free(o->path);
	free(o->shared);
	argvec_clear(&o->words);
}

/* A whole line has one source, and one "-c". */
static int
read_line(const struct maker *m, const struct argvec *line, struct object *o)
{
	int compiles = 0, left_out;

	for (size_t i = 0; i < line->n; i++) {
		compiles += strcmp(line->v[i], "-c") == 0;
		if ((left_out = is_left_out(m, line, i)) > 0) {
			i += (size_t)left_out - 1;
		} else if (is_source(line->v[i])) {
			if (o->source != NULL)
				compiles = 2;
			free(o->source);
			o->source = xstrdup(line->v[i]);
		} else {
			argvec_push(&o->words, maker_headers(m, line->v[i]));
		}
	}
	return compiles == 1 && o->source != NULL ? 0 : -1;
}

/* The source's name below zig's lib; NULL if it is none of zig's. */
static const char *
below_lib(const struct maker *m, const char *source)
{
	size_t n = strlen(m->zig->lib);

	return starts_with(source, m->zig->lib) && source[n] == '/'
		       ? source + n + 1
		       : NULL;
}

static bool
is_below(const struct maker *m, const char *source, const char *folders)
{
	const char *name = below_lib(m, source);
	autoargvec list = ARGVEC_INIT;
	bool below = false;

	argvec_split(&list, folders, " ");
	for (size_t i = 0; name != NULL && i < list.n; i++) {
		bool not = list.v[i][0] == '-';

		if (starts_with(name, list.v[i] + not))
			below = !not;
	}
	return below;
}

/* A name for the object that tells how it was made; those of C are called as
 * batch.h wants it, in a folder for the words and the source's. An assembler that is
 * killed leaves half a file, the compiler none: only the latter's are for the
 * next. */
static void
place_object(const struct objects *all, struct object *o)
{
	bool c = ends_with(o->source, ".c");
	autofree char *words = argvec_join(&o->words, "\n");
	autofree char *folder = path_dir(o->source);
	autofree char *text = xasprintf("%s\n%s", c ? folder : o->source, words);
	const char *base = path_base(o->source);
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256_Data((const uint8_t *)text, strlen(text), hex);
	free(o->path);
	o->path = c ? xasprintf("%s/%.16s/%.*s.o", all->dir, hex,
			      (int)strlen(base) - 2, base)
		    : xasprintf("%s/%.16s-%s.o",
			      ends_with(base, ".S") || ends_with(base, ".s")
				      ? all->work : all->dir,
			      hex, base);
}

static struct object *
add(struct objects *all, struct object *o)
{
	place_object(all, o);
	all->v = xreallocarray(all->v, all->n + 1, sizeof *all->v);
	all->v[all->n] = *o;
	return &all->v[all->n++];
}

static int
by_source(const void *a, const void *b)
{
	return strcmp(((const struct object *)a)->source,
		((const struct object *)b)->source);
}

static int
take_lines(const struct maker *m, const struct argvec *lines, size_t n,
	const char *folders, struct objects *all)
{
	for (size_t i = 0; i < n; i++) {
		struct object o = { .source = NULL };

		if (read_line(m, &lines[i], &o) != 0) {
			object_clear(&o);
			return fail_set(m->f, "zig prints commands of clang's "
				"in a form that is not known: '%s …'",
				lines[i].v[0]);
		}
		if (is_below(m, o.source, folders))
			add(all, &o);
		else
			object_clear(&o);
	}
	if (all->n == 0)
		return fail_set(m->f, "zig compiles nothing of %s", folders);
	return 0;
}

struct wanted {
	const struct maker *m;
	const char *folders;
	struct objects *o;
};

static void
take_known(const char *source, const struct argvec *words, void *with)
{
	struct wanted *w = with;

	if (is_below(w->m, source, w->folders))
		objects_add(w->o, source, words, NULL);
}

int
objects_start_new(const struct maker *m, const char *base, const char *name,
	struct objects *o)
{
	*o = (struct objects){ .dir = xasprintf("%s/objects-%s", base, name),
		.work = m->tmp };
	return path_mkdirs(o->dir, m->f);
}

void
objects_add(struct objects *o, const char *source, const struct argvec *words,
	const char *as)
{
	struct object new = { .source = xstrdup(source), .as = as };

	argvec_pushv(&new.words, words->v);
	add(o, &new);
}

int
objects_ask(const struct maker *m, const char *base, const char *name,
	const char *zig_target, const struct argvec *extra, const char *folders,
	struct objects *o)
{
	struct wanted wanted = { m, folders, o };
	autoargvec words = ARGVEC_INIT;
	struct argvec *lines = NULL;
	size_t n = 0;
	int r;

	if (objects_start_new(m, base, name, o) != 0)
		return -1;
	maker_link_words(m, "build-exe", zig_target, extra, &words);
	r = verbose_wanted(m->zig, m->tmp, &words, &lines, &n, m->f);
	if (r == 0)
		r = take_lines(m, lines, n, folders, o);
	else if (maker_has_no_lines(m)) {
		fail_clear(m->f);
		r = known_objects(m->zig, m->target, zig_target, folders,
			take_known, &wanted, m->f);
	}
	verbose_free(lines, n);
	if (r != 0)
		return -1;
	qsort(o->v, o->n, sizeof *o->v, by_source);
	return 0;
}

struct object *
objects_find(const struct maker *m, const struct objects *o,
	const char *source)
{
	for (size_t i = 0; i < o->n; i++) {
		const char *name = below_lib(m, o->v[i].source);

		if (o->v[i].as == NULL && name != NULL && strcmp(name, source) == 0)
			return &o->v[i];
	}
	return NULL;
}

int
objects_start(const struct maker *m, struct objects *o, const char *like,
	const char *source, const char *words, const char *as)
{
	const struct object *model = objects_find(m, o, like);
	autofree char *path = path_join(m->zig->lib, source);
	autoargvec own = ARGVEC_INIT;

	if (model == NULL)
		return fail_set(m->f, "zig does not compile %s", like);
	argvec_pushv(&own, model->words.v);
	argvec_split(&own, words != NULL ? words : "", " ");
	objects_add(o, path, &own, as);
	return 0;
}

void
objects_drop(const struct maker *m, struct objects *o, const char *source)
{
	struct object *gone = objects_find(m, o, source);

	if (gone == NULL)
		return;
	object_clear(gone);
	*gone = o->v[--o->n];
}

/* ---- compiling ---- */

static off_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* Large ones first, so that no core waits for the last. */
static int
by_size(const void *a, const void *b)
{
	off_t x = size_of((*(struct object *const *)a)->source);
	off_t y = size_of((*(struct object *const *)b)->source);

	return x < y ? 1 : x > y ? -1 : 0;
}

static void
push_clang(const struct maker *m, const struct argvec *words,
	struct argvec *out)
{
	maker_push_clang(m, out);
	argvec_pushv(out, words->v);
}

static int
start_header(const struct maker *m, const struct object *like,
	const char *text, const char *out, struct pool *pool)
{
	bool c = ends_with(like->source, ".c");
	autofree char *source = xasprintf("%s.h", out);
	autoargvec argv = ARGVEC_INIT;
	pid_t pid;

	if (path_write(source, text, strlen(text), 0600, m->f) != 0)
		return -1;
	push_clang(m, &like->words, &argv);
	argvec_pushl(&argv, "-x", c ? "c-header" : "c++-header", source, "-o",
		out, NULL);
	/* (what is in it: may_share) */
	if (!c) {
		argvec_pushl(&argv, "-MD", "-MF", NULL);
		argvec_pushf(&argv, "%s.d", out);
	}
	pid = pool_fork(pool, m->f);
	if (pid != 0)
		return pid > 0 ? 0 : -1;
	if (verbose_step(m->zig, NULL, &argv, m->f) != 0)
		trace_line("no header shared: %s", m->f->what);
	_exit(0);
}

static bool
same_words(const struct argvec *a, const struct argvec *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return true;
}

/* Those from i on that have its words. */
static int
share_one(const struct maker *m, struct objects *o, size_t i, bool *wants,
	const char *text, struct pool *pool)
{
	autofree char *out = xasprintf("%s/shared-%s-%zu.pch", m->tmp,
		path_base(o->v[i].path), i);
	const struct argvec *words = &o->v[i].words;
	size_t n = 0;

	for (size_t k = i; k < o->n; k++)
		n += wants[k] && same_words(&o->v[k].words, words);
	if (n >= MANY && start_header(m, &o->v[i], text, out, pool) != 0)
		return -1;
	for (size_t k = i; k < o->n; k++) {
		if (!wants[k] || !same_words(&o->v[k].words, words))
			continue;
		wants[k] = false;
		if (n >= MANY)
			o->v[k].shared = xstrdup(out);
	}
	return 0;
}

static int
share(const struct maker *m, struct objects *o, bool *wants, const char *text,
	struct pool *pool)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < o->n; i++)
		if (wants[i])
			r = share_one(m, o, i, wants, text, pool);
	free(wants);
	return r;
}

int
objects_share(const struct maker *m, struct objects *o, const char *text,
	const char *header, struct pool *pool)
{
	bool *wants = xcalloc(o->n, sizeof *wants);

	for (size_t i = 0; i < o->n; i++)
		wants[i] = ends_with(o->v[i].source, ".c") &&
			   o->v[i].shared == NULL &&
			   (header == NULL ||
				   pch_begins(o->v[i].source, header, text));
	return share(m, o, wants, text, pool);
}

int
objects_share_cxx(const struct maker *m, struct objects *o, const char *folder,
	const char *text, struct pool *pool)
{
	bool *wants = xcalloc(o->n, sizeof *wants);

	for (size_t i = 0; i < o->n; i++)
		wants[i] = ends_with(o->v[i].source, ".cpp") &&
			   is_below(m, o->v[i].source, folder) &&
			   pch_includes(o->v[i].source, text);
	return share(m, o, wants, text, pool);
}

void
objects_zig_words(const struct maker *m, const char *zig_target,
	const char *root, const char *name, struct argvec *words)
{
	argvec_push(words, "build-lib");
	argvec_pushf(words, "%s/%s.zig", m->zig->lib, root);
	maker_push_target(m, zig_target, words);
	if (strcmp(root, "c") == 0)
		argvec_push(words, "-lc");
	if (m->target->def->arch != ARCH_WASM32 &&
		!target_is_coff(m->target->def))
		argvec_push(words, "-fPIC");
	argvec_pushl(words, "-OReleaseFast", "-fstrip", "-fno-builtin",
		"-ffunction-sections", "-fdata-sections", "-fno-compiler-rt",
		"-fno-ubsan-rt", NULL);
	argvec_pushl(words, "--name", name, NULL);
	argvec_pushf(words, "-femit-bin=%s/lib/lib%s.a", m->dir, name);
}

int
objects_runtime(const struct maker *m, const char *zig_target,
	const char *root, const char *name)
{
	autoargvec words = ARGVEC_INIT;
	autofree char *said = NULL;

	fail_clear(m->f);
	objects_zig_words(m, zig_target, root, name, &words);
	return verbose_run(m->zig, m->tmp, false, &words, &said, m->f);
}

int
objects_zigc(const struct maker *m)
{
	autofree char *parts = path_join(m->zig->lib, "c");

	return path_is_dir(parts) ? objects_runtime(m, m->target->zig, "c", "zigc")
				  : 0;
}

/* zig makes it alone for a program without libc. */
static int
take_runtime(const struct maker *m)
{
	autoargvec words = ARGVEC_INIT, line = ARGVEC_INIT;
	autofree char *to = path_join(m->dir, "lib/libcompiler_rt.a");

	argvec_pushl(&words, "-fcompiler-rt", "-fno-entry", NULL);
	if (maker_link_line(m, "build-exe", m->target->zig, &words, &line) != 0)
		return m->zig->other_clang == NULL
			       ? -1
			       : objects_runtime(m, m->target->zig, "compiler_rt",
				       "compiler_rt");
	for (size_t i = 0; i < line.n; i++) {
		autofree char *name = maker_library_name(line.v[i]);

		if (name != NULL && strcmp(name, "libcompiler_rt.a") == 0)
			return maker_copy_file(line.v[i], to, m->f);
	}
	return fail_set(m->f, "zig made no compiler_rt");
}

int
objects_start_runtime(const struct maker *m, struct pool *pool)
{
	pid_t pid = pool_fork(pool, m->f);
	int r;

	if (pid != 0)
		return pid > 0 ? 0 : -1;
	r = take_runtime(m);
	if (r != 0)
		pool_say(pool, m->f->what);
	_exit(r != 0);
}

static void
push_compile(const struct maker *m, const struct object *o, const char *shared,
	struct argvec *out)
{
	push_clang(m, &o->words, out);
	if (shared != NULL)
		argvec_pushl(out, "-include-pch", shared, NULL);
	argvec_pushl(out, "-c", o->source, "-o", o->path, NULL);
}

/* Is there a shared header, and may it come before all that the source says? */
static bool
may_share(const struct object *o)
{
	/* (of C, what stands it has been chosen) */
	return o->shared != NULL && path_is_file(o->shared) &&
	       (ends_with(o->source, ".c") || pch_suits(o->source, o->shared));
}

/* A source that does not stand the header (it has a std::mutex of its own) does
 * without. */
static int
compile_one(const struct maker *m, const struct object *o)
{
	autofree char *dir = path_dir(o->path);
	autoargvec with = ARGVEC_INIT, without = ARGVEC_INIT;

	if (path_mkdirs(dir, m->f) != 0)
		return -1;
	if (may_share(o)) {
		push_compile(m, o, o->shared, &with);
		if (verbose_step(m->zig, NULL, &with, m->f) == 0)
			return 0;
		fail_clear(m->f);
	}
	push_compile(m, o, NULL, &without);
	return verbose_step(m->zig, NULL, &without, m->f);
}

/* Those with the same words, by one process or by one each. */
struct group {
	const struct object *v[GROUP_MAX];
	size_t n;
	const struct argvec *cc1;
};

static int
compile_group(const struct maker *m, const struct group *g)
{
	const struct object *first = g->v[0];
	const char *shared = first->shared != NULL && path_is_file(first->shared)
				     ? first->shared
				     : NULL;
	autoargvec sources = ARGVEC_INIT, objects = ARGVEC_INIT;

	for (size_t i = 0; i < g->n; i++) {
		argvec_push(&sources, g->v[i]->source);
		argvec_push(&objects, g->v[i]->path);
	}
	if (g->n > 1 && g->cc1->n > 0)
		batch_compile(m, g->cc1, shared, &sources, &objects);
	for (size_t i = 0; i < g->n; i++)
		if (!path_is_file(g->v[i]->path) && compile_one(m, g->v[i]) != 0)
			return -1;
	return 0;
}

static int
start_group(const struct maker *m, const struct group *g, struct pool *pool)
{
	pid_t pid = pool_fork(pool, m->f);
	int r;

	if (pid != 0)
		return pid > 0 ? 0 : -1;
	r = compile_group(m, g);
	if (r != 0)
		pool_say(pool, m->f->what);
	_exit(r != 0);
}

/* What has been asked of clang's driver, for each list of words. */
struct asked {
	const struct argvec *words;
	struct argvec cc1;
};

static const struct argvec *
cc1_of(const struct maker *m, const struct object *o, struct asked **all, size_t *n)
{
	struct asked *a;

	for (size_t i = 0; i < *n; i++)
		if (same_words((*all)[i].words, &o->words))
			return &(*all)[i].cc1;
	*all = xreallocarray(*all, *n + 1, sizeof **all);
	a = &(*all)[(*n)++];
	*a = (struct asked){ .words = &o->words, .cc1 = ARGVEC_INIT };
	batch_words(m, &o->words, o->source, &a->cc1);
	return &a->cc1;
}

static bool
go_together(const struct object *a, const struct object *b)
{
	return (a->shared == NULL) == (b->shared == NULL) &&
	       (a->shared == NULL || strcmp(a->shared, b->shared) == 0) &&
	       ends_with(a->source, ".c") && ends_with(b->source, ".c") &&
	       same_words(&a->words, &b->words);
}

static int
put_starts(const struct maker *m, const struct objects *o)
{
	for (size_t i = 0; i < o->n; i++) {
		autofree char *to = xasprintf("%s/lib/%s", m->dir,
			o->v[i].as != NULL ? o->v[i].as : "");

		if (o->v[i].as != NULL &&
			maker_copy_file(o->v[i].path, to, m->f) != 0)
			return -1;
	}
	return 0;
}

/* The first of these and what can be compiled along with it, taken out of the list
 * (NULL). A little at a time, so that no core waits for the last. */
static void
take_group(const struct object **v, size_t n, size_t most, struct group *g)
{
	off_t size = 0;

	*g = (struct group){ .v = { v[0] } };
	for (size_t i = 0; i < n && g->n < most && size < GROUP_BYTES; i++) {
		if (v[i] == NULL || (i > 0 && !go_together(g->v[0], v[i])))
			continue;
		size += size_of(v[i]->source);
		g->v[g->n++] = v[i];
		v[i] = NULL;
	}
}

/* In two rounds: what waits for a shared header comes last. */
static int
start_all(const struct maker *m, const struct object **v, size_t n,
	struct asked **asked, size_t *nasked, struct pool *pool)
{
	size_t done = 0, share = n / (2 * pool->places) + 1;
	size_t most = share < GROUP_MAX ? share : GROUP_MAX;
	struct group g;

	for (size_t i = 0; i < 2 * n; i++) {
		if (i == n && pool_wait(pool, m->f) != 0)
			return -1;
		if (v[i % n] == NULL || (v[i % n]->shared != NULL) != (i >= n))
			continue;
		take_group(v + i % n, n - i % n, most, &g);
		if (g.n > 1)
			g.cc1 = cc1_of(m, g.v[0], asked, nasked);
		if (start_group(m, &g, pool) != 0)
			return -1;
		progress_set(done += g.n, n);
	}
	return 0;
}

int
objects_compile(const struct maker *m, const struct objects *o,
	struct pool *pool)
{
	const struct object **order = xcalloc(o->n, sizeof *order);
	struct asked *asked = NULL;
	struct fail why = FAIL_INIT;
	size_t n = 0, nasked = 0;
	int r;

	for (size_t i = 0; i < o->n; i++)
		if (!path_is_file(o->v[i].path))
			order[n++] = &o->v[i];
	if (n < o->n)
		trace_line("%zu of %zu objects were there", o->n - n, o->n);
	qsort(order, n, sizeof *order, by_size);
	r = start_all(m, order, n, &asked, &nasked, pool);
	for (size_t i = 0; i < nasked; i++)
		argvec_clear(&asked[i].cc1);
	free(asked);
	free(order);
	progress_set(0, 0);
	/* The log says more than that a command before it failed. */
	if (pool_finish(pool, &why) == 0)
		return r == 0 ? put_starts(m, o) : r;
	fail_clear(m->f);
	*m->f = why;
	return -1;
}

int
objects_archive(const struct maker *m, const struct objects *o,
	const char *folder, const char *name)
{
	autoargvec argv = ARGVEC_INIT;
	size_t head;

	argvec_pushl(&argv, m->zig->path, "ar", "qcsD", NULL);
	argvec_pushf(&argv, "%s/lib/%s", m->dir, name);
	head = argv.n;
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].as == NULL &&
			is_below(m, o->v[i].source, folder))
			argvec_push(&argv, o->v[i].path);
	return argv.n == head ? fail_set(m->f, "zig compiles nothing of %s",
					folder)
			      : maker_run(m, &argv);
}

void
objects_clear(struct objects *o, bool done)
{
	if (done && o->dir != NULL)
		path_remove(o->dir, FAIL_IGNORED);
	for (size_t i = 0; i < o->n; i++)
		object_clear(&o->v[i]);
	free(o->v);
	free(o->dir);
	*o = (struct objects){ 0 };
}
