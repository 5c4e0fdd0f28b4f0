#include "shim/sysroot.h"

#include <bsd/string.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/prepare.h"
#include "shim/sysroot_mingw.h"
#include "shim/verbose.h"
#include "shim/zigfacts.h"

enum { KEY = 24, RECIPE_MAX = 65536 };

struct maker {
	const struct zig *zig;
	const struct target *target;
	char *dir;              /* what is made, until it is put in place */
	char *tmp;              /* below it: zig's local cache, our probes */
	struct argvec recipe;   /* lines */
	struct argvec c, cxx;   /* words of a compile, once asked for */
	struct fail *f;
};

bool
sysroot_supported(const struct target *t, const char **why_not)
{
	*why_not = NULL;
	if (t->def->libc == LIBC_NONE || t->def->libc == LIBC_WASI ||
		t->def->libc == LIBC_MINGW)
		return true;
	if (t->def->libc != LIBC_GLIBC && t->def->libc != LIBC_MUSL)
		*why_not = "no ELF target with a libc of zig's";
	else if (t->def->arch != ARCH_X86_64 &&
		 t->def->arch != ARCH_AARCH64)
		*why_not = "not tried on this architecture yet";
	else if (strstr(t->def->rust, "x32") != NULL)
		*why_not = "not tried on this architecture yet";
	return *why_not == NULL;
}

/* <cache>/sysroots/<zig>: everything below it came from this one zig. */
static int
zig_dir(const struct zig *z, char **out, struct fail *f)
{
	autofree char *all = xasprintf("%s\n%s\n%s\n%s", SYSROOT_MAGIC, z->path,
		z->identity, z->text);
	autofree char *sub = NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256_Data((const uint8_t *)all, strlen(all), hex);
	sub = xasprintf("sysroots/%.*s", KEY, hex);
	return os_cache_sub(sub, out, f);
}

/* A target's floor is part of its name even when the user gave none. */
static char *
full_name(const struct target *t)
{
	if (t->def->libc != LIBC_GLIBC)
		return xstrdup(t->def->rust);
	return xasprintf("%s%s", t->def->rust, strchr(t->zig, '.') != NULL
						       ? strchr(t->zig, '.')
						       : "");
}

int
sysroot_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	autofree char *base = NULL, *name = full_name(t);

	if (zig_dir(z, &base, f) != 0)
		return -1;
	*out = path_join(base, name);
	return 0;
}

/* ---- pieces ---- */

struct text_file {
	const char *name, *text;
};

/* What zig is asked for, which files of its link line that makes, and the
 * names that lead to them. */
static const struct recipe {
	const char *words;      /* for zig build-exe */
	const char *files;      /* blank-separated, as zig names them */
	struct text_file names[8];
} pieces[PIECES] = {
	[PIECE_UNWIND] = { "-lunwind", "libunwind.a",
		{ { "lib/libgcc_s.so.1", "INPUT(/lib/libunwind.a /lib/libgcc.a)\n" },
			{ "lib/libgcc_s.so", "INPUT(/lib/libunwind.a /lib/libgcc.a)\n" },
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
};

/* wasm-ld reads no linker scripts: a piece is an archive by its real name. */
static bool
has_scripts(const struct target *t)
{
	return t->def->arch != ARCH_WASM32;
}

/* Does a piece write this name? Then its contents come and go. */
static bool
belongs_to_piece(const char *name)
{
	for (int i = 0; i < PIECES; i++)
		for (const struct text_file *t = pieces[i].names;
			t->name != NULL; t++)
			if (strcmp(t->name, name) == 0)
				return true;
	return false;
}

/* ---- files ---- */

static int
copy_file(const char *from, const char *to, struct fail *f)
{
	autofree char *data = NULL;
	size_t len;

	if (path_read(from, 1u << 30, &data, &len, f) != 0)
		return -1;
	return path_write(to, data, len, 0644, f);
}

static int
write_text(const struct maker *m, const char *name, const char *text)
{
	autofree char *path = path_join(m->dir, name);

	return path_write(path, text, strlen(text), 0644, m->f);
}

/* "SIZE NAME" of a file below dir: what tells that it was cut off. */
static void
manifest_add(const char *dir, const char *name, struct argvec *out)
{
	autofree char *path = path_join(dir, name);
	struct stat st;

	if (stat(path, &st) == 0)
		argvec_pushf(out, "%lld %s", (long long)st.st_size, name);
}

/* Is every file of the list there, with its size? */
static bool
manifest_holds(const char *dir, const struct argvec *list)
{
	for (size_t i = 0; i < list->n; i++) {
		char *name;
		long long size = strtoll(list->v[i], &name, 10);
		autofree char *path = NULL;
		struct stat st;

		if (*name++ != ' ')
			return false;
		path = path_join(dir, name);
		if (stat(path, &st) != 0 || st.st_size != size)
			return false;
	}
	return list->n > 0;
}

/* The list in a file, written whole behind the files that it names. */
static int
manifest_write(const char *file, const struct argvec *list, struct fail *f)
{
	autofree char *text = argvec_join(list, "\n");

	return path_write(file, text, strlen(text), 0644, f);
}

static bool
manifest_file_holds(const char *dir, const char *file)
{
	autoargvec list = ARGVEC_INIT;
	autofree char *text = NULL;
	struct fail ignored = FAIL_INIT;

	if (path_read(file, RECIPE_MAX, &text, NULL, &ignored) != 0) {
		fail_clear(&ignored);
		return false;
	}
	argvec_split(&list, text, "\n");
	return manifest_holds(dir, &list);
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
		"crti.o", "crtn.o", "crt1-command.o", "crt1-reactor.o" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (path[0] == '/' && strcmp(path_base(path), names[i]) == 0)
			return true;
	return false;
}

static bool
is_windows(const struct target *t)
{
	return t->def->libc == LIBC_MINGW;
}

/* ---- asking zig ---- */

static void
target_words(const struct target *t, const char *zig_target,
	struct argvec *out)
{
	argvec_pushl(out, "-target", zig_target, NULL);
	if (t->def->cpu != NULL)
		argvec_pushf(out, "-mcpu=%s", t->def->cpu);
}

/*
 * Links an empty program with zig and returns its link line. Words switch
 * pieces on ("-lunwind", "-fcompiler-rt"); all others are off.
 */
static int
link_line(const struct maker *m, const char *zig_target,
	const struct argvec *extra, struct argvec *line)
{
	autofree char *src = path_join(m->tmp, "probe.c");
	autofree char *exe = path_join(m->tmp, "probe-program");
	autofree char *text = NULL;
	autoargvec words = ARGVEC_INIT;
	bool rt = argvec_has(extra, "-fcompiler-rt");
	bool ubsan = argvec_has(extra, "-fubsan-rt");
	struct version since_ubsan = { 0, 14, 0 };
	struct fail why = FAIL_INIT;
	int r;

	argvec_pushl(&words, "build-exe", src, "-fstrip",
		m->target->def->libc == LIBC_NONE ? "-fno-entry" : "-lc", NULL);
	target_words(m->target, zig_target, &words);
	if (!rt)
		argvec_push(&words, "-fno-compiler-rt");
	if (!ubsan && version_cmp(m->zig->version, since_ubsan) >= 0)
		argvec_push(&words, "-fno-ubsan-rt");
	for (size_t i = 0; i < extra->n; i++)
		argvec_push(&words, extra->v[i]);
	argvec_pushf(&words, "-femit-bin=%s", exe);
	r = verbose_run(m->zig, m->tmp, &words, &text, &why);
	/* The line is what counts: without compiler_rt the link of musl's
	 * own libc.a cannot end well (memset is in it since zig 0.16). */
	if (text != NULL && verbose_line(m->zig, m->tmp, text,
				    is_windows(m->target)    ? "lld-link "
				    : has_scripts(m->target) ? "ld.lld "
							     : "wasm-ld ",
				    "probe-program", line)) {
		fail_clear(&why);
		return 0;
	}
	if (r == 0)
		return fail_set(m->f, "zig printed no link line for %s",
			zig_target);
	*m->f = why;
	return -1;
}

/* Words of a compile that belong to the target, not to the file. */
static void
keep_compile_words(const struct argvec *line, struct argvec *out)
{
	/* _WIN32_WINNT is the program's to define; the headers have the same
	 * default. */
	for (size_t i = 0; i < line->n; i++) {
		const char *w = line->v[i];

		if (strcmp(w, "-isystem") == 0 && i + 1 < line->n) {
			argvec_push(out, line->v[++i]);
		} else if (strncmp(w, "-D", 2) == 0 &&
			   strcmp(w, "-DNDEBUG") != 0 &&
			   strncmp(w, "-D_WIN32_WINNT=", 15) != 0 &&
			   strcmp(w, "-D_DEBUG") != 0) {
			argvec_push(out, w);
		}
	}
}

/* What zig passes to clang for an empty file in this language. */
static int
compile_words(const struct maker *m, const char *lang, struct argvec *out)
{
	autofree char *src = path_join(m->tmp, "probe.c");
	autofree char *obj = path_join(m->tmp, "probe.o");
	autofree char *text = NULL;
	autoargvec words = ARGVEC_INIT, line = ARGVEC_INIT;

	argvec_pushl(&words, strcmp(lang, "c++") == 0 ? "c++" : "cc",
		"-O2", "-fno-sanitize=undefined", "-c", "-x", lang, src, "-o",
		obj, NULL);
	target_words(m->target, m->target->zig, &words);
	if (verbose_run(m->zig, m->tmp, &words, &text, m->f) != 0)
		return -1;
	/* zig names its real file there, not the link or script that we ran. */
	if (!verbose_line(m->zig, m->tmp, text, " clang ", "probe.c", &line))
		return fail_set(m->f,
			"zig printed no compile line for %s in %s",
			m->target->zig, lang);
	keep_compile_words(&line, out);
	return 0;
}

/* What compile_words found, as words for clang again. */
static void
push_search(const struct argvec *words, struct argvec *out)
{
	for (size_t i = 0; i < words->n; i++) {
		if (words->v[i][0] != '-')
			argvec_push(out, "-isystem");
		argvec_push(out, words->v[i]);
	}
}

/* ---- the layout ---- */

static int
copy_pieces(struct maker *m, const struct argvec *line)
{
	for (size_t i = 0; i < line->n; i++) {
		const char *w = line->v[i];
		autofree char *to = NULL, *name = NULL;

		if (i > 0 && strstr(line->v[i - 1], "-dynamic-linker") != NULL)
			continue;
		if (is_windows(m->target))
			name = mingw_library_name(w);
		else if (is_library(w) || is_startfile(w))
			name = xstrdup(path_base(w));
		if (name == NULL)
			continue;
		to = xasprintf("%s/lib/%s", m->dir, name);
		if (copy_file(w, to, m->f) != 0)
			return -1;
	}
	return 0;
}

static void
note_link(struct maker *m, const struct argvec *line)
{
	for (size_t i = 0; i + 1 < line->n; i++) {
		if (strcmp(line->v[i], "--dynamic-linker") == 0 ||
			strcmp(line->v[i], "-dynamic-linker") == 0)
			argvec_pushf(&m->recipe, "loader %s", line->v[i + 1]);
		if (strcmp(line->v[i], "-m") == 0)
			argvec_pushf(&m->recipe, "emulation %s",
				line->v[i + 1]);
	}
}

/*
 * crtbegin and crtend. What still matters of GCC's: a shared object has a
 * handle, whose value libc's atexit reads, and tells libc when it goes, so that
 * destructors of its static objects run at dlclose (Itanium C++ ABI, 3.3.6.3).
 */
static const char crtbegin_program[] = "void *__dso_handle = 0;\n";
static const char crtbegin_shared[] =
	"void *__dso_handle = &__dso_handle;\n"
	"extern void __cxa_finalize(void *) __attribute__((weak));\n"
	"static void __attribute__((destructor(101))) finalize(void)\n"
	"{\n"
	"	if (__cxa_finalize)\n"
	"		__cxa_finalize(&__dso_handle);\n"
	"}\n";

/* Runs a step of zig's that prints nothing when all is well. */
static int
run_zig(const struct maker *m, struct argvec *argv)
{
	struct os_capture err = { NULL, 0, false };
	int status = 0, r;

	r = os_run(m->zig->path, argv, NULL, NULL, &err, &status, m->f);
	if (r == 0 && status != 0)
		r = fail_set(m->f, "'zig %s' failed: %s", argv->v[1],
			err.text != NULL ? err.text : "");
	free(err.text);
	return r;
}

static int
compile_object(const struct maker *m, const char *source, const char *name,
	const struct argvec *words)
{
	autofree char *src = path_join(m->tmp, "start.c");
	autofree char *out = xasprintf("%s/lib/%s", m->dir, name);
	autoargvec argv = ARGVEC_INIT;

	if (path_write(src, source, strlen(source), 0600, m->f) != 0)
		return -1;
	argvec_pushl(&argv, m->zig->path, "clang", "--no-default-config",
		"-target", m->target->def->llvm, "-fPIC", "-O2", "-nostdinc",
		"-fno-asynchronous-unwind-tables", "-fvisibility=hidden",
		"-ffile-prefix-map=/=", "-c", src, "-o", out, NULL);
	for (size_t i = 0; words != NULL && i < words->n; i++)
		argvec_push(&argv, words->v[i]);
	return run_zig(m, &argv) != 0
		       ? fail_context(m->f, "cannot make '%s'", name)
		       : 0;
}

static int
make_startfiles(struct maker *m)
{
	static const char *const empty[] = { "crtend.o", "crtendS.o", "crti.o",
		"crtn.o" };
	static const char *const same[] = { "crt1.o", "Scrt1.o" };
	autofree char *first = xasprintf("%s/lib/%s", m->dir, empty[0]);

	if (compile_object(m, crtbegin_shared, "crtbeginS.o", NULL) != 0 ||
		compile_object(m, crtbegin_program, "crtbegin.o", NULL) != 0 ||
		compile_object(m, crtbegin_program, "crtbeginT.o", NULL) != 0 ||
		compile_object(m, "", empty[0], NULL) != 0)
		return -1;
	for (size_t i = 1; i < sizeof empty / sizeof *empty; i++) {
		autofree char *to = xasprintf("%s/lib/%s", m->dir, empty[i]);

		if (!path_is_file(to) && copy_file(first, to, m->f) != 0)
			return -1;
	}
	/* Scrt1.o serves programs at a fixed address, too. */
	for (size_t i = 0; i < 2; i++) {
		autofree char *a = xasprintf("%s/lib/%s", m->dir, same[i]);
		autofree char *b = xasprintf("%s/lib/%s", m->dir, same[1 - i]);

		if (!path_is_file(a) && path_is_file(b) &&
			copy_file(b, a, m->f) != 0)
			return -1;
	}
	return 0;
}

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
static const char *const musl_empty[] = { "libm.a", "libpthread.a", "libdl.a",
	"librt.a", "libutil.a", "libresolv.a", "libcrypt.a", "libxnet.a",
	NULL };

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
	{ NULL, NULL }
};

static int
write_files(const struct maker *m, const struct text_file *t)
{
	for (; t->name != NULL; t++)
		if (write_text(m, t->name, t->text) != 0)
			return -1;
	return 0;
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

	if (has_scripts(m->target))
		return write_files(m, t);
	for (; t->name != NULL; t++) {
		const char *file = t->text + sizeof start - 1;
		size_t n = strcspn(file, " )");
		autofree char *from = xasprintf(
			"%s/%.*s", m->dir, (int)n, file);
		autofree char *to = path_join(m->dir, t->name);

		if (file[n] == ')' && copy_file(from, to, m->f) != 0)
			return -1;
	}
	return 0;
}

static int
write_empty(const struct maker *m, const char *const *names)
{
	for (; *names != NULL; names++) {
		autofree char *name = xasprintf("lib/%s", *names);

		if (write_text(m, name, empty_archive) != 0)
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
	autoargvec list = ARGVEC_INIT;
	autofree char *names = NULL, *text = NULL;

	for (size_t i = 0; i < sizeof glibc_parts / sizeof *glibc_parts; i++) {
		const char *name = glibc_parts[i].name;
		const char *file = glibc_parts[i].file;
		autofree char *path = xasprintf("%s/lib/%s", m->dir, file);
		autofree char *script = xasprintf("INPUT(/lib/%s)\n", file);
		bool there = path_is_file(path);

		if (there)
			argvec_pushf(&list, "/lib/%s", file);
		if (name != NULL &&
			write_text(m, name, there ? script : empty_script) != 0)
			return -1;
	}
	names = argvec_join(&list, " ");
	text = xasprintf("INPUT(/lib/libc.so.6 /lib/libc_nonshared.a\n"
			 "AS_NEEDED(%s))\n", names);
	return write_text(m, "lib/libc.so", text);
}

static const char *
linker_name(const struct target *t)
{
	return t->def->arch == ARCH_WASM32 ? "wasm-ld" : "ld.lld";
}

static int
make_names(const struct maker *m)
{
	if (write_files(m, common_files) != 0)
		return -1;
	return m->target->def->libc == LIBC_MUSL ? write_empty(m, musl_empty)
						 : make_glibc_names(m);
}

/* Clang's driver runs its linker by path; the folder says for which target
 * (shim/applet.c). */
static int
make_linker_link(const struct maker *m, const char *name)
{
	autofree char *dir = path_join(m->dir, name);
	autofree char *link = path_join(dir, linker_name(m->target));
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
	DIR *d = opendir(lib);
	struct dirent *e;

	if (d == NULL)
		return fail_errno(m->f, "cannot read '%s'", lib);
	while ((e = readdir(d)) != NULL) {
		autofree char *name = xasprintf("lib/%s", e->d_name);
		autoargvec list = ARGVEC_INIT;

		if (e->d_name[0] == '.' || belongs_to_piece(name))
			continue;
		manifest_add(m->dir, name, &list);
		argvec_pushf(&m->recipe, "file %s", list.v[0]);
	}
	closedir(d);
	return 0;
}

static int
make_recipe(struct maker *m)
{
	autofree char *text = NULL, *path = NULL;

	if (note_files(m) != 0)
		return -1;
	argvec_insert(&m->recipe, 0, SYSROOT_MAGIC);
	for (size_t i = 0; i < m->c.n; i++)
		argvec_pushf(&m->recipe, "c %s", m->c.v[i]);
	for (size_t i = 0; i < m->cxx.n; i++)
		argvec_pushf(&m->recipe, "c++ %s", m->cxx.v[i]);
	argvec_push(&m->recipe, "end\n");
	text = argvec_join(&m->recipe, "\n");
	path = path_join(m->dir, "recipe");
	return path_write(path, text, strlen(text), 0644, m->f);
}

/* libc.a as one name for the archives that zig has for musl. */
static int
make_musl_archive(const struct maker *m)
{
	static const char *const parts[] = { "libmusl.a", "libzigc.a",
		"libcompiler_rt.a" };
	autofree char *from = path_join(m->dir, "lib/libc.a");
	autofree char *to = path_join(m->dir, "lib/libmusl.a");
	autoargvec list = ARGVEC_INIT;
	autofree char *names = NULL, *text = NULL;

	if (rename(from, to) != 0)
		return fail_errno(m->f, "zig made no libc.a for %s",
			m->target->zig);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		autofree char *path = xasprintf("%s/lib/%s", m->dir, parts[i]);

		if (path_is_file(path))
			argvec_pushf(&list, "/lib/%s", parts[i]);
	}
	names = argvec_join(&list, " ");
	text = xasprintf("INPUT(%s)\n", names);
	return write_text(m, "lib/libc.a", text);
}

/*
 * The libc.a asked for is position-independent, so that it serves static
 * programs of both kinds; zig makes the start of one kind along with it. That
 * of programs at a fixed address is made here, of the same source.
 */
static int
make_musl_start(struct maker *m)
{
	static const char *const dirs[] = { "arch/generic", "src/include",
		"src/internal", "include" };
	const char *llvm = m->target->def->llvm;
	autofree char *have = path_join(m->dir, "lib/crt1.o");
	autofree char *text = xasprintf(
		"#include \"%s/libc/musl/crt/crt1.c\"\n", m->zig->lib);
	autoargvec words = ARGVEC_INIT;

	if (path_is_file(have))
		return 0;
	argvec_pushl(&words, "-std=c99", "-ffreestanding", "-fno-builtin",
		"-fno-stack-protector", NULL);
	argvec_pushf(&words, "-I%s/libc/musl/arch/%.*s", m->zig->lib,
		(int)strcspn(llvm, "-"), llvm);
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		argvec_pushf(&words, "-I%s/libc/musl/%s", m->zig->lib, dirs[i]);
	push_search(&m->c, &words);
	return compile_object(m, text, "crt1.o", &words);
}

/* compiler_rt came with libc, so it is no piece to be made. */
static int
note_runtime(const struct maker *m)
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

static int
make_libc(struct maker *m)
{
	bool musl = m->target->def->libc == LIBC_MUSL;
	autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

	/* zig's musl stands on its compiler_rt (memset) and, since 0.16, on
	 * a libc part in Zig that comes along with it only. */
	argvec_pushl(&extra, "-fPIE", musl ? "-fcompiler-rt" : NULL, NULL);
	if (link_line(m, m->target->zig, &extra, &line) != 0)
		return -1;
	note_link(m, &line);
	if (copy_pieces(m, &line) != 0)
		return -1;
	if (!musl)
		return 0;
	return make_musl_archive(m) != 0 ? -1 : make_musl_start(m);
}

/* Nothing but names: compiler_rt is a piece, called libgcc. */
static int
make_bare(struct maker *m)
{
	static const char *const empty[] = { "libgcc.a", "libatomic.a",
		"libubsan.a", NULL };

	argvec_push(&m->recipe, "emulation -");
	return write_empty(m, empty);
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
	return run_zig(m, &argv);
}

/*
 * WASI: libc.a and both starts. Part of zig's libc is an archive of its own,
 * which goes into it, since wasm-ld has no linker scripts to name two.
 */
static int
make_wasi(struct maker *m)
{
	static const char *const empty[] = { "libm.a", "libpthread.a",
		"libdl.a", "librt.a", "libutil.a", "libresolv.a", "libcrypt.a",
		"libxnet.a", "libatomic.a", "libubsan.a", NULL };
	static const char *const models[] = { "command", "reactor" };

	argvec_push(&m->recipe, "emulation wasm32");
	for (size_t i = 0; i < 2; i++) {
		autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;

		argvec_push(&extra, "-fcompiler-rt");
		argvec_pushf(&extra, "-mexec-model=%s", models[i]);
		if (link_line(m, m->target->zig, &extra, &line) != 0 ||
			copy_pieces(m, &line) != 0)
			return -1;
	}
	return append_archive(m, "libc.a", "libzigc.a") != 0 ||
			       append_archive(m, "libc.a",
				       "libcompiler_rt.a") != 0 ||
			       write_empty(m, empty) != 0 ||
			       note_runtime(m) != 0
		       ? -1
		       : 0;
}

/* Start files, libc and all names of an ELF target that has them. */
static int
make_hosted(struct maker *m)
{
	return make_libc(m) != 0 || make_startfiles(m) != 0 ||
			       make_names(m) != 0 ||
			       (m->target->def->libc == LIBC_MUSL &&
				       note_runtime(m) != 0)
		       ? -1
		       : 0;
}

/* A piece that came along with the C library. */
static int
note_made(const struct maker *m, enum piece piece)
{
	autofree char *stamp = xasprintf("%s/piece-%d", m->dir, (int)piece);
	autofree char *name = xasprintf("lib/%s", pieces[piece].files);
	autoargvec list = ARGVEC_INIT;

	manifest_add(m->dir, name, &list);
	if (list.n == 0)
		return fail_set(m->f, "zig made no %s", pieces[piece].files);
	return manifest_write(stamp, &list, m->f);
}

/* No names as linker scripts: lld-link has none (shim/pelink.c). */
static int
make_windows(struct maker *m)
{
	return mingw_lay_out(m->zig, m->target, m->dir, m->tmp, &m->recipe,
		       m->f) != 0 ||
			       note_made(m, PIECE_UNWIND) != 0 ||
			       note_made(m, PIECE_COMPILER_RT) != 0
		       ? -1
		       : 0;
}

static int
make_all(struct maker *m, const char *name)
{
	enum libc_kind libc = m->target->def->libc;
	int r = compile_words(m, "c", &m->c);

	/* libc++'s headers stand on a C library's */
	if (r == 0 && libc == LIBC_NONE)
		argvec_pushv(&m->cxx, argvec_exec(&m->c));
	else if (r == 0)
		r = compile_words(m, "c++", &m->cxx);
	if (r == 0 && libc == LIBC_NONE)
		r = make_bare(m);
	else if (r == 0 && libc == LIBC_WASI)
		r = make_wasi(m);
	else if (r == 0 && libc == LIBC_MINGW)
		r = make_windows(m);
	else if (r == 0)
		r = make_hosted(m);
	return r != 0 || make_linker_link(m, name) != 0 || make_recipe(m) != 0
		       ? -1
		       : 0;
}

static void
maker_clear(struct maker *m)
{
	struct fail ignored = FAIL_INIT;

	if (m->dir != NULL)
		path_remove(m->dir, &ignored);
	fail_clear(&ignored);
	free(m->dir);
	free(m->tmp);
	argvec_clear(&m->recipe);
	argvec_clear(&m->c);
	argvec_clear(&m->cxx);
}

/* Whoever holds the lock of `name` is the only one to have such a folder, so
 * any other is what a killed process left. */
static void
remove_stale(const char *base, const char *start)
{
	struct fail ignored = FAIL_INIT;
	DIR *d = opendir(base);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		autofree char *path = path_join(base, e->d_name);

		if (strncmp(e->d_name, start, strlen(start)) == 0)
			path_remove(path, &ignored);
	}
	if (d != NULL)
		closedir(d);
	fail_clear(&ignored);
}

/* An empty lib and a probe in a new folder; the lock of `name` is ours if
 * `locked`. */
static int
maker_start(struct maker *m, const char *base, const char *name, bool locked)
{
	autofree char *start = xasprintf("tmp.%s.", name);
	autofree char *full = xasprintf("%s/%sXXXXXX", base, start);
	autofree char *lib = NULL, *probe = NULL, *program = NULL;

	if (locked)
		remove_stale(base, start);
	if (mkdtemp(full) == NULL)
		return fail_errno(
			m->f, "cannot create a folder in '%s'", base);
	m->dir = xstrdup(full);
	m->tmp = path_join(full, "work");
	lib = path_join(full, "lib");
	probe = path_join(m->tmp, "probe.c");
	/* zig prints no compile line for a file whose contents its global
	 * cache has seen: these nobody has. */
	program = xasprintf("/* %s */\nint main(void){return 0;}\n", full);
	if (path_mkdirs(lib, m->f) != 0 || path_mkdirs(m->tmp, m->f) != 0)
		return -1;
	return path_write(probe, program, strlen(program), 0600, m->f);
}

/* Puts what was made in place of `dir`, whole. */
static int
maker_settle(const struct maker *m, const char *dir)
{
	if (path_remove(m->tmp, m->f) != 0 || path_remove(dir, m->f) != 0)
		return -1;
	if (rename(m->dir, dir) != 0)
		return fail_errno(m->f, "cannot put '%s' in place", dir);
	return 0;
}

/* Makes the sysroot `dir` in base. */
static int
sysroot_make(const struct zig *z, const struct target *t, const char *base,
	const char *dir, bool locked, struct fail *f)
{
	autofree char *name = full_name(t);
	struct maker m = { .zig = z, .target = t, .f = f };
	int r = -1;

	if (zig_has_glibc(z, t, true, f) != 0)
		return -1;
	prepare_notice_start(t);
	if (maker_start(&m, base, name, locked) == 0 &&
		make_all(&m, name) == 0)
		r = maker_settle(&m, dir);
	prepare_notice_stop();
	maker_clear(&m);
	if (r != 0)
		fail_context(f, "cannot prepare target '%s'", t->name);
	return r;
}

/* ---- loading ---- */

/*
 * The recipe, with a shared lock that lasts until this process, the tool that
 * it becomes and those that it starts are gone: `cargo zbuild cache gc` leaves
 * a locked sysroot alone. NULL also for one that is just being removed.
 */
static char *
recipe_text(const char *dir)
{
	autofree char *path = path_join(dir, "recipe");
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if ((flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
		fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		st.st_nlink > 0 && st.st_size < RECIPE_MAX) {
		text = xmalloc((size_t)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		text[n > 0 ? n : 0] = '\0';
	} else {
		close(fd);
	}
	return text;
}

static void
recipe_line(struct sysroot *s, const char *line)
{
	static const struct {
		const char *key;
		size_t offset;
	} lists[] = {
		{ "c ", offsetof(struct sysroot, c) },
		{ "c++ ", offsetof(struct sysroot, cxx) },
		{ "file ", offsetof(struct sysroot, files) },
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		size_t n = strlen(lists[i].key);

		if (strncmp(line, lists[i].key, n) == 0)
			argvec_push((struct argvec *)((char *)s +
						      lists[i].offset),
				line + n);
	}
	if (strncmp(line, "loader ", 7) == 0)
		s->loader = xstrdup(line + 7);
	if (strncmp(line, "emulation ", 10) == 0)
		s->emulation = xstrdup(line + 10);
}

/* False for anything but a whole recipe of this format. */
static bool
recipe_read(struct sysroot *s)
{
	autofree char *text = recipe_text(s->dir);
	char *rest = text, *line;
	bool first = true, end = false;

	if (text == NULL)
		return false;
	while ((line = strsep(&rest, "\n")) != NULL && !end) {
		if (first && strcmp(line, SYSROOT_MAGIC) != 0)
			return false;
		first = false;
		end = strcmp(line, "end") == 0;
		recipe_line(s, line);
	}
	return end && s->emulation != NULL;
}

static bool
sysroot_load(const char *dir, const struct target *t, bool link,
	struct sysroot *s)
{
	autofree char *name = full_name(t);

	*s = (struct sysroot){ .dir = xstrdup(dir) };
	s->ld = xasprintf("%s/%s/%s", dir, name, linker_name(t));
	if (recipe_read(s) &&
		(!link || manifest_holds(s->dir, &s->files)))
		return true;
	sysroot_clear(s);
	return false;
}

static int
lock_in(const char *base, const char *name)
{
	autofree char *path = xasprintf("%s/lock-%s", base, name);
	struct fail why = FAIL_INIT;
	int fd = lock_take(path, &why);

	if (fd < 0)
		trace_line("without a lock: %s", why.what);
	fail_clear(&why);
	return fd;
}

int
sysroot_open(const struct zig *z, const struct target *t, bool link,
	struct sysroot *out, struct fail *f)
{
	autofree char *base = NULL, *dir = NULL, *name = full_name(t);
	int lock, r = 0;

	if (zig_dir(z, &base, f) != 0)
		return -1;
	dir = path_join(base, name);
	if (sysroot_load(dir, t, link, out))
		return 0;
	lock = lock_in(base, name);
	if (!sysroot_load(dir, t, link, out)) {
		if (path_is_dir(dir))
			fprintf(stderr,
				"zbuild: the sysroot '%s' is damaged; making "
				"it again\n",
				dir);
		r = sysroot_make(z, t, base, dir, lock >= 0, f);
		if (r == 0 && !sysroot_load(dir, t, link, out))
			r = fail_set(f, "cannot read back '%s'", dir);
	}
	lock_drop(lock);
	return r;
}

void
sysroot_clear(struct sysroot *s)
{
	free(s->dir);
	free(s->ld);
	free(s->loader);
	free(s->emulation);
	argvec_clear(&s->c);
	argvec_clear(&s->cxx);
	argvec_clear(&s->files);
	*s = (struct sysroot){ NULL };
}

/* ---- adding pieces ---- */

bool
sysroot_has(const struct sysroot *s, enum piece piece)
{
	autofree char *stamp = xasprintf("%s/piece-%d", s->dir, (int)piece);

	return manifest_file_holds(s->dir, stamp);
}

/*
 * Pieces do not depend on the floor: they are made for the oldest one that
 * people ask for (the target's default), or for an older one by itself.
 */
static char *
layer_zig_target(const struct target *t)
{
	const struct target_def *d = t->def;
	struct version v = d->glibc_default;
	autofree char *text = NULL;

	if (d->libc != LIBC_GLIBC)
		return xstrdup(t->zig);
	if (version_cmp(t->glibc, v) < 0)
		v = t->glibc;
	text = version_text(v);
	return xasprintf("%s.%s", d->zig, text);
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

	if (compile_words(m, "c++", &m->cxx) != 0)
		return -1;
	argvec_pushl(&cc, m->zig->path, "clang", "--no-default-config",
		"-target", m->target->def->llvm, "-x", "c++", "-std=c++2b",
		"-nostdinc", "-fPIC", "-O2", "-fvisibility=hidden",
		"-fvisibility-inlines-hidden", "-fstrict-aliasing", "-w",
		"-D_LIBCXXABI_BUILDING_LIBRARY", "-D_LIBCPP_BUILDING_LIBRARY",
		"-D_LIBCPP_TYPEINFO_COMPARISON_IMPLEMENTATION=2", NULL);
	push_search(&m->cxx, &cc);
	argvec_pushf(&cc, "-I%s/libcxx/src", lib);
	argvec_pushl(&cc, "-c", source, "-o", obj, NULL);
	argvec_pushl(&ar, m->zig->path, "ar", "rD", NULL);
	argvec_pushf(&ar, "%s/lib/libc++abi.a", m->dir);
	argvec_push(&ar, obj);
	return run_zig(m, &cc) != 0 ? -1 : run_zig(m, &ar);
}

static bool
has_shared_objects(const struct target *t)
{
	return t->def->libc != LIBC_NONE && t->def->libc != LIBC_WASI;
}

static int
layer_make(const struct zig *z, const struct target *t, enum piece piece,
	const char *zig_target, const char *base, const char *dir,
	bool locked, struct fail *f)
{
	autoargvec extra = ARGVEC_INIT, line = ARGVEC_INIT;
	struct maker m = { .zig = z, .target = t, .f = f };
	int r = -1;

	argvec_pushl(&extra, "-fPIE", pieces[piece].words, NULL);
	if (maker_start(&m, base, path_base(dir), locked) == 0 &&
		link_line(&m, zig_target, &extra, &line) == 0 &&
		copy_pieces(&m, &line) == 0 &&
		/* for Windows libc++abi compares names already */
		(piece != PIECE_CXX || is_windows(t) ||
			!has_shared_objects(t) ||
			compare_types_by_name(&m) == 0) &&
		note_layer(m.dir, piece, f) == 0)
		r = maker_settle(&m, dir);
	maker_clear(&m);
	return r;
}

static int
note_piece(const struct sysroot *s, enum piece piece,
	const struct argvec *files, struct fail *f)
{
	autofree char *stamp = xasprintf("%s/piece-%d", s->dir, (int)piece);
	autoargvec list = ARGVEC_INIT;

	for (size_t i = 0; i < files->n; i++) {
		autofree char *name = xasprintf("lib/%s", files->v[i]);

		manifest_add(s->dir, name, &list);
	}
	for (const struct text_file *t = pieces[piece].names; t->name != NULL;
		t++)
		manifest_add(s->dir, t->name, &list);
	return manifest_write(stamp, &list, f);
}

/* Puts a file in the place of another name, whole. */
static int
put_file(const char *from, const char *to, struct fail *f)
{
	autofree char *tmp = xasprintf("%s.%ld", to, (long)getpid());

	unlink(tmp);
	if (link(from, tmp) != 0 && copy_file(from, tmp, f) != 0)
		return -1;
	if (rename(tmp, to) != 0)
		return fail_errno(f, "cannot put '%s' in place", to);
	return 0;
}

/* Puts the layer's files and the names of the piece into the sysroot. */
static int
install_piece(const struct sysroot *s, const struct target *t,
	enum piece piece, const char *layer, struct fail *f)
{
	autoargvec files = ARGVEC_INIT;
	struct maker m = { .dir = s->dir, .target = t, .f = f };

	argvec_split(&files, pieces[piece].files, " ");
	for (size_t i = 0; i < files.n; i++) {
		autofree char *from =
			xasprintf("%s/lib/%s", layer, files.v[i]);
		autofree char *to =
			xasprintf("%s/lib/%s", s->dir, files.v[i]);

		if (put_file(from, to, f) != 0)
			return -1;
	}
	return write_names(&m, pieces[piece].names) != 0
		       ? -1
		       : note_piece(s, piece, &files, f);
}

int
sysroot_add(struct sysroot *s, const struct zig *z, const struct target *t,
	enum piece piece, struct fail *f)
{
	autofree char *zig_target = layer_zig_target(t);
	autofree char *base = NULL, *dir = NULL, *name = NULL, *files = NULL;
	int lock, r = 0;

	/* libc++ stands on libunwind */
	if (piece == PIECE_CXX && has_scripts(t) &&
		!sysroot_has(s, PIECE_UNWIND) &&
		sysroot_add(s, z, t, PIECE_UNWIND, f) != 0)
		return -1;
	if (sysroot_has(s, piece))
		return 0;
	if (zig_dir(z, &base, f) != 0)
		return -1;
	/* bare targets differ in nothing but the CPU */
	name = xasprintf("layer-%s-%d",
		t->def->libc == LIBC_NONE ? t->def->rust : zig_target,
		(int)piece);
	dir = path_join(base, name);
	lock = lock_in(base, name);
	files = path_join(dir, "files");
	if (!manifest_file_holds(dir, files)) {
		prepare_notice_start(t);
		r = layer_make(z, t, piece, zig_target, base, dir, lock >= 0,
			f);
		prepare_notice_stop();
	}
	if (r == 0)
		r = install_piece(s, t, piece, dir, f);
	lock_drop(lock);
	if (r != 0)
		fail_context(f, "cannot prepare '%s' for target '%s'",
			pieces[piece].files, t->name);
	return r;
}
