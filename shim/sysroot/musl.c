#include "shim/sysroot/musl.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "shim/sysroot/objects.h"
#include "shim/sysroot/runtime.h"
#include "shim/zig/verbose.h"

/* ---- the sources ---- */

/* The names in a folder, sorted; none if there is no such folder. */
static int
names_in(const char *dir, struct argvec *out, struct fail *f)
{
	return path_is_dir(dir) ? path_names(dir, out, f) : 0;
}

/* Length of "memcpy" in "memcpy.c", 0 if the name ends in none of endings. */
static size_t
stem(const char *name, const char *endings)
{
	size_t n = strlen(name);

	return n > 2 && name[n - 2] == '.' &&
			       strchr(endings, name[n - 1]) != NULL
		       ? n - 2
		       : 0;
}

static bool
has_stem(const struct argvec *names, const char *name, size_t n)
{
	for (size_t i = 0; i < names->n; i++)
		if (stem(names->v[i], "csS") == n &&
			strncmp(names->v[i], name, n) == 0)
			return true;
	return false;
}

/* One folder by the rule; sub is relative to dir. */
static int
add_folder(const char *dir, const char *sub, const char *arch,
	struct argvec *out, struct fail *f)
{
	autofree char *base = path_join(dir, sub);
	autofree char *own = path_join(base, arch);
	autoargvec plain = ARGVEC_INIT, special = ARGVEC_INIT;

	if (names_in(base, &plain, f) != 0 || names_in(own, &special, f) != 0)
		return -1;
	for (size_t i = 0; i < plain.n; i++) {
		size_t n = stem(plain.v[i], "c");

		if (n > 0 && !has_stem(&special, plain.v[i], n))
			argvec_pushf(out, "%s/%s", sub, plain.v[i]);
	}
	for (size_t i = 0; i < special.n; i++)
		if (stem(special.v[i], "csS") > 0)
			argvec_pushf(out, "%s/%s/%s", sub, arch, special.v[i]);
	return 0;
}

int
musl_sources(const char *dir, const char *arch, struct argvec *out,
	struct fail *f)
{
	autofree char *src = path_join(dir, "src");
	autoargvec subs = ARGVEC_INIT;

	if (names_in(src, &subs, f) != 0)
		return -1;
	for (size_t i = 0; i < subs.n; i++) {
		autofree char *sub = xasprintf("src/%s", subs.v[i]);

		if (add_folder(dir, sub, arch, out, f) != 0)
			return -1;
	}
	/* the one of its two allocators that musl's configure takes */
	return add_folder(dir, "src/malloc/mallocng", arch, out, f);
}

/* What musl's configure makes of a triple; the first that fits. */
static const char *
arch_of(const struct target *t)
{
	static const struct {
		const char *start, *end, *arch;
	} arches[] = {
		{ "x86_64-", "x32", "x32" },
		{ "x86_64-", "", "x86_64" },
		{ "i", "", "i386" },
		{ "aarch64", "", "aarch64" },
		{ "arm", "", "arm" },
		{ "thumb", "", "arm" },
		{ "mips64", "n32", "mipsn32" },
		{ "mips64", "", "mips64" },
		{ "mips", "", "mips" },
		{ "powerpc64", "", "powerpc64" },
		{ "powerpc", "", "powerpc" },
		{ "riscv64", "", "riscv64" },
		{ "riscv32", "", "riscv32" },
		{ "s390x", "", "s390x" },
		{ "loongarch64", "", "loongarch64" },
	};
	const char *llvm = t->def->llvm;
	size_t n = strlen(llvm);

	for (size_t i = 0; i < COUNT(arches); i++) {
		size_t k = strlen(arches[i].end);

		if (strncmp(llvm, arches[i].start, strlen(arches[i].start)) ==
				0 &&
			n >= k && strcmp(llvm + n - k, arches[i].end) == 0)
			return arches[i].arch;
	}
	return NULL;
}

/*
 * On 32-bit machines whose time_t was once 32 bits wide, the old names stay
 * for what was compiled then, and that includes Rust's libc crate. The headers
 * say which machines these are.
 */
static bool
had_time32(const struct maker *m)
{
	for (size_t i = 0; i < m->c.n; i++) {
		autofree char *types = path_join(m->c.v[i], "bits/alltypes.h");
		autofree char *text = NULL;

		if (m->c.v[i][0] == '-' ||
			path_read(types, 1u << 20, &text, NULL, FAIL_IGNORED) != 0)
			continue;
		return strstr(text, "#define _REDIR_TIME64 1") != NULL;
	}
	return false;
}

/* ---- compiling ---- */

/* musl's own words (its Makefile and configure), but that its functions can be
 * unwound through, for callbacks that throw. */
static void
push_words(const struct maker *m, const char *dir, const char *arch,
	struct argvec *out)
{
	static const char *const dirs[] = { "arch/generic", "src/include",
		"src/internal", "include" };

	argvec_pushl(out, "-std=c99", "-nostdinc", "-ffreestanding",
		"-fexcess-precision=standard", "-frounding-math",
		"-ffp-contract=off", "-fno-strict-aliasing", "-fno-builtin",
		"-fno-stack-protector", "-D_XOPEN_SOURCE=700", "-fPIC",
		"-fomit-frame-pointer", "-fasynchronous-unwind-tables",
		"-ffunction-sections", "-fdata-sections",
		"-Wa,--noexecstack", "-w", NULL);
	argvec_pushf(out, "-I%s/arch/%s", dir, arch);
	for (size_t i = 0; i < COUNT(dirs); i++)
		argvec_pushf(out, "-I%s/%s", dir, dirs[i]);
	maker_push_search(&m->c, out);
}

/* What musl optimizes for speed and not for size. */
static bool
is_hot(const char *source)
{
	static const char *const dirs[] = { "src/internal/", "src/malloc/",
		"src/string/" };

	for (size_t i = 0; i < COUNT(dirs); i++)
		if (strncmp(source, dirs[i], strlen(dirs[i])) == 0)
			return true;
	return false;
}

static void
add_source(const struct maker *m, const struct argvec *words, const char *source,
	const char *as, struct objects *o)
{
	autofree char *path = xasprintf("%s/libc/musl/%s", m->zig->lib, source);
	autoargvec own = ARGVEC_INIT;

	argvec_pushv(&own, words->v);
	/* (a start relocates itself: ldso/dlstart.c) */
	argvec_pushl(&own, is_hot(source) ? "-O3" : "-Os",
		as != NULL ? "-DCRT" : NULL, NULL);
	objects_add(o, path, &own, as);
}

/*
 * Newer zigs have part of libc in Zig, and its C files are gone. This is what
 * zig runs when it makes a static program: a library needs no libc itself, so
 * zig does not build one.
 */
static int
start_zigc(const struct maker *m, struct pool *pool)
{
	autofree char *parts = path_join(m->zig->lib, "c");
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;

	if (!path_is_dir(parts))
		return maker_write(m, "lib/libzigc.a", "!<arch>\n");
	verbose_env(m->tmp, &env);
	argvec_push(&argv, m->zig->path);
	objects_zig_words(m, m->target->zig, "c", "zigc", &argv);
	return pool_start(pool, &argv, &env, m->f);
}

/*
 * Is anything missing? A zig that keeps its libc in other places than those we
 * know would show here: all of musl is linked into one program.
 */
static int
check_whole(const struct maker *m, const char *root)
{
	autofree char *source = path_join(m->tmp, "probe.c");
	autofree char *object = path_join(m->tmp, "probe.o");
	autoargvec cc = ARGVEC_INIT, ld = ARGVEC_INIT;

	maker_push_clang(m, &cc);
	argvec_pushl(&cc, "-fPIC", "-c", source, "-o", object, NULL);
	zig_tool(m->zig, "ld.lld", &ld);
	argvec_pushl(&ld, "-static", "-o", NULL);
	argvec_pushf(&ld, "%s/probe-program", m->tmp);
	argvec_pushf(&ld, "%s/lib/crt1.o", root);
	argvec_pushf(&ld, "%s/lib/crti.o", root);
	argvec_pushl(&ld, object, "--whole-archive", NULL);
	argvec_pushf(&ld, "%s/lib/libmusl.a", m->dir);
	argvec_push(&ld, "--no-whole-archive");
	argvec_pushf(&ld, "%s/lib/libzigc.a", m->dir);
	argvec_pushf(&ld, "%s/lib/libcompiler_rt.a", root);
	argvec_pushf(&ld, "%s/lib/crtn.o", root);
	return maker_run(m, &cc) != 0 ? -1 : maker_run(m, &ld);
}

static int
compile(const struct maker *m, struct pool *pool, const char *arch,
	const struct argvec *sources, const char *name)
{
	autofree char *dir = xasprintf("%s/libc/musl", m->zig->lib);
	autofree char *base = path_dir(m->dir);
	autoargvec words = ARGVEC_INIT;
	struct objects o;
	int r = objects_start_new(m, base, name, &o);

	push_words(m, dir, arch, &words);
	add_source(m, &words, "crt/rcrt1.c", "rcrt1.o", &o);
	for (size_t i = 0; i < sources->n; i++)
		add_source(m, &words, sources->v[i], NULL, &o);
	if (r == 0)
		r = start_zigc(m, pool);
	if (r == 0)
		r = objects_compile(m, &o, pool);
	if (r == 0)
		r = objects_archive(m, &o, "libc/musl/", "libmusl.a");
	objects_clear(&o, r == 0);
	return r;
}

int
musl_build(struct maker *m, struct pool *pool, const char *name, const char *root)
{
	autofree char *dir = xasprintf("%s/libc/musl", m->zig->lib);
	autofree char *zigc = path_join(m->dir, "lib/libzigc.a");
	const char *arch = arch_of(m->target);
	autoargvec sources = ARGVEC_INIT;
	int r = -1;

	if (arch == NULL)
		fail_set(m->f, "musl knows no machine like '%s'",
			m->target->def->llvm);
	else if (musl_sources(dir, arch, &sources, m->f) == 0 &&
		 (!had_time32(m) || add_folder(dir, "compat/time32", arch,
					    &sources, m->f) == 0))
		r = compile(m, pool, arch, &sources, name);
	pool_finish(pool, FAIL_IGNORED);
	if (r != 0)
		return fail_context(m->f, "cannot compile musl");
	return check_whole(m, root) != 0 ? -1
					 : runtime_split(m, RUNTIME_ZIGC, zigc);
}

/* ---- without a clang of zig's ---- */

/* zig's stub of musl's shared object (its musl.zig says how). */
static int
make_stub(const struct maker *m, const char *arch)
{
	const struct target_def *d = m->target->def;
	autofree char *object = path_join(m->tmp, "libc.o");
	autoargvec cc = ARGVEC_INIT, ld = ARGVEC_INIT;

	maker_push_clang(m, &cc);
	argvec_pushl(&cc, d->is64 && strcmp(arch, "x32") != 0 ? "-DPTR64" : NULL,
		NULL);
	if (had_time32(m))
		argvec_push(&cc, "-DTIME32");
	argvec_pushf(&cc, "-DARCH_%s", arch);
	if (d->arch == ARCH_X86_64 || d->arch == ARCH_X86)
		argvec_push(&cc, "-DFAMILY_x86");
	else
		argvec_pushf(&cc, "-DFAMILY_%.*s",
			(int)strcspn(arch, "0123456789n"), arch);
	argvec_push(&cc, "-c");
	argvec_pushf(&cc, "%s/libc/musl/libc.S", m->zig->lib);
	argvec_pushl(&cc, "-o", object, NULL);
	zig_tool(m->zig, "ld.lld", &ld);
	argvec_pushl(&ld, "-shared", "-soname", "libc.so",
		"--no-undefined-version", "-s", "-znow", "-o", NULL);
	argvec_pushf(&ld, "%s/lib/libc.so", m->dir);
	argvec_push(&ld, object);
	return maker_run(m, &cc) != 0 ? -1 : maker_run(m, &ld);
}

int
musl_starts(struct maker *m)
{
	autofree char *dir = xasprintf("%s/libc/musl", m->zig->lib);
	autofree char *log = path_join(m->tmp, "log");
	const char *arch = arch_of(m->target);
	autoargvec words = ARGVEC_INIT;
	struct objects o = { .dir = xstrdup(m->tmp), .work = m->tmp };
	struct pool pool;
	int r;

	if (arch == NULL || maker_compile_words(m, "c", &m->c) != 0)
		return -1;
	fail_clear(m->f);
	push_words(m, dir, arch, &words);
	add_source(m, &words, "crt/Scrt1.c", "Scrt1.o", &o);
	pool_init(&pool, system_cores(), log);
	r = objects_compile(m, &o, &pool);
	objects_clear(&o, false);
	return r != 0 ? -1 : make_stub(m, arch);
}

/* ---- zig's own ---- */

static int
rename_in_lib(const struct maker *m, const char *from, const char *to)
{
	autofree char *a = xasprintf("%s/lib/%s", m->dir, from);
	autofree char *b = xasprintf("%s/lib/%s", m->dir, to);

	if (rename(a, b) != 0)
		return fail_errno(m->f, "zig made no %s for %s", from,
			m->target->zig);
	return 0;
}

int
musl_take_zigs(struct maker *m)
{
	autofree char *zigc = path_join(m->dir, "lib/libzigc.a");
	autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

	/* Its libzigc.a comes with its compiler_rt only. */
	argvec_pushl(&extra, "-fPIE", "-fcompiler-rt", NULL);
	if (maker_link_line(m, "build-exe", m->target->zig, &extra, &line) != 0 ||
		maker_copy_pieces(m, &line) != 0 ||
		rename_in_lib(m, "libc.a", "libmusl.a") != 0)
		return -1;
	return path_is_file(zigc)
		       ? 0
		       : maker_write(m, "lib/libzigc.a", "!<arch>\n");
}
