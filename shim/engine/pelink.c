#include "shim/engine/pelink.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"
#include "shim/rules/rules.h"

struct pelink {
	const struct call *call;
	const struct mode *mode;
	const struct words *words;
	const struct sysroot *sysroot;
	struct plan *plan;
	struct argvec *argv;     /* of the step */
	struct argvec files;     /* objects and libraries, in order */
	struct argvec dirs;      /* -L */
	bool is_static, whole;   /* -Bstatic, --whole-archive in force */
	bool strip, build_id, stack, timestamp;
	const char *subsystem, *entry;
	const char *os[2], *sub[2], *image[2];   /* major, minor */
	struct fail *f;
};

/* Parts of zig's mingw-w64 under the names that other toolchains have for
 * them. What is not here and not along -L is an import library. */
static const struct {
	const char *name, *have, *why;
} parts[] = {
	{ "gcc", "compiler_rt", "zig's compiler_rt is its libgcc" },
	{ "gcc_eh", "unwind", "zig ships libunwind, not libgcc" },
	{ "gcc_s", "unwind", "zig ships libunwind, not libgcc" },
	{ "atomic", "compiler_rt", "compiler_rt has the __atomic functions" },
	{ "clang_rt.builtins", "compiler_rt", "the same functions" },
	{ "msvcr*", "ucrt", "zig's mingw-w64 has the UCRT only" },
	{ "ucrtapp", "ucrt", "zig's mingw-w64 has one UCRT" },
	{ "msvcp*", "", "names of Microsoft's C++, which no object for GNU calls" },
	{ "stdc++", "c++ c++abi unwind", "zig ships libc++" },
	{ "c++", "c++ c++abi unwind", "libc++ stands on these" },
	{ "c++abi", "c++abi unwind", "libc++abi stands on libunwind" },
	{ "supc++", "c++abi unwind", "zig ships libc++abi" },
	{ "stdc++fs", "", "libc++ has std::filesystem inside" },
	{ "ubsan", "ubsan_rt", "zig's name for it" },
	{ "mingwex", "mingw32", "one archive in zig" },
	{ "moldname", "mingw32", "one archive in zig" },
	{ "m", "mingw32", "one archive in zig" },
	{ "pthread", "mingw32", "winpthreads is in zig's libmingw32" },
	{ "winpthread", "mingw32", "winpthreads is in zig's libmingw32" },
	{ "pthread.dll", "mingw32", "winpthreads is in zig's libmingw32" },
	{ "winpthread.dll", "mingw32", "winpthreads is in zig's libmingw32" },
	{ "mingwthrd", "mingw32", "one archive in zig" },
	{ "ssp", "mingw32", "the stack protector's functions are in it" },
	{ "ssp_nonshared", "mingw32", "the stack protector's functions are in it" },
	{ "uuid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "adsiid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "amstrmid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "bits", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "ksguid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "locationapi", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "sensorsapi", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "delayimp", "mingw32", "one archive in zig" },
	{ "dloadhelper", "mingw32", "one archive in zig" },
	{ "dmoguids", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "dxerr8", "mingw_guids", "one archive in zig" },
	{ "dxerr9", "mingw_guids", "one archive in zig" },
	{ "dxguid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "largeint", "mingw_guids", "one archive in zig" },
	{ "mfuuid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "msxml2", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "msxml6", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "portabledeviceguids", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "sapi", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "strmiids", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "taskschd", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "wbemuuid", "mingw_guids", "zig has the GUIDs in one archive" },
	{ "synchronization", "api-ms-win-core-synch-l1-2-0", "mingw-w64's name for it" },
	{ "runtimeobject", "api-ms-win-core-winrt-l1-1-0 api-ms-win-core-winrt-error-l1-1-0 api-ms-win-core-winrt-string-l1-1-0", "the DLLs behind that name" },
	{ "d3dcompiler", "d3dcompiler_47", "the newest of them" },
	{ "d3dcsxd", "d3dcsxd_43", "mingw-w64's name for it" },
	{ "d3dx9", "d3dx9_43", "the newest of them" },
	{ "d3dx10", "d3dx10_43", "the newest of them" },
	{ "d3dx11", "d3dx11_43", "the newest of them" },
	{ "x3daudio", "x3daudio1_7", "the newest of them" },
	{ "xapofx", "xapofx1_5", "the newest of them" },
	{ "xinput", "xinput1_4", "the newest of them, of Windows 8 and later" },
	{ "pathcch", "api-ms-win-core-path-l1-1-0", "the DLL behind that name" },
	{ "vfw32", "avicap32 avifil32 msvfw32", "the DLLs behind that name" },
	{ "wmcodecdspuuid", "mingw_guids", "zig has the GUIDs in one archive" },
};

/* ---- libraries ---- */

static void
add_archive(struct pelink *l, const char *path)
{
	if (l->whole)
		argvec_pushf(&l->files, "-wholearchive:%s", path);
	else
		argvec_push(&l->files, path);
}

static void
add_own(struct pelink *l, const char *name)
{
	autofree char *path = xasprintf("%s/lib/lib%s.a", l->sysroot->dir, name);

	if (strncmp(name, "c++", 3) == 0)
		l->plan->pieces |= 1u << PIECE_CXX;
	if (strcmp(name, "compiler_rt") == 0 &&
		target_is_uefi(l->call->target->def))
		l->plan->pieces |= 1u << PIECE_COMPILER_RT;
	if (strcmp(name, "ubsan_rt") == 0)
		l->plan->pieces |= 1u << PIECE_UBSAN;
	/* GCC's own libraries are named again and again. */
	if (!l->whole && argvec_has(&l->files, path))
		return;
	add_archive(l, path);
	if (strcmp(name, "mingw32") == 0)
		add_own(l, "mingw_guids");
}

/* False if it is none of zig's parts. */
static bool
add_part(struct pelink *l, const char *name, bool asked)
{
	autoargvec have = ARGVEC_INIT;
	size_t i = 0;

	while (i < COUNT(parts) &&
		!rule_match(parts[i].name, name))
		i++;
	if (i == COUNT(parts))
		return false;
	argvec_split(&have, parts[i].have, " ");
	if (asked) {
		autofree char *in = xasprintf("-l%s", name);
		autofree char *out = argvec_join(&have, " ");

		if (!rule_fire_why(l->plan, CODE_MINGW_LIBRARY, parts[i].why,
			    in, have.n > 0 ? out : NULL))
			return false;
	}
	if (argvec_has(&have, "mingw_guids"))
		l->plan->pieces |= 1u << PIECE_GUIDS;
	for (size_t k = 0; k < have.n; k++)
		add_own(l, have.v[k]);
	return true;
}

static bool
is_file(const struct pelink *l, const char *path)
{
	return l->call->facts->machine->is_file(path);
}

/* As ld(1), "-l" with PE: import libraries first, then static ones, then the
 * DLL itself. */
static char *
along_dirs(const struct pelink *l, const char *name)
{
	static const struct {
		const char *before, *behind;
		bool shared;
	} forms[] = {
		{ "lib", ".dll.a", true },
		{ "", ".dll.a", true },
		{ "lib", ".a", false },
		{ "", ".lib", false },
		{ "lib", ".lib", false },
		{ "lib", ".dll", true },
		{ "", ".dll", true },
	};

	for (size_t d = 0; d < l->dirs.n; d++)
		for (size_t i = 0; i < COUNT(forms); i++) {
			char *path = xasprintf("%s/%s%s%s", l->dirs.v[d],
				forms[i].before, name, forms[i].behind);

			if (!(forms[i].shared && l->is_static) &&
				is_file(l, path))
				return path;
			free(path);
		}
	return NULL;
}

/* -l:libpthread.a: that very file. */
static char *
exact_file(const struct pelink *l, const char *name)
{
	for (size_t d = 0; d < l->dirs.n; d++) {
		char *path = path_join(l->dirs.v[d], name);

		if (is_file(l, path))
			return path;
		free(path);
	}
	return NULL;
}

/* "libpthread.a" is "pthread"; other names are none of ours. */
static char *
library_of(const char *file)
{
	size_t n = strlen(file);

	if (n < 6 || strncmp(file, "lib", 3) != 0 ||
		strcmp(file + n - 2, ".a") != 0)
		return NULL;
	n -= 5;
	if (n > 4 && strncmp(file + 3 + n - 4, ".dll", 4) == 0)
		n -= 4;
	return xstrndup(file + 3, n);
}

static int
add_library(struct pelink *l, const char *name, bool asked)
{
	bool exact = name[0] == ':';
	autofree char *found = exact ? exact_file(l, name + 1)
				     : along_dirs(l, name);
	autofree char *plain = exact ? library_of(name + 1) : xstrdup(name);

	if (found != NULL)
		add_archive(l, found);
	else if (plain == NULL)
		return fail_set(l->f, "unable to find library -l%s", name);
	else if (!add_part(l, plain, asked))
		add_own(l, plain);
	return 0;
}

/* ---- words ---- */

static int
unknown_word(struct pelink *l, const struct word *w)
{
	autofree char *text = word_text(w);

	fail_set(l->f, "unrecognized linker option '%s'", text);
	return fail_hint(l->f, "a rule in zbuild.ini can drop it, or give it "
			       "to lld-link as -Wl,-Xlink=-OPTION");
}

struct state_word {
	const char *name;
	size_t offset;
	bool value;
};

#define STATE(name, field, value) { name, offsetof(struct pelink, field), value }
static const struct state_word states[] = {
	STATE("-Bstatic", is_static, true),
	STATE("-dn", is_static, true),
	STATE("-non_shared", is_static, true),
	STATE("-static", is_static, true),
	STATE("--static", is_static, true),
	STATE("-Bdynamic", is_static, false),
	STATE("-dy", is_static, false),
	STATE("-call_shared", is_static, false),
	STATE("--whole-archive", whole, true),
	STATE("-whole-archive", whole, true),
	STATE("--no-whole-archive", whole, false),
	STATE("-no-whole-archive", whole, false),
	STATE("-s", strip, true),
	STATE("--strip-all", strip, true),
	STATE("-strip-all", strip, true),
	STATE("--insert-timestamp", timestamp, true),
};

struct value_word {
	const char *name;
	size_t offset;
};

#define VALUE(name, field) { name, offsetof(struct pelink, field) }
static const struct value_word values[] = {
	VALUE("--subsystem", subsystem),
	VALUE("-e", entry),
	VALUE("--entry", entry),
	VALUE("--major-os-version", os[0]),
	VALUE("--minor-os-version", os[1]),
	VALUE("--major-subsystem-version", sub[0]),
	VALUE("--minor-subsystem-version", sub[1]),
	VALUE("--major-image-version", image[0]),
	VALUE("--minor-image-version", image[1]),
};

/* Words that change how the rest is read, or that belong together. */
static bool
take_state(struct pelink *l, const struct word *w)
{
	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i].name, w->name) == 0) {
			*(bool *)((char *)l + states[i].offset) =
				states[i].value;
			return true;
		}
	for (size_t i = 0; i < COUNT(values); i++)
		if (strcmp(values[i].name, w->name) == 0) {
			*(const char **)((char *)l + values[i].offset) =
				w->value;
			return true;
		}
	return false;
}

/* -Wl,-Xlink=-opt:ref: lld-link's own word, as lld's driver for GNU has it. */
static bool
take_verbatim(struct pelink *l, const struct word *w)
{
	const char *at = strncmp(w->name, "--Xlink=", 8) == 0  ? w->name + 8
			 : strncmp(w->name, "-Xlink=", 7) == 0 ? w->name + 7
							       : NULL;

	if (at == NULL)
		return false;
	l->stack |= strncmp(at, "-stack:", 7) == 0;
	l->build_id |= strncmp(at, "-build-id", 9) == 0;
	l->timestamp |= strncmp(at, "-timestamp:", 11) == 0;
	argvec_push(l->argv, at);
	return true;
}

static int
linker_word(struct pelink *l, const struct word *w)
{
	if (take_verbatim(l, w) || take_state(l, w))
		return 0;
	if ((strcmp(w->name, "-l") == 0 || strcmp(w->name, "--library") == 0) &&
		w->value != NULL)
		return add_library(l, w->value, true);
	/* these were read before, and the rest came from the driver */
	if (strcmp(w->name, "-L") == 0 ||
		strcmp(w->name, "--library-path") == 0 ||
		strcmp(w->name, "-o") == 0 ||
		strcmp(w->name, "--output") == 0 ||
		strcmp(w->name, "--shared") == 0 ||
		strcmp(w->name, "--dll") == 0 || strcmp(w->name, "-dll") == 0)
		return 0;
	return unknown_word(l, w);
}

static void
driver_word(struct pelink *l, const struct word *w)
{
	autofree char *text = NULL;

	if (take_state(l, w))
		return;
	if (strcmp(w->name, "-mwindows") == 0)
		l->subsystem = "windows";
	else if (strcmp(w->name, "-mconsole") == 0)
		l->subsystem = "console";
	else if (w->shape == NULL || (w->shape->purpose == FOR_COMPILE &&
					     l->mode->sources == 0)) {
		text = word_text(w);
		rule_fire(l->plan, CODE_MINGW_COMPILE_ONLY, text, NULL);
	}
}

static bool
ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n > k && strcasecmp(s + n - k, end) == 0;
}

static void
add_def(struct pelink *l, const char *path)
{
	static const char none[] = "-exclude-all-symbols";

	argvec_pushf(l->argv, "-def:%s", path);
	if (rule_match(rule_of_code(CODE_MINGW_RUST_EXPORTS)->match, path) &&
		rule_fire(l->plan, CODE_MINGW_RUST_EXPORTS, NULL, none))
		argvec_push(l->argv, none);
}

static void
add_input(struct pelink *l, const struct word *w)
{
	argvec_push(&l->plan->inputs, w->name);
	if (input_is_source(w))
		argvec_pushf(&l->files, "%s/%zu.o", PLAN_TMP, w->from);
	else if (ends_in(w->name, ".def"))
		add_def(l, w->name);
	else if (ends_in(w->name, ".a") || ends_in(w->name, ".lib") ||
		 ends_in(w->name, ".rlib"))
		add_archive(l, w->name);
	else
		argvec_push(&l->files, w->name);
}

static int
read_words(struct pelink *l)
{
	for (size_t i = 0; i < l->words->n; i++) {
		const struct word *w = &l->words->v[i];
		bool library = w->value != NULL && strcmp(w->name, "-l") == 0;

		if (w->space == SPACE_INPUT) {
			add_input(l, w);
		} else if (library) {
			argvec_pushf(&l->plan->inputs, "-l%s", w->value);
			if (add_library(l, w->value, true) != 0)
				return -1;
		} else if (w->space == SPACE_LINKER) {
			if (linker_word(l, w) != 0)
				return -1;
		} else {
			driver_word(l, w);
		}
	}
	return 0;
}

static void
read_dirs(struct pelink *l)
{
	for (size_t i = 0; i < l->words->n; i++) {
		const struct word *w = &l->words->v[i];

		if (w->value == NULL || w->space == SPACE_INPUT)
			continue;
		if (strcmp(w->name, "-L") == 0 ||
			strcmp(w->name, "--library-path") == 0) {
			argvec_push(&l->dirs, w->value);
			argvec_pushf(&l->plan->inputs, "-L%s", w->value);
		} else if (strcmp(w->name, "--sysroot") == 0 &&
			   w->space == SPACE_DRIVER && *w->value != '\0') {
			argvec_pushf(&l->dirs, "%s/lib", w->value);
			argvec_pushf(&l->dirs, "%s/usr/lib", w->value);
			argvec_pushf(&l->dirs, "%s/%s/lib", w->value,
				l->call->target->def->gnu);
		}
	}
}

/* ---- what the driver adds ---- */

static bool
has(const struct pelink *l, const char *name)
{
	return words_last(l->words, SPACE_DRIVER, name) != NULL;
}

static bool
is_dll(const struct pelink *l)
{
	return l->mode->shared || has(l, "-mdll") ||
	       words_last(l->words, SPACE_LINKER, "--dll") != NULL ||
	       words_last(l->words, SPACE_LINKER, "-dll") != NULL;
}

static bool
is_uefi(const struct pelink *l)
{
	return target_is_uefi(l->call->target->def);
}

static void
add_start(struct pelink *l)
{
	const char *name = is_dll(l) ? "dllcrt2.o"
			   : has(l, "-municode") ? "crt2u.o"
						 : "crt2.o";

	if (!has(l, "-nostdlib") && !has(l, "-nostartfiles") && !is_uefi(l))
		argvec_pushf(&l->files, "%s/lib/%s", l->sysroot->dir, name);
}

/* GCC's specs for mingw-w64, in its order. */
static void
add_defaults(struct pelink *l)
{
	static const char *const system[] = { "moldname", "mingwex", "msvcrt",
		"advapi32", "shell32", "user32", "kernel32" };
	bool windows = l->subsystem != NULL &&
		       strcmp(l->subsystem, "windows") == 0;

	l->whole = false;
	if (l->mode->sanitize && l->mode->sanitizers == 0)
		add_library(l, "ubsan", false);
	if (has(l, "-nostdlib") || has(l, "-nodefaultlibs"))
		return;
	if (is_uefi(l)) {
		add_library(l, "gcc", false);
		return;
	}
	if (l->call->applet->kind == APPLET_CXX && !has(l, "-nostdlib++"))
		add_library(l, "stdc++", false);
	if (has(l, "-mthreads"))
		add_library(l, "mingwthrd", false);
	add_library(l, "mingw32", false);
	add_library(l, "gcc", false);
	add_library(l, "gcc_eh", false);
	if (has(l, "-nolibc"))
		return;
	if (windows) {
		add_library(l, "gdi32", false);
		add_library(l, "comdlg32", false);
	}
	for (size_t i = 0; i < COUNT(system); i++)
		add_library(l, system[i], false);
}

static void
push_version(struct pelink *l, const char *option, const char *const v[2])
{
	if (v[0] != NULL || v[1] != NULL)
		argvec_pushf(l->argv, "-%s:%s.%s", option,
			v[0] != NULL ? v[0] : "0", v[1] != NULL ? v[1] : "0");
}

/* GNU ld takes the number of the file's header, too (winnt.h). */
static const char *
subsystem_name(const char *given)
{
	static const char *const names[] = { [1] = "native", [2] = "windows",
		[3] = "console", [7] = "posix", [10] = "efi_application",
		[11] = "efi_boot_service_driver", [12] = "efi_runtime_driver",
		[13] = "efi_rom", [16] = "boot_application" };
	char *end;
	unsigned long n = strtoul(given, &end, 10);

	return *end == '\0' && n < COUNT(names) && names[n] != NULL ? names[n]
								    : given;
}

static void
push_subsystem(struct pelink *l)
{
	const char *name = l->subsystem != NULL
				   ? subsystem_name(l->subsystem)
				   : "console";
	const char *colon = strchr(name, ':');
	int n = colon != NULL ? (int)(colon - name) : (int)strlen(name);

	if (colon != NULL)
		argvec_pushf(l->argv, "-subsystem:%.*s,%s", n, name, colon + 1);
	else if (l->sub[0] != NULL || l->sub[1] != NULL)
		argvec_pushf(l->argv, "-subsystem:%s,%s.%s", name,
			l->sub[0] != NULL ? l->sub[0] : "4",
			l->sub[1] != NULL ? l->sub[1] : "0");
	else if (l->subsystem != NULL)
		argvec_pushf(l->argv, "-subsystem:%s", name);
}

static void
push_entry(struct pelink *l)
{
	bool x86 = l->call->target->def->arch == ARCH_X86;
	const char *entry = l->entry;

	if (entry == NULL && is_uefi(l))
		entry = "efi_main";
	else if (entry == NULL && is_dll(l))
		entry = x86 ? "_DllMainCRTStartup@12" : "DllMainCRTStartup";
	if (entry == NULL)
		return;
	/* lld-link puts the underscore of 32-bit C names there itself */
	if (x86 && *entry == '_')
		entry++;
	if (strcmp(entry, "0") == 0)
		argvec_push(l->argv, "-noentry");
	else
		argvec_pushf(l->argv, "-entry:%s", entry);
}

static void
push_machine(struct pelink *l)
{
	enum arch arch = l->call->target->def->arch;

	argvec_pushf(l->argv, "-machine:%s",
		arch == ARCH_X86_64 ? "x64" : arch == ARCH_X86 ? "x86"
							       : "arm64");
}

/* What GCC calls the result: "a.exe", and .exe behind a name without a dot; the
 * firmware's are .efi. */
static char *
output_name(const struct mode *mode, const struct target_def *d)
{
	const char *out = mode->output != NULL ? mode->output : "a";

	if (strchr(path_base(out), '.') != NULL)
		return xstrdup(out);
	return xasprintf("%s.%s", out, target_is_uefi(d) ? "efi" : "exe");
}

/* Options that lld's driver for GNU ld gives by default, and GNU's own size of
 * the stack. Without a time in it the same program is the same bytes. */
static void
push_defaults(struct pelink *l)
{
	argvec_push(l->argv, "-alternatename:__image_base__=__ImageBase");
	if (!l->strip)
		argvec_push(l->argv, "-debug:dwarf");
	if (!l->stack)
		argvec_push(l->argv, "-stack:2097152");
	if (l->subsystem == NULL && is_uefi(l))
		l->subsystem = "efi_application";
	if (!l->build_id)
		argvec_push(l->argv, "-build-id:no");
	if (!l->timestamp)
		argvec_push(l->argv, "-timestamp:0");
	push_version(l, "osversion", l->os);
	push_version(l, "version", l->image);
	push_subsystem(l);
	push_entry(l);
}

int
pelink_plan(const struct call *call, const struct mode *mode,
	const struct words *words, const struct sysroot *sysroot,
	struct plan *p, struct fail *f)
{
	struct pelink l = { .call = call, .mode = mode, .words = words,
		.sysroot = sysroot, .plan = p, .f = f };
	struct step *s = plan_tool(p, call->zig, "lld-link");
	int r;

	l.argv = &s->argv;
	argvec_pushl(l.argv, "--rsp-quoting=posix", "-lldmingw", NULL);
	s->head++;
	s->gnu_quotes = s->link = true;
	p->output = output_name(mode, call->target->def);
	argvec_pushf(l.argv, "-out:%s", p->output);
	push_machine(&l);
	if (is_dll(&l))
		argvec_push(l.argv, "-dll");
	/* GNU ld keeps what nobody refers to, and equal functions apart. */
	argvec_pushl(l.argv, "-opt:noref", "-opt:noicf", NULL);
	l.is_static = mode->is_static;
	read_dirs(&l);
	add_start(&l);
	r = read_words(&l);
	if (r == 0) {
		add_defaults(&l);
		push_defaults(&l);
		for (size_t i = 0; i < l.dirs.n; i++)
			argvec_pushf(l.argv, "-libpath:%s", l.dirs.v[i]);
		argvec_pushf(l.argv, "-libpath:%s/lib", sysroot->dir);
		argvec_pushv(l.argv, l.files.v);
	}
	argvec_clear(&l.files);
	argvec_clear(&l.dirs);
	return r;
}

/* The linker's words as a driver's that adds nothing of its own. */
static void
as_driver(const struct words *ws, struct argvec *out)
{
	argvec_pushl(out, "-nostdlib", NULL);
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->value != NULL && (strcmp(w->name, "-o") == 0 ||
						strcmp(w->name, "--output") == 0))
			argvec_pushl(out, "-o", w->value, NULL);
		else if (word_is(w, SPACE_LINKER, "--shared"))
			argvec_push(out, "-shared");
		else
			word_emit(w, false, out);
	}
}

/* One option a line; a rule's `*` is a value. */
static void
help_line(const char *word, struct argvec *lines)
{
	size_t n = strlen(word);
	bool value = n > 2 && strcmp(word + n - 2, "=*") == 0;

	if (word[0] == '-' && (value || word[n - 1] != '*'))
		argvec_pushf(lines, "  %.*s%s", (int)(value ? n - 1 : n), word,
			value ? "VALUE" : "");
}

char *
pelink_help(const struct call *call)
{
	autoargvec lines = ARGVEC_INIT;

	argvec_pushf(&lines,
		"Usage: %s [options] file...\nOptions:", path_base(call->name));
	argvec_pushl(&lines, "  -o FILE", "  -L DIR", "  -l LIBRARY",
		"  --shared", "  -Xlink=WORD OF LLD-LINK", NULL);
	for (size_t i = 0; i < COUNT(states); i++)
		help_line(states[i].name, &lines);
	for (size_t i = 0; i < COUNT(values); i++)
		argvec_pushf(&lines, "  %s VALUE", values[i].name);
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;)
		if ((r->spaces & 1u << SPACE_LINKER) && (r->when & WHEN_MINGW) &&
			r->action != RULE_REFUSE)
			help_line(r->match, &lines);
	argvec_push(&lines, "");
	return argvec_join(&lines, "\n");
}

static int
link_words(const struct call *call, const struct words *given, struct plan *p,
	struct fail *f)
{
	autoargvec driver = ARGVEC_INIT;
	scoped(words) ws = WORDS_INIT, ruled = WORDS_INIT;
	struct rule_context c;
	struct mode mode;
	int r = -1;

	as_driver(given, &driver);
	words_parse(&driver, false, &ws);
	mode_read(&ws, &mode);
	p->engine = "direct";
	p->sysroot = xcalloc(1, sizeof *p->sysroot);
	rule_context_init(&c, call, &ws, &mode, WHEN_DIRECT, WHEN_LINK);
	if (call->facts->sysroot(call->zig, call->target, p->sysroot, f) == 0 &&
		rules_apply(&c, &ws, &ruled, p, f) == 0)
		r = pelink_plan(call, &mode, &ruled, p->sysroot, p, f);
	return r;
}

int
pelink_ld(const struct call *call, struct plan *p, struct fail *f)
{
	scoped(words) ws = WORDS_INIT;
	int r = 0;

	words_parse(&call->words, true, &ws);
	if (words_last(&ws, SPACE_LINKER, "--help") != NULL)
		p->answer = pelink_help(call);
	else if (ws.n == 0 ||
		 words_last(&ws, SPACE_LINKER, "--version") != NULL ||
		 words_last(&ws, SPACE_LINKER, "-v") != NULL)
		argvec_push(&plan_tool(p, call->zig, "ld.lld")->argv,
			"--version");
	else
		r = link_words(call, &ws, p, f);
	return r;
}
