/* cargo zbuild info: everything that is known about one target. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "shim/engine/choose.h"
#include "shim/facts.h"
#include "shim/root/sdk.h"
#include "shim/zig/find.h"
#include "targets/glibc.h"
#include "targets/triple.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/runner.h"
#include "wrapper/std/std.h"
#include "wrapper/text/json.h"
#include "wrapper/text/term.h"
#include "wrapper/zig/known.h"

/* Where facts go: lines of text or members of an object. */
struct sheet {
	bool json;
	struct json j;
};

struct info {
	struct conf conf;
	struct target t;
	struct zig zig;
	char *no_zig;			/* why there is none, or NULL */
	char *unsuited;			/* why this zig cannot do it, or NULL */
	struct version lowest, highest; /* glibc, of this zig */
	struct rustc rustc;
	char *no_rustc;
	char *std; /* the sysroot with Rust's std, or NULL */
	struct runner runner;
};

struct options {
	const char *spelling;
	bool json;
};

static const struct option_row rows[] = {
	{ NULL, "T", OPTION_TARGET | OPTION_REQUIRED,
		OPTION_INTO(struct options, spelling),
		.help = "a Rust, GNU or LLVM triple, with .VERSION for a "
			"glibc floor" },
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one object for programs" },
	{ "--target -t", "T", OPTION_TARGET | OPTION_HIDDEN,
		OPTION_INTO(struct options, spelling) },
	NO_MORE_OPTIONS
};

static void
put_label(const char *label)
{
	term_print(stdout, TERM_BOLD, label);
	for (size_t i = strlen(label); i < 18; i++)
		putchar(' ');
}

/* What a target does not have stays out of the text and is null in JSON. */
static void
put(struct sheet *s, const char *key, const char *label, const char *value)
{
	if (s->json) {
		json_string(&s->j, key, value);
	} else if (value != NULL) {
		put_label(label);
		fshow(stdout, "%s\n", value);
	}
}

static void
put_list(struct sheet *s, const char *key, const char *label,
	const struct argvec *words)
{
	size_t column = 0;

	if (s->json) {
		json_strings(&s->j, key, words->n > 0 ? words->v : NULL);
		return;
	}
	if (words->n == 0)
		return;
	put_label(label);
	for (size_t i = 0; i < words->n; i++) {
		size_t n = strlen(words->v[i]);

		if (column > 0 && column + 1 + n > 60) {
			printf("\n%18s", "");
			column = 0;
		}
		fshow(stdout, "%s%s", column > 0 ? " " : "", words->v[i]);
		column += n + 1;
	}
	putchar('\n');
}

static void
put_version(struct sheet *s, const char *key, const char *label,
	struct version v, const char *note)
{
	autofree char *text = version_none(v) ? NULL : version_text(v);
	autofree char *noted = text != NULL && *note != '\0' && !s->json
				       ? xasprintf("%s (%s)", text, note)
				       : NULL;

	put(s, key, label, noted != NULL ? noted : text);
}

static void
put_names(struct sheet *s, const struct target *t)
{
	const struct target_def *d = t->def;
	autofree char *bits = xasprintf("%s, %s bits, %s endian",
		arch_name(d->arch), d->is64 ? "64" : "32",
		d->big_endian ? "big" : "little");
	autoargvec aliases = ARGVEC_INIT;

	if (d->aliases != NULL)
		argvec_split(&aliases, d->aliases, " ");
	put(s, "name", "Name", t->name);
	put(s, "rust", "Rust", d->rust);
	put(s, "zig", "Zig", t->zig);
	put(s, "gnu", "GNU", d->gnu);
	put(s, "llvm", "LLVM", d->llvm);
	put(s, "debian", "Debian", d->debian);
	put(s, "multiarch", "Debian multiarch", d->multiarch);
	put_list(s, "aliases", "Other spellings", &aliases);
	put(s, "goos", "GOOS", d->goos);
	put(s, "goarch", "GOARCH", d->goarch);
	put(s, "goarm", "GOARM", d->goarm);
	put(s, "cmake_system", "CMake system", d->cmake_system);
	put(s, "cmake_processor", "CMake processor", d->cmake_processor);
	put(s, "meson_system", "Meson system", d->meson_system);
	put(s, "meson_cpu_family", "Meson CPU family", d->meson_cpu_family);
	put(s, "meson_cpu", "Meson CPU", d->meson_cpu);
	if (!s->json) {
		put(s, "", "Machine", bits);
		return;
	}
	put(s, "arch", "", arch_name(d->arch));
	json_int(&s->j, "bits", d->is64 ? 64 : 32);
	put(s, "endian", "", d->big_endian ? "big" : "little");
}

static void
put_libc(struct sheet *s, const struct info *in)
{
	const struct target_def *d = in->t.def;
	bool glibc = d->libc == LIBC_GLIBC;
	const struct version none = { 0, 0, 0 };

	put(s, "cpu", "CPU",
		d->cpu != NULL || s->json ? d->cpu : "zig's default");
	put(s, "cpu_source", "CPU after", d->cpu_source);
	put(s, "libc", "C library", libc_name(d->libc));
	put_version(s, "glibc", "glibc floor", glibc ? in->t.glibc : none,
		in->t.glibc_given ? "as given" : "default");
	if (s->json) {
		if (glibc)
			json_bool(&s->j, "glibc_given", in->t.glibc_given);
		else
			json_null(&s->j, "glibc_given");
	}
	put_version(s, "glibc_default", "default floor",
		glibc ? d->glibc_default : none, "");
	put_version(s, "glibc_lowest", "lowest floor",
		glibc ? in->lowest : none, "");
	put_version(s, "glibc_highest", "highest floor",
		glibc ? in->highest : none, "");
	put(s, "loader", "Loader", d->loader);
	put(s, "qemu", "qemu-user", d->qemu);
	put(s, "qemu_system", "qemu-system", d->qemu_system);
}

/* Text has each beginning and each tool once, instead of every pair. */
static void
put_tool_names(struct sheet *s, const struct info *in)
{
	const char *prefixes[] = { in->t.name, in->t.def->gnu };
	autoargvec names = ARGVEC_INIT, heads = ARGVEC_INIT,
		   tools = ARGVEC_INIT;

	applet_link_names(&in->t, &names);
	if (s->json) {
		put_list(s, "tools", "", &names);
		return;
	}
	for (size_t i = 0; i < names.n; i++)
		for (size_t k = 0; k < 2; k++) {
			const char *name = names.v[i];
			size_t n = prefixes[k] ? strlen(prefixes[k]) : 0;
			autofree char *head = NULL;

			if (n == 0 || strncmp(name, prefixes[k], n) != 0 ||
				name[n] != '-')
				continue;
			head = xasprintf("%s-TOOL", prefixes[k]);
			if (!argvec_has(&heads, head))
				argvec_push(&heads, head);
			if (!argvec_has(&tools, name + n + 1))
				argvec_push(&tools, name + n + 1);
			break;
		}
	put_list(s, "", "Names", &heads);
	put_list(s, "", "TOOL is one of", &tools);
}

/* The engine of a compiler call without special options, and why it is not
 * the direct one. */
static char *
engine_text(const struct info *in)
{
	struct call call = { .target = &in->t, .conf = &in->conf, .facts = &facts_real };
	autofail f = FAIL_INIT;
	enum engine engine;
	const char *why;
	char *text;

	if (sdk_of(in->t.def) != NULL)
		text = xasprintf("%s (%s)", sdk_of(in->t.def)->name,
			sdk_of(in->t.def)->vars);
	else if (engine_choose(&call, &engine, &why, &f) != 0)
		text = xasprintf("none: %s", f.what);
	else if (engine == ENGINE_DIRECT)
		text = xstrdup("direct");
	else
		text = xasprintf("zig-cc%s%s%s", why != NULL ? " (" : "",
			why != NULL ? why : "", why != NULL ? ")" : "");
	return text;
}

static void
put_tools(struct sheet *s, const struct info *in)
{
	autofree char *engine = engine_text(in);
	autofree char *who = in->zig.path != NULL
				     ? zigknown_say(&in->conf, &in->zig)
				     : NULL;

	put(s, "engine", "Engine", engine);
	put(s, "zig_path", "zig", in->zig.path);
	put(s, "zig_version", "zig's version",
		in->zig.path != NULL ? in->zig.text : NULL);
	put(s, "zig_origin", "zig's origin", who);
	put(s, "clang_path", "clang", in->zig.other_clang);
	put(s, "lld_path", "lld", in->zig.other_lld);
	if (in->no_zig != NULL || s->json)
		put(s, "zig_missing", "zig", in->no_zig);
	if (in->unsuited != NULL || s->json)
		put(s, "zig_unsuited", "not with this zig", in->unsuited);
	put_tool_names(s, in);
}

static void
put_std(struct sheet *s, const struct info *in)
{
	autofree char *fix = NULL, *text = NULL;
	bool there = in->std != NULL;

	if (in->no_rustc != NULL) {
		if (s->json)
			json_null(&s->j, "std");
		put(s, "rustc_missing", "Rust's std", in->no_rustc);
		put(s, "std_fix", "", NULL);
		return;
	}
	fix = there ? NULL : rustc_std_fix(&in->rustc, in->t.def->rust);
	if (s->json) {
		json_bool(&s->j, "std", there);
		json_null(&s->j, "rustc_missing");
		json_string(&s->j, "std_fix", fix);
		return;
	}
	text = there ? xasprintf("in %s", in->std)
		     : xasprintf("missing: %s", fix);
	put(s, "", "Rust's std", text);
}

static void
put_runner(struct sheet *s, const struct runner *r)
{
	static const char *const names[] = {
		[RUNNER_NONE] = "no",
		[RUNNER_DIRECT] = "yes",
		[RUNNER_EMULATOR] = "emulator",
	};
	autofree char *words =
		r->words.n > 0 ? quote_sh_words(r->words.v) : NULL;
	autofree char *why = NULL;

	if (s->json) {
		json_string(&s->j, "runs", names[r->kind]);
		json_strings(&s->j, "runner", r->words.v);
		json_string(&s->j, "runner_missing", r->why);
		json_string(&s->j, "runner_fix", r->fix);
		return;
	}
	put(s, "", "Runs here",
		r->kind == RUNNER_EMULATOR ? words
		: r->kind == RUNNER_DIRECT ? "by itself"
					   : NULL);
	if (r->why == NULL)
		return;
	why = r->fix != NULL ? xasprintf("%s: %s", r->why, r->fix)
			     : xstrdup(r->why);
	put(s, "", r->kind == RUNNER_NONE ? "Runs here: no" : "but", why);
}

static const char *
own_row(const struct info *in)
{
	for (size_t i = 0; i < in->conf.ntargets; i++)
		if (in->t.def == &in->conf.targets[i].def)
			return in->conf.targets[i].where;
	return NULL;
}

static int
print(const struct info *in, bool json, struct fail *f)
{
	struct sheet s = { .json = json };

	if (json) {
		json_init(&s.j, stdout);
		json_object(&s.j, NULL);
	}
	put_names(&s, &in->t);
	put_libc(&s, in);
	put(&s, "changed_by", "Changed by", own_row(in));
	put_tools(&s, in);
	put_std(&s, in);
	put_runner(&s, &in->runner);
	if (!json)
		return 0;
	json_end(&s.j);
	return json_done(&s.j) != 0 ? fail_errno(f, "cannot write") : 0;
}

/* The floors that both zig and the machine know; none without zig. */
static int
ask_glibc(struct info *in, struct fail *f)
{
	const struct version *all, min = in->t.def->glibc_min;
	struct glibc_lists *lists;
	size_t n;

	if (in->t.def->libc != LIBC_GLIBC)
		return 0;
	if (glibc_open(in->zig.lib, &lists, f) != 0)
		return -1;
	all = glibc_versions(lists, &n);
	for (size_t i = 0; i < n; i++)
		if (version_none(in->lowest) && version_cmp(all[i], min) >= 0)
			in->lowest = all[i];
	if (n > 0)
		in->highest = all[n - 1];
	if (glibc_check(lists, &in->t, f) != 0) {
		in->unsuited = xstrdup(f->what);
		fail_clear(f);
	}
	glibc_free(lists);
	return 0;
}

static int
ask_zig(struct info *in, struct fail *f)
{
	autofail why = FAIL_INIT;

	if (zig_find(&in->conf, &in->zig, &why) != 0) {
		in->no_zig = xasprintf("missing: %.*s",
			(int)strcspn(why.what, "\n"), why.what);
		return 0;
	}
	if (ask_glibc(in, f) != 0)
		return -1;
	if (in->unsuited == NULL && zig_suits(&in->zig, &in->t, &why) != 0)
		in->unsuited = xstrdup(why.what);
	return 0;
}

static void
ask_rustc(struct info *in)
{
	scoped(cargoconfig) config = CARGOCONFIG_INIT;
	autofail why = FAIL_INIT;

	if (cargoconfig_load(&config, "", NULL, &why) != 0 ||
		rustc_open(&config, &in->rustc, &why) != 0)
		in->no_rustc = xstrdup(why.what);
	else if (std_find(&in->rustc, in->t.def, &in->std, &why) == 0 &&
		 in->std == NULL)
		in->std = xstrdup(in->rustc.sysroot);
}

static int
gather(struct info *in, const char *spelling, struct fail *f)
{
	if (workspace_conf(&in->conf, f) != 0)
		return -1;
	if (spelled_target(spelling, &in->conf, &in->t, f) != 0)
		return -1;
	if (ask_zig(in, f) != 0)
		return -1;
	ask_rustc(in);
	runner_find(in->t.def, NULL, &in->runner);
	return 0;
}

static int
info_run(void *options, struct fail *f)
{
	const struct options *o = options;
	struct info in = { .conf = CONF_INIT, .runner = RUNNER_INIT };
	int r = gather(&in, o->spelling, f);

	if (r == 0)
		r = print(&in, o->json, f);
	conf_clear(&in.conf);
	if (in.no_zig == NULL)
		zig_clear(&in.zig);
	rustc_clear(&in.rustc);
	runner_clear(&in.runner);
	free(in.no_zig);
	free(in.unsuited);
	free(in.no_rustc);
	free(in.std);
	return r;
}

const struct subcommand cmd_info = { "info",
	"print what is known about a target",
	rows, sizeof(struct options), info_run,
	.notes = "  cargo zbuild info aarch64-linux-gnu\n" };
