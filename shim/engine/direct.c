/* The direct engine: zig's clang and lld against a sysroot of ours. */
#include "shim/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "shim/engine/ldscript.h"
#include "shim/engine/pelink.h"
#include "shim/engine/runtimes.h"
#include "shim/plan/facts.h"
#include "shim/root/root.h"
#include "shim/rules/code.h"
#include "shim/rules/emulation.h"
#include "shim/rules/listing.h"
#include "shim/rules/rules.h"
#include "shim/sysroot/maker.h"
#include "texts.h"

struct direct {
	const struct call *call;
	const struct mode *mode;
	struct plan *plan;
	struct sysroot *sysroot;
	struct words words;      /* after the rules */
	bool cxx;                /* C++ headers and libraries */
	const struct root *root; /* what else is linked with; may be empty */
	struct argvec stdcxx;    /* headers of its libstdc++, and */
	char *gcc;               /* where its libraries are; NULL: libc++ */
	char *unwinder;          /* where its libgcc_s is, or NULL */
	bool libunwind;          /* in the place of libgcc_s */
	const char *static_libc; /* the root's folder with libc.a, for -static */
	bool shared_cxx;         /* a libc++ for all that is in a process */
};

static const struct machine *
machine(const struct direct *d)
{
	return d->call->facts->machine;
}

/* ---- compiling ---- */

static bool
is_plain_assembler(const struct word *w)
{
	size_t n = strlen(w->name);

	if (w->lang != NULL)
		return strcmp(w->lang, "assembler") == 0;
	return n > 2 && strcmp(w->name + n - 2, ".s") == 0;
}

/* Does any source read headers, and is any C++? */
static bool
reads_headers(const struct words *ws, bool *cxx)
{
	bool any = false;

	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->space != SPACE_INPUT || !input_is_source(w))
			continue;
		any |= !is_plain_assembler(w);
		*cxx |= input_is_cxx(w);
	}
	return any;
}

static bool
has_word(const struct words *ws, const char *name)
{
	return words_last(ws, SPACE_DRIVER, name) != NULL;
}

static void
add_header_dir(struct argvec *argv, const char *dir)
{
	/* behind the user's own -isystem, as a compiler's own folders are */
	argvec_pushl(argv, "-Xclang", "-internal-isystem", "-Xclang", dir,
		NULL);
}

static void
add_header_dirs(struct argvec *argv, const struct argvec *dirs)
{
	for (size_t i = 0; i < dirs->n; i++)
		add_header_dir(argv, dirs->v[i]);
}

/* The root's glibc is linked, so its headers come in the place of zig's, behind
 * the compiler's own. */
static bool
is_zigs_libc(const struct direct *d, const char *word)
{
	return d->static_libc != NULL &&
	       (starts_with(word, "-D__GLIBC_MINOR__=") ||
		       strstr(word, "/libc/include/") != NULL ||
		       strstr(word, "/libc/glibc/") != NULL);
}

static void
add_headers(const struct direct *d, struct argvec *argv)
{
	bool cxx = d->cxx;
	bool any = reads_headers(&d->words, &cxx);
	bool wants = cxx && !has_word(&d->words, "-nostdinc++");
	const struct argvec *list = wants && d->gcc == NULL ? &d->sysroot->cxx
							    : &d->sysroot->c;
	bool own = has_word(&d->words, "-nostdinc");

	if (!any)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i][0] == '-' && !is_zigs_libc(d, list->v[i]))
			argvec_push(argv, list->v[i]);
	if (own)
		return;
	argvec_push(argv, "-nostdinc");
	if (wants)
		add_header_dirs(argv, &d->stdcxx);
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i][0] != '-' && !is_zigs_libc(d, list->v[i]))
			add_header_dir(argv, list->v[i]);
	/* Behind zig's, so that libc's are always zig's. */
	add_header_dirs(argv, &d->root->headers);
}

/*
 * On AArch64 clang takes the default of target_version and target_clones,
 * without a word, unless its runtime is compiler-rt. (That word would turn outline
 * atomics on, as would a GCC of this machine; the target's row says no.) Our
 * linker makes libgcc out of the archive that it then names
 * (shim/tools/binutils.c); another one could not. For musl, which has no ifuncs,
 * clang calls a function that nobody defines.
 */
static void
add_versions(const struct direct *d, struct argvec *argv)
{
	const struct target_def *def = d->call->target->def;

	if (def->arch != ARCH_AARCH64 || def->libc != LIBC_GLIBC ||
		has_word(&d->words, "-fuse-ld="))
		return;
	argvec_pushl(argv, "--start-no-unused-arguments",
		"--rtlib=compiler-rt", "--unwindlib=libgcc",
		"--end-no-unused-arguments", NULL);
}

/*
 * Where one call takes several jobs (two sources, .S), clang's driver gives its
 * compiler words of more than 64 kB in a response file, and forgets the `clang`
 * that has to stand between zig and @file. So it starts a script as itself.
 */
static void
start_as_script(const struct direct *d, struct argvec *argv)
{
	autofree char *zig = quote_sh(argv->v[0]);

	if (d->call->zig->other_clang != NULL ||
		argvec_bytes(&d->call->words) <= 32 << 10)
		return;
	free(argv->v[0]);
	argv->v[0] = xstrdup(PLAN_TMP "/clang");
	plan_file(d->plan, argv->v[0],
		xasprintf("#!/bin/sh\nexec %s clang \"$@\"\n", zig));
	argvec_push(argv, "-no-canonical-prefixes");
}

static struct step *
start_clang(const struct direct *d)
{
	const struct target_def *def = d->call->target->def;
	struct step *s = plan_tool(d->plan, d->call->zig, "clang");

	argvec_push(&s->argv, "--no-default-config");
	start_as_script(d, &s->argv);
	s->gnu_quotes = true;
	if (d->call->applet->kind == APPLET_CXX)
		argvec_push(&s->argv, "--driver-mode=g++");
	if (d->call->applet->kind == APPLET_CPP)
		argvec_push(&s->argv, "--driver-mode=cpp");
	argvec_pushl(&s->argv, "-target", def->llvm, NULL);
	cpu_push_clang(d->call->target, &d->words, d->plan->rust_cpu,
		&s->argv);
	add_versions(d, &s->argv);
	return s;
}

/* GCC takes these with -c too; clang calls them unused, which -Werror makes an
 * error. */
static bool
is_windows_kind(const struct direct *d, const struct word *w)
{
	return d->call->target->def->libc == LIBC_MINGW &&
	       (word_is(w, SPACE_DRIVER, "-mwindows") ||
		       word_is(w, SPACE_DRIVER, "-mconsole") ||
		       word_is(w, SPACE_DRIVER, "-mdll"));
}

/* Words that are ours: the plan has them in its own way. -### prints the words
 * that would run without it. */
static bool
is_ours(const struct word *w)
{
	return word_is(w, SPACE_DRIVER, "--sysroot") ||
	       word_is(w, SPACE_DRIVER, "-###");
}

static bool
is_source(const struct word *w)
{
	return w->space == SPACE_INPUT && input_is_source(w);
}

/* What the first step has written, and what there is no object for. */
static bool
is_for_object(const struct word *w)
{
	return w->space == SPACE_DRIVER &&
	       word_in("-c -o -MD -MMD -MP -MF -MT -MQ -MG -save-temps "
		       "-save-temps=", w->name);
}

static struct step *
add_compile(const struct direct *d, bool again)
{
	struct step *s = start_clang(d);

	add_headers(d, &s->argv);
	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];

		if (is_windows_kind(d, w) &&
			rule_fire(d->plan, CODE_MINGW_LINK_ONLY, w->name, NULL))
			continue;
		if (!is_ours(w) && !(again && is_for_object(w)))
			word_emit(w, false, &s->argv);
	}
	return s;
}

/* The same source once more, as assembler text: GNU as' listing. */
static void
plan_compile(const struct direct *d, const struct rule_context *c)
{
	autofree char *listing = listing_file(&d->call->words);
	bool cxx = d->cxx;

	d->plan->foresees_cxx = d->mode->phase >= PHASE_ASSEMBLY &&
				reads_headers(&d->words, &cxx) && cxx &&
				d->gcc == NULL;
	add_compile(d, false);
	if (listing != NULL && listing_possible(c))
		argvec_pushl(&add_compile(d, true)->argv, "-w", "-S",
			"-fverbose-asm", "-o", listing, NULL);
}

/* ---- linking ---- */

static void
want(struct direct *d, enum piece piece)
{
	d->plan->pieces |= 1u << piece;
}

/* Targets whose programs are one file, linked by clang's driver in its own
 * way: those without an operating system, and WASI. */
static bool
is_single(const struct direct *d)
{
	enum libc_kind libc = d->call->target->def->libc;

	return libc == LIBC_NONE || libc == LIBC_WASI;
}

static bool
is_wasm(const struct direct *d)
{
	return d->call->target->def->arch == ARCH_WASM32;
}

/* Clang would link a runtime of LLVM's; zig has its own. */
static bool
wants_ubsan(const struct direct *d)
{
	const struct mode *m = d->mode;

	return m->sanitize && !m->sanitize_trap && m->sanitizers == 0 &&
	       !m->relocatable && !m->nostdlib && !m->nodefaultlibs;
}

/* Does the driver add the C++ library by itself? */
static bool
links_cxx(const struct direct *d)
{
	const struct mode *m = d->mode;

	return d->call->applet->kind == APPLET_CXX && !m->nostdlib &&
	       d->call->target->def->libc != LIBC_NONE && !m->nodefaultlibs &&
	       !m->relocatable && !has_word(&d->words, "-nostdlib++");
}

/* Is this library GCC's own, out of the root or of the target's system? */
static bool
is_gccs(const struct direct *d, const char *lib)
{
	if (d->call->target->def->libc == LIBC_GLIBC && !d->libunwind &&
		strcmp(lib, "gcc_s") == 0)
		return true;
	return d->gcc != NULL && strcmp(lib, "ubsan") != 0 &&
	       strcmp(lib, "unwind") != 0;
}

static bool
links_libraries(const struct direct *d)
{
	const struct mode *m = d->mode;

	return !m->relocatable && !m->nostdlib && !m->nodefaultlibs;
}

/* Is there such a library in a folder that the words name? Then it is linked,
 * and not ours: rustc's musl has libc.a and libunwind.a. */
static bool
is_theirs(const struct direct *d, const char *lib)
{
	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];
		autofree char *path = NULL;

		if (w->value == NULL || strcmp(w->name, "-L") != 0)
			continue;
		path = xasprintf("%s/lib%s.a", w->value, lib);
		if (machine(d)->exists(path))
			return true;
	}
	return false;
}

/* libfoo.so or libfoo.so.1 */
static bool
is_shared_object(const char *name)
{
	const char *so = strstr(path_base(name), ".so");

	return so != NULL && (so[3] == '\0' || so[3] == '.');
}

/*
 * Is the shared musl wanted? By zig cc's word for it, by a loader or a shared
 * object among the words, or by rustc's call for -crt-static: it brings its
 * libraries by itself, and no word for a static program.
 */
static bool
asks_for_shared(const struct direct *d)
{
	const struct mode *m = d->mode;

	/* a sanitizer's runtime asks the loader for the functions that it
	 * stands in front of */
	if (m->dynamic || m->sanitizers != 0 || (m->nodefaultlibs && !m->nostartfiles &&
				  words_last(&d->words, SPACE_LINKER,
					  "-Bdynamic") != NULL))
		return true;
	if (words_last(&d->words, SPACE_LINKER, "--dynamic-linker") != NULL)
		return true;
	for (size_t i = 0; i < d->words.n; i++)
		if (d->words.v[i].space == SPACE_INPUT &&
			is_shared_object(d->words.v[i].name))
			return true;
	return false;
}

/* "stdc++" of -lstdc++, of -l:libstdc++.a and of the sysroot's own file, which
 * -print-file-name told; else NULL. */
static char *
library_named(const struct direct *d, const struct word *w)
{
	size_t n = strlen(d->sysroot->dir);
	const char *file;

	if (w->space == SPACE_INPUT && strncmp(w->name, d->sysroot->dir, n) == 0 &&
		w->name[n] == '/')
		file = path_base(w->name);
	else if (w->value == NULL || strcmp(w->name, "-l") != 0)
		return NULL;
	else if (w->value[0] != ':')
		return xstrdup(w->value);
	else
		file = w->value + 1;
	if (strncmp(file, "lib", 3) != 0)
		return NULL;
	file += 3;
	return xstrndup(file, strcspn(file, "."));
}

/* What decides between libx.so and libx.a for the -l behind it. */
static bool
is_static_word(const struct word *w)
{
	static const char *const words[] = { "-static", "-static-pie",
		"-Bstatic", "-Bdynamic" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(w->name, words[i]) == 0)
			return true;
	return false;
}

/* -l:libc++.a, or its path */
static bool
names_archive(const struct word *w)
{
	return ends_with(w->value != NULL ? w->value : w->name, ".a");
}

/* The shared C++ library, but for who asks for the static one. */
static enum piece
cxx_piece(const struct direct *d, bool fixed)
{
	return d->shared_cxx && !fixed ? PIECE_CXX_SHARED : PIECE_CXX;
}

/* The libraries that the words name, and what they stand on. */
static void
want_pieces(struct direct *d)
{
	static const struct {
		const char *lib;
		enum piece piece;
	} named[] = {
		{ "gcc_s", PIECE_UNWIND },
		{ "gcc_eh", PIECE_UNWIND },
		{ "unwind", PIECE_UNWIND },
		{ "atomic", PIECE_COMPILER_RT },
		{ "stdc++", PIECE_CXX },
		{ "c++", PIECE_CXX },
		{ "c++abi", PIECE_CXX },
		{ "supc++", PIECE_CXX },
		{ "ubsan", PIECE_UBSAN },
		{ "c", PIECE_LIBC },
	};
	bool musl = d->call->target->def->libc == LIBC_MUSL &&
		    (d->mode->is_static || !asks_for_shared(d));

	bool fixed = false;

	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];
		autofree char *lib = library_named(d, w);

		if (is_static_word(w))
			fixed = strcmp(w->name, "-Bdynamic") != 0;
		for (size_t k = 0; lib != NULL &&
				   k < COUNT(named); k++)
			if (strcmp(lib, named[k].lib) == 0 &&
				(musl || named[k].piece != PIECE_LIBC) &&
				!is_gccs(d, lib) && !is_theirs(d, lib))
				want(d, named[k].piece != PIECE_CXX
						? named[k].piece
						: cxx_piece(d, fixed ||
							names_archive(w)));
	}
	/* stdio unwinds when a thread is cancelled in it */
	if (d->static_libc != NULL)
		want(d, PIECE_UNWIND);
	if (musl && links_libraries(d) && !d->mode->nolibc)
		want(d, PIECE_LIBC);
	/* Undefined symbols may be imports of a wasm module. */
	if (is_wasm(d) && !d->mode->nostdlib && !d->mode->nodefaultlibs)
		want(d, PIECE_COMPILER_RT);
	/* A shared object may leave its handlers undefined, so that nothing
	 * would ask for them later (shim/engine/run.c). */
	if (wants_ubsan(d) && d->mode->shared)
		want(d, PIECE_UBSAN);
	if (links_cxx(d) && d->gcc == NULL)
		want(d, cxx_piece(d, has_word(&d->words, "-static-libstdc++")));
	if (d->libunwind && (d->plan->pieces & 1u << PIECE_CXX))
		want(d, PIECE_UNWIND);
}

/* musl programs are static unless asked otherwise, as rustc and zig have it. */
static bool
static_by_default(const struct direct *d)
{
	const struct mode *m = d->mode;

	return d->call->target->def->libc == LIBC_MUSL && !m->shared &&
	       !m->is_static && !m->static_pie && !m->relocatable &&
	       !asks_for_shared(d);
}

static void
note_link(struct direct *d)
{
	struct plan *p = d->plan;
	const struct mode *m = d->mode;

	if (static_by_default(d))
		argvec_push(&p->inputs, "-static");
	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];

		if (word_is(w, SPACE_INPUT, PLAN_GMON))
			continue;
		else if (w->space == SPACE_INPUT)
			argvec_push(&p->inputs, w->name);
		else if (is_static_word(w))
			argvec_push(&p->inputs, w->name);
		else if (w->value != NULL && (strcmp(w->name, "-l") == 0 ||
						     strcmp(w->name, "-L") == 0))
			argvec_pushf(&p->inputs, "%s%s", w->name, w->value);
	}
	if (d->gcc != NULL && links_cxx(d)) {
		if (!has_word(&d->words, "-static-libstdc++"))
			argvec_push(&p->inputs, "-lstdc++");
		if (!has_word(&d->words, "-static-libgcc"))
			argvec_push(&p->inputs, "-l:libgcc_s.so.1");
	}
	if (d->gcc != NULL)
		argvec_pushf(&p->inputs, "-L%s", d->gcc);
	if (d->root->dir != NULL)
		argvec_pushf(&p->inputs, "-L%s/lib", d->sysroot->dir);
	for (size_t i = 0; i < d->root->libraries.n; i++)
		argvec_pushf(&p->inputs, "-L%s", d->root->libraries.v[i]);
	p->output = xstrdup(m->output != NULL ? m->output : "a.out");
}

/* Those of GNU's and mold end their help with the emulations that they have. */
static int
check_linker(const struct direct *d, const char *wish, const char *program,
	struct fail *f)
{
	const struct target_def *def = d->call->target->def;
	const char *m = strcmp(d->sysroot->emulation, "-") != 0
				? d->sysroot->emulation
				: linker_emulation(def);
	autofree char *help = NULL;
	autoargvec known = ARGVEC_INIT;
	char *list;

	if (m == NULL ||
		(def->libc != LIBC_GLIBC && def->libc != LIBC_MUSL) ||
		starts_with(path_base(program), def->gnu))
		return 0;
	help = machine(d)->ask(program, "--help");
	list = help != NULL ? strstr(help, "supported emulations:") : NULL;
	if (list == NULL)
		return 0;
	list[strcspn(list, "\n")] = '\0';
	argvec_split(&known, list, " ");
	if (argvec_has(&known, m))
		return 0;
	fail_set(f, "-fuse-ld=%s: '%s' links nothing for %s (no emulation %s)",
		wish, program, def->gnu, m);
	return fail_hint(f, "install one that is named %s-ld.NAME, or leave it "
			    "out to link with zig's lld", def->gnu);
}

/* -fuse-ld=bfd: another linker, with our sysroot. */
static int
find_linker(const struct direct *d, const char *wish, char **out,
	struct fail *f)
{
	autofree char *gnu = xasprintf(
		"%s-ld.%s", d->call->target->def->gnu, wish);
	autofree char *plain = xasprintf("ld.%s", wish);

	*out = machine(d)->on_path(gnu);
	if (*out == NULL && strchr(wish, '/') == NULL)
		*out = machine(d)->on_path(plain);
	if (*out == NULL)
		*out = machine(d)->on_path(wish);
	if (*out != NULL)
		return check_linker(d, wish, *out, f);
	fail_set(f, "-fuse-ld=%s: no such linker on PATH", wish);
	return fail_hint(f, "leave it out to link with zig's lld");
}

/* The sysroot's ld.lld is a link to the program that made it. That may be gone
 * or another version by now; we are here, so it shall be us. */
static void
want_linker(const struct direct *d)
{
	autofree char *self = machine(d)->self();

	plan_renew(d->plan, d->sysroot->ld, self);
}

/*
 * What such programs are linked with. Clang would look for a runtime of LLVM's
 * in its own folder and, on bare machines, for newlib's crt0 and libc.
 */
static void
add_single_libraries(const struct direct *d, struct argvec *argv)
{
	const struct mode *m = d->mode;
	bool wasi = d->call->target->def->libc == LIBC_WASI;

	argvec_pushf(argv, "-L%s/lib", d->sysroot->dir);
	if (!wasi && !m->nostdlib)
		argvec_push(argv, "-nostdlib");
	else if (!m->nostdlib && !m->nodefaultlibs)
		argvec_push(argv, "-nodefaultlibs");
	if (m->nostdlib || m->nodefaultlibs || m->relocatable)
		return;
	if (wasi && d->call->applet->kind == APPLET_CXX &&
		!has_word(&d->words, "-nostdlib++"))
		argvec_pushl(argv, "-lc++", "-lc++abi", NULL);
	if (wasi && !m->nolibc)
		argvec_push(argv, "-lc");
	argvec_push(argv, "-lgcc");
}

static void
add_own(const struct direct *d, enum code_rule id, bool driver,
	struct argvec *argv)
{
	const char *word = rule_of_code(id)->with;

	if (rule_fire(d->plan, id, NULL, word))
		argvec_push(argv, driver ? word : word + strlen("-Wl,"));
}

static void
add_own_words(const struct direct *d, bool driver, struct argvec *argv)
{
	if (engine_wants_build_id(d->call, &d->words, d->mode))
		add_own(d, CODE_BUILD_ID, driver, argv);
	else if (driver && d->call->zig->other_clang != NULL)
		/* Debian's asks for one by itself, with -r too */
		argvec_push(argv, "-Wl,--build-id=none");
	if (d->static_libc != NULL && !has_word(&d->words, "-fuse-ld=") &&
		words_last(&d->words, SPACE_LINKER, "-Map") == NULL &&
		words_last(&d->words, SPACE_LINKER, "--Map") == NULL) {
		add_own(d, CODE_STATIC_MAP, driver, argv);
		d->plan->wants_tmp = true;
	}
	if ((d->plan->pieces & 1u << PIECE_CXX_SHARED) &&
		words_last(&d->words, SPACE_LINKER, "--rpath") == NULL)
		add_own(d, CODE_CXX_RPATH, driver, argv);
}

static int
add_linker(const struct direct *d, struct argvec *argv, struct fail *f)
{
	const struct word *w = words_last(
		&d->words, SPACE_DRIVER, "-fuse-ld=");
	autofree char *other = NULL;

	if (w == NULL) {
		want_linker(d);
		if (is_wasm(d)) {
			/* clang has no --ld-path there */
			autofree char *dir = path_dir(d->sysroot->ld);

			argvec_pushf(argv, "-B%s", dir);
			return 0;
		}
		argvec_pushf(argv, "--ld-path=%s", d->sysroot->ld);
		/* GNU ld's default: scripts may name symbols that are not
		 * there (zlib's does); the user's word comes later. */
		if (!is_single(d))
			argvec_push(argv, "-Wl,--undefined-version");
		return 0;
	}
	if (find_linker(d, w->value, &other, f) != 0)
		return -1;
	argvec_pushf(argv, "--ld-path=%s", other);
	return 0;
}

/* This machine's folders have a libc too, whatever else they are named for. */
static void
add_before_hosts(const struct direct *d, struct argvec *argv)
{
	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];

		if (!word_is(w, SPACE_DRIVER, "-L") || w->value == NULL ||
			!root_is_hosts(d->call->target->def, w->value))
			continue;
		argvec_pushf(argv, "-L%s/lib", d->sysroot->dir);
		return;
	}
}

/* Folders with names that lead elsewhere than those of lib. */
static void
add_variants(const struct direct *d, struct argvec *argv)
{
	if (d->libunwind)
		argvec_pushf(argv, "-L%s/" LIBUNWIND_DIR, d->sysroot->dir);
	if (d->plan->pieces & 1u << PIECE_CXX_SHARED)
		argvec_pushf(argv, "-L%s/" CXX_SHARED_DIR, d->sysroot->dir);
}

/* Behind the words' own folders: GCC's C++ library in the place of ours, then
 * zig's pieces, so that libc's are always zig's, then the rest of the root. */
static void
add_folders(const struct direct *d, struct argvec *argv)
{
	add_variants(d, argv);
	if (d->root->dir == NULL)
		return;
	if (d->unwinder != NULL)
		argvec_pushf(argv, "-L%s", d->unwinder);
	if (d->gcc != NULL)
		argvec_pushf(argv, "-L%s", d->gcc);
	argvec_pushf(argv, "-L%s/lib", d->sysroot->dir);
	for (size_t i = 0; i < d->root->libraries.n; i++)
		argvec_pushf(argv, "-L%s", d->root->libraries.v[i]);
}

/* What the root's libraries need themselves; only GNU's linkers ask. */
static void
add_rpath_link(const struct direct *d, struct argvec *argv)
{
	const struct argvec *dirs = &d->root->libraries;

	if (!has_word(&d->words, "-fuse-ld="))
		return;
	for (size_t i = 0; i < dirs->n; i++)
		argvec_pushl(argv, "-Xlinker", "-rpath-link", "-Xlinker",
			dirs->v[i], NULL);
}

/*
 * rustc's calls, and most others, hold only objects, archives and a handful of
 * flags. For these lld is run at once, with the words that clang's driver
 * would give it (lib/Driver/ToolChains/Gnu.cpp); tests/e2e compares the two
 * byte for byte. Any word that is not here goes through the driver.
 */
static bool
is_plain(const struct word *w)
{
	static const char *const known[] = { "-L", "-l", "-o", "-shared",
		"-pie", "-no-pie", "-nodefaultlibs", "-nostartfiles",
		"-rdynamic", "-s", "-pthread", "-###" };

	if (w->space != SPACE_DRIVER)
		return w->space == SPACE_LINKER || !input_is_source(w);
	if (w->form == SHAPE_NEXT && w->value == NULL)
		return false;
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(w->name, known[i]) == 0)
			return true;
	return w->shape != NULL && w->shape->purpose == FOR_COMPILE;
}

static bool
can_link_at_once(const struct direct *d)
{
	const struct mode *m = d->mode;
	const char *off = machine(d)->env("ZBUILD_LINK");
	const char *dirs = machine(d)->env("LIBRARY_PATH");

	if ((off != NULL && strcmp(off, "driver") == 0) || m->sources > 0 ||
		(dirs != NULL && *dirs != '\0') ||
		m->verbose || d->call->applet->kind == APPLET_CXX ||
		d->call->target->def->libc != LIBC_GLIBC ||
		d->sysroot->loader == NULL)
		return false;
	for (size_t i = 0; i < d->words.n; i++)
		if (!is_plain(&d->words.v[i]))
			return false;
	return true;
}

static void
add_start(const struct direct *d, struct argvec *argv, const char *name)
{
	if (!d->mode->nostartfiles)
		argvec_pushf(argv, "%s/lib/%s", d->sysroot->dir, name);
}

static void
add_default_libraries(const struct direct *d, struct argvec *argv)
{
	if (d->mode->nodefaultlibs)
		return;
	for (int i = 0; i < 2; i++) {
		argvec_pushl(argv, "-lgcc", "--as-needed", "-lgcc_s",
			"--no-as-needed", NULL);
		if (i == 0 && has_word(&d->words, "-pthread"))
			argvec_push(argv, "-lpthread");
		if (i == 0)
			argvec_push(argv, "-lc");
	}
}

/* What clang's driver tells the linker on some machines: the byte order, no
 * local labels (-X), the kind of symbol table. */
static void
add_machine_words(const struct direct *d, struct argvec *argv)
{
	const struct target_def *def = d->call->target->def;
	enum arch a = def->arch;

	if (a == ARCH_AARCH64 || a == ARCH_ARM)
		argvec_push(argv, def->big_endian ? "-EB" : "-EL");
	if (a == ARCH_ARM || a == ARCH_RISCV64 || a == ARCH_RISCV32 ||
		a == ARCH_LOONGARCH64)
		argvec_push(argv, "-X");
	if (a != ARCH_MIPS && a != ARCH_MIPS64)
		argvec_push(argv, "--hash-style=gnu");
}

static void
plan_lld(struct direct *d)
{
	const struct mode *m = d->mode;
	const char *dir = d->sysroot->dir;
	struct step *s = plan_tool(d->plan, d->call->zig, "ld.lld");
	struct argvec *argv = &s->argv;
	bool pie = !m->shared && !m->no_pie;
	bool pic = pie || m->shared;

	s->gnu_quotes = s->link = true;
	argvec_pushf(argv, "--sysroot=%s", dir);
	if (has_word(&d->words, "-s"))
		argvec_push(argv, "-s");
	if (has_word(&d->words, "-rdynamic"))
		argvec_push(argv, "-export-dynamic");
	add_machine_words(d, argv);
	add_own_words(d, false, argv);
	argvec_pushl(argv, "--eh-frame-hdr", "-m", d->sysroot->emulation, NULL);
	if (m->shared)
		argvec_push(argv, "-shared");
	else if (pie)
		argvec_push(argv, "-pie");
	if (!m->shared)
		argvec_pushl(argv, "-dynamic-linker", d->sysroot->loader, NULL);
	argvec_pushl(argv, "-o", m->output != NULL ? m->output : "a.out",
		NULL);
	if (!m->shared)
		add_start(d, argv, pie ? "Scrt1.o" : "crt1.o");
	add_start(d, argv, "crti.o");
	add_start(d, argv, pic ? "crtbeginS.o" : "crtbegin.o");
	add_before_hosts(d, argv);
	for (size_t i = 0; i < d->words.n; i++)
		if (word_is(&d->words.v[i], SPACE_DRIVER, "-L"))
			argvec_pushf(argv, "-L%s", d->words.v[i].value);
	if (d->root->dir != NULL)
		add_folders(d, argv);
	else {
		add_variants(d, argv);
		argvec_pushf(argv, "-L%s/lib", dir);
	}
	argvec_push(argv, "--undefined-version");
	for (size_t i = 0; i < d->words.n; i++) {
		const struct word *w = &d->words.v[i];

		if (word_is(w, SPACE_DRIVER, "-l"))
			argvec_pushf(argv, "-l%s", w->value);
		else if (w->space != SPACE_DRIVER)
			word_emit(w, true, argv);
	}
	add_default_libraries(d, argv);
	add_start(d, argv, pic ? "crtendS.o" : "crtend.o");
	add_start(d, argv, "crtn.o");
}

/* What goes on to the driver as it is. */
static void
emit_for_driver(const struct word *w, struct argvec *argv)
{
	/* clang calls these unused where nothing is compiled */
	bool ident = word_is(w, SPACE_DRIVER, "-f") && w->value != NULL &&
		     word_in("ident no-ident", w->value);

	if (is_ours(w) || word_is(w, SPACE_DRIVER, "-fuse-ld=") ||
		word_is(w, SPACE_DRIVER, "-dynamic"))
		return;
	/* the linker's response file, not one of the driver's */
	if (w->space == SPACE_INPUT && w->form == SHAPE_LIST &&
		*w->name == '@')
		argvec_pushf(argv, "-Wl,%s", w->name);
	else {
		if (ident)
			argvec_push(argv, "--start-no-unused-arguments");
		word_emit(w, false, argv);
		if (ident)
			argvec_push(argv, "--end-no-unused-arguments");
	}
}

/* What the target's loader wants, and for a BSD the folder of its libraries:
 * clang looks below usr/lib there. Of musl's loaders clang does not know those
 * for soft float. */
static void
add_target_link_words(const struct direct *d, bool fixed, struct argvec *argv)
{
	const struct mode *m = d->mode;

	bool dynamic = !fixed && !m->is_static && !m->static_pie &&
		       d->call->target->def->libc == LIBC_MUSL;

	if (dynamic)
		argvec_pushf(argv, "-L%s/shared", d->sysroot->dir);
	if (dynamic && !m->shared && d->sysroot->loader != NULL)
		argvec_pushf(argv, "-Wl,-dynamic-linker,%s", d->sysroot->loader);
	if (libc_is_bsd(d->call->target->def->libc))
		argvec_pushf(argv, "-L%s/lib", d->sysroot->dir);
	/* that of OpenBSD's own lld */
	if (d->call->target->def->libc == LIBC_OPENBSD && !m->shared &&
		!m->no_pie)
		argvec_push(argv, "-Wl,-pie");
	for (size_t i = 0; i < d->sysroot->link.n; i++)
		argvec_pushf(argv, "-Wl,%s", d->sysroot->link.v[i]);
}

static bool
is_for_compiling(const struct word *w)
{
	return w->space == SPACE_DRIVER && w->shape != NULL
		       ? w->shape->purpose & FOR_COMPILE &&
				 w->shape->purpose != FOR_MODE
		       : w->space == SPACE_DRIVER;
}

/* One source of a call that links, to an object in the temp folder. */
static void
compile_source(struct direct *d, const struct word *src)
{
	struct step *s = start_clang(d);
	autofree char *dep = engine_link_depfile(d->mode);
	bool named = has_word(&d->words, "-MT") || has_word(&d->words, "-MQ");

	add_headers(d, &s->argv);
	argvec_push(&s->argv, "-c");
	for (size_t i = 0; i < d->words.n; i++)
		if (is_for_compiling(&d->words.v[i]) &&
			!is_ours(&d->words.v[i]))
			word_emit(&d->words.v[i], false, &s->argv);
	if (src->lang != NULL)
		argvec_pushl(&s->argv, "-x", src->lang, NULL);
	argvec_push(&s->argv, src->name);
	if (dep != NULL)
		argvec_pushl(&s->argv, "-MF", dep, NULL);
	if (d->mode->depfile && !named) {
		autofree char *object = engine_object_name(src->name, ".o");

		argvec_pushl(&s->argv, "-MT", d->mode->output != NULL
						      ? d->mode->output
						      : object, NULL);
	}
	argvec_push(&s->argv, "-o");
	argvec_pushf(&s->argv, "%s/%zu.o", PLAN_TMP, src->from);
	d->plan->wants_tmp = true;
}

static void
compile_sources(struct direct *d)
{
	for (size_t i = 0; i < d->words.n; i++)
		if (is_source(&d->words.v[i]))
			compile_source(d, &d->words.v[i]);
}

/* What the rule for -pg has put in. */
static void
compile_gmon(struct direct *d)
{
	bool wanted = false;
	struct step *s;

	for (size_t i = 0; i < d->words.n; i++)
		wanted |= word_is(&d->words.v[i], SPACE_INPUT, PLAN_GMON);
	if (!wanted)
		return;
	plan_file(d->plan, PLAN_TMP "/gmon.c", xstrdup(text_gmon_c));
	s = start_clang(d);
	/* -mabi= and its like */
	for (size_t i = 0; i < d->words.n; i++)
		if (is_for_compiling(&d->words.v[i]) &&
			starts_with(d->words.v[i].name, "-m"))
			word_emit(&d->words.v[i], false, &s->argv);
	argvec_pushl(&s->argv, "-fPIC", "-O1", "-c", PLAN_TMP "/gmon.c", "-o",
		PLAN_GMON, NULL);
}

/* Is there a source that comes but once (standard input, a fifo, a shell's
 * <(…))? A link runs again when a piece was missing (run.c). */
static bool
has_passing_source(const struct direct *d)
{
	for (size_t i = 0; i < d->words.n; i++) {
		const char *name = d->words.v[i].name;

		if (is_source(&d->words.v[i]) &&
			(strcmp(name, "-") == 0 ||
				(machine(d)->exists(name) &&
					!machine(d)->is_file(name))))
			return true;
	}
	return false;
}

/* A word of a link whose sources have become objects. */
static void
emit_for_objects(const struct word *w, struct argvec *argv)
{
	if (is_source(w))
		argvec_pushf(argv, "%s/%zu.o", PLAN_TMP, w->from);
	else if (!word_is(w, SPACE_DRIVER, "-x"))
		emit_for_driver(w, argv);
}

/*
 * For most machines without a system clang's driver would have this machine's
 * gcc link. It links for their Linux by itself, and with nothing of Linux' named
 * that is the same. (AVR's and MSP430's GCC bring the parts' scripts.)
 */
static bool
links_as_linux(const struct direct *d)
{
	const struct target_def *def = d->call->target->def;

	if (def->libc != LIBC_NONE || strstr(def->llvm, "-linux-") != NULL)
		return false;
	switch (def->arch) {
	case ARCH_X86_64:
	case ARCH_S390X:
	case ARCH_LOONGARCH64:
	case ARCH_LOONGARCH32:
	case ARCH_MIPS:
	case ARCH_SPARC:
	case ARCH_HEXAGON:
		return true;
	default:
		return false;
	}
}

static void
link_as_linux(const struct direct *d, struct argvec *argv)
{
	const char *llvm = d->call->target->def->llvm;

	argvec_push(argv, "-target");
	argvec_pushf(argv, "%.*s-unknown-linux-gnu", (int)strcspn(llvm, "-"),
		llvm);
	argvec_pushf(argv, "-Wl,--sysroot=%s", d->sysroot->dir);
	if (!d->mode->pie && !d->mode->static_pie && !d->mode->shared &&
		!d->mode->relocatable && !d->mode->is_static)
		argvec_push(argv, "-static");
}

/* Another clang may be one that does not tell a machine's linker (19 does not,
 * 22 does) nor looks for GCC. */
static bool
drives_without_sysroot(const struct direct *d)
{
	const struct target_def *def = d->call->target->def;

	return d->call->zig->other_clang != NULL && def->libc == LIBC_NONE &&
	       maker_has_scripts(d->call->target);
}

static int
plan_driver(struct direct *d, struct fail *f)
{
	bool borrowed = links_as_linux(d);
	bool apart = has_passing_source(d) || (d->mode->sources > 0 && borrowed);
	bool fixed = static_by_default(d);
	struct step *s;

	if (apart)
		compile_sources(d);
	s = start_clang(d);

	if (borrowed)
		link_as_linux(d, &s->argv);
	else if (drives_without_sysroot(d))
		argvec_pushf(&s->argv, "-Wl,--sysroot=%s", d->sysroot->dir);
	add_headers(d, &s->argv);
	argvec_pushf(&s->argv, "--sysroot=%s", d->sysroot->dir);
	if (d->static_libc != NULL)
		argvec_pushf(&s->argv, "-B%s", d->static_libc);
	argvec_pushf(&s->argv, "-B%s/lib", d->sysroot->dir);
	/* Or the clang of old zigs looks for GCC beside the clang on PATH; for
	 * a BSD and wasm it looks for none. */
	if (drives_without_sysroot(d))
		argvec_push(&s->argv, "--start-no-unused-arguments");
	if (!libc_is_bsd(d->call->target->def->libc) && !is_wasm(d))
		argvec_pushf(&s->argv, "--gcc-toolchain=%s", d->sysroot->dir);
	if (drives_without_sysroot(d))
		argvec_push(&s->argv, "--end-no-unused-arguments");
	if (add_linker(d, &s->argv, f) != 0)
		return -1;
	add_own_words(d, true, &s->argv);
	if (fixed)
		argvec_push(&s->argv,
			d->mode->pie ? "-static-pie" : "-static");
	if (!d->mode->relocatable)
		add_target_link_words(d, fixed, &s->argv);
	add_before_hosts(d, &s->argv);
	if (runtimes_link(d->call, &d->words, d->mode, d->plan, &s->argv, f) != 0)
		return -1;
	/* "-static-pie -pie" makes clang say that the second is unused */
	for (size_t i = 0; i < d->words.n; i++) {
		if (fixed && word_is(&d->words.v[i], SPACE_DRIVER, "-pie"))
			continue;
		else if (apart)
			emit_for_objects(&d->words.v[i], &s->argv);
		else
			emit_for_driver(&d->words.v[i], &s->argv);
	}
	if (wants_ubsan(d))
		argvec_pushl(&s->argv, "-fno-sanitize-link-runtime", "-lubsan",
			NULL);
	add_folders(d, &s->argv);
	add_rpath_link(d, &s->argv);
	if (is_single(d))
		add_single_libraries(d, &s->argv);
	s->link = true;
	return 0;
}

/* ---- Windows ---- */

/* Clang's driver would run an ld.lld that zig does not have for Windows. */
static int
plan_windows_link(struct direct *d, struct fail *f)
{
	compile_sources(d);
	return pelink_plan(d->call, d->mode, &d->words, d->sysroot, d->plan, f);
}

static int
plan_link(struct direct *d, struct fail *f)
{
	if (target_is_coff(d->call->target->def))
		return plan_windows_link(d, f);
	want_pieces(d);
	if ((d->plan->pieces & 1u << PIECE_CXX_SHARED) && d->libunwind)
		return fail_set(f, "cxx = libc++-shared unwinds with "
			"libgcc_s, which unwinder = libunwind and "
			"-static-libgcc leave out");
	note_link(d);
	compile_gmon(d);
	if (!can_link_at_once(d))
		return plan_driver(d, f);
	plan_lld(d);
	return 0;
}

/* Does the call want a C++ library at all? */
static bool
wants_cxx(const struct direct *d)
{
	bool cxx = d->cxx;

	reads_headers(&d->words, &cxx);
	for (size_t i = 0; i < d->words.n; i++)
		if (word_is(&d->words.v[i], SPACE_DRIVER, "-l") &&
			d->words.v[i].value != NULL &&
			strcmp(d->words.v[i].value, "stdc++") == 0)
			cxx = true;
	return cxx;
}

/* zig's libunwind goes by the name of the root's libgcc_s, which libstdc++
 * unwinds with: that comes from a folder in which nothing else is. */
static int
find_unwinder(struct direct *d, struct fail *f)
{
	autofree char *file = NULL, *link = NULL;

	if (root_unwinder(machine(d), d->root, &d->unwinder, &file, f) != 0)
		return -1;
	if (file == NULL)
		return 0;
	link = path_join(d->unwinder, path_base(file));
	plan_renew(d->plan, link, file);
	return 0;
}

/* The root's. A call that is all C goes on without one. */
static int
find_libstdcxx(struct direct *d, struct fail *f)
{
	const struct target_def *def = d->call->target->def;
	autofail why = FAIL_INIT;

	if (root_libstdcxx(machine(d), d->root, def, &d->stdcxx, &d->gcc, &why) == 0)
		return find_unwinder(d, f);
	if (wants_cxx(d))
		return fail_move(f, &why);
	return 0;
}

static int
choose_cxx(struct direct *d, struct fail *f)
{
	const struct target *t = d->call->target;
	const char *cxx;

	if (root_cxx(machine(d), d->call->conf, t->def, &cxx, f) != 0)
		return -1;
	if (strcmp(cxx, "libstdc++") == 0)
		return find_libstdcxx(d, f);
	d->shared_cxx = strcmp(cxx, "libc++-shared") == 0;
	return d->shared_cxx && t->def->libc != LIBC_GLIBC && wants_cxx(d)
		       ? engine_no_shared_cxx(t, f)
		       : 0;
}

/* By the words, else as the user has set it. With the root's libstdc++ both
 * unwinders are its GCC's. */
static int
choose_unwinder(struct direct *d, struct fail *f)
{
	const struct call *c = d->call;
	const struct conf_target *ct =
		c->conf != NULL ? conf_target(c->conf, c->target->def) : NULL;
	const char *set;
	const struct word *lib = words_last(
		&d->words, SPACE_DRIVER, "-unwindlib=");

	if (c->target->def->libc != LIBC_GLIBC || d->gcc != NULL)
		return 0;
	if (conf_choose(ct != NULL ? ct->unwinder : NULL, "ZBUILD_UNWINDER",
		    machine(d)->env("ZBUILD_UNWINDER"), UNWINDERS, &set, f) != 0)
		return -1;
	d->libunwind = set != NULL && strcmp(set, "libunwind") == 0;
	if (lib != NULL)
		d->libunwind = strcmp(lib->value, "libunwind") == 0;
	if (has_word(&d->words, "-shared-libgcc"))
		d->libunwind = false;
	if (has_word(&d->words, "-static-libgcc"))
		d->libunwind = true;
	return 0;
}

/* -static and -static-pie, which the rules have let pass. */
static void
choose_libc(struct direct *d)
{
	const struct mode *m = d->mode;

	if (d->call->target->def->libc == LIBC_GLIBC && !m->shared &&
		(m->is_static || m->static_pie))
		d->static_libc = root_static_libc(machine(d), d->root);
}

static void
direct_clear(struct direct *d)
{
	words_clear(&d->words);
	argvec_clear(&d->stdcxx);
	free(d->gcc);
	free(d->unwinder);
}

int
engine_direct(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f)
{
	struct direct d = { .call = call, .mode = mode, .plan = p,
		.root = p->root };
	bool link = mode->phase == PHASE_LINK;
	struct rule_context c;
	int r = 0;

	p->engine = "direct";
	p->sysroot = d.sysroot = xcalloc(1, sizeof *d.sysroot);
	if (call->facts->sysroot(call->zig, call->target, d.sysroot, f) != 0)
		return -1;
	d.cxx = call->applet->kind == APPLET_CXX;
	rule_context_init(&c, call, ws, mode, WHEN_DIRECT,
		(link ? WHEN_LINK : 0) |
			(!link || mode->sources > 0 ? WHEN_COMPILE : 0));
	c.root = p->root;
	choose_libc(&d);
	if (rules_apply(&c, ws, &d.words, p, f) != 0 ||
		choose_cxx(&d, f) != 0 ||
		(link && choose_unwinder(&d, f) != 0))
		r = -1;
	else if (!link || mode_empty(mode))
		plan_compile(&d, &c);
	else {
		ldscript_adapt(call, p, &d.words);
		ldscript_lead(call, p, &d.words, d.sysroot->dir, d.root,
			mode->is_static || mode->static_pie);
		r = plan_link(&d, f);
	}
	direct_clear(&d);
	return r;
}
