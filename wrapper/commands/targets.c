/* cargo zbuild targets: what can be built for, and what is there for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/optionhelp.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/engine/choose.h"
#include "shim/facts.h"
#include "shim/root/sdk.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/alltargets.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/runner.h"
#include "wrapper/std/std.h"
#include "wrapper/text/json.h"
#include "wrapper/text/term.h"

/* One target and what this machine has for it. */
struct line {
	const struct target_def *def;
	bool own; /* the user's, or changed by the user */
	const char *engine;
	int std;  /* 1, 0, or -1: no rustc to ask */
	struct runner runner;
};

struct options {
	bool names, json, run;
	struct argvec words;
};

static const struct option_row rows[] = {
	{ NULL, "WORD", OPTION_INTO(struct options, words),
		.help = "those only with all the words in a name, refused "
			"ones too" },
	{ "--run", OPTION_INTO(struct options, run),
		.help = "those only whose programs run here" },
	{ "--names", OPTION_INTO(struct options, names),
		.help = "below each its names for zig, GNU tools, Debian, Go, "
			"CMake" },
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one array for programs, with all of that and more" },
	NO_MORE_OPTIONS
};

static bool
is_own(const struct conf *conf, const struct target_def *def)
{
	for (size_t i = 0; i < conf->ntargets; i++)
		if (def == &conf->targets[i].def)
			return true;
	return false;
}

/* The engine of a plain call for the target. */
static const char *
engine_name(const struct conf *conf, const struct target_def *def)
{
	struct target t;
	struct call call = { .target = &t, .conf = conf, .facts = &facts_real };
	enum engine engine;
	const char *name = "-";

	if (def->refuse == NULL &&
		triple_parse(def->rust, conf, &t, FAIL_IGNORED) == 0 &&
		engine_choose(&call, &engine, NULL, FAIL_IGNORED) == 0)
		name = sdk_of(def) != NULL	    ? "sdk"
		       : engine == ENGINE_DIRECT ? "direct"
						 : "zig-cc";
	return name;
}

/* "linux/arm/7" */
static char *
go_name(const struct target_def *d)
{
	if (d->goos == NULL || d->goarch == NULL)
		return NULL;
	return xasprintf("%s/%s%s%s", d->goos, d->goarch,
		d->goarm != NULL ? "/" : "", d->goarm != NULL ? d->goarm : "");
}

static char *
cmake_name(const struct target_def *d)
{
	if (d->cmake_system == NULL || d->cmake_processor == NULL)
		return NULL;
	return xasprintf("%s/%s", d->cmake_system, d->cmake_processor);
}

static const char *
runs(const struct runner *r)
{
	static const char *const names[] = {
		[RUNNER_NONE] = "no",
		[RUNNER_DIRECT] = "yes",
		[RUNNER_EMULATOR] = "emulator",
	};

	return names[r->kind];
}

static void
print_bold(const char *line)
{
	term_print(stdout, TERM_BOLD, line);
	putchar('\n');
}

static void
print_cell(enum term_style style, const char *text, int width)
{
	term_print(stdout, style, text);
	for (int i = (int)strlen(text); i < width; i++)
		putchar(' ');
}

/* What the row's last word is: a mark of the user's rows, or how far it is
 * tested. */
static const char *
tested(const struct line *l)
{
	if (l->own)
		return "[own]";
	return l->def->tested != NULL ? l->def->tested : "-";
}

static void
print_runner(const struct line *l, int width)
{
	enum { FITS = 19 };
	const struct runner *r = &l->runner;
	autofree char *text = NULL;
	size_t n;

	if (r->kind != RUNNER_EMULATOR) {
		print_cell(r->kind == RUNNER_DIRECT ? TERM_GOOD : TERM_PLAIN,
			runs(r), width);
		return;
	}
	/* "qemu-loongarch64-static" would not fit. */
	n = strlen(path_base(r->words.v[0]));
	if (n > FITS && ends_with(path_base(r->words.v[0]), "-static"))
		n -= strlen("-static");
	text = xasprintf("%.*s%s", (int)n, path_base(r->words.v[0]),
		r->no_libc ? "*" : "");
	print_cell(r->why != NULL ? TERM_WARN : TERM_GOOD, text, width);
}

static void
print_line(const struct line *l, int width)
{
	autofree char *floor = version_text(l->def->glibc_default);
	bool glibc = l->def->libc == LIBC_GLIBC;

	printf("%-*s %-6s %-5s ", width, l->def->rust, l->engine,
		glibc ? floor : "-");
	print_cell(l->std == 1 ? TERM_GOOD : TERM_PLAIN,
		l->std < 0	      ? "?"
		: l->std	      ? "yes"
		: l->def->std != NULL ? "add"
				      : "src",
		4);
	print_runner(l, 17);
	printf(" %s\n", tested(l));
}

/* "GNU aarch64-linux-gnu" and the like, broken before column 80. */
static void
print_name(const char *what, const char *name, int *column)
{
	int n = (int)(strlen(what) + strlen(name)) + 3;

	if (*column > 2 && *column + n > 79) {
		printf("\n");
		*column = 0;
	}
	printf("%s%s %s", *column == 0 ? "    " : "  ", what, name);
	*column += n + (*column == 0 ? 2 : 0);
}

static void
print_names(const struct target_def *d)
{
	autofree char *go = go_name(d), *cmake = cmake_name(d);
	int column = 0;

	if (d->zig != NULL)
		print_name("zig", d->zig, &column);
	if (d->gnu != NULL)
		print_name("GNU", d->gnu, &column);
	if (d->debian != NULL)
		print_name("Debian", d->debian, &column);
	if (go != NULL)
		print_name("Go", go, &column);
	if (cmake != NULL)
		print_name("CMake", cmake, &column);
	if (column > 0)
		putchar('\n');
}

static void
json_line(struct json *j, const struct line *l)
{
	const struct target_def *d = l->def;
	autofree char *floor = version_text(d->glibc_default);
	autofree char *min = version_text(d->glibc_min);
	bool glibc = d->libc == LIBC_GLIBC;

	autofree char *go = go_name(d);

	json_object(j, NULL);
	json_string(j, "rust", d->rust);
	json_string(j, "zig", d->zig);
	json_string(j, "gnu", d->gnu);
	json_string(j, "llvm", d->llvm);
	json_string(j, "cpu", d->cpu);
	json_string(j, "clang", d->clang);
	json_string(j, "debian", d->debian);
	json_string(j, "go", go);
	json_string(j, "cmake_system", d->cmake_system);
	json_string(j, "cmake_processor", d->cmake_processor);
	json_string(j, "libc", libc_name(d->libc));
	json_string(j, "glibc_default", glibc ? floor : NULL);
	json_string(j, "glibc_min", glibc ? min : NULL);
	json_string(j, "engine", d->refuse == NULL ? l->engine : NULL);
	if (l->std < 0)
		json_null(j, "std");
	else
		json_bool(j, "std", l->std == 1);
	json_string(j, "std_from", d->refuse != NULL ? NULL
				   : d->std != NULL  ? d->std
						     : "source");
	json_string(j, "runs", runs(&l->runner));
	json_strings(j, "runner", l->runner.words.v);
	json_string(j, "runner_missing", l->runner.why);
	json_string(j, "tested", d->tested);
	json_bool(j, "own", l->own);
	json_string(j, "sdk", d->refuse == NULL && sdk_of(d) != NULL
				      ? sdk_of(d)->vars
				      : NULL);
	json_string(j, "refused", d->refuse);
	json_end(j);
}

static const char *const families[] = { "Linux, glibc", "Linux, musl", "Windows",
	"macOS", "BSD", "WebAssembly", "No operating system", "Others" };

/* The target's place in families; -1: we refuse it, it is not on offer. */
static int
family(const struct target_def *d)
{
	static const int of[] = { [LIBC_GLIBC] = 0, [LIBC_MUSL] = 1,
		[LIBC_MINGW] = 2, [LIBC_DARWIN] = 3, [LIBC_FREEBSD] = 4,
		[LIBC_NETBSD] = 4, [LIBC_OPENBSD] = 4, [LIBC_WASI] = 5, [LIBC_NONE] = 6,
		[LIBC_MSVC] = 7, [LIBC_BIONIC] = 7,
		[LIBC_OHOS] = 7, [LIBC_EMSCRIPTEN] = 7 };

	if (d->refuse != NULL)
		return -1;
	return d->arch == ARCH_WASM32 ? 5
	       : d->libc == LIBC_DARWIN && !target_is_macos(d)
		       ? of[LIBC_BIONIC]
		       : of[d->libc];
}

/* A family's lines below its name; does one of them want a star's note? */
static bool
print_family(int k, const struct line *lines, size_t n, int width, bool names)
{
	bool star = false, first = true;

	for (size_t i = 0; i < n; i++) {
		if (family(lines[i].def) != k)
			continue;
		if (first)
			print_bold(families[k]);
		first = false;
		star |= lines[i].runner.no_libc;
		print_line(&lines[i], width);
		if (names)
			print_names(lines[i].def);
	}
	return star;
}

static void
print_all(const struct line *lines, size_t n, bool names)
{
	autofree char *head = NULL;
	bool star = false;
	int width = 0;

	for (size_t i = 0; i < n; i++)
		if (family(lines[i].def) >= 0 &&
			(int)strlen(lines[i].def->rust) > width)
			width = (int)strlen(lines[i].def->rust);
	if (width == 0)
		return;
	head = xasprintf("%-*s %-6s %-5s %-4s%-17s %s", width, "TARGET",
		"ENGINE", "FLOOR", "STD", "RUNS HERE", "TESTED");
	print_bold(head);
	for (int k = 0; k < (int)(sizeof families / sizeof *families); k++)
		star |= print_family(k, lines, n, width, names);
	if (star)
		puts("* its C library is not here yet: `cargo zbuild runtime T` "
		     "fetches it");
}

static void
json_all(const struct line *lines, size_t n, struct json *j)
{
	json_init(j, stdout);
	json_array(j, NULL);
	for (size_t i = 0; i < n; i++)
		json_line(j, &lines[i]);
	json_end(j);
}

/* Without rustc the table is still worth printing. */
static bool
ask_rustc(struct rustc *r)
{
	autofail ignored = FAIL_INIT;
	scoped(cargoconfig) config = CARGOCONFIG_INIT;
	bool there = cargoconfig_load(&config, "", NULL, &ignored) == 0 &&
		     rustc_open(&config, r, &ignored) == 0;

	if (!there)
		fshow(stderr, "zbuild: warning: %s\n", ignored.what);
	return there;
}

/* Is the word in one of the names, or the machine's, or C library's? */
static bool
has_word(const struct target_def *d, const char *word)
{
	const char *const names[] = { d->rust, d->gnu, d->zig, d->llvm,
		d->aliases, d->debian, libc_name(d->libc) };

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i] != NULL && strcasestr(names[i], word) != NULL)
			return true;
	return false;
}

static bool
is_wanted(const struct line *l, const struct options *o)
{
	for (size_t i = 0; i < o->words.n; i++)
		if (!has_word(l->def, o->words.v[i]))
			return false;
	return !o->run || l->runner.kind != RUNNER_NONE;
}

/* Who asks by name learns why there is none. */
static void
print_refused(const struct line *lines, size_t n)
{
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		if (lines[i].def->refuse == NULL)
			continue;
		if (first)
			print_bold("Refused");
		first = false;
		puts(lines[i].def->rust);
		options_paragraph(stdout, "", lines[i].def->refuse, 0, 2);
	}
}

static int
list(const struct conf *conf, const struct options *o, struct fail *f)
{
	scoped(rustc) rustc = RUSTC_INIT;
	bool have = ask_rustc(&rustc);
	struct alltargets all;
	autofree struct line *lines = NULL;
	struct json j;
	size_t n = 0;
	int r = 0;

	alltargets_list(conf, &all);
	lines = xcalloc(all.n + 1, sizeof *lines);
	for (size_t i = 0; i < all.n; i++) {
		struct line *l = &lines[n];

		*l = (struct line){ .def = all.v[i],
			.own = is_own(conf, all.v[i]),
			.engine = engine_name(conf, all.v[i]),
			.std = -1,
			.runner = RUNNER_INIT };
		if (have)
			l->std = std_there(&rustc, l->def);
		if (l->def->refuse == NULL)
			runner_find(l->def, NULL, &l->runner);
		if (is_wanted(l, o))
			n++;
		else
			runner_clear(&l->runner);
	}
	if (n == 0) {
		r = fail_set(f, "no target has that");
		fail_hint(f, "`cargo zbuild targets` lists all");
	} else if (o->json) {
		json_all(lines, n, &j);
		if (json_done(&j) != 0)
			r = fail_errno(f, "cannot write the list");
	} else {
		print_all(lines, n, o->names);
		if (o->words.n > 0)
			print_refused(lines, n);
	}
	for (size_t i = 0; i < n; i++)
		runner_clear(&lines[i].runner);
	alltargets_clear(&all);
	return r;
}

static int
targets_run(void *options, struct fail *f)
{
	scoped(conf) conf = CONF_INIT;
	int r = workspace_conf(&conf, f);

	if (r == 0)
		r = list(&conf, options, f);
	return r;
}

const struct subcommand cmd_targets = { "targets",
	"list the known targets",
	rows, sizeof(struct options), targets_run, .notes = text_targets_help };
