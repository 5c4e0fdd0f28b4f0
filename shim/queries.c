#include "shim/queries.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/engine/choose.h"
#include "shim/plan/facts.h"
#include "shim/sysroot/layout.h"
#include "shim/words/words.h"

typedef char *query_fn(const struct call *call, const char *value);

static char *
dump_machine(const struct call *call, const char *value)
{
	(void)value;
	return xstrdup(call->target->def->gnu);
}

static char *
dump_version(const struct call *call, const char *value)
{
	(void)value;
	return xstrdup(call->zig->clang);
}

static char *
multiarch(const struct call *call, const char *value)
{
	const struct target_def *d = call->target->def;

	(void)value;
	/* Debian's multiarch name has i386 where GNU says i686. */
	if (d->arch == ARCH_X86 && d->gnu != NULL)
		return xasprintf("i386%s", strchr(d->gnu, '-'));
	return xstrdup(d->gnu);
}

/* The folder of our own names, if `name` of this target is in it. */
static char *
prog_name(const struct call *call, const char *value)
{
	autofree char *dir = path_dir(call->name);
	const char *prefixes[] = { call->target->name,
		call->target->def->gnu };
	/* run as <target>/cc, our other names lie there without a prefix */
	bool bare = strchr(call->name, '/') != NULL &&
		    applet_has_name(call->applet, path_base(call->name));

	if (bare) {
		char *full = path_join(dir, value);

		if (call->facts->machine->is_file(full))
			return full;
		free(full);
	}
	for (size_t i = 0; i < 2 && strchr(call->name, '/') != NULL; i++) {
		autofree char *base = xasprintf("%s-%s", prefixes[i], value);
		char *full = path_join(dir, base);

		if (call->facts->machine->is_file(full))
			return full;
		free(full);
	}
	return xstrdup(value);
}

/* The sysroot of a direct engine's call, made or not; NULL for zig-cc, which
 * has none, and when it cannot be had. */
static char *
sysroot_of(const struct call *call)
{
	char *dir = NULL;

	if (engine_is_direct(call))
		call->facts->sysroot_dir(call->zig, call->target, &dir, FAIL_IGNORED);
	return dir;
}

static char *
file_name(const struct call *call, const char *value)
{
	autofree char *dir = NULL;
	char *full;

	if (strcmp(value, "include") == 0)
		return call->zig->include != NULL
			       ? xstrdup(call->zig->include)
			       : path_join(call->zig->lib, "include");
	dir = sysroot_of(call);
	full = dir != NULL ? xasprintf("%s/lib/%s", dir, value) : NULL;
	if (full != NULL && (call->facts->machine->is_dir(dir)
				? call->facts->machine->is_file(full)
				: layout_has(call->target, value)))
		return full;
	free(full);
	/* GCC prints the name unchanged when it has no such file. */
	return xstrdup(value);
}

/* Windows has a library for each DLL, made as links ask for it. */
static bool
has_imports(const struct call *call)
{
	return call->target->def->libc == LIBC_MINGW && engine_is_direct(call);
}

static char *
search_dirs(const struct call *call, const char *value)
{
	autofree char *dir = path_dir(call->name);
	autofree char *sysroot = sysroot_of(call);
	autofree char *lib = sysroot != NULL ? path_join(sysroot, "lib") : NULL;
	bool mingw = has_imports(call);

	(void)value;
	/* Twice for libtool, which for mingw takes no folder behind the '=';
	 * GCC has several. */
	return xasprintf("install: %s/\nprograms: =%s\nlibraries: =%s%s%s",
		call->zig->lib, dir, lib != NULL ? lib : "",
		mingw ? ":" : "", mingw ? lib : "");
}

static char *
print_sysroot(const struct call *call, const char *value)
{
	char *dir = sysroot_of(call);

	(void)value;
	return dir != NULL ? dir : xstrdup("");
}

/* A GCC without multilib says so. */
static char *
one_folder(const struct call *call, const char *value)
{
	(void)call;
	(void)value;
	return xstrdup(".");
}

static char *
one_variant(const struct call *call, const char *value)
{
	(void)call;
	(void)value;
	return xstrdup(".;");
}

static char *
libgcc_name(const struct call *call, const char *value)
{
	(void)value;
	return file_name(call, "libgcc.a");
}

static char *
version(const struct call *call, const char *value)
{
	autofree char *dir = path_dir(call->name);

	(void)value;
	/* The first line is what build systems look at: clang's. */
	return xasprintf("clang version %s (zbuild, zig %s)\n"
			 "Target: %s\nThread model: posix\nInstalledDir: %s",
		call->zig->clang, call->zig->text, call->target->def->llvm,
		dir);
}

/* What scripts look for in GCC's: whether it is a cross compiler, and the loader. */
static char *
dump_specs(const struct call *call, const char *value)
{
	const char *loader = call->target->def->loader;

	(void)value;
	return xasprintf("*cross_compile:\n1\n\n*multilib:\n. ;\n\n"
			 "*link:\n%s%s%s\n",
		loader != NULL ? "%{!static:-dynamic-linker " : "",
		loader != NULL ? loader : "", loader != NULL ? "}" : "");
}

/* The value of the last word of that name, or of the target's own words. */
static char *
setting(const struct call *call, const struct words *ws, const char *name,
	const char *otherwise)
{
	const struct word *w = words_last(ws, SPACE_DRIVER, name);
	const char *row = call->target->def->clang;
	const char *at = row != NULL ? strstr(row, name) : NULL;

	if (w != NULL && w->value != NULL)
		return xstrdup(w->value);
	if (at == NULL)
		return xstrdup(otherwise);
	at += strlen(name);
	return xstrndup(at, strcspn(at, " "));
}

/* -Q --help=target: what scripts look for in GCC's, the CPU. */
static char *
help_target(const struct call *call, const struct words *ws)
{
	enum arch arch = call->target->def->arch;
	bool x86 = arch == ARCH_X86_64 || arch == ARCH_X86;
	autofree char *march = setting(call, ws, "-march=",
		arch == ARCH_X86_64	 ? "x86-64"
		: arch == ARCH_X86	 ? "i686"
		: arch == ARCH_AARCH64 ? "armv8-a"
				       : "");
	autofree char *mcpu = setting(call, ws, "-mcpu=", "generic");
	autofree char *mtune = setting(call, ws, "-mtune=",
		!x86 ? mcpu
		: words_last(ws, SPACE_DRIVER, "-march=") != NULL ? march
								  : "generic");

	return xasprintf("The following options are target specific:\n"
			 "  -march=                     \t\t%s\n%s%s%s"
			 "  -mtune=                     \t\t%s",
		march, x86 ? "" : "  -mcpu=                      \t\t",
		x86 ? "" : mcpu, x86 ? "" : "\n", mtune);
}

/* -Q --help=optimizers, of what clang has under GCC's names. */
static char *
help_optimizers(const struct words *ws)
{
	static const struct {
		const char *name;
		int level;             /* from -O1, -O2 … on */
	} known[] = { { "-fdata-sections", 9 }, { "-ffast-math", 9 },
		{ "-ffunction-sections", 9 }, { "-finline-functions", 2 },
		{ "-fomit-frame-pointer", 1 }, { "-fstrict-aliasing", 1 },
		{ "-ftree-slp-vectorize", 2 }, { "-ftree-vectorize", 2 },
		{ "-funroll-loops", 2 } };
	const struct word *o = words_last(ws, SPACE_DRIVER, "-O");
	const char *v = o != NULL ? o->value : "0";
	int level = v == NULL || *v == '\0' || *v == 'g'  ? 1
		    : strchr("sz", *v) != NULL		 ? 2
		    : strcmp(v, "fast") == 0		 ? 3
							 : atoi(v);
	autofree char *text = xstrdup("The following options control "
				      "optimizations:");

	for (size_t i = 0; i < COUNT(known); i++) {
		const char *name = known[i].name;
		bool on = level >= known[i].level;
		char *more;

		for (size_t k = 0; k < ws->n; k++) {
			const struct word *w = &ws->v[k];
			const char *f = w->value;

			if (!word_is(w, SPACE_DRIVER, "-f") || f == NULL)
				continue;
			if (strcmp(f, name + 2) == 0)
				on = true;
			else if (starts_with(f, "no-") &&
				strcmp(f + 3, name + 2) == 0)
				on = false;
		}
		more = xasprintf("%s\n  %-27s\t\t[%s]", text, name,
			on ? "enabled" : "disabled");
		free(text);
		text = more;
	}
	return xstrdup(text);
}

/* Is there a word that begins with --help=? */
static bool
has_help(const struct words *ws)
{
	for (size_t i = 0; i < ws->n; i++)
		if (starts_with(ws->v[i].name, "--help="))
			return true;
	return false;
}

/* GCC's table of what is in force; NULL of what clang does not tell. */
static char *
help_in_force(const struct call *call, const struct words *ws)
{
	const char *class = NULL;
	bool asked = false;

	for (size_t i = 0; i < call->words.n; i++) {
		if (strcmp(call->words.v[i], "-Q") == 0)
			asked = true;
		if (starts_with(call->words.v[i], "--help="))
			class = call->words.v[i] + 7;
	}
	if (!asked || class == NULL)
		return NULL;
	if (strncmp(class, "target", 6) == 0)
		return help_target(call, ws);
	return strncmp(class, "optimizers", 10) == 0 ? help_optimizers(ws)
						      : NULL;
}

static const struct query {
	const char *option;  /* with '=': a value follows */
	query_fn *answer;
} queries[] = {
	{ "-dumpmachine", dump_machine },
	{ "-print-target-triple", dump_machine },
	{ "-dumpversion", dump_version },
	{ "-dumpfullversion", dump_version },
	{ "-dumpspecs", dump_specs },
	{ "-print-multiarch", multiarch },
	{ "-print-multi-directory", one_folder },
	{ "-print-multi-lib", one_variant },
	{ "-print-multi-os-directory", one_folder },
	{ "-print-sysroot", print_sysroot },
	{ "-print-sysroot-headers-suffix", NULL },
	{ "-print-prog-name=", prog_name },
	{ "-print-file-name=", file_name },
	{ "-print-libgcc-file-name", libgcc_name },
	{ "-print-search-dirs", search_dirs },
	{ "--version", version },
};

/* What a word asks. *value gets what follows its '='; NULL if that is to be
 * the next word, as in Go's --print-prog-name ar. */
static const struct query *
query_find(const char *word, const char **value)
{
	/* all of GCC's -print-… may have a second dash */
	if (strncmp(word, "--print-", 8) == 0)
		word++;
	for (size_t i = 0; i < COUNT(queries); i++) {
		const char *option = queries[i].option;
		size_t n = strcspn(option, "=");

		if (strncmp(option, word, n) != 0)
			continue;
		if (word[n] != '\0' && word[n] != option[n])
			continue;
		*value = word[n] == '=' ? word + n + 1 : NULL;
		return &queries[i];
	}
	return NULL;
}

/* The value of a question in two words, if it has one. */
static int
query_value(const struct call *call, const struct query *q, size_t at,
	const char **value, struct fail *f)
{
	if (*value != NULL || strchr(q->option, '=') == NULL)
		return 0;
	if (at + 1 >= call->words.n)
		return fail_set(f, "'%s' needs a value", call->words.v[at]);
	*value = call->words.v[at + 1];
	return 0;
}

int
query_answer(const struct call *call, const struct words *ws, struct plan *p,
	struct fail *f)
{
	autofree char *help = has_help(ws) ? help_in_force(call, ws) : NULL;

	if (help != NULL) {
		p->answer = xasprintf("%s\n", help);
		return 1;
	}
	for (size_t i = 0; i < ws->n; i++) {
		/* as it was written: most are in no table of options */
		const char *word = call->words.v[ws->v[i].from];
		const struct query *q;
		const char *value;
		autofree char *text = NULL;

		if (ws->v[i].space != SPACE_DRIVER)
			continue;
		/* cc-rs takes exit 0 for MSVC's cl, so it must not be. */
		if (strcmp(word, "-?") == 0 && ws->n == 1)
			return fail_set(f, "unknown argument '-?'");
		if ((q = query_find(word, &value)) == NULL)
			continue;
		if (query_value(call, q, ws->v[i].from, &value, f) != 0)
			return -1;
		if (q->answer == NULL)
			return fail_set(f, "not configured with sysroot headers "
				"suffix");
		text = q->answer(call, value);
		/* who asks for the folders looks into them by himself */
		p->stock = q->answer == search_dirs && has_imports(call);
		p->answer = xasprintf("%s\n", text);
		return 1;
	}
	return 0;
}
