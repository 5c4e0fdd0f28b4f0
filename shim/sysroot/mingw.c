#include "shim/sysroot/mingw.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/pool.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/objects.h"
#include "shim/sysroot/support.h"
#include "shim/zig/verbose.h"
#include "texts.h"

/* ---- import libraries ---- */

struct machine {
	enum arch arch;
	const char *dir, *llvm, *dlltool;
};

static const struct machine *
machine_of(const struct target *t)
{
	static const struct machine machines[] = {
		{ ARCH_X86_64, "lib64", "x86_64-w64-windows-gnu", "i386:x86-64" },
		{ ARCH_X86, "lib32", "i686-w64-windows-gnu", "i386" },
		{ ARCH_AARCH64, "libarm64", "aarch64-w64-windows-gnu", "arm64" },
	};

	for (size_t i = 0; i < COUNT(machines); i++)
		if (machines[i].arch == t->def->arch)
			return &machines[i];
	return NULL;
}

/* zig's list of what the DLL exports, or NULL. */
static char *
find_def(const struct zig *z, const struct machine *m, const char *name)
{
	const char *dirs[] = { m->dir, "lib-common" };
	static const char *const ends[] = { ".def", ".def.in" };

	for (size_t d = 0; d < 2; d++)
		for (size_t i = 0; i < 2; i++) {
			char *path = xasprintf("%s/libc/mingw/%s/%s%s", z->lib,
				dirs[d], name, ends[i]);

			if (path_is_file(path))
				return path;
			free(path);
		}
	return NULL;
}

/* A .def.in is C preprocessor input; -std=c11, since WIN32 and i386 are words
 * that may stand in it. */
static int
preprocess_def(const struct zig *z, const struct machine *m, const char *in,
	const char *out, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;

	zig_tool(z, "clang", &argv);
	argvec_pushl(&argv, "--no-default-config", "-E", "-P", "-w", "-std=c11",
		"-x", "c", "-target", m->llvm, NULL);
	argvec_pushf(&argv, "-I%s/libc/mingw/def-include", z->lib);
	argvec_pushl(&argv, in, "-o", out, NULL);
	return verbose_step(z, NULL, &argv, f);
}

/* How many of the bytes at s, behind a name, are its @N of 32-bit x86. */
static size_t
decoration(const char *s)
{
	size_t n = 1;

	if (s[0] != '@' || !isdigit((unsigned char)s[1]))
		return 0;
	while (isdigit((unsigned char)s[n]))
		n++;
	return s[n] == '\0' || isspace((unsigned char)s[n]) || s[n] == '='
		       ? n
		       : 0;
}

/* The lists that all machines share have names as 32-bit x86 writes them:
 * "recv@16". Ordinals ("recv @16") and C++ names ("?f@@YA") stay. */
static void
undecorate(char *text)
{
	char *to = text;
	bool plain = false;     /* inside a word that is no C++ name */

	for (const char *p = text; *p != '\0';) {
		size_t n = plain ? decoration(p) : 0;

		if (n > 0) {
			p += n;
			continue;
		}
		if (isspace((unsigned char)*p))
			plain = false;
		else if (!plain && (p == text ||
				isspace((unsigned char)p[-1])))
			plain = *p != '?' && *p != '@';
		*to++ = *p++;
	}
	*to = '\0';
}

static int
undecorate_file(const char *from, const char *to, struct fail *f)
{
	autofree char *text = NULL;

	if (path_read(from, 1u << 24, &text, NULL, f) != 0)
		return -1;
	undecorate(text);
	return path_write(to, text, strlen(text), 0600, f);
}

static int
make_from_def(const struct zig *z, const struct machine *m, const char *def,
	const char *out, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *plain = xasprintf("%s.def", out);
	int r = 0;

	if (ends_with(def, ".in")) {
		r = preprocess_def(z, m, def, plain, f);
		def = plain;
	}
	if (r == 0 && m->arch != ARCH_X86) {
		r = undecorate_file(def, plain, f);
		def = plain;
	}
	argvec_pushl(&argv, z->path, "dlltool", "-m", m->dlltool, "-d", def,
		"-l", out, NULL);
	/* names in a DLL have no @N, as zig makes its own */
	if (m->arch == ARCH_X86)
		argvec_push(&argv, "-k");
	if (r == 0)
		r = verbose_step(z, NULL, &argv, f);
	unlink(plain);
	return r;
}

/* ---- libraries of many DLLs ---- */

/* Appends the members of libraries to an archive; llvm-ar's L opens them. */
static int
join_archives(const struct zig *z, const char *to,
	const struct argvec *libraries, struct fail *f)
{
	autoargvec add = ARGVEC_INIT, index = ARGVEC_INIT;

	argvec_pushl(&add, z->path, "ar", "qcLD", to, NULL);
	argvec_pushv(&add, libraries->v);
	argvec_pushl(&index, z->path, "ar", "sD", to, NULL);
	return verbose_step(z, NULL, &add, f) != 0 ? -1 : verbose_step(z, NULL, &index, f);
}

static const char api_set[] = "api-ms-win-";
static const char for_apps[] = "_windowsapp";

/* Microsoft's mincore: every set of functions but those of the C library, those
 * for old programs, and the same cut down for windowsapp. */
static bool
in_mincore(const char *set)
{
	static const char *const not[] = { "-crt-", "-downlevel-", "-legacy-",
		"-obsolete-", for_apps };

	for (size_t i = 0; i < COUNT(not); i++)
		if (strstr(set, not[i]) != NULL)
			return false;
	return starts_with(set, api_set);
}

/* zig's lists of what the library `name` of many DLLs is made of, oldest sets
 * first: whatever function two have comes from the older. None if it is not. */
static int
umbrella_lists(const struct zig *z, const struct machine *m, const char *name,
	struct argvec *out, struct fail *f)
{
	autofree char *dir = path_join(z->lib, "libc/mingw/lib-common");
	autoargvec files = ARGVEC_INIT, sets = ARGVEC_INIT;
	bool apps = strcmp(name, "windowsapp") == 0;

	if (!apps && strcmp(name, "mincore") != 0)
		return 0;
	if (path_names(dir, &files, f) != 0)
		return -1;
	for (size_t i = 0; i < files.n; i++) {
		autofree char *set = xstrndup(
			files.v[i], strcspn(files.v[i], "."));

		if (apps ? ends_with(set, for_apps) : in_mincore(set))
			argvec_push(&sets, set);
	}
	if (apps)
		argvec_split(&sets, text_windowsapp, " \n");
	for (size_t i = 0; i < sets.n; i++) {
		autofree char *set = xasprintf("%s%s", api_set, sets.v[i]);
		char *def = find_def(z, m, sets.v[i]);

		if (def == NULL)
			def = find_def(z, m, set);
		if (def != NULL)
			argvec_take(out, def);
	}
	return 0;
}

static int
make_umbrella(const struct zig *z, const struct machine *m,
	const struct argvec *defs, const char *out, struct fail *f)
{
	autoargvec parts = ARGVEC_INIT;
	int r = 0;

	for (size_t i = 0; r == 0 && i < defs->n; i++) {
		argvec_pushf(&parts, "%s.%zu", out, i);
		r = make_from_def(z, m, defs->v[i], parts.v[i], f);
	}
	if (r == 0)
		r = join_archives(z, out, &parts, f);
	for (size_t i = 0; i < parts.n; i++)
		unlink(parts.v[i]);
	return r;
}

int
mingw_import_library(const struct zig *z, const struct target *t,
	const char *dir, const char *name, struct fail *f)
{
	const struct machine *m = machine_of(t);
	autoargvec many = ARGVEC_INIT;
	autofree char *low = str_lower(name);
	autofree char *def = m != NULL ? find_def(z, m, name) : NULL;
	autofree char *out = xasprintf("%s/lib/lib%s.a", dir, name);
	autofree char *tmp = xasprintf("%s.%ld", out, (long)getpid());
	int r;

	/* Windows does not tell -lWS2_32 from -lws2_32. */
	if (def == NULL && m != NULL)
		def = find_def(z, m, low);
	if (m != NULL && umbrella_lists(z, m, low, &many, f) != 0)
		return -1;
	if ((def == NULL && many.n == 0) || m == NULL) {
		fail_status(f, 1, "unable to find library -l%s", name);
		return fail_hint(f, "it is in no folder of -L, and zig's "
				    "mingw-w64 has no DLL of this name");
	}
	r = many.n > 0 ? make_umbrella(z, m, &many, tmp, f)
		       : make_from_def(z, m, def, tmp, f);
	if (r == 0 && rename(tmp, out) != 0)
		r = fail_errno(f, "cannot put '%s' in place", out);
	if (r != 0)
		unlink(tmp);
	return r;
}

/* The DLLs that sources of other people name most. */
static const char stock[] =
	"avicap32 avifil32 avrt bcrypt bthprops cabinet cfgmgr32 comctl32 "
	"comdlg32 credui crypt32 cryptui d2d1 d3d11 d3d12 d3d9 dbghelp ddraw "
	"dinput8 dnsapi dsound dwmapi dwrite dxgi dxva2 evr fltlib gdi32 "
	"gdiplus glu32 hid imagehlp imm32 iphlpapi ksuser ktmw32 mf mfplat "
	"mfreadwrite mpr msacm32 msimg32 mswsock ncrypt netapi32 normaliz "
	"odbc32 ole32 oleacc oleaut32 oledlg opengl32 pdh powrprof propsys "
	"psapi rpcrt4 secur32 setupapi shcore shlwapi urlmon userenv usp10 "
	"uxtheme version vfw32 wevtapi windowscodecs winhttp wininet winmm "
	"winspool wintrust winusb wldap32 wlanapi ws2_32 wsock32 wtsapi32 "
	"xinput1_4";

/* Those that are parts of libmingw32.a here. */
static const char inside[] =
	"dxguid mfuuid mingwex moldname pthread strmiids uuid wbemuuid "
	"winpthread";

/* An import library of nothing: what its name promises every link has. */
static int
empty_library(const struct zig *z, const struct machine *m, const char *dir,
	const char *name, struct fail *f)
{
	static const char text[] = "LIBRARY \"nothing.dll\"\nEXPORTS\n";
	autofree char *out = xasprintf("%s/lib/lib%s.a", dir, name);
	autofree char *tmp = xasprintf("%s.%ld", out, (long)getpid());
	autofree char *def = xasprintf("%s.none.def", tmp);
	int r = path_write(def, text, strlen(text), 0600, f);

	if (r == 0)
		r = make_from_def(z, m, def, tmp, f);
	if (r == 0 && rename(tmp, out) != 0)
		r = fail_errno(f, "cannot put '%s' in place", out);
	unlink(def);
	return r == 0 ? seal_add_one(dir, out + strlen(dir) + 1, f) : r;
}

int
mingw_stock(const struct zig *z, const struct target *t, const char *dir,
	struct fail *f)
{
	const struct machine *m = machine_of(t);
	autoargvec names = ARGVEC_INIT;
	size_t dlls;

	if (m == NULL)
		return 0;
	argvec_split(&names, stock, " ");
	dlls = names.n;
	argvec_split(&names, inside, " ");
	for (size_t i = 0; i < names.n; i++) {
		autofree char *out =
			xasprintf("%s/lib/lib%s.a", dir, names.v[i]);
		autofree char *def = NULL;

		if (path_is_file(out))
			continue;
		if (i >= dlls) {
			if (empty_library(z, m, dir, names.v[i], f) != 0)
				return -1;
			continue;
		}
		/* zig's list of some is for other machines only */
		def = find_def(z, m, names.v[i]);
		if (def != NULL &&
			mingw_import_library(z, t, dir, names.v[i], f) != 0)
			return -1;
	}
	return 0;
}

static const char empty_archive[] = "!<arch>\n";

int
mingw_complete(const struct zig *z, const struct target *t, const char *dir,
	const struct argvec *words, struct fail *f)
{
	autofree char *start = xasprintf("%s/lib/lib", dir);
	size_t n = strlen(start);

	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];
		autofree char *name = NULL;

		if (strncmp(w, "-wholearchive:", 14) == 0)
			w += 14;
		if (strncmp(w, start, n) != 0 || !ends_with(w, ".a") ||
			path_is_file(w))
			continue;
		if (strcmp(path_base(w), MINGW_GUIDS) == 0) {
			if (path_write(w, empty_archive, strlen(empty_archive),
				    0644, f) != 0)
				return -1;
			continue;
		}
		name = xstrndup(w + n, strlen(w + n) - 2);
		if (mingw_import_library(z, t, dir, name, f) != 0)
			return -1;
	}
	return 0;
}

int
mingw_complete_said(const struct zig *z, const struct target *t,
	const char *dir, const char *text, struct fail *f)
{
	static const char mark[] = "could not open '";
	int made = 0;

	for (const char *p = text != NULL ? text : "";
		(p = strstr(p, mark)) != NULL;) {
		p += sizeof mark - 1;
		autofree char *file = xstrndup(p, strcspn(p, "'\r\n"));
		autofree char *name = NULL, *have = NULL, *as = NULL;
		size_t n = strlen(file);

		if (strchr(file, '/') != NULL || !ends_with(file, ".lib"))
			continue;
		name = xstrndup(file, n - 4);
		as = xasprintf("%s/lib/%s", dir, file);
		have = xasprintf("%s/lib/lib%s.a", dir, name);
		if (path_is_file(as))
			continue;
		if (!path_is_file(have) &&
			mingw_import_library(z, t, dir, name, f) != 0) {
			/* lld's own message names it */
			fail_clear(f);
			continue;
		}
		if (link(have, as) == 0)
			made = 1;
	}
	return made;
}

/* ---- the sysroot ---- */

/* The link line of an empty program or DLL. */
static int
link_line(const struct maker *m, const char *kind, const char *extra,
	struct argvec *line)
{
	autoargvec words = ARGVEC_INIT;

	argvec_pushl(&words, "-lunwind", "-fcompiler-rt", extra, NULL);
	return maker_link_line(m, kind, m->target->zig, &words, line);
}

/* A start file by what zig calls it in this or an older release. */
static const char *
start_file(const char *path)
{
	static const char *const names[] = { "crt2", "dllcrt2" };
	const char *base = path_base(path);

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(names[i]);

		if (path[0] == '/' && strncmp(base, names[i], n) == 0 &&
			(strcmp(base + n, ".obj") == 0 ||
				strcmp(base + n, ".o") == 0))
			return names[i];
	}
	return NULL;
}

static int
copy_start(const struct maker *m, const struct argvec *line, const char *as)
{
	autofree char *to = xasprintf("%s/lib/%s", m->dir, as);

	for (size_t i = 0; i < line->n; i++)
		if (start_file(line->v[i]) != NULL)
			return maker_copy_file(line->v[i], to, m->f);
	return fail_set(m->f, "zig's link line for %s has no start file",
		m->target->zig);
}

/* The UCRT is a dozen DLLs by interface; older zig had one. */
static bool
is_crt(const char *name)
{
	return strncmp(name, "libapi-ms-win-crt-", 18) == 0 ||
	       strcmp(name, "libucrtbase.a") == 0 ||
	       strncmp(name, "libmsvcrt", 9) == 0;
}

/* Parts that every link gets, whatever zig cuts mingw-w64 into. */
static bool
is_runtime(const char *name)
{
	static const char *const names[] = { "libmingw32.a", "libmingwex.a",
		"libzigc.a", "libuuid.a", "libmsvcrt-os.a", "libwinpthread.a" };

	return ONE_OF(names, name);
}

/*
 * Ours go before the UCRT's import library, whose functions they call by the
 * pointers alone (DATA): a function of the same name must not come with them.
 */
static int
push_ours(const struct maker *m, struct argvec *crt)
{
	const struct machine *machine = machine_of(m->target);
	autofree char *def = path_join(m->tmp, "ours.def");
	autofree char *library = path_join(m->tmp, "ours.lib");
	autofree char *text = NULL;
	autoargvec names = ARGVEC_INIT, lines = ARGVEC_INIT;

	if (machine == NULL)
		return fail_set(m->f, "no mingw-w64 for '%s'",
			m->target->def->rust);
	if (support_compile(m, SUPPORT_CRT, crt) != 0 ||
		support_names(crt, &names, m->f) != 0)
		return -1;
	if (crt->n == 0)
		return 0;
	argvec_push(&lines, "LIBRARY api-ms-win-crt-stdio-l1-1-0.dll\nEXPORTS");
	for (size_t i = 0; i < names.n; i++)
		argvec_pushf(&lines, "%s DATA",
			names.v[i] + (machine->arch == ARCH_X86));
	argvec_push(&lines, "");
	text = argvec_join(&lines, "\n");
	argvec_push(crt, library);
	return path_write(def, text, strlen(text), 0600, m->f) != 0
		       ? -1
		       : make_from_def(m->zig, machine, def, library, m->f);
}

static int
copy_libraries(const struct maker *m, const struct argvec *line)
{
	autofree char *mingw32 = path_join(m->dir, "lib/libmingw32.a");
	autofree char *ucrt = path_join(m->dir, "lib/libucrt.a");
	autoargvec crt = ARGVEC_INIT, runtime = ARGVEC_INIT;
	size_t ours;

	if (push_ours(m, &crt) != 0)
		return -1;
	ours = crt.n;
	for (size_t i = 0; i < line->n; i++) {
		autofree char *name = maker_library_name(line->v[i]);
		autofree char *to = NULL;

		if (name == NULL)
			continue;
		to = xasprintf("%s/lib/%s", m->dir, name);
		if (is_runtime(name))
			argvec_push(&runtime, line->v[i]);
		else if (is_crt(name))
			argvec_push(&crt, line->v[i]);
		else if (maker_copy_file(line->v[i], to, m->f) != 0)
			return -1;
	}
	if ((runtime.n == 0 && !path_is_file(mingw32)) || crt.n == ours)
		return fail_set(m->f, "zig's link line for %s has no mingw-w64",
			m->target->zig);
	return (runtime.n > 0 &&
		       join_archives(m->zig, mingw32, &runtime, m->f) != 0)
		       ? -1
		       : join_archives(m->zig, ucrt, &crt, m->f);
}

/* As zig makes it: slowly. */
static int
take_zigs(const struct maker *m)
{
	autoargvec exe = ARGVEC_INIT, dll = ARGVEC_INIT, wide = ARGVEC_INIT;

	if (link_line(m, "build-exe", NULL, &exe) != 0 ||
		copy_start(m, &exe, "crt2.o") != 0 ||
		copy_libraries(m, &exe) != 0 ||
		link_line(m, "build-lib -dynamic", NULL, &dll) != 0 ||
		copy_start(m, &dll, "dllcrt2.o") != 0 ||
		link_line(m, "build-exe", "-municode", &wide) != 0 ||
		copy_start(m, &wide, "crt2u.o") != 0)
		return -1;
	return 0;
}

/* What zig made itself when it was asked: import libraries, its part of libc. */
static void
find_libraries(const struct maker *m, struct argvec *out)
{
	autofree char *up = path_join(m->tmp, "global/o");
	autoargvec dirs = ARGVEC_INIT;

	path_list(up, &dirs);
	for (size_t i = 0; i < dirs.n; i++) {
		autofree char *dir = path_join(up, dirs.v[i]);
		autoargvec names = ARGVEC_INIT;

		path_list(dir, &names);
		for (size_t k = 0; k < names.n; k++)
			if (ends_with(names.v[k], ".lib"))
				argvec_pushf(out, "%s/%s", dir, names.v[k]);
	}
}

/*
 * Most of its time goes into <windows.h>, and half of that into what the compiler
 * brings for intrinsics: that reads nothing of mingw-w64's (mm_malloc.h would),
 * so that it may come before anything that a source defines.
 */
int
mingw_share_headers(const struct maker *m, struct objects *o, struct pool *pool)
{
	/* (the last is for all others) */
	static const struct {
		const char *text, *header;
		bool x86;
	} shared[] = {
		{ "#include <internal.h>\n", "internal.h", false },
		{ "#include <windows.h>\n", "windows.h", false },
		{ "#ifndef WIN32_LEAN_AND_MEAN\n#define WIN32_LEAN_AND_MEAN\n"
		  "#endif\n#include <windows.h>\n", "windows.h", false },
		{ "#ifdef HAVE_CONFIG_H\n#endif\n#define WIN32_LEAN_AND_MEAN\n"
		  "#include <windows.h>\n", "windows.h", false },
		{ "#ifndef WIN32_LEAN_AND_MEAN\n#define WIN32_LEAN_AND_MEAN\n"
		  "#endif\n#undef  __CRT__NO_INLINE\n#define __CRT__NO_INLINE\n"
		  "#include <winsock2.h>\n", "winsock2.h", false },
		{ "#define __MM_MALLOC_H\n#include <x86intrin.h>\n", NULL, true },
	};
	enum arch arch = m->target->def->arch;
	bool x86 = arch_is_x86(arch);

	for (size_t i = 0; i < COUNT(shared); i++)
		if ((x86 || !shared[i].x86) &&
			objects_share(m, o, shared[i].text, shared[i].header,
				pool) != 0)
			return -1;
	return 0;
}

/* The same where it was asked in vain. */
static int
make_libraries(const struct maker *m, struct argvec *out)
{
	const struct machine *machine = machine_of(m->target);
	autofree char *dir = path_join(m->zig->lib, "libc/mingw/lib-common");
	autofree char *zigc = path_join(m->dir, "lib/libzigc.a");
	autofree char *part = path_join(m->tmp, "zigc.lib");
	autoargvec names = ARGVEC_INIT, files = ARGVEC_INIT;
	int r = path_names(dir, &files, m->f);

	argvec_split(&names, "advapi32 kernel32 ntdll shell32 user32", " ");
	for (size_t i = 0; i < files.n; i++)
		if (starts_with(files.v[i], "api-ms-win-crt-"))
			argvec_take(&names, xstrndup(files.v[i],
				strcspn(files.v[i], ".")));
	for (size_t i = 0; r == 0 && machine != NULL && i < names.n; i++) {
		autofree char *def = find_def(m->zig, machine, names.v[i]);

		argvec_pushf(out, "%s/%s.lib", m->tmp, names.v[i]);
		r = def == NULL ? fail_set(m->f, "zig has no list of %s.dll",
					  names.v[i])
				: make_from_def(m->zig, machine, def,
					  out->v[out->n - 1], m->f);
	}
	if (r != 0 || objects_zigc(m) != 0)
		return -1;
	if (rename(zigc, part) == 0)
		argvec_push(out, part);
	return 0;
}

static int
compile_objects(const struct maker *m, struct objects *o, struct pool *pool)
{
	static const char exe[] = "libc/mingw/crt/crtexe.c";
	autoargvec libraries = ARGVEC_INIT;

	if (objects_start(m, o, exe, exe, NULL, "crt2.o") != 0 ||
		objects_start(m, o, exe, exe, "-DUNICODE -D_UNICODE",
			"crt2u.o") != 0 ||
		objects_start(m, o, exe, "libc/mingw/crt/crtdll.c", NULL,
			"dllcrt2.o") != 0)
		return -1;
	objects_drop(m, o, exe);
	if (mingw_share_headers(m, o, pool) != 0 ||
		objects_compile(m, o, pool) != 0 ||
		objects_archive(m, o, "libc/mingw/", "libmingw32.a") != 0 ||
		objects_archive(m, o, "libunwind/src/", "libunwind.a") != 0)
		return -1;
	find_libraries(m, &libraries);
	if (libraries.n == 0 && make_libraries(m, &libraries) != 0)
		return -1;
	return copy_libraries(m, &libraries);
}

static int
compile_all(const struct maker *m)
{
	static const char folders[] =
		"libc/mingw/ -libc/mingw/libsrc/ libc/mingw/libsrc/ws2 "
		"libc/mingw/libsrc/dloadhelper.c libunwind/src/";
	autofree char *base = path_dir(m->dir);
	autofree char *log = path_join(m->tmp, "log");
	autoargvec extra = ARGVEC_INIT;
	struct objects o = { .v = NULL };
	struct pool pool;
	int r;

	argvec_push(&extra, "-lunwind");
	pool_init(&pool, system_cores(), log);
	r = objects_start_runtime(m, &pool);
	if (r == 0)
		r = objects_ask(m, base, m->target->def->rust, m->target->zig,
			&extra, folders, &o);
	if (r == 0)
		r = compile_objects(m, &o, &pool);
	if (r != 0)
		pool_finish(&pool, FAIL_IGNORED);
	objects_clear(&o, r == 0);
	return r;
}

int
mingw_lay_out(const struct maker *m, bool *guids)
{
	*guids = compile_all(m) != 0;
	if (*guids) {
		trace_line("mingw-w64 by zig itself: %s", m->f->what);
		fail_clear(m->f);
		return maker_empty_lib(m) != 0 ? -1 : take_zigs(m);
	}
	return 0;
}

/* ---- who exports a function ---- */

/* Does a list of exports have the name at the start of a line, or in one of the
 * macros of a .def.in, and behind it no more of a name? */
static bool
exports(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; (p = strstr(p, name)) != NULL; p += n) {
		if (p > text && strchr("\n(\"", p[-1]) != NULL &&
			strchr("\n\r@ \t)\"=", p[n]) != NULL)
			return true;
	}
	return false;
}

/* What GNU's linkers and lld put around the name that a list has. */
static char *
plain_name(const struct machine *m, const char *symbol)
{
	static const char import[] = "__declspec(dllimport) ";
	static const char pointer[] = "__imp_";

	if (starts_with(symbol, import))
		symbol += strlen(import);
	if (starts_with(symbol, pointer))
		symbol += strlen(pointer);
	if (m->arch == ARCH_X86 && *symbol == '_')
		symbol++;
	return xstrndup(symbol, strcspn(symbol, "@("));
}

/* Which of the DLLs that have a function is named: one that every link has, one
 * that sources name often, in that order, any other, sets of functions; never
 * the DLLs behind them. */
static size_t
rank(const char *dll)
{
	autoargvec often = ARGVEC_INIT;

	argvec_split(&often, "kernel32 user32 advapi32 shell32", " ");
	argvec_split(&often, stock, " ");
	for (size_t i = 0; i < often.n; i++)
		if (strcmp(often.v[i], dll) == 0)
			return 2 + often.n - i;
	if (strcmp(dll, "kernelbase") == 0 || strstr(dll, for_apps) != NULL ||
		starts_with(dll, "ucrt") || strstr(dll, "-crt-") != NULL)
		return 0;
	return starts_with(dll, api_set) ? 1 : 2;
}

bool
mingw_guids_may_have(const struct target *t, const char *symbol)
{
	static const char *const others[] = { "_Gdip", "_CRT_MT", "c_dfDI" };
	const struct machine *m = machine_of(t);
	autofree char *name = m != NULL ? plain_name(m, symbol) : xstrdup("");
	bool may = isupper((unsigned char)*name);

	for (size_t i = 0; i < COUNT(others); i++)
		may = may || starts_with(name, others[i]);
	return may;
}

char *
mingw_exporter(const char *zig_lib, const struct target *t, const char *symbol)
{
	const struct machine *m = machine_of(t);
	const char *dirs[] = { m != NULL ? m->dir : "", "lib-common" };
	autofree char *name = m != NULL ? plain_name(m, symbol) : NULL;
	char *best = NULL;

	for (size_t d = 0; name != NULL && *name != '\0' && d < 2; d++) {
		autofree char *dir = xasprintf(
			"%s/libc/mingw/%s", zig_lib, dirs[d]);
		autoargvec files = ARGVEC_INIT;

		path_names(dir, &files, FAIL_IGNORED);
		for (size_t i = 0; i < files.n; i++) {
			autofree char *path = path_join(dir, files.v[i]);
			autofree char *text = NULL;
			autofree char *dll = xstrndup(
				files.v[i], strcspn(files.v[i], "."));

			if (rank(dll) <= (best != NULL ? rank(best) : 0) ||
				path_read(path, 1u << 24, &text, NULL,
					FAIL_IGNORED) != 0 ||
				!exports(text, name))
				continue;
			free(best);
			best = dll;
			dll = NULL;
		}
	}
	if (best == NULL || !in_mincore(best))
		return best;
	free(best);
	return xstrdup("mincore");
}
