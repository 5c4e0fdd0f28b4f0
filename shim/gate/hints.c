#include "shim/gate/hints.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "targets/glibc.h"

enum { HINTS_MAX = 5 };

/* Which targets a symptom says something about. */
enum when {
	ON_ANY,
	ON_MUSL,
	ON_OLD_STRTOL  /* all but glibc 2.38 and newer */
};

/*
 * Undefined symbols whose cause is known: patterns of fnmatch(3) between
 * bars, as lld (demangled), zig and GNU ld (mangled) print them.
 */
static const struct symptom {
	const char *patterns;
	enum when when;
	const char *cause;
} symptoms[] = {
	/* zig#9832, zig#22244 */
	{ "*std::__cxx11::*|_ZN*St7__cxx11*|_ZNSt7__cxx11*|*__gnu_cxx::*|"
	  "_ZN*9__gnu_cxx*|std::__detail::*|_ZN*St8__detail*|"
	  "std::__throw_*|_ZSt[0-9][0-9]__throw_*|std::_Rb_tree_*|"
	  "_ZSt[0-9][0-9]_Rb_tree_*|*std::ios_base_library_init*|"
	  "_ZSt21ios_base_library_initv", ON_ANY,
	  "that object was built with libstdc++, this link has libc++; "
	  "build it with this target's c++, or use the libstdc++ of a root: "
	  "`cxx = libstdc++` in [target] of zbuild.ini" },
	{ "std::__1::*|*for std::__1::*|_ZNSt3__1*|_ZNKSt3__1*|_ZT?NSt3__1*",
	  ON_ANY,
	  "that is libc++: link with this target's c++, or add -lc++" },
	{ "*std::__1::*|_ZN*St3__1*", ON_ANY,
	  "no library of the link has it with the types of libc++; one that "
	  "was built with libstdc++ has it with std::__cxx11: use the "
	  "libstdc++ of a root (`cxx = libstdc++` in [target] of zbuild.ini), "
	  "or build that library with this target's c++" },
	{ "__cxa_*|__gxx_personality_v0|_Zn[wa]*|_Zd[la]Pv*|"
	  "operator new*|operator delete*|std::terminate*|"
	  "vtable for __cxxabiv1::*|_ZTVN10__cxxabiv1*", ON_ANY,
	  "that is C++: link with this target's c++, or add -lc++" },
	/* zig#17536: headers of glibc 2.38 rename strtol and scanf */
	{ "__isoc23_*", ON_OLD_STRTOL,
	  "that object was compiled with headers of glibc 2.38 or newer, "
	  "often the host's; compile it with this target's cc" },
	/* zig#15610; musl's WHATSNEW for 1.2.4 */
	{ "open64|openat64|creat64|lseek64|stat64|lstat64|fstat64|fstatat64|"
	  "readdir64|readdir64_r|scandir64|alphasort64|versionsort64|"
	  "truncate64|ftruncate64|mmap64|pread64|pwrite64|preadv64|"
	  "pwritev64|fopen64|freopen64|tmpfile64|fseeko64|ftello64|"
	  "fgetpos64|fsetpos64|getrlimit64|setrlimit64|prlimit64|statfs64|"
	  "fstatfs64|statvfs64|fstatvfs64|sendfile64|posix_fadvise64|"
	  "posix_fallocate64|fallocate64|ftw64|nftw64|glob64|globfree64|"
	  "mkstemp64|mkostemp64|mkstemps64|mkostemps64|lockf64|__xstat64|"
	  "__fxstat64|__lxstat64|__fxstatat64", ON_MUSL,
	  "musl 1.2.4 removed the names that end in 64; update the crate or "
	  "rebuild the object with this target's headers" },
	{ "__*_chk|__longjmp_chk", ON_MUSL,
	  "that object was compiled with glibc's headers and "
	  "_FORTIFY_SOURCE; compile it with this target's cc" },
	{ "gnu_get_libc_version|gnu_get_libc_release|__libc_single_threaded|"
	  "__register_atfork|__secure_getenv|rawmemchr|__rawmemchr|mallinfo|"
	  "mallinfo2|malloc_info|malloc_trim|mallopt|canonicalize_file_name|"
	  "dlmopen|dlvsym|random_r|srandom_r|strfry|sys_errlist|sys_nerr",
	  ON_MUSL,
	  "glibc has that and musl has not: if an object was compiled with "
	  "glibc's headers, compile it with this target's cc" },
	{ "getcontext|setcontext|makecontext|swapcontext", ON_MUSL,
	  "musl leaves that out: link libucontext" },
	{ "backtrace|backtrace_symbols|backtrace_symbols_fd", ON_MUSL,
	  "musl has no execinfo.h: build without backtraces or link "
	  "libexecinfo" },
	{ "fts_open|fts_read|fts_close|fts_set|fts_children|argp_parse|"
	  "argp_usage|argp_error|obstack_*|_obstack_*|error|error_at_line",
	  ON_MUSL,
	  "musl leaves that out: link a library that has it (musl-fts, "
	  "argp-standalone, musl-obstack)" },
	/* zig#11403, zig#24377 */
	{ "__asan_*|__hwasan_*|__lsan_*|__msan_*|__tsan_*|__dfsan_*|"
	  "__memprof_*", ON_ANY,
	  "that is a sanitizer's runtime, which zig does not ship for this "
	  "target: build every object without -fsanitize=" },
	/* zig#3569 */
	{ "__ubsan_handle_*", ON_ANY,
	  "an object was compiled with -fsanitize=undefined: compile it "
	  "with -fno-sanitize=undefined, or add "
	  "-fsanitize-trap=undefined" },
	{ "__sanitizer_cov_*", ON_ANY,
	  "an object was compiled with -fsanitize-coverage=, whose runtime "
	  "zig does not ship" },
	/* cargo-zigbuild#315, hermetic_cc_toolchain#243 */
	{ "__llvm_profile_*|__llvm_gcov_*|llvm_gcda_*|llvm_gcov_*|__gcov_*",
	  ON_ANY,
	  "that is the runtime of profiling, which zig does not ship: "
	  "build without -fprofile-*, --coverage or "
	  "-Cprofile-generate/-Cinstrument-coverage" },
	/* zig#24253 */
	{ "GOMP_*|__kmpc_*|omp_*", ON_ANY,
	  "zig ships no OpenMP runtime: build without -fopenmp or link a "
	  "libomp of this target" },
	{ "_Unwind_*|__register_frame*|__deregister_frame*|__aeabi_unwind_*",
	  ON_ANY,
	  "that is the unwinder: add -lunwind" },
	/* zig#10756, zig#25403 */
	{ "__sync_*", ON_ANY,
	  "this CPU has no such atomic instruction: compile for a newer one "
	  "(-march=), or use __atomic_* and libatomic" },
	{ "__atomic_*|atomic_flag_*|atomic_thread_fence|atomic_signal_fence",
	  ON_ANY, "that is in libatomic: add -latomic" },
	{ "__aarch64_*|__udivti3|__divti3|__umodti3|__modti3|__multi3|"
	  "__muloti4|__udivdi3|__divdi3|__umoddi3|__moddi3|__popcountdi2|"
	  "__cpu_model|__cpu_features2|__cpu_indicator_init|__aeabi_*|"
	  "__addtf3|__subtf3|__multf3|__divtf3|__truncdfhf2|__extendhfsf2|"
	  "__gnu_[fh]2[fh]_ieee",
	  ON_ANY,
	  "that is in compiler-rt: link without -nostdlib and "
	  "-nodefaultlibs, or add -lgcc" },
};

/* Other lines of a linker whose cause is known. */
static const struct {
	const char *text, *cause;
} complaints[] = {
	{ " is incompatible with ",
	  "a file in the link is for another machine, often the host's; "
	  "build it for %s or leave its folder out of -L" },
	{ "recompile with -fPIC",
	  "an object is not position-independent; compile it for %s with "
	  "-fPIC, or link with -no-pie" },
};

static bool
applies(enum when when, const struct target *t)
{
	switch (when) {
	case ON_MUSL:
		return t->def->libc == LIBC_MUSL;
	case ON_OLD_STRTOL:
		return t->def->libc != LIBC_GLIBC ||
		       version_cmp(t->glibc,
			       (struct version){ 2, 38, 0 }) < 0;
	case ON_ANY:
		break;
	}
	return true;
}

static bool
matches(const char *patterns, const char *symbol)
{
	autoargvec each = ARGVEC_INIT;
	bool yes = false;

	argvec_split(&each, patterns, "|");
	for (size_t i = 0; i < each.n && !yes; i++)
		yes = fnmatch(each.v[i], symbol, 0) == 0;
	return yes;
}

static const struct symptom *
symptom_find(const char *symbol, const struct target *t)
{
	for (size_t i = 0; i < COUNT(symptoms); i++)
		if (applies(symptoms[i].when, t) &&
			matches(symptoms[i].patterns, symbol))
			return &symptoms[i];
	return NULL;
}

/* How linkers introduce the symbol, and what ends it besides the line. */
static const struct {
	const char *before, *ends;
} notices[] = {
	{ "undefined symbol: ", "\n\r\033" },
	{ "undefined hidden symbol: ", "\n\r\033" },
	{ "undefined protected symbol: ", "\n\r\033" },
	{ "undefined internal symbol: ", "\n\r\033" },
	{ "undefined reference: ", "\n\r\033" },
	{ "undefined reference due to --no-allow-shlib-undefined: ",
	  "\n\r\033" },
	{ "undefined reference to `", "'\n\r\033" },
	{ "undefined reference to '", "'\n\r\033" },
	{ "undefined symbol `", "'\n\r\033" },
};

/* Appends each undefined symbol that the text names, once, in order. */
static void
undefined_symbols(const char *text, struct argvec *out)
{
	for (const char *at = text; (at = strstr(at, "undefined ")) != NULL;
		at++) {
		for (size_t i = 0; i < COUNT(notices);
			i++) {
			size_t skip = strlen(notices[i].before), n;
			autofree char *name = NULL;

			if (strncmp(at, notices[i].before, skip) != 0)
				continue;
			n = strcspn(at + skip, notices[i].ends);
			while (n > 0 && at[skip + n - 1] == ' ')
				n--;
			name = xstrndup(at + skip, n);
			if (n > 0 && !argvec_has(out, name))
				argvec_push(out, name);
			break;
		}
	}
}

/* "`X` came with glibc 2.25; the floor is 2.17" if zig's lists say so. */
static char *
newer_hint(const struct glibc_lists *lists, const struct target *t,
	const char *symbol)
{
	autofree char *came = NULL, *floor = NULL;
	struct version first;
	const char *lib;

	if (lists == NULL || !glibc_symbol(lists, t, symbol, &first, &lib) ||
		version_cmp(first, t->glibc) <= 0)
		return NULL;
	came = version_text(first);
	floor = version_text(t->glibc);
	return xasprintf("`%s` came with glibc %s; the floor is %s", symbol,
		came, floor);
}

/* "`sqrt` is in libm: add -lm" for a symbol that the floor has. */
static char *
library_hint(const struct glibc_lists *lists, const struct target *t,
	const char *symbol)
{
	struct version first;
	const char *lib = NULL;

	if (lists == NULL || !glibc_symbol(lists, t, symbol, &first, &lib) ||
		lib == NULL || strcmp(lib, "c") == 0 || strcmp(lib, "ld") == 0)
		return NULL;
	return xasprintf("`%s` is in lib%s: add -l%s", symbol, lib, lib);
}

/* "X@GLIBC_2.34" is undefined when an object asks for that version itself
 * (.symver), and in lld's check of the shared libraries of a link. */
static char *
versioned_hint(const char *symbol, const char *version,
	const struct target *t)
{
	struct version v = elf_glibc_version(version);
	autofree char *came = version_text(v), *floor = NULL;

	if (strcmp(version, "GLIBC_PRIVATE") == 0)
		return xasprintf("`%s` belongs to another glibc, of which a "
				 "library is in the link: leave its folder "
				 "out of -L",
			symbol);
	if (version_cmp(v, t->glibc) <= 0)
		return NULL;
	floor = version_text(t->glibc);
	return xasprintf("`%s` is asked for by a library or object that was "
			 "built for glibc %s; the floor is %s",
		symbol, came, floor);
}

/* lld's lines below "undefined symbol: X": who refers to it, as "x.o" or
 * "libx.a(x.o)", or NULL. */
static char *
referrer(const char *text, const char *symbol)
{
	autofree char *head = xasprintf("undefined symbol: %s\n", symbol);
	const char *p = strstr(text, head);

	p = p != NULL ? p + strlen(head) : NULL;
	while (p != NULL && strncmp(p, ">>> ", 4) == 0) {
		size_t n = strcspn(p, "\n");
		autofree char *line = xstrndup(p + 4, n - 4);
		char *name = line + strspn(line, " "), *at;
		char *archive = strstr(line, " in archive ");

		if ((at = strstr(name, ":(")) != NULL) {
			*at = '\0';
			return archive == NULL
				       ? xstrdup(name)
				       : xasprintf("%s(%s)",
						 archive + strlen(" in archive "),
						 path_base(name));
		}
		p += n + (p[n] == '\n');
	}
	return NULL;
}

/* "that object (x.o) was â¦" */
static char *
with_referrer(const char *cause, const char *text, const char *symbol)
{
	static const char that[] = "that object ";
	autofree char *name = strncmp(cause, that, strlen(that)) == 0
				      ? referrer(text, symbol)
				      : NULL;

	if (name == NULL)
		return xstrdup(cause);
	return xasprintf("%s(%s) %s", that, name, cause + strlen(that));
}

/* Each cause is said once, with the first symbol that shows it. */
static char *
plain_hint(const char *symbol, const char *text, const struct target *t,
	const struct glibc_lists *lists, bool *said)
{
	const struct symptom *s = symptom_find(symbol, t);
	char *newer = newer_hint(lists, t, symbol), *both;
	autofree char *cause = NULL;
	bool first = s != NULL && !said[s - symptoms];

	/* The C++ runtime's names begin like __cxa_thread_atexit_impl: what
	 * glibc has is glibc's. Only headers explain a name of theirs. */
	if (newer != NULL && (!first || s->when != ON_OLD_STRTOL))
		return newer;
	if (s == NULL)
		return library_hint(lists, t, symbol);
	if (!first)
		return NULL;
	said[s - symptoms] = true;
	cause = with_referrer(s->cause, text, symbol);
	if (newer == NULL)
		return xasprintf("`%s`: %s", symbol, cause);
	both = xasprintf("%s: %s", newer, cause);
	free(newer);
	return both;
}

static void
symbol_hints(const struct argvec *symbols, const char *text,
	const struct target *t,
	const struct glibc_lists *lists, size_t left, struct argvec *hints)
{
	bool said[COUNT(symptoms)] = { false };
	bool versioned = false;

	for (size_t i = 0; i < symbols->n && left > 0; i++) {
		const char *name = symbols->v[i], *at = strchr(name, '@');
		autofree char *bare =
			xstrndup(name, at != NULL ? (size_t)(at - name)
						  : strlen(name));
		char *hint = NULL;

		if (at != NULL && t->def->libc == LIBC_GLIBC) {
			if (versioned)
				continue;
			at += strspn(at, "@");
			hint = versioned_hint(name, at, t);
			versioned = hint != NULL;
		}
		if (hint == NULL)
			hint = plain_hint(bare, text, t, lists, said);
		if (hint == NULL)
			continue;
		argvec_take(hints, hint);
		left--;
	}
}

void
hints_find(const char *stderr_text, const struct target *t,
	const char *zig_lib, struct argvec *hints)
{
	autoargvec symbols = ARGVEC_INIT;
	struct glibc_lists *lists = NULL;
	size_t left = HINTS_MAX;

	if (stderr_text == NULL)
		return;
	for (size_t i = 0; i < COUNT(complaints); i++) {
		const char *cause = complaints[i].cause;
		const char *mark = strstr(cause, "%s");

		if (strstr(stderr_text, complaints[i].text) == NULL)
			continue;
		argvec_pushf(hints, "%.*s%s%s", (int)(mark - cause), cause,
			t->name, mark + 2);
		left--;
	}
	undefined_symbols(stderr_text, &symbols);
	if (symbols.n == 0)
		return;
	/* A missing or corrupt list costs a hint, not the linker's message. */
	if (t->def->libc == LIBC_GLIBC && zig_lib != NULL &&
		glibc_open(zig_lib, &lists, FAIL_IGNORED) != 0)
		lists = NULL;
	symbol_hints(&symbols, stderr_text, t, lists, left, hints);
	if (lists != NULL)
		glibc_free(lists);
}
