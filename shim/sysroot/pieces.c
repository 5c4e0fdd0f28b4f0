#include "shim/sysroot/pieces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/elf.h"
#include "common/lock.h"
#include "common/path.h"
#include "common/pool.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/elf/archstrip.h"
#include "shim/sysroot/manifest.h"
#include "shim/sysroot/mingw.h"
#include "shim/sysroot/musl.h"
#include "shim/sysroot/objects.h"
#include "shim/sysroot/prepare.h"
#include "shim/sysroot/runtime.h"
#include "shim/sysroot/support.h"
#include "shim/sysroot/sysroot.h"

/* What zig is asked for, which files of its link line that makes, and the
 * names that lead to them. No script names another one by its path: gold looks
 * for what the inner one names outside the sysroot. */
static const struct recipe {
	const char *words;      /* for zig build-exe */
	const char *files;      /* blank-separated, as zig names them */
	struct text_file names[8];
} pieces[PIECES] = {
	[PIECE_UNWIND] = { "-lunwind", "libunwind.a",
		{ { "lib/libgcc_s.so.1", "INPUT(/lib/libunwind.a -lgcc)\n" },
			{ "lib/libgcc_s.so", "INPUT(/lib/libunwind.a -lgcc)\n" },
			{ NULL, NULL } } },
	[PIECE_COMPILER_RT] = { "-fcompiler-rt", "libcompiler_rt.a",
		{ { "lib/libgcc.a", "INPUT(/lib/libcompiler_rt.a)\n" },
			{ NULL, NULL } } },
	[PIECE_CXX] = { "-lc++", "libc++.a libc++abi.a",
		{ { "lib/libstdc++.a", "INPUT(/lib/libc++.a /lib/libc++abi.a /lib/libunwind.a)\n" },
			{ "lib/libstdc++.so", "INPUT(/lib/libc++.a /lib/libc++abi.a /lib/libunwind.a)\n" },
			{ "lib/libsupc++.a", "INPUT(/lib/libc++abi.a /lib/libunwind.a)\n" },
			{ "lib/libc++abi.so", "INPUT(/lib/libc++abi.a /lib/libunwind.a)\n" },
			{ "lib/libc++.so", "INPUT(/lib/libc++.a /lib/libc++abi.a /lib/libunwind.a)\n" },
			{ NULL, NULL } } },
	[PIECE_UBSAN] = { "-fubsan-rt", "libubsan_rt.a",
		{ { "lib/libubsan.a", "INPUT(/lib/libubsan_rt.a)\n" },
			{ NULL, NULL } } },
	/* memset and its like are in compiler_rt since zig 0.16 */
	[PIECE_LIBC] = { NULL, "libmusl.a libzigc.a rcrt1.o",
		{ { "lib/libc.a", "INPUT(/lib/libmusl.a /lib/libzigc.a /lib/libcompiler_rt.a)\n" },
			{ NULL, NULL } } },
	[PIECE_GUIDS] = { NULL, MINGW_GUIDS, { { NULL, NULL } } },
	/* -static-libstdc++ passes these by */
#define SHARED_CXX "INPUT(/lib/" CXX_SHARED " -lgcc_s)\n"
	[PIECE_CXX_SHARED] = { "-lc++", "libc++_shared.a",
		{ { CXX_SHARED_DIR "/libc++.so", SHARED_CXX },
			{ CXX_SHARED_DIR "/libc++abi.so", SHARED_CXX },
			{ CXX_SHARED_DIR "/libstdc++.so", SHARED_CXX },
			{ CXX_SHARED_DIR "/libsupc++.so", SHARED_CXX },
			{ NULL, NULL } } },
};

/* The same where GCC's libgcc_s.so.1 is the unwinder (layout.c): libunwind is
 * what static words mean, and "-lgcc_s" may lead to either. */
#define LIBCXX "INPUT(/lib/libc++.a /lib/libc++abi.a -lgcc_s)\n"
static const struct text_file glibc_unwind[] = {
	{ "lib/libgcc_eh.a", "INPUT(/lib/libunwind.a -lgcc)\n" },
	{ LIBUNWIND_DIR "/libgcc_s.so", "INPUT(/lib/libunwind.a -lgcc)\n" },
	{ NULL, NULL }
};
static const struct text_file glibc_cxx[] = {
	{ "lib/libstdc++.a", "INPUT(/lib/libc++.a /lib/libc++abi.a)\n" },
	{ "lib/libstdc++.so", LIBCXX },
	{ "lib/libsupc++.a", "INPUT(/lib/libc++abi.a)\n" },
	{ "lib/libc++abi.so", LIBCXX },
	{ "lib/libc++.so", LIBCXX },
	{ NULL, NULL }
};

static const struct text_file glibc_arm_rt[] = {
	{ "lib/libgcc.a", "INPUT(/" ARM_ROUTINES " /lib/libcompiler_rt.a)\n" },
	{ NULL, NULL }
};

static const struct text_file *
names_of(const struct target *t, enum piece piece)
{
	if (t->def->libc != LIBC_GLIBC)
		return pieces[piece].names;
	if (piece == PIECE_UNWIND)
		return glibc_unwind;
	if (piece == PIECE_CXX)
		return glibc_cxx;
	if (piece == PIECE_COMPILER_RT && t->def->arch == ARCH_ARM)
		return glibc_arm_rt;
	return pieces[piece].names;
}

/* What takes so long, for the user. */
/* And the seconds that one core takes for it. */
static const struct {
	const char *title;
	size_t cpu;
} titles[PIECES] = {
	[PIECE_UNWIND] = { "its libunwind", 3 },
	[PIECE_COMPILER_RT] = { "its compiler_rt", 3 },
	[PIECE_CXX] = { "its C++ library", 30 },
	[PIECE_UBSAN] = { "its UBSan runtime", 3 },
	[PIECE_LIBC] = { "its libc", 18 },
	[PIECE_CXX_SHARED] = { "its shared C++ library", 3 },
	[PIECE_GUIDS] = { "its GUIDs", 8 },
};

bool
piece_owns(const struct target *t, const char *name)
{
	int last = t->def->libc == LIBC_MUSL ? PIECE_LIBC : PIECE_UBSAN;

	if (t->def->libc == LIBC_MINGW && strcmp(name, "lib/" MINGW_GUIDS) == 0)
		return true;
	for (int i = 0; i <= last; i++)
		for (const struct text_file *n = names_of(t, (enum piece)i);
			n->name != NULL; n++)
			if (strcmp(n->name, name) == 0)
				return true;
	return false;
}

/*
 * A piece's names. Where there are no linker scripts, the name of one archive
 * is that archive again, and those of several are left out (the rules lead to
 * the archives themselves).
 */
static int
write_names(const struct maker *m, const struct text_file *t)
{
	static const char start[] = "INPUT(/";

	if (maker_has_scripts(m->target))
		return maker_write_files(m, t);
	for (; t->name != NULL; t++) {
		const char *file = t->text + sizeof start - 1;
		size_t n = strcspn(file, " )");
		autofree char *from = xasprintf(
			"%s/%.*s", m->dir, (int)n, file);
		autofree char *to = path_join(m->dir, t->name);

		if (file[n] == ')' && maker_copy_file(from, to, m->f) != 0)
			return -1;
	}
	return 0;
}

/* A piece that came along with the C library. */
int
piece_note_made(const struct maker *m, enum piece piece)
{
	autofree char *stamp = xasprintf("%s/piece-%d", m->dir, (int)piece);
	autofree char *name = xasprintf("lib/%s", pieces[piece].files);
	autoargvec list = ARGVEC_INIT;

	manifest_add(m->dir, name, &list);
	if (list.n == 0)
		return fail_set(m->f, "zig made no %s", pieces[piece].files);
	return manifest_write(stamp, &list, m->f);
}

/* compiler_rt came with libc, so it is no piece to be made. */
int
piece_note_runtime(const struct maker *m)
{
	const struct recipe *rt = &pieces[PIECE_COMPILER_RT];
	autofree char *stamp = xasprintf(
		"%s/piece-%d", m->dir, (int)PIECE_COMPILER_RT);
	autofree char *name = xasprintf("lib/%s", rt->files);
	autoargvec list = ARGVEC_INIT;

	manifest_add(m->dir, name, &list);
	if (list.n == 0)
		return 0;
	return write_names(m, rt->names) != 0
		       ? -1
		       : manifest_write(stamp, &list, m->f);
}

/* ---- layers ---- */

/*
 * Pieces do not depend on the floor: they are made for the oldest one that
 * people ask for (the target's default), or for an older one by itself.
 */
static struct version
layer_floor(const struct target *t)
{
	struct version v = t->def->glibc_default;

	return version_cmp(t->glibc, v) < 0 ? t->glibc : v;
}

static char *
layer_zig_target(const struct target *t)
{
	autofree char *text = NULL;

	if (t->def->libc != LIBC_GLIBC)
		return xstrdup(t->zig);
	text = version_text(layer_floor(t));
	return xasprintf("%s.%s", t->def->zig, text);
}

/* The layer's own list, so that a damaged one is noticed and made again. */
static int
note_layer(const char *dir, enum piece piece, struct fail *f)
{
	autofree char *file = path_join(dir, "files");
	autoargvec names = ARGVEC_INIT, list = ARGVEC_INIT;

	argvec_split(&names, pieces[piece].files, " ");
	for (size_t i = 0; i < names.n; i++) {
		autofree char *name = xasprintf("lib/%s", names.v[i]);

		manifest_add(dir, name, &list);
	}
	if (list.n < names.n)
		return fail_set(f, "zig made no %s", pieces[piece].files);
	return manifest_write(file, &list, f);
}

/*
 * zig's libc++abi has hidden symbols, so that a program and its shared object
 * each have a std::runtime_error of their own, and knows types by their
 * address: what the one throws, the other does not catch. The file of it that
 * decides on that is compiled anew, to compare names as GCC's library does.
 */
static int
compare_types_by_name(struct maker *m)
{
	const char *lib = m->zig->lib;
	autofree char *obj = path_join(m->tmp, "private_typeinfo.o");
	autofree char *source = xasprintf(
		"%s/libcxxabi/src/private_typeinfo.cpp", lib);
	autoargvec cc = ARGVEC_INIT, ar = ARGVEC_INIT;

	if (maker_compile_words(m, "c++", &m->cxx) != 0)
		return -1;
	maker_push_clang(m, &cc);
	argvec_pushl(&cc, "-x", "c++", "-std=c++2b",
		"-nostdinc", "-fPIC", "-O2", "-fvisibility=hidden",
		"-fvisibility-inlines-hidden", "-fstrict-aliasing", "-w",
		"-D_LIBCXXABI_BUILDING_LIBRARY", "-D_LIBCPP_BUILDING_LIBRARY",
		"-D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS",
		"-D_LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS", NULL);
	maker_push_search(&m->cxx, &cc);
	argvec_pushf(&cc, "-I%s/libcxx/src", lib);
	argvec_pushl(&cc, "-c", source, "-o", obj, NULL);
	argvec_pushl(&ar, m->zig->path, "ar", "rD", NULL);
	argvec_pushf(&ar, "%s/lib/libc++abi.a", m->dir);
	argvec_push(&ar, obj);
	return maker_run(m, &cc) != 0 ? -1 : maker_run(m, &ar);
}

static bool
has_shared_libc(const struct target *t)
{
	return t->def->libc == LIBC_GLIBC || libc_is_bsd(t->def->libc);
}

/* Has a program for the floor it? The folder may be that of a newer one. */
static bool
floor_has(struct version floor, const struct elf_symbol *symbol)
{
	static const char glibc[] = "GLIBC_";
	struct version since;

	return symbol->version == NULL || !starts_with(symbol->version, glibc) ||
	       !version_parse(symbol->version + strlen(glibc), &since) ||
	       version_cmp(since, floor) <= 0;
}

/* Names that the C library's shared objects in dir define for the floor. Those with
 * two underscores are the compiler's. */
static int
libc_names(const char *dir, const char *so, struct version floor,
	struct argvec *out, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;

	if (path_names(dir, &names, f) != 0)
		return -1;
	for (size_t k = 0; k < names.n; k++) {
		autofree char *path = path_join(dir, names.v[k]);
		struct elf_info elf;

		/* (libc.so of a whole sysroot is a script) */
		if (strstr(names.v[k], so) == NULL)
			continue;
		if (elf_read(path, ELF_SYMBOLS, &elf, f) != 0)
			return -1;
		for (size_t i = 0; i < elf.nsymbols; i++)
			if (elf.symbols[i].defined &&
				floor_has(floor, &elf.symbols[i]) &&
				strncmp(elf.symbols[i].name, "__", 2) != 0)
				argvec_push(out, elf.symbols[i].name);
		elf_clear(&elf);
	}
	return 0;
}

/* Names become local: whoever else has them is meant, and only compiler_rt
 * itself calls its own. */
static int
hide_names(const struct maker *m, const char *path,
	const struct strip_options *o)
{
	autofree char *data = NULL;
	autofree unsigned char *out = NULL;
	size_t len, out_len;
	int r;

	if (o->change.localize.n == 0)
		return 0;
	if (path_read(path, 1u << 30, &data, &len, m->f) != 0)
		return -1;
	r = archstrip(data, len, o, true, NULL, NULL, &out, &out_len, m->f);
	if (r == 0 && out != NULL)
		r = path_write(path, (const char *)out, out_len, 0644, m->f);
	return r;
}

/*
 * zig's compiler_rt has a memcpy, a strlen, a sin … of its own. They are weak,
 * but a program's definition, weak or not, wins over a shared library's: once
 * anything of compiler_rt is linked, the C library's faster and more exact ones
 * are not used any more. GCC's libgcc has none of them. musl's static libc.a
 * lives on those of compiler_rt. And where we have a better one (support.h),
 * zig's is hidden, too: whatever else is taken from it, ours is what counts.
 */
static int
trim_names(const struct maker *m, const char *path, const char *libc,
	const struct argvec *support)
{
	autofree char *lib = path_join(libc, "lib");
	struct strip_options o = { .mode = STRIP_NOTHING };
	int r = support_names(support, &o.change.localize, m->f);

	if (r == 0 && has_shared_libc(m->target))
		r = libc_names(lib, libc == m->dir ? ".so" : ".so.",
			layer_floor(m->target), &o.change.localize, m->f);
	if (r == 0)
		r = hide_names(m, path, &o);
	argvec_clear(&o.change.localize);
	return r != 0 ? fail_context(m->f, "cannot trim '%s'", path) : 0;
}

/* libc: the folder whose lib has the C library's shared objects. */
static int
trim_runtime(const struct maker *m, const char *libc)
{
	autofree char *path = xasprintf(
		"%s/lib/%s", m->dir, pieces[PIECE_COMPILER_RT].files);
	autoargvec support = ARGVEC_INIT;

	return support_compile(m, SUPPORT_RUNTIME, &support) != 0 ||
			       trim_names(m, path, libc, &support) != 0 ||
			       runtime_split(m, RUNTIME_COMPILER_RT, path) != 0
		       ? -1
		       : support_append(m, path, &support);
}

/*
 * The C and C++ ones are compiled by us. libc++'s file that decides how types
 * are compared, too (compare_types_by_name).
 */
static const struct {
	const char *folder, *file;
} sources[PIECES][2] = {
	[PIECE_UNWIND] = { { "libunwind/src/", "libunwind.a" } },
	[PIECE_CXX] = { { "libcxx/src/", "libc++.a" },
		{ "libcxxabi/src/", "libc++abi.a" } },
	[PIECE_CXX_SHARED] = { { "libcxx/src/", "libc++_shared.a" },
		{ "libcxxabi/src/", "libc++_shared.a" } },
	[PIECE_GUIDS] = { { MINGW_GUID_SOURCES, MINGW_GUIDS } },
};

/* zig's libc++ hides all that it has; LLVM's own annotations say what others
 * see. */
static void
compile_for_sharing(struct objects *o)
{
	static const char end[] = "_DISABLE_VISIBILITY_ANNOTATIONS";

	for (size_t i = 0; i < o->n; i++) {
		struct argvec *words = &o->v[i].words;

		for (size_t k = words->n; k-- > 0;)
			if (ends_with(words->v[k], end))
				argvec_remove(words, k);
		argvec_push(words, "-fPIC");
	}
}

/* Half of libc++'s time goes into its headers. */
static int
share_headers(const struct maker *m, enum piece piece, struct objects *o,
	struct pool *pool)
{
	static const char libcxx[] =
		"#include <algorithm>\n#include <chrono>\n"
		"#include <filesystem>\n#include <fstream>\n"
		"#include <functional>\n#include <future>\n"
		"#include <istream>\n#include <locale>\n#include <mutex>\n"
		"#include <sstream>\n#include <system_error>\n"
		"#include <thread>\n#include <vector>\n";

	if (piece == PIECE_GUIDS)
		return mingw_share_headers(m, o, pool);
	return objects_share_cxx(m, o, "libcxx/src/", libcxx, pool);
}

static int
compile_objects(const struct maker *m, enum piece piece, struct objects *o)
{
	static const char typeinfo[] = "libcxxabi/src/private_typeinfo.cpp";
	autofree char *log = path_join(m->tmp, "log");
	struct object *types = objects_find(m, o, typeinfo);
	struct pool pool;
	int r;

	if (types != NULL && maker_compares_types(m->target))
		argvec_push(&types->words,
			"-D_LIBCPP_TYPEINFO_COMPARISON_IMPLEMENTATION=2");
	if (piece == PIECE_CXX_SHARED)
		compile_for_sharing(o);
	pool_init(&pool, system_cores(), log);
	if (share_headers(m, piece, o, &pool) != 0) {
		pool_finish(&pool, FAIL_IGNORED);
		return -1;
	}
	r = objects_compile(m, o, &pool);
	for (size_t i = 0; r == 0 && i < 2 && sources[piece][i].file; i++)
		r = objects_archive(m, o, sources[piece][i].folder,
			sources[piece][i].file);
	return r;
}

static int
compile_piece(const struct maker *m, enum piece piece, const char *zig_target,
	const struct argvec *extra, const char *base, const char *name)
{
	autofree char *folders = xasprintf("%s %s", sources[piece][0].folder,
		sources[piece][1].folder ? sources[piece][1].folder : "");
	struct objects o;
	int r = objects_ask(m, base, name, zig_target, extra, folders, &o);

	if (r == 0)
		r = compile_objects(m, piece, &o);
	objects_clear(&o, r == 0);
	return r;
}

/* What is in Zig needs none. */
static int
make_without_clang(const struct maker *m, enum piece piece,
	const char *zig_target)
{
	static const char lib[] = "lib", end[] = ".a";
	const char *file = pieces[piece].files;
	autofree char *name = NULL;

	if (m->zig->other_clang == NULL || sources[piece][0].folder != NULL)
		return -1;
	name = xstrndup(file + strlen(lib), strlen(file) - strlen(lib) - strlen(end));
	return objects_runtime(m, zig_target, name, name);
}

/* What zig links an empty program with when told to link the piece. For musl a
 * dynamic one: for a static one it would build all of musl. home: the sysroot
 * that asked. */
static int
make_piece(struct maker *m, enum piece piece, const char *zig_target,
	const char *base, const char *name, const char *home)
{
	const char *libc = m->dir;
	bool musl = m->target->def->libc == LIBC_MUSL;
	autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

	argvec_pushl(&extra, "-fPIE", pieces[piece].words,
		musl ? "-dynamic" : NULL, NULL);
	if (sources[piece][0].folder != NULL) {
		if (compile_piece(m, piece, zig_target, &extra, base, name) == 0)
			return 0;
		if (piece == PIECE_CXX_SHARED || piece == PIECE_GUIDS)
			return -1;
		trace_line("%s by zig itself: %s", name, m->f->what);
		fail_clear(m->f);
	}
	if (maker_link_line(m, "build-exe", zig_target, &extra, &line) == 0) {
		if (maker_copy_pieces(m, &line) != 0)
			return -1;
	} else if (make_without_clang(m, piece, zig_target) == 0) {
		libc = home;
	} else {
		return -1;
	}
	if (piece == PIECE_CXX && maker_compares_types(m->target))
		return compare_types_by_name(m);
	return piece == PIECE_COMPILER_RT ? trim_runtime(m, libc) : 0;
}

/* In a process of its own: compiler_rt, which zig compiles meanwhile. */
static int
start_runtime(struct sysroot *s, const struct maker *m, struct pool *pool)
{
	autofail why = FAIL_INIT;
	pid_t pid = pool_fork(pool, m->f);
	int r;

	if (pid != 0)
		return pid > 0 ? 0 : -1;
	r = sysroot_add(s, m->zig, m->target, PIECE_COMPILER_RT, &why);
	if (r != 0)
		pool_say(pool, why.what);
	_exit(r != 0);
}

/* musl by clang, or, should that not work with this zig, by zig. */
static int
make_musl(struct sysroot *s, struct maker *m, const char *name)
{
	autofree char *log = path_join(m->tmp, "log");
	struct pool pool;

	if (maker_compile_words(m, "c", &m->c) != 0)
		return -1;
	pool_init(&pool, system_cores(), log);
	if (start_runtime(s, m, &pool) == 0 &&
		musl_build(m, &pool, name, s->dir) == 0)
		return 0;
	trace_line("musl by zig itself: %s", m->f->what);
	fail_clear(m->f);
	return musl_take_zigs(m);
}

static int
layer_make(struct sysroot *s, const struct zig *z, const struct target *t,
	enum piece piece, const char *zig_target, const char *base,
	const char *dir, struct fail *f)
{
	scoped(maker) m = { .zig = z, .target = t, .f = f };
	int r = maker_start(&m, base, path_base(dir));

	if (r == 0)
		r = piece == PIECE_LIBC
			    ? make_musl(s, &m, path_base(dir))
			    : make_piece(&m, piece, zig_target, base,
				      path_base(dir), s->dir);
	if (r == 0)
		r = note_layer(m.dir, piece, f);
	if (r == 0)
		r = maker_settle(&m, dir);
	return r;
}

/* The names that lead to a sysroot's files lead to these, too. */
static bool
layer_holds(const char *dir, const char *files)
{
	autofree char *what = NULL;

	if (!manifest_file_holds(dir, files))
		return false;
	if (seal_check(dir, &what))
		return true;
	fshow(stderr, "zbuild: '%s' is damaged; making it again\n", what);
	return false;
}

/* ---- into a sysroot ---- */

bool
sysroot_has(const struct sysroot *s, enum piece piece)
{
	autofree char *stamp = xasprintf("%s/piece-%d", s->dir, (int)piece);

	return manifest_file_holds(s->dir, stamp);
}

static int
note_piece(const struct sysroot *s, enum piece piece,
	const struct argvec *files, const struct text_file *texts,
	struct fail *f)
{
	autofree char *stamp = xasprintf("%s/piece-%d", s->dir, (int)piece);
	autoargvec list = ARGVEC_INIT, names = ARGVEC_INIT;

	for (size_t i = 0; i < files->n; i++)
		argvec_pushf(&names, "lib/%s", files->v[i]);
	for (; texts->name != NULL; texts++)
		argvec_push(&names, texts->name);
	for (size_t i = 0; i < names.n; i++)
		manifest_add(s->dir, names.v[i], &list);
	if (manifest_write(stamp, &list, f) != 0)
		return -1;
	argvec_push(&names, path_base(stamp));
	return seal_add(s->dir, &names, f);
}

/* Puts a file in the place of another name, whole. */
static int
put_file(const char *from, const char *to, struct fail *f)
{
	autofree char *tmp = xasprintf("%s.%ld", to, (long)getpid());

	unlink(tmp);
	if (link(from, tmp) != 0 && maker_copy_file(from, tmp, f) != 0)
		return -1;
	if (rename(tmp, to) != 0)
		return fail_errno(f, "cannot put '%s' in place", to);
	return 0;
}

/* One for each floor. */
static int
link_shared_cxx(const struct sysroot *s, const struct maker *m)
{
	autofree char *dir = path_join(s->dir, "lib");
	autofree char *out = path_join(dir, CXX_SHARED);
	autofree char *tmp = xasprintf("%s.%ld", out, (long)getpid());
	autoargvec ld = ARGVEC_INIT;

	zig_tool(m->zig, "ld.lld", &ld);
	argvec_pushl(&ld, "-shared", "-soname", CXX_SHARED, "-m", s->emulation,
		"--no-undefined",
		"--build-id=sha1", "--eh-frame-hdr", "--gc-sections", "-O2",
		"-s", "-znow", "-o", tmp, NULL);
	argvec_pushf(&ld, "--sysroot=%s", s->dir);
	argvec_pushf(&ld, "%s/crti.o", dir);
	argvec_pushf(&ld, "%s/crtbeginS.o", dir);
	argvec_pushf(&ld, "-L%s", dir);
	argvec_pushl(&ld, "--whole-archive", "-lc++_shared",
		"--no-whole-archive", "-lgcc_s", "-lc", "-lgcc", NULL);
	argvec_pushf(&ld, "%s/crtendS.o", dir);
	argvec_pushf(&ld, "%s/crtn.o", dir);
	if (maker_run(m, &ld) != 0)
		return -1;
	if (rename(tmp, out) != 0)
		return fail_errno(m->f, "cannot put '%s' in place", out);
	return 0;
}

/* Puts the layer's files and the names of the piece into the sysroot. */
static int
install_piece(const struct sysroot *s, const struct zig *z,
	const struct target *t, enum piece piece, const char *layer,
	struct fail *f)
{
	const struct text_file *names = names_of(t, piece);
	autofree char *folder = path_join(s->dir, CXX_SHARED_DIR);
	autoargvec files = ARGVEC_INIT;
	struct maker m = { .zig = z, .dir = s->dir, .target = t, .f = f };

	argvec_split(&files, pieces[piece].files, " ");
	for (size_t i = 0; i < files.n; i++) {
		autofree char *from =
			xasprintf("%s/lib/%s", layer, files.v[i]);
		autofree char *to =
			xasprintf("%s/lib/%s", s->dir, files.v[i]);

		if (put_file(from, to, f) != 0)
			return -1;
	}
	if (piece == PIECE_CXX_SHARED) {
		if (path_mkdirs(folder, f) != 0 || link_shared_cxx(s, &m) != 0)
			return -1;
		argvec_push(&files, CXX_SHARED);
	}
	return write_names(&m, names) != 0
		       ? -1
		       : note_piece(s, piece, &files, names, f);
}

int
sysroot_add(struct sysroot *s, const struct zig *z, const struct target *t,
	enum piece piece, struct fail *f)
{
	autofree char *zig_target = layer_zig_target(t);
	autofree char *base = NULL, *dir = NULL, *name = NULL, *files = NULL;
	int lock, r = 0;

	if ((piece == PIECE_LIBC && t->def->libc != LIBC_MUSL) ||
		(piece == PIECE_CXX_SHARED && t->def->libc != LIBC_GLIBC) ||
		(piece == PIECE_GUIDS && t->def->libc != LIBC_MINGW))
		return 0;
	/* libc++ stands on libunwind, but where that is GCC's */
	if (piece == PIECE_CXX && maker_has_scripts(t) &&
		t->def->libc != LIBC_GLIBC &&
		!sysroot_has(s, PIECE_UNWIND) &&
		sysroot_add(s, z, t, PIECE_UNWIND, f) != 0)
		return -1;
	if (sysroot_has(s, piece))
		return 0;
	if (maker_base(z, &base, f) != 0 || path_mkdirs(base, f) != 0)
		return -1;
	/* Rust's name too: armv6 and armv7, i586 and i686 differ in nothing
	 * but the CPU. */
	name = xasprintf("layer-%s-%s-%d", t->def->rust, zig_target,
		(int)piece);
	dir = path_join(base, name);
	lock = maker_lock(base, name);
	files = path_join(dir, "files");
	if (!layer_holds(dir, files)) {
		prepare_notice_start(t, titles[piece].title,
			titles[piece].cpu);
		r = layer_make(s, z, t, piece, zig_target, base, dir, f);
		prepare_notice_stop();
	}
	/* These stand on compiler_rt, musl's mostly made beside it: the other way round
	 * a failure in between would leave a libc.a that never links */
	if (r == 0 && (piece == PIECE_LIBC || piece == PIECE_CXX_SHARED))
		r = sysroot_add(s, z, t, PIECE_COMPILER_RT, f);
	if (r == 0)
		r = install_piece(s, z, t, piece, dir, f);
	lock_drop(lock);
	if (r != 0)
		fail_context(f, "cannot prepare '%s' for target '%s'",
			pieces[piece].files, t->name);
	return r;
}
