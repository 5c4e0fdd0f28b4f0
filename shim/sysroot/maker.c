#include "shim/sysroot/maker.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/known.h"
#include "shim/sysroot/sysroot.h"
#include "shim/zig/verbose.h"

enum { KEY = 24 };

/* ---- the folder ---- */

/* <cache>/sysroots/<zig>: everything below it came from this one zig. */
int
maker_base(const struct zig *z, char **out, struct fail *f)
{
	autofree char *all = xasprintf("%s\n%s\n%s\n%s", SYSROOT_MAGIC, z->path,
		z->identity, z->text);
	autofree char *sub = NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256_Data((const uint8_t *)all, strlen(all), hex);
	sub = xasprintf("sysroots/%.*s", KEY, hex);
	return os_cache_find(sub, out, f);
}

int
maker_lock(const char *base, const char *name)
{
	autofree char *path = xasprintf("%s/lock-%s", base, name);
	autofail why = FAIL_INIT;
	int fd = path_mkdirs(base, &why) != 0 ? -1 : lock_take(path, &why);

	if (fd < 0)
		trace_line("without a lock: %s", why.what);
	return fd;
}

void
maker_clear(struct maker *m)
{
	place_close(&m->place, m->f);
	free(m->tmp);
	argvec_clear(&m->recipe);
	argvec_clear(&m->c);
	argvec_clear(&m->cxx);
}

/* An empty lib and a probe in a new folder. */
int
maker_start(struct maker *m, const char *base, const char *name)
{
	autofree char *start = xasprintf("tmp.%s.", name);
	autofree char *lib = NULL, *probe = NULL, *program = NULL;

	if (place_open(&m->place, base, start, m->f) != 0)
		return -1;
	m->dir = m->place.dir;
	m->tmp = path_join(m->dir, "work");
	lib = path_join(m->dir, "lib");
	probe = path_join(m->tmp, "probe.c");
	/* zig prints no compile line for a file whose contents its global
	 * cache has seen: these nobody has. */
	program = xasprintf("/* %s */\nint main(void){return 0;}\n", m->dir);
	if (path_mkdirs(lib, m->f) != 0 || path_mkdirs(m->tmp, m->f) != 0)
		return -1;
	return path_write(probe, program, strlen(program), 0600, m->f);
}

int
maker_empty_lib(const struct maker *m)
{
	autofree char *lib = path_join(m->dir, "lib");

	return path_remove(lib, m->f) != 0 ? -1 : path_mkdirs(lib, m->f);
}

/* Puts what was made in place of `dir`, whole. */
int
maker_settle(const struct maker *m, const char *dir)
{
	return path_remove(m->tmp, m->f) != 0 || seal_write(m->dir, m->f) != 0
		       ? -1
		       : place_settle(&m->place, m->dir, dir, m->f);
}

static int
make_whole(const struct zig *z, const struct target *t, const char *base,
	const char *dir, int (*fill)(const struct maker *m), struct fail *f)
{
	scoped(maker) m = { .zig = z, .target = t, .f = f };

	return maker_start(&m, base, path_base(dir)) != 0 || fill(&m) != 0
		       ? -1
		       : maker_settle(&m, dir);
}

int
maker_once(const struct zig *z, const struct target *t, const char *dir,
	int (*fill)(const struct maker *m), struct fail *f)
{
	autofree char *base = path_dir(dir);
	int lock, r = 0;

	if (path_is_dir(dir))
		return 0;
	if (path_mkdirs(base, f) != 0)
		return -1;
	lock = maker_lock(base, path_base(dir));
	if (!path_is_dir(dir))
		r = make_whole(z, t, base, dir, fill, f);
	lock_drop(lock);
	return r;
}

/* ---- files ---- */

int
maker_copy_file(const char *from, const char *to, struct fail *f)
{
	autofree char *data = NULL;
	size_t len;

	if (path_read(from, 1u << 30, &data, &len, f) != 0)
		return -1;
	return path_write(to, data, len, 0644, f);
}

int
maker_write(const struct maker *m, const char *name, const char *text)
{
	autofree char *path = path_join(m->dir, name);

	return path_write(path, text, strlen(text), 0644, m->f);
}

int
maker_write_files(const struct maker *m, const struct text_file *t)
{
	for (; t->name != NULL; t++)
		if (maker_write(m, t->name, t->text) != 0)
			return -1;
	return 0;
}

/* ---- asking zig ---- */

/* wasm-ld reads no linker scripts: a piece is an archive by its real name. */
bool
maker_has_scripts(const struct target *t)
{
	return t->def->arch != ARCH_WASM32 && !target_is_uefi(t->def);
}

void
maker_push_target(const struct maker *m, const char *zig_target,
	struct argvec *out)
{
	const char *cpu = m->target->def->cpu;
	autofree char *name = NULL;

	argvec_pushl(out, "-target", zig_target, NULL);
	if (cpu == NULL)
		return;
	name = zig_cpu_name(m->zig, m->target, cpu);
	argvec_pushf(out, "-mcpu=%s", name);
}

void
maker_link_words(const struct maker *m, const char *kind,
	const char *zig_target, const struct argvec *extra, struct argvec *words)
{
	bool rt = argvec_has(extra, "-fcompiler-rt");
	bool ubsan = argvec_has(extra, "-fubsan-rt");
	struct version since_ubsan = { 0, 14, 0 };

	argvec_split(words, kind, " ");
	argvec_pushf(words, "%s/probe.c", m->tmp);
	argvec_push(words, "-fstrip");
	if (!argvec_has(extra, "-fno-entry"))
		argvec_push(words, m->target->def->libc == LIBC_NONE
					   ? "-fno-entry"
					   : "-lc");
	maker_push_target(m, zig_target, words);
	if (!rt)
		argvec_push(words, "-fno-compiler-rt");
	if (!ubsan && version_cmp(m->zig->version, since_ubsan) >= 0)
		argvec_push(words, "-fno-ubsan-rt");
	for (size_t i = 0; i < extra->n; i++)
		argvec_push(words, extra->v[i]);
	argvec_pushf(words, "-femit-bin=%s/probe-program", m->tmp);
}

int
maker_link_line(const struct maker *m, const char *kind,
	const char *zig_target, const struct argvec *extra, struct argvec *line)
{
	autofree char *text = NULL;
	autoargvec words = ARGVEC_INIT;
	autofail why = FAIL_INIT;
	int r;

	maker_link_words(m, kind, zig_target, extra, &words);
	r = verbose_run(m->zig, m->tmp, false, &words, &text, &why);
	/* The line is what counts: without compiler_rt the link of musl's
	 * own libc.a cannot end well (memset is in it since zig 0.16). */
	if (text != NULL && verbose_line(m->zig, m->tmp, text,
				    target_is_coff(m->target->def) ? "lld-link "
				    : m->target->def->arch != ARCH_WASM32 ? "ld.lld "
							     : "wasm-ld ",
				    "probe-program", line))
		return 0;
	if (r == 0)
		return fail_set(m->f, "zig printed no link line for %s",
			zig_target);
	return fail_move(m->f, &why);
}

/*
 * Words of zig's that are not for users' code. _WIN32_WINNT is the program's to
 * define; the headers have the same default. And without its annotations all of
 * libc++'s inline functions are exported: those of a program get in the place
 * of a shared object's, whose static libc++ is another one (its streams are not
 * there yet, its locales are counted elsewhere).
 */
static bool
is_zigs_own(const char *w)
{
	return strcmp(w, "-DNDEBUG") == 0 || strcmp(w, "-D_DEBUG") == 0 ||
	       strncmp(w, "-D_WIN32_WINNT=", 15) == 0 ||
	       strcmp(w, "-D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS") == 0 ||
	       strcmp(w, "-D_LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS") == 0;
}

const char *
maker_headers(const struct maker *m, const char *dir)
{
	size_t n = strlen(m->zig->lib);

	return m->zig->include != NULL && strncmp(dir, m->zig->lib, n) == 0 &&
			       strcmp(dir + n, "/include") == 0
		       ? m->zig->include
		       : dir;
}

/* libc++ warns of a clang that is older than those it is tested with, in the
 * system's headers even: the header that says so is done without. */
static void
push_known_clang(const struct zig *z, struct argvec *out)
{
	static const char says[] = "_LIBCPP_CLANG_VER < ";
	autofree char *file = path_join(z->lib,
		"libcxx/include/__configuration/compiler.h");
	autofree char *text = NULL;
	struct version v;
	const char *at;

	if (z->other_clang == NULL || !version_parse(z->clang, &v) ||
		path_read(file, 1 << 20, &text, NULL, FAIL_IGNORED) != 0 ||
		(at = strstr(text, says)) == NULL)
		return;
	if (v.major * 100 + v.minor >= atoi(at + sizeof says - 1))
		return;
	argvec_push(out, "-D_LIBCPP___CONFIGURATION_COMPILER_H");
	argvec_push(out, "-D_LIBCPP_COMPILER_CLANG_BASED");
	argvec_pushf(out, "-D_LIBCPP_CLANG_VER=%d", v.major * 100 + v.minor);
}

/* Words of a compile that belong to the target, not to the file. */
static void
keep_compile_words(const struct maker *m, const struct argvec *line,
	struct argvec *out)
{
	for (size_t i = 0; i < line->n; i++) {
		const char *w = line->v[i];

		if (strcmp(w, "-isystem") == 0 && i + 1 < line->n) {
			argvec_push(out, maker_headers(m, line->v[++i]));
		} else if (strncmp(w, "-D", 2) == 0 && !is_zigs_own(w)) {
			argvec_push(out, w);
		}
	}
}

/* For Windows libc++ does so by itself, and where there are no shared objects
 * every type has one address. */
bool
maker_compares_types(const struct target *t)
{
	return t->def->libc != LIBC_NONE && t->def->libc != LIBC_WASI &&
	       t->def->libc != LIBC_MINGW;
}

bool
maker_has_no_lines(const struct maker *m)
{
	static const char *const ended[] = { "killed by signal",
		"No space left on device" };

	for (size_t i = 0; i < COUNT(ended); i++)
		if (strstr(m->f->what, ended[i]) != NULL)
			return false;
	return m->zig->other_clang != NULL && m->f->status < 128;
}

/* What zig passes to clang for an empty file in this language. It does not start
 * one: that takes it longer than all else. */
int
maker_compile_words(const struct maker *m, const char *lang, struct argvec *out)
{
	autofree char *src = path_join(m->tmp, "probe.c");
	autofree char *obj = path_join(m->tmp, "probe.o");
	autoargvec words = ARGVEC_INIT;
	autoargvec known = ARGVEC_INIT;
	struct argvec *lines = NULL;
	size_t n = 0;
	int r;

	argvec_pushl(&words, strcmp(lang, "c++") == 0 ? "c++" : "cc",
		"-O2", "-fno-sanitize=undefined", "-c", "-x", lang, src, "-o",
		obj, NULL);
	maker_push_target(m, m->target->zig, &words);
	r = verbose_wanted(m->zig, m->tmp, &words, &lines, &n, m->f);
	if (r == 0)
		keep_compile_words(m, &lines[n - 1], out);
	else if (maker_has_no_lines(m)) {
		fail_clear(m->f);
		r = known_compile_words(m->zig, m->target,
			strcmp(lang, "c++") == 0, &known, m->f);
		keep_compile_words(m, &known, out);
	}
	verbose_free(lines, n);
	if (r != 0)
		return fail_context(m->f, "no words of a compile for %s in %s",
			m->target->zig, lang);
	if (strcmp(lang, "c++") == 0)
		push_known_clang(m->zig, out);
	if (strcmp(lang, "c++") == 0 && maker_compares_types(m->target))
		argvec_push(out, "-D_LIBCPP_TYPEINFO_COMPARISON_IMPLEMENTATION=2");
	return 0;
}

/* What compile_words found, as words for clang again. */
void
maker_push_search(const struct argvec *words, struct argvec *out)
{
	for (size_t i = 0; i < words->n; i++) {
		if (words->v[i][0] != '-')
			argvec_push(out, "-isystem");
		argvec_push(out, words->v[i]);
	}
}

static bool
is_library(const char *path)
{
	const char *base = path_base(path), *so = strstr(base, ".so");
	size_t n = strlen(base);

	if (path[0] != '/')
		return false;
	return (n > 2 && strcmp(base + n - 2, ".a") == 0) ||
	       (so != NULL && (so[3] == '.' || so[3] == '\0'));
}

static bool
is_startfile(const char *path)
{
	static const char *const names[] = { "crt1.o", "Scrt1.o", "rcrt1.o",
		"crti.o", "crtn.o", "crt0.o", "crt1-command.o",
		"crt1-reactor.o" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (path[0] == '/' && strcmp(path_base(path), names[i]) == 0)
			return true;
	return false;
}

char *
maker_library_name(const char *path)
{
	const char *base = path_base(path);
	size_t n = strlen(base);

	if (path[0] != '/' || (!ends_with(base, ".lib") && !ends_with(base, ".a")))
		return NULL;
	n -= ends_with(base, ".lib") ? 4 : 2;
	if (strncmp(base, "lib", 3) == 0)
		return xasprintf("%.*s.a", (int)n, base);
	return xasprintf("lib%.*s.a", (int)n, base);
}

int
maker_copy_pieces(struct maker *m, const struct argvec *line)
{
	for (size_t i = 0; i < line->n; i++) {
		const char *w = line->v[i];
		autofree char *to = NULL, *name = NULL;

		if (i > 0 && strstr(line->v[i - 1], "-dynamic-linker") != NULL)
			continue;
		if (target_is_coff(m->target->def))
			name = maker_library_name(w);
		else if (is_library(w) || is_startfile(w))
			name = xstrdup(path_base(w));
		if (name == NULL)
			continue;
		to = xasprintf("%s/lib/%s", m->dir, name);
		if (maker_copy_file(w, to, m->f) != 0)
			return -1;
	}
	return 0;
}

void
maker_push_clang(const struct maker *m, struct argvec *out)
{
	const struct target_def *d = m->target->def;

	zig_tool(m->zig, "clang", out);
	argvec_pushl(out, "--no-default-config", "-target", d->llvm, NULL);
	if (d->clang != NULL)
		argvec_split(out, d->clang, " ");
}

/* LLVM's tools write beside the output first, under a name in which each %
 * becomes a digit, those of the folders too: so in such a folder they run, and
 * see none of its name. */
static void
name_from_inside(const struct maker *m, struct argvec *argv)
{
	autofree char *start = xasprintf("%s/", m->dir);

	for (size_t i = 1; i < argv->n; i++) {
		char *word = argv->v[i], *at = strstr(word, start);

		if (at == NULL)
			continue;
		argv->v[i] = xasprintf("%.*s%s", (int)(at - word), word,
			at + strlen(start));
		free(word);
	}
}

/* Runs a step of zig's that prints nothing when all is well. */
int
maker_run(const struct maker *m, struct argvec *argv)
{
	bool inside = strchr(m->dir, '%') != NULL;

	if (inside)
		name_from_inside(m, argv);
	return verbose_step(m->zig, inside ? m->dir : NULL, argv, m->f);
}

void
maker_push_compiler(const struct maker *m, const char *source,
	const char *object, struct argvec *out)
{
	maker_push_clang(m, out);
	argvec_pushl(out, "-fPIC", "-O2", "-nostdinc",
		"-fno-asynchronous-unwind-tables", "-fvisibility=hidden",
		"-ffile-prefix-map=/=", "-c", source, "-o", object, NULL);
}

int
maker_start_compile(const struct maker *m, struct pool *pool, const char *text,
	const char *to, const char *words)
{
	autofree char *source = xasprintf("%s/%s.c", m->tmp, path_base(to));
	autofree char *out = path_join(m->dir, to);
	autoargvec argv = ARGVEC_INIT;

	if (path_write(source, text, strlen(text), 0600, m->f) != 0)
		return -1;
	maker_push_compiler(m, source, out, &argv);
	argvec_split(&argv, words, " ");
	return pool_start(pool, &argv, NULL, m->f);
}
