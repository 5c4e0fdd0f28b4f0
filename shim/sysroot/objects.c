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
#include "shim/sysroot/known.h"
#include "shim/zig/verbose.h"

enum { MANY = 4, SOURCE_MAX = 1 << 24 };

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

/* A name for the object that tells how it was made. An assembler that is killed
 * leaves half a file, the compiler none: only the latter's are for the next. */
static void
place_object(const struct objects *all, struct object *o)
{
	autofree char *words = argvec_join(&o->words, "\n");
	autofree char *text = xasprintf("%s\n%s", o->source, words);
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256_Data((const uint8_t *)text, strlen(text), hex);
	free(o->path);
	o->path = xasprintf("%s/%.16s-%s.o",
		ends_with(o->source, ".S") || ends_with(o->source, ".s")
			? all->work : all->dir,
		hex, path_base(o->source));
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
	struct object o = { .source = xstrdup(source) };

	if (!is_below(w->m, source, w->folders)) {
		free(o.source);
		return;
	}
	argvec_pushv(&o.words, words->v);
	add(w->o, &o);
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

	*o = (struct objects){ .dir = xasprintf("%s/objects-%s", base, name),
		.work = m->tmp };
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
	return path_mkdirs(o->dir, m->f);
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
	struct object new = { .as = as };

	if (model == NULL)
		return fail_set(m->f, "zig does not compile %s", like);
	new.source = path_join(m->zig->lib, source);
	argvec_pushv(&new.words, model->words.v);
	argvec_split(&new.words, words != NULL ? words : "", " ");
	add(o, &new);
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

/* The directives before `end`, but for those that include. */
static char *
directives(const char *text, const char *end)
{
	autoargvec lines = ARGVEC_INIT;

	for (const char *p = text; (p = strchr(p, '#')) != NULL && p < end; p++)
		if (!starts_with(p, "#include"))
			argvec_pushf(&lines, "%.*s", (int)strcspn(p, "\r\n"), p);
	return argvec_join(&lines, "\n");
}

/* Does it define, undefine and test what `text` does, and nothing else, before
 * it includes the header? */
static bool
begins_with(const char *source, const char *header, const char *text)
{
	autofree char *angle = xasprintf("#include <%s>", header);
	autofree char *quoted = xasprintf("#include \"%s\"", header);
	autofree char *all = NULL, *ours = NULL, *theirs = NULL;
	const char *at;

	if (path_read(source, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0 ||
		((at = strstr(all, angle)) == NULL &&
			(at = strstr(all, quoted)) == NULL))
		return false;
	ours = directives(text, text + strlen(text));
	theirs = directives(all, at);
	return strcmp(ours, theirs) == 0;
}

/* Does it define no macro before the last header that it includes? Other
 * headers may come first, then. */
static bool
defines_none(const char *source)
{
	autofree char *all = NULL, *before = NULL;
	const char *last = NULL;

	if (path_read(source, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0)
		return false;
	for (const char *p = all; (p = strchr(p, '#')) != NULL;) {
		const char *at = p++;

		p += strspn(p, " ");
		if (starts_with(p, "include"))
			last = at;
	}
	before = directives(all, last != NULL ? last : all);
	return strstr(before, "define ") == NULL &&
	       strstr(before, "undef ") == NULL;
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
				   begins_with(o->v[i].source, header, text));
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
			   defines_none(o->v[i].source);
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

/* In a process of its own: a source that does not stand the header (it has a
 * std::mutex of its own) does without. */
static int
start_sharing(const struct maker *m, const struct object *o, struct pool *pool)
{
	autoargvec with = ARGVEC_INIT, without = ARGVEC_INIT;
	pid_t pid = pool_fork(pool, m->f);
	int r;

	if (pid != 0)
		return pid > 0 ? 0 : -1;
	push_compile(m, o, o->shared, &with);
	push_compile(m, o, NULL, &without);
	r = verbose_step(m->zig, NULL, &with, m->f);
	if (r != 0) {
		fail_clear(m->f);
		r = verbose_step(m->zig, NULL, &without, m->f);
	}
	if (r != 0)
		pool_say(pool, m->f->what);
	_exit(r != 0);
}

static int
start_compile(const struct maker *m, const struct object *o, struct pool *pool)
{
	autoargvec argv = ARGVEC_INIT;

	if (o->shared != NULL && path_is_file(o->shared))
		return start_sharing(m, o, pool);
	push_compile(m, o, NULL, &argv);
	return pool_start(pool, &argv, NULL, m->f);
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

int
objects_compile(const struct maker *m, const struct objects *o,
	struct pool *pool)
{
	const struct object **order = xcalloc(o->n, sizeof *order);
	struct fail why = FAIL_INIT;
	size_t had = 0, done = 0;
	int r = 0;

	for (size_t i = 0; i < o->n; i++)
		order[i] = &o->v[i];
	qsort(order, o->n, sizeof *order, by_size);
	for (size_t i = 0; r == 0 && i < 2 * o->n; i++) {
		const struct object *one = order[i % o->n];

		if (i == o->n && pool_wait(pool, m->f) != 0)
			break;
		if ((one->shared != NULL) != (i >= o->n))
			continue;
		if (path_is_file(one->path))
			had++;
		else
			r = start_compile(m, one, pool);
		progress_set(done++, o->n);
	}
	free(order);
	if (had > 0)
		trace_line("%zu of %zu objects were there", had, o->n);
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
