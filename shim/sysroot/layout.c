#include "shim/sysroot/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/manifest.h"
#include "shim/sysroot/mingw.h"
#include "shim/sysroot/musl.h"
#include "shim/sysroot/objects.h"
#include "shim/sysroot/pieces.h"
#include "shim/sysroot/starts.h"
#include "shim/sysroot/stubs.h"
#include "shim/sysroot/support.h"
#include "shim/sysroot/sysroot.h"
#include "texts.h"

/* ---- names ---- */

/* Before a piece is made: nothing. An empty archive is one, for every ar. */
static const char empty_archive[] = "!<arch>\n";
static const char empty_script[] = "/* nothing in it */\n";

/* zig's stubs of glibc and the names that lead to them, as linker scripts: in
 * one that lies in --sysroot, "/" is --sysroot (for GNU ld and gold as well;
 * gold lacks the clearer "="). zig makes only those that the floor has: glibc
 * 2.34 took libpthread, libdl, librt and libutil into libc. */
static const struct {
	const char *name, *file;
} glibc_parts[] = {
	{ NULL, "libld.so.2" },
	{ "lib/libm.so", "libm.so.6" },
	{ "lib/libpthread.so", "libpthread.so.0" },
	{ "lib/libdl.so", "libdl.so.2" },
	{ "lib/librt.so", "librt.so.1" },
	{ "lib/libutil.so", "libutil.so.1" },
	{ "lib/libresolv.so", "libresolv.so.2" },
};

/* musl has everything in libc.a; the other names are empty, as in musl. */
static const char *const musl_empty[] = { "libc.a", "libm.a", "libpthread.a", "libdl.a",
	"librt.a", "libutil.a", "libresolv.a", "libcrypt.a", "libxnet.a",
	NULL };

/* Nothing but names: compiler_rt is a piece, called libgcc. */
static const char *const bare_empty[] = { "libgcc.a", "libatomic.a",
	"libubsan.a", NULL };

static const char *const wasi_empty[] = { "libm.a", "libpthread.a", "libdl.a",
	"librt.a", "libutil.a", "libresolv.a", "libcrypt.a", "libxnet.a",
	"libatomic.a", "libubsan.a", NULL };

/* The names of zig's stubs of a BSD's libraries. libc has what libdl had; the
 * empty ones are asked for by every Rust program (the libc crate), while zig
 * has no stubs for them. */
static const struct bsd_part {
	enum libc_kind libc;
	const char *name, *file;
} bsd_parts[] = {
	{ LIBC_FREEBSD, "lib/libc.so", "libc.so.7" },
	{ LIBC_FREEBSD, "lib/libm.so", "libm.so.5" },
	{ LIBC_FREEBSD, "lib/libpthread.so", "libthr.so.3" },
	{ LIBC_FREEBSD, "lib/libthr.so", "libthr.so.3" },
	{ LIBC_FREEBSD, "lib/libstdthreads.so", "libstdthreads.so.0" },
	{ LIBC_FREEBSD, "lib/libdl.so", "libdl.so.1" },
	{ LIBC_FREEBSD, "lib/librt.so", "librt.so.1" },
	{ LIBC_FREEBSD, "lib/libutil.so", "libutil.so.9" },
	{ LIBC_FREEBSD, "lib/libexecinfo.so", "libexecinfo.so.1" },
	{ LIBC_FREEBSD, "lib/libkvm.a", NULL },
	{ LIBC_FREEBSD, "lib/libmemstat.a", NULL },
	{ LIBC_FREEBSD, "lib/libprocstat.a", NULL },
	{ LIBC_FREEBSD, "lib/libdevstat.a", NULL },
	{ LIBC_NETBSD, "lib/libc.so", "libc.so.12" },
	{ LIBC_NETBSD, "lib/libm.so", "libm.so.0" },
	{ LIBC_NETBSD, "lib/libpthread.so", "libpthread.so.1" },
	{ LIBC_NETBSD, "lib/librt.so", "librt.so.1" },
	{ LIBC_NETBSD, "lib/libutil.so", "libutil.so.7" },
	{ LIBC_NETBSD, "lib/libexecinfo.so", "libexecinfo.so.0" },
	{ LIBC_NETBSD, "lib/libdl.a", NULL },
	{ LIBC_OPENBSD, "lib/libc.so", "libc.so.0" },
	{ LIBC_OPENBSD, "lib/libm.so", "libm.so.0" },
	{ LIBC_OPENBSD, "lib/libpthread.so", "libpthread.so.0" },
	{ LIBC_OPENBSD, "lib/libutil.so", "libutil.so.0" },
	{ LIBC_OPENBSD, "lib/libexecinfo.so", "libexecinfo.so.0" },
	/* what clang links there without being asked */
	{ LIBC_OPENBSD, "lib/libcompiler_rt.so", "libgcc.a" },
};

static const struct text_file common_files[] = {
	{ "lib/libgcc.a", empty_archive },
	{ "lib/libatomic.a", "INPUT(/lib/libgcc.a)\n" },
	{ "lib/libatomic.so", "INPUT(/lib/libgcc.a)\n" },
	/* GCC's exports what libgcc.a has too, and a link without default
	 * libraries (rustc's) counts on that: __clear_cache, __divti3. */
	{ "lib/libgcc_s.so", "INPUT(/lib/libgcc.a)\n" },
	{ "lib/libgcc_s.a", "INPUT(/lib/libgcc_s.so)\n" },
	{ "lib/libgcc_eh.a", "INPUT(/lib/libgcc_s.so)\n" },
	{ "lib/libssp.a", empty_archive },
	{ "lib/libssp_nonshared.a", empty_archive },
	{ "lib/libstdc++fs.a", empty_archive },
	{ "lib/libubsan.a", empty_archive },
	/* for -print-file-name; who links them has them made */
	{ "lib/libstdc++.a", empty_archive },
	{ "lib/libstdc++.so", empty_archive },
	{ "lib/libsupc++.a", empty_archive },
	{ NULL, NULL }
};

/*
 * Systems with glibc have GCC's libgcc_s.so.1, whose unwinder all that is in a
 * process shares: another compiler's objects, Rust's, pthread_cancel. A folder
 * that is searched first has its name where libunwind is wanted in its place
 * (shim/engine/direct.c), once that is made (pieces.c).
 */
static const struct text_file gcc_files[] = {
	{ "lib/libgcc_s.so", "INPUT(/lib/libgcc_s.so.1 -lgcc)\n" },
	{ "lib/libgcc_s.a", "INPUT(-lgcc_eh)\n" },
	{ "lib/libgcc_eh.a", "INPUT(-lgcc)\n" },
	{ LIBUNWIND_DIR "/libgcc_s.so", "INPUT(-lgcc)\n" },
	{ NULL, NULL }
};

static const char *const startfiles[] = { "crt1.o", "Scrt1.o", "crtbegin.o",
	"crtbeginS.o", "crtbeginT.o", "crtend.o", "crtendS.o", "crti.o",
	"crtn.o", NULL };

static int
write_empty(const struct maker *m, const char *const *names)
{
	for (; *names != NULL; names++) {
		autofree char *name = xasprintf("lib/%s", *names);

		if (maker_write(m, name, empty_archive) != 0)
			return -1;
	}
	return 0;
}

/* zig cc links all of glibc's libraries into everything; here the small ones
 * come along as they are needed, since configure scripts leave -lm out when
 * clang folds their probe away. */
static int
make_glibc_names(const struct maker *m)
{
	autofree char *folder = path_join(m->dir, LIBUNWIND_DIR);
	autoargvec list = ARGVEC_INIT;
	autofree char *names = NULL, *text = NULL;

	for (size_t i = 0; i < COUNT(glibc_parts); i++) {
		const char *name = glibc_parts[i].name;
		const char *file = glibc_parts[i].file;
		autofree char *path = xasprintf("%s/lib/%s", m->dir, file);
		autofree char *script = xasprintf("INPUT(/lib/%s)\n", file);
		bool there = path_is_file(path);

		if (there)
			argvec_pushf(&list, "/lib/%s", file);
		if (name != NULL &&
			maker_write(m, name, there ? script : empty_script) != 0)
			return -1;
	}
	if (path_mkdirs(folder, m->f) != 0 ||
		maker_write_files(m, gcc_files) != 0 ||
		(m->target->def->arch == ARCH_ARM &&
			maker_write(m, "lib/libgcc.a",
				"INPUT(/" ARM_ROUTINES ")\n") != 0))
		return -1;
	names = argvec_join(&list, " ");
	text = xasprintf("INPUT(/lib/libc.so.6 /lib/libc_nonshared.a\n"
			 "AS_NEEDED(%s))\n", names);
	return maker_write(m, "lib/libc.so", text);
}

/* libc.so brings the other libraries as they are needed, as zig cc does: C++
 * programs have threads without -lpthread. */
static int
make_bsd_names(const struct maker *m)
{
	autoargvec list = ARGVEC_INIT;
	autofree char *others = NULL, *libc = NULL;

	for (size_t i = 0; i < COUNT(bsd_parts); i++)
		if (bsd_parts[i].libc == m->target->def->libc &&
			bsd_parts[i].file != NULL &&
			strcmp(bsd_parts[i].name, "lib/libc.so") != 0)
			argvec_pushf(&list, "/lib/%s", bsd_parts[i].file);
	others = argvec_join(&list, " ");
	for (size_t i = 0; i < COUNT(bsd_parts); i++) {
		const struct bsd_part *p = &bsd_parts[i];
		autofree char *script = xasprintf("INPUT(/lib/%s)\n",
			p->file != NULL ? p->file : "");
		const char *text = p->file != NULL ? script : empty_archive;

		if (strcmp(p->name, "lib/libc.so") == 0) {
			free(libc);
			libc = xasprintf("INPUT(/lib/%s AS_NEEDED(%s))\n",
				p->file, others);
			text = libc;
		}
		autofree char *path = xasprintf("%s/lib/%s", m->dir,
			p->file != NULL ? p->file : ".");

		/* zig's own of OpenBSD has the name already */
		if (p->libc == m->target->def->libc &&
			access(path, F_OK) == 0 &&
			maker_write(m, p->name, text) != 0)
			return -1;
	}
	return 0;
}

static int
make_names(const struct maker *m)
{
	if (maker_write_files(m, common_files) != 0)
		return -1;
	switch (m->target->def->libc) {
	case LIBC_MUSL:
		return write_empty(m, musl_empty);
	case LIBC_FREEBSD:
	case LIBC_NETBSD:
	case LIBC_OPENBSD:
		return make_bsd_names(m);
	default:
		return make_glibc_names(m);
	}
}

/* ---- each kind of target ---- */

/* musl's stub lies apart: "-static … -Wl,-Bdynamic", with which static links of
 * CMake and others end, would find it beside libc.a. */
static int
set_stub_apart(struct maker *m)
{
	autofree char *from = path_join(m->dir, "lib/libc.so");
	autofree char *dir = path_join(m->dir, "shared");
	autofree char *to = path_join(dir, "libc.so");
	autoargvec list = ARGVEC_INIT;

	if (path_mkdirs(dir, m->f) != 0)
		return -1;
	if (rename(from, to) != 0)
		return fail_errno(m->f, "zig made no libc.so for %s",
			m->target->zig);
	manifest_add(m->dir, "shared/libc.so", &list);
	argvec_pushf(&m->recipe, "file %s", list.v[0]);
	return 0;
}

/*
 * As zig makes it. Of musl only what is quickly made: a stub of the shared one,
 * with the loader and the start that dynamic programs and static ones at a fixed
 * address have in common. libc.a is a piece.
 */
static int
take_zigs_libc(struct maker *m)
{
	bool musl = m->target->def->libc == LIBC_MUSL;
	autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

	argvec_pushl(&extra, "-fPIE", musl ? "-dynamic" : NULL, NULL);
	if (maker_link_line(m, "build-exe", m->target->zig, &extra, &line) == 0
			? maker_copy_pieces(m, &line) != 0
			: !musl || m->zig->other_clang == NULL ||
				musl_starts(m) != 0)
		return -1;
	return (musl && set_stub_apart(m) != 0) || starts_make(m) != 0 ? -1 : 0;
}

/* Where zig has a list of the C library's symbols, stubs are written by us, and
 * what is linked into programs is compiled once for all floors. */
static int
make_libc(struct maker *m, const struct argvec *words)
{
	if (m->target->def->libc == LIBC_MUSL)
		return take_zigs_libc(m);
	if (starts_take(m) == 0 && stubs_write(m, words, "crtbegin.o") == 0)
		return 0;
	trace_line("libc by zig itself: %s", m->f->what);
	fail_clear(m->f);
	return maker_empty_lib(m) != 0 ? -1 : take_zigs_libc(m);
}

static int
make_bare(struct maker *m)
{
	return write_empty(m, bare_empty);
}

/* Copies an archive's members to the end of another one. rustc's link knows
 * -lc alone, so compiler_rt, which has strlen and its kin, goes there too. */
static int
append_archive(const struct maker *m, const char *to, const char *from)
{
	autofree char *a = xasprintf("%s/lib/%s", m->dir, to);
	autofree char *b = xasprintf("%s/lib/%s", m->dir, from);
	autoargvec argv = ARGVEC_INIT;

	if (!path_is_file(b))
		return 0;
	argvec_pushl(&argv, m->zig->path, "ar", "qLD", a, b, NULL);
	return maker_run(m, &argv);
}

/* What zig made itself when it was asked; one without a clang made nothing. */
static int
take_zigc(const struct maker *m)
{
	autofree char *up = path_join(m->tmp, "global/o");
	autofree char *to = path_join(m->dir, "lib/libzigc.a");
	autoargvec dirs = ARGVEC_INIT;

	path_list(up, &dirs);
	for (size_t i = 0; i < dirs.n; i++) {
		autofree char *from = xasprintf(
			"%s/%s/libzigc.a", up, dirs.v[i]);

		if (path_is_file(from))
			return maker_copy_file(from, to, m->f);
	}
	return m->zig->other_clang != NULL ? objects_zigc(m) : 0;
}

static int
compile_wasi_objects(const struct maker *m, struct objects *o, struct pool *pool)
{
	static const char command[] =
		"libc/wasi/libc-bottom-half/crt/crt1-command.c";
	static const char reactor[] =
		"libc/wasi/libc-bottom-half/crt/crt1-reactor.c";

	if (objects_start(m, o, command, command, NULL, "crt1-command.o") != 0 ||
		objects_start(m, o, command, reactor, NULL, "crt1-reactor.o") !=
			0)
		return -1;
	objects_drop(m, o, command);
	return objects_compile(m, o, pool) != 0 ||
			       objects_archive(m, o, "libc/", "libc.a") != 0
		       ? -1
		       : take_zigc(m);
}

static int
compile_wasi(const struct maker *m)
{
	autofree char *base = path_dir(m->dir);
	autofree char *log = path_join(m->tmp, "log");
	autoargvec extra = ARGVEC_INIT;
	struct objects o = { .v = NULL };
	struct pool pool;
	int r;

	/* zig says what it would compile while it makes its runtime */
	pool_init(&pool, system_cores(), log);
	r = objects_start_runtime(m, &pool);
	if (r == 0)
		r = objects_ask(m, base, m->target->def->rust, m->target->zig,
			&extra, "libc/", &o);
	if (r == 0)
		r = compile_wasi_objects(m, &o, &pool);
	if (r != 0)
		pool_finish(&pool, FAIL_IGNORED);
	objects_clear(&o, r == 0);
	return r;
}

/* As zig makes it: slowly. */
static int
take_zigs_wasi(struct maker *m)
{
	static const char *const models[] = { "command", "reactor" };

	for (size_t i = 0; i < 2; i++) {
		autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

		argvec_push(&extra, "-fcompiler-rt");
		argvec_pushf(&extra, "-mexec-model=%s", models[i]);
		if (maker_link_line(m, "build-exe", m->target->zig, &extra,
			    &line) != 0 ||
			maker_copy_pieces(m, &line) != 0)
			return -1;
	}
	return 0;
}

/*
 * WASI: libc.a and both starts. Part of zig's libc is an archive of its own,
 * which goes into it, since wasm-ld has no linker scripts to name two.
 */
static int
make_wasi(struct maker *m)
{
	if (compile_wasi(m) != 0) {
		trace_line("wasi-libc by zig itself: %s", m->f->what);
		fail_clear(m->f);
		if (maker_empty_lib(m) != 0 || take_zigs_wasi(m) != 0)
			return -1;
	}
	return append_archive(m, "libc.a", "libzigc.a") != 0 ||
			       append_archive(m, "libc.a",
				       "libcompiler_rt.a") != 0 ||
			       write_empty(m, wasi_empty) != 0 ||
			       piece_note_runtime(m) != 0
		       ? -1
		       : 0;
}

/* Start files, libc and all names of an ELF target that has them. */
static int
make_hosted(struct maker *m, const struct argvec *words)
{
	return make_libc(m, words) != 0 || make_names(m) != 0 ? -1 : 0;
}

/* No names as linker scripts: lld-link has none (shim/engine/pelink.c). */
static int
make_windows(struct maker *m)
{
	autofree char *rt = path_join(m->dir, "lib/libcompiler_rt.a");
	bool guids;

	return mingw_lay_out(m, &guids) != 0 ||
			       (guids && (maker_write(m, "lib/" MINGW_GUIDS,
						  empty_archive) != 0 ||
				       piece_note_made(m, PIECE_GUIDS) != 0)) ||
			       support_replace(m, rt) != 0 ||
			       piece_note_made(m, PIECE_UNWIND) != 0 ||
			       piece_note_made(m, PIECE_COMPILER_RT) != 0
		       ? -1
		       : 0;
}

/* ---- the recipe ---- */

const char *
layout_linker_name(const struct target *t)
{
	return target_is_component(t->def)    ? "wasm-component-ld"
	       : t->def->arch == ARCH_WASM32 ? "wasm-ld"
					      : "ld.lld";
}

/* Clang's driver runs its linker by path; the folder says for which target
 * (shim/applets.c). */
static int
make_linker_link(const struct maker *m, const char *name)
{
	autofree char *dir = path_join(m->dir, name);
	autofree char *link = path_join(dir, layout_linker_name(m->target));
	autofree char *self = os_self();

	if (path_mkdirs(dir, m->f) != 0)
		return -1;
	if (symlink(self, link) != 0)
		return fail_errno(m->f, "cannot create '%s'", link);
	return 0;
}

/* Every file of the sysroot that stays as it is made. */
static int
note_files(struct maker *m)
{
	autofree char *lib = path_join(m->dir, "lib");
	autoargvec names = ARGVEC_INIT;

	if (path_names(lib, &names, m->f) != 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		autofree char *name = xasprintf("lib/%s", names.v[i]);
		autoargvec list = ARGVEC_INIT;

		if (piece_owns(m->target, name))
			continue;
		manifest_add(m->dir, name, &list);
		argvec_pushf(&m->recipe, "file %s", list.v[0]);
	}
	return 0;
}

void
layout_recipe(const struct sysroot *s, struct argvec *lines)
{
	argvec_insert(lines, 0, SYSROOT_MAGIC);
	argvec_pushf(lines, "emulation %s", s->emulation);
	if (s->loader != NULL)
		argvec_pushf(lines, "loader %s", s->loader);
	for (size_t i = 0; i < s->link.n; i++)
		argvec_pushf(lines, "link %s", s->link.v[i]);
	for (size_t i = 0; i < s->c.n; i++)
		argvec_pushf(lines, "c %s", s->c.v[i]);
	for (size_t i = 0; i < s->cxx.n; i++)
		argvec_pushf(lines, "c++ %s", s->cxx.v[i]);
	argvec_push(lines, "end\n");
}

/* What sysroot_describe reads again. */
static int
make_recipe(struct maker *m, const struct sysroot *s)
{
	autofree char *text = NULL, *path = NULL;

	if (note_files(m) != 0)
		return -1;
	layout_recipe(s, &m->recipe);
	text = argvec_join(&m->recipe, "\n");
	path = path_join(m->dir, "recipe");
	return path_write(path, text, strlen(text), 0644, m->f);
}

int
layout_make(struct maker *m, const struct sysroot *s, const char *name)
{
	int r;

	switch (m->target->def->libc) {
	case LIBC_NONE:
		r = make_bare(m);
		break;
	case LIBC_WASI:
		r = make_wasi(m);
		break;
	case LIBC_MINGW:
		r = make_windows(m);
		break;
	default:
		r = make_hosted(m, &s->c);
	}
	return r != 0 || make_linker_link(m, name) != 0 ||
			       make_recipe(m, s) != 0
		       ? -1
		       : 0;
}

/* ---- what will be there ---- */

static bool
is_among(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

static bool
is_common(const char *name)
{
	for (const struct text_file *c = common_files; c->name != NULL; c++)
		if (strcmp(path_base(c->name), name) == 0)
			return true;
	return false;
}

static bool
glibc_has(const struct target *t, const char *name)
{
	static const char *const gone[] = { "libpthread.so.0", "libdl.so.2",
		"librt.so.1", "libutil.so.1", NULL };
	static const char *const others[] = { "libc.so", "libc.so.6",
		"libc_nonshared.a", "libgcc_s.so.1", NULL };
	const struct version merged = { 2, 34, 0 };

	if (is_among(name, gone))
		return version_cmp(t->glibc, merged) < 0;
	for (size_t i = 0; i < COUNT(glibc_parts); i++)
		if (strcmp(glibc_parts[i].file, name) == 0 ||
			(glibc_parts[i].name != NULL &&
				strcmp(path_base(glibc_parts[i].name), name) == 0))
			return true;
	return is_among(name, others);
}

static bool
bsd_has(const struct target *t, const char *name)
{
	bool net = t->def->libc != LIBC_FREEBSD;

	/* crt0.o in the place of crt1.o and Scrt1.o */
	if (is_among(name, startfiles))
		return !net || strstr(name, "crt1.o") == NULL;
	for (size_t i = 0; i < COUNT(bsd_parts); i++)
		if (bsd_parts[i].libc == t->def->libc &&
			(strcmp(path_base(bsd_parts[i].name), name) == 0 ||
				(bsd_parts[i].file != NULL &&
					strcmp(bsd_parts[i].file, name) == 0)))
			return true;
	return strcmp(name, net ? "libld.so.0" : "libld.so.1") == 0 ||
	       (net && strcmp(name, "crt0.o") == 0);
}

/* What zig's link lines bring, beside what is written here. */
static const char *const wasi_files[] = { "libc.a", "libgcc.a",
	"libcompiler_rt.a", "crt1-command.o", "crt1-reactor.o", NULL };

static const char *const windows_files[] = { "crt2.o", "crt2u.o", "dllcrt2.o",
	"libmingw32.a", MINGW_GUIDS, "libucrt.a", "libunwind.a",
	"libcompiler_rt.a", "libadvapi32.a", "libkernel32.a", "libntdll.a",
	"libshell32.a", "libuser32.a", NULL };

bool
layout_has(const struct target *t, const char *name)
{
	switch (t->def->libc) {
	case LIBC_NONE:
		return is_among(name, bare_empty);
	case LIBC_WASI:
		return is_among(name, wasi_files) || is_among(name, wasi_empty);
	case LIBC_MINGW:
		return is_among(name, windows_files);
	case LIBC_MUSL:
		return is_among(name, startfiles) || is_common(name) ||
		       is_among(name, musl_empty);
	case LIBC_FREEBSD:
	case LIBC_NETBSD:
	case LIBC_OPENBSD:
		return bsd_has(t, name) || is_common(name);
	default:
		return is_among(name, startfiles) || is_common(name) ||
		       glibc_has(t, name);
	}
}
