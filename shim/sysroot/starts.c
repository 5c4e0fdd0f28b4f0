#include "shim/sysroot/starts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/pool.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "shim/sysroot/objects.h"
#include "shim/sysroot/sysroot.h"
#include "shim/sysroot/unwinder.h"
#include "texts.h"

/* ---- ours ---- */

/* crtbegin and crtend. What still matters of GCC's: a shared object has a
 * handle, whose value libc's atexit reads, and tells libc when it goes, so that
 * destructors of its static objects run at dlclose (Itanium C++ ABI, 3.3.6.3). */
static const char crtbegin_program[] = "void *__dso_handle = 0;\n";

/*
 * Every object for ARM that can be unwound asks for these, of which it needs but
 * that they are linked; the unwinder calls its own. So a program in C needs
 * neither libgcc_s for them nor compiler_rt, which has them, too (pieces.c).
 */
static const char arm_program[] =
	"#define PR(n) __attribute__((weak, visibility(\"hidden\"))) "
	"void __aeabi_unwind_cpp_pr##n(void) {}\n"
	"PR(0) PR(1) PR(2)\n";

/*
 * The start of a BSD's programs has their crtbegin in it (zig's freebsd.zig and
 * netbsd.zig); a position-independent one gets crtbeginS.o as well. musl never
 * unloads, and in a static-pie program of MIPS an undefined weak symbol is not
 * 0 (musl's dlstart adds the base to it).
 */
static int
start_ours(const struct maker *m, struct pool *pool)
{
	const struct target_def *d = m->target->def;
	const char *words = libc_is_bsd(d->libc)      ? "-DWEAK"
			    : d->libc == LIBC_MUSL ? "-DSTAYS"
						   : "";
	const struct {
		const char *text, *to, *words;
		bool wanted;
	} rows[] = {
		{ text_crtbegin_c_in, "lib/crtbeginS.o", words, true },
		{ libc_is_bsd(d->libc) ? "" : crtbegin_program, "lib/crtbegin.o",
			"", true },
		{ "", "lib/crtend.o", "", true },
		{ arm_program, "work/pr.o", "",
			d->libc == LIBC_GLIBC && d->arch == ARCH_ARM },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].wanted && maker_start_compile(m, pool, rows[i].text,
			rows[i].to, rows[i].words) != 0)
			return -1;
	return 0;
}

static int
make_arm_routines(const struct maker *m)
{
	autoargvec ar = ARGVEC_INIT;

	argvec_pushl(&ar, m->zig->path, "ar", "qcD", NULL);
	argvec_pushf(&ar, "%s/" ARM_ROUTINES, m->dir);
	argvec_pushf(&ar, "%s/pr.o", m->tmp);
	return maker_run(m, &ar);
}

static int
make_unwinder(const struct maker *m)
{
	const struct target_def *d = m->target->def;

	if (d->libc != LIBC_GLIBC)
		return 0;
	return unwinder_write(m) != 0 ? -1
	       : d->arch == ARCH_ARM  ? make_arm_routines(m)
				      : 0;
}

/* The same by another name, unless zig has one. Scrt1.o serves programs at a
 * fixed address, too. */
static int
name_again(const struct maker *m)
{
	static const char *const pairs[][2] = { { "crtbegin.o", "crtbeginT.o" },
		{ "crtend.o", "crtendS.o" }, { "crtend.o", "crti.o" },
		{ "crtend.o", "crtn.o" }, { "Scrt1.o", "crt1.o" },
		{ "crt1.o", "Scrt1.o" } };

	for (size_t i = 0; i < COUNT(pairs); i++) {
		autofree char *a = xasprintf("%s/lib/%s", m->dir, pairs[i][0]);
		autofree char *b = xasprintf("%s/lib/%s", m->dir, pairs[i][1]);

		if (path_is_file(a) && !path_is_file(b) &&
			maker_copy_file(a, b, m->f) != 0)
			return -1;
	}
	return 0;
}

static int
finish_ours(const struct maker *m)
{
	return make_unwinder(m) != 0 ? -1 : name_again(m);
}

int
starts_make(const struct maker *m)
{
	autofree char *log = path_join(m->tmp, "log");
	struct pool pool;
	int r;

	pool_init(&pool, system_cores(), log);
	r = start_ours(m, &pool);
	return pool_finish(&pool, m->f) != 0 || r != 0 ? -1 : finish_ours(m);
}

/* ---- zig's ---- */

/* Where its sources are, and what most of them are linked into. */
static const struct kind {
	enum libc_kind libc;
	const char *folder, *start;
} kinds[] = {
	{ LIBC_GLIBC, "libc/glibc/", "Scrt1.o" },
	{ LIBC_FREEBSD, "libc/freebsd/", "Scrt1.o" },
	{ LIBC_NETBSD, "libc/netbsd/", "crt0.o" },
	{ LIBC_OPENBSD, "libc/openbsd/", "crt0.o" },
};

static const struct kind *
kind_of(const struct target *t)
{
	size_t i = 0;

	while (i + 1 < COUNT(kinds) && kinds[i].libc != t->def->libc)
		i++;
	return &kinds[i];
}

/* The objects of a program's start in the order in which zig links them. */
static struct object *
find_start(const struct objects *o, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < o->n; i++) {
		const char *base = path_base(o->v[i].source);

		if (strncmp(base, name, n) == 0 && base[n] == '.')
			return &o->v[i];
	}
	return NULL;
}

/* All others are libc_nonshared.a, which only glibc has. */
static int
link_starts(const struct maker *m, struct objects *o, const struct kind *k)
{
	static const char *const order[] = { "start", "start-2.33", "abi-note",
		"init", "crt0-common", "crtbegin", "crtbrand", "feature_note",
		"ignore_init_note", "sysident", "crt1_c", "crt1_s", "crt0" };
	autoargvec ld = ARGVEC_INIT;
	size_t n = 0;

	zig_tool(m->zig, "ld.lld", &ld);
	argvec_push(&ld, "-r");
	argvec_pushf(&ld, "-o%s/lib/%s", m->dir, k->start);
	for (size_t i = 0; i < COUNT(order); i++) {
		struct object *s = find_start(o, order[i]);

		if (s == NULL)
			continue;
		argvec_push(&ld, s->path);
		s->as = k->start;
		n++;
	}
	if (k->libc != LIBC_GLIBC && n < o->n)
		return fail_set(m->f, "zig's start files are not as they were");
	return maker_run(m, &ld) != 0 ? -1
	       : k->libc == LIBC_GLIBC
		       ? objects_archive(m, o, k->folder, "libc_nonshared.a")
		       : 0;
}

static int
compile_starts(const struct maker *m, struct objects *o)
{
	autofree char *log = path_join(m->tmp, "log");
	struct pool pool;

	for (size_t i = 0; i < o->n; i++) {
		const char *name = path_base(o->v[i].source);

		o->v[i].as = strcmp(name, "crti.S") == 0   ? "crti.o"
			     : strcmp(name, "crtn.S") == 0 ? "crtn.o"
							   : NULL;
		/* Nobody has small data; lld's own symbol for where it would
		 * be is absolute, which a position-independent program's
		 * cannot be. */
		if (m->target->def->libc == LIBC_NETBSD &&
			m->target->def->arch == ARCH_PPC &&
			strcmp(name, "crt0.S") == 0)
			argvec_push(&o->v[i].words, "-D_SDA_BASE_=___start");
	}
	pool_init(&pool, system_cores(), log);
	if (start_ours(m, &pool) == 0)
		return objects_compile(m, o, &pool);
	pool_finish(&pool, FAIL_IGNORED);
	return -1;
}

/* What differs between floors: until 2.32 stat and until 2.33 the start were in
 * each program. */
static char *
name_of(const struct target *t)
{
	const struct version stats = { 2, 32, 0 }, starts = { 2, 33, 0 };
	const char *which = t->def->libc != LIBC_GLIBC		 ? ""
			    : version_cmp(t->glibc, stats) <= 0	 ? "-2.32"
			    : version_cmp(t->glibc, starts) <= 0 ? "-2.33"
								 : "-2.34";

	return xasprintf("starts-%s%s", t->def->rust, which);
}

static int
make_layer(const struct maker *m)
{
	const struct kind *k = kind_of(m->target);
	autofree char *base = path_dir(m->dir);
	autofree char *name = name_of(m->target);
	autoargvec extra = ARGVEC_INIT;
	struct objects o;
	int r;

	argvec_push(&extra, "-fPIE");
	r = objects_ask(m, base, name, m->target->zig, &extra, k->folder, &o);
	if (r == 0)
		r = compile_starts(m, &o);
	if (r == 0)
		r = link_starts(m, &o, k);
	objects_clear(&o, r == 0);
	return r == 0 ? finish_ours(m) : -1;
}

int
starts_take(const struct maker *m)
{
	autofree char *base = path_dir(m->dir);
	autofree char *name = name_of(m->target), *what = NULL;
	autofree char *dir = path_join(base, name);
	autofree char *from = path_join(dir, "lib");
	autoargvec names = ARGVEC_INIT;

	/* (a sysroot's own digests would be those of the damage) */
	if (!seal_check(dir, &what) && path_remove(dir, m->f) != 0)
		return -1;
	if (maker_once(m->zig, m->target, dir, make_layer, m->f) != 0 ||
		path_names(from, &names, m->f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		autofree char *a = path_join(from, names.v[i]);
		autofree char *b = xasprintf("%s/lib/%s", m->dir, names.v[i]);

		if (link(a, b) != 0 && maker_copy_file(a, b, m->f) != 0)
			return -1;
	}
	return 0;
}
