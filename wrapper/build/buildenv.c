#include "wrapper/build/buildenv.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "shim/cpu/list.h"
#include "shim/zig/find.h"
#include "targets/glibc.h"
#include "targets/triple.h"
#include "wrapper/build/bindgen.h"
#include "wrapper/build/cmakefile.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/rustflags.h"
#include "wrapper/deps/deps.h"
#include "wrapper/run/runner.h"
#include "wrapper/run/runtime.h"
#include "wrapper/std/std.h"

static const char *
get_env(const char *name)
{
	return getenv(name);
}

/* The environment, then [env] of cargo's configuration, which would come in
 * its place for build scripts. */
static const char *
get_user(const void *data, const char *name, const char **where)
{
	const struct buildenv *b = data;
	const char *v = getenv(name);

	*where = "the environment";
	return v != NULL ? v : cargoconfig_env(&b->config, name, where);
}

/* The lines of `rustc --print cfg --target T`. */
static int
ask_rustc(const char *target, struct argvec *out, struct fail *f)
{
	static const char *const names[] = { "RUSTC", "CARGO_BUILD_RUSTC" };
	struct child_output so = { 0 };
	autofree char *rustc = NULL;
	autoargvec argv = ARGVEC_INIT;
	int status, r;

	for (size_t i = 0; i < 2 && rustc == NULL; i++)
		if (getenv(names[i]) != NULL)
			rustc = path_search(
				getenv(names[i]), getenv("PATH"), 0, 0);
	if (rustc == NULL)
		rustc = path_search("rustc", getenv("PATH"), 0, 0);
	if (rustc == NULL)
		return fail_status(f, EXIT_NOT_FOUND, "cannot find rustc");
	argvec_pushl(
		&argv, rustc, "--print", "cfg", "--target", target, NULL);
	r = child_run(rustc, &argv, NULL, &so, NULL, &status, f);
	if (r == 0 && status != 0)
		r = fail_set(f, "'%s --print cfg --target %s' exited with %d",
			rustc, target, status);
	if (r == 0 && so.text != NULL)
		argvec_split(out, so.text, "\n");
	free(so.text);
	return r;
}

int
buildenv_open(struct buildenv *b, const char *dir, const struct argvec *cli,
	const char *manifest, struct fail *f)
{
	const char *users = getenv(WORKSPACE_VARIABLE);
	int r = 0;

	b->config.facts = ask_rustc;
	if (cargoconfig_load(&b->config, dir, cli, f) != 0)
		return -1;
	for (size_t i = 0; i < b->config.files.n; i++)
		trace_line("cargo config: %s", b->config.files.v[i]);
	if (dir != NULL)
		r = workspace_find(manifest, &b->workspace, f);
	else if (users != NULL)
		b->workspace = xstrdup(users);
	return r == 0 ? conf_load(&b->conf, b->workspace, f) : -1;
}

int
buildenv_tools(struct buildenv *b, struct fail *f)
{
	if (zig_find(&b->conf, &b->zig, f) != 0)
		return -1;
	return linkdir_shim(&b->shim, f);
}

int
buildenv_check(struct buildenv *b, const struct target *t, struct fail *f)
{
	struct glibc_lists *lists;
	int r;

	if (t->def->libc == LIBC_GLIBC) {
		if (glibc_open(b->zig.lib, &lists, f) != 0)
			return -1;
		r = glibc_check(lists, t, f);
		glibc_free(lists);
		if (r != 0) {
			f->status = EXIT_USAGE;
			return -1;
		}
	}
	return zig_suits(&b->zig, t, f);
}

/* The rustflags in force for t; the caller clears flags->words, on failure too. */
static int
flags_of(const struct buildenv *b, const struct target *t,
	struct rustflags *flags, struct fail *f)
{
	const struct rustflags_from from = { get_env, &b->config, false };

	return rustflags_in_force(&from, t->def->rust, flags, f);
}

static bool
is_sysroot(const char *flag)
{
	return strncmp(flag, "--sysroot", 9) == 0;
}

/* How the C library is to be linked. */
static bool
is_crt_static(const char *flag)
{
	return strstr(flag, "crt-static") != NULL;
}

/* Is one of the rustflags in force of this kind? */
static int
flags_have(const struct buildenv *b, const struct target *t,
	bool (*kind)(const char *flag), bool *have, struct fail *f)
{
	struct rustflags flags = RUSTFLAGS_INIT;
	int r = flags_of(b, t, &flags, f);

	*have = false;
	for (size_t i = 0; i < flags.words.n; i++)
		*have = *have || kind(flags.words.v[i]);
	argvec_clear(&flags.words);
	return r;
}

/* A linker that somebody chose for t, or NULL. */
static int
users_linker(const struct buildenv *b, const struct target *t, char **linker,
	char **where, struct fail *f)
{
	struct rustflags flags = RUSTFLAGS_INIT;
	autofree char *name = rustflags_target_key(t->def->rust, "LINKER");
	struct toml *nodes[8];
	const char *v;
	int n = cargoconfig_target(
		&b->config, t->def->rust, "linker", nodes, 8, f);

	if (n < 0 || flags_of(b, t, &flags, f) != 0) {
		argvec_clear(&flags.words);
		return -1;
	}
	if ((v = rustflags_codegen(&flags, "linker=")) != NULL) {
		*linker = xstrdup(v);
		*where = xstrdup("the rustflags in force");
	} else if (n > 0 && cargoconfig_from_cli(nodes[0]) &&
		   nodes[0]->text != NULL) {
		*linker = xstrdup(nodes[0]->text);
		*where = xstrdup(nodes[0]->where);
	} else if ((v = getenv(name)) != NULL) {
		*linker = xstrdup(v);
		*where = xstrdup(name);
	} else if (n > 0 && nodes[0]->text != NULL) {
		*linker = xstrdup(nodes[0]->text);
		*where = xstrdup(nodes[0]->where);
	}
	argvec_clear(&flags.words);
	return 0;
}

/*
 * Is this linker the shim itself, by a name for t? *said gets what the name
 * says. A bare GNU name counts when the folder that goes on PATH will have it.
 */
static bool
is_shim(const char *linker, const struct target *t, struct target *said)
{
	autofree char *found = path_search(linker, getenv("PATH"), 0, 0);
	autofree char *real = found != NULL ? realpath(found, NULL) : NULL;
	bool ours = real != NULL && strcmp(path_base(real), "zshim") == 0;
	const struct applet *applet;
	struct fail ignored = FAIL_INIT;
	autoargvec names = ARGVEC_INIT;
	int r = applet_from_name(linker, NULL, &applet, said, &ignored);

	fail_clear(&ignored);
	if (r != 1 || strcmp(said->def->rust, t->def->rust) != 0)
		return false;
	if (ours || strchr(linker, '/') != NULL)
		return ours;
	linkdir_names(t, &names);
	return argvec_has(&names, linker) || said->glibc_given;
}

int
buildenv_floor(const struct buildenv *b, struct target *t, char **where,
	struct fail *f)
{
	autofree char *linker = NULL, *place = NULL;
	struct target said;

	if (t->def->libc != LIBC_GLIBC || t->glibc_given)
		return 0;
	if (users_linker(b, t, &linker, &place, f) != 0)
		return -1;
	if (linker != NULL && is_shim(linker, t, &said) && said.glibc_given) {
		*t = said;
		*where = place;
		place = NULL;
		return 0;
	}
	for (size_t i = b->config.setup.n; i > 0; i--) {
		const char *word = b->config.setup.v[i - 1];
		struct fail ignored = FAIL_INIT;

		if (triple_parse(word, &b->conf, &said, &ignored) == 0 &&
			said.glibc_given &&
			strcmp(said.def->rust, t->def->rust) == 0) {
			*t = said;
			*where = xstrdup("by cargo zbuild setup");
			return 0;
		}
		fail_clear(&ignored);
	}
	return 0;
}

/* Who links for t? *ours is false when the user's choice stays. */
static int
choose_linker(struct buildenv *b, const struct target *t, bool *ours,
	struct fail *f)
{
	autofree char *linker = NULL, *where = NULL;
	struct target said;

	if (users_linker(b, t, &linker, &where, f) != 0)
		return -1;
	*ours = linker == NULL || is_shim(linker, t, &said);
	if (*ours)
		return 0;
	trace_line("linker of %s kept: '%s' by %s", t->def->rust, linker,
		where);
	if (t->glibc_given)
		argvec_pushf(&b->warnings,
			"%s: '%s' (%s) stays the linker, so nothing holds the "
			"glibc floor %u.%u",
			t->def->rust, linker, where, t->glibc.major,
			t->glibc.minor);
	return 0;
}

/* Has the user said how to run programs of t? */
static int
has_runner(const struct buildenv *b, const struct target *t, bool *has,
	struct fail *f)
{
	autofree char *name = rustflags_target_key(t->def->rust, "RUNNER");
	struct toml *node;
	int n = cargoconfig_target(
		&b->config, t->def->rust, "runner", &node, 1, f);

	if (n < 0)
		return -1;
	*has = n > 0 || getenv(name) != NULL;
	return 0;
}

/* What runs a program of t here; nothing if it runs by itself or not at all. */
static int
find_emulator(struct buildenv *b, const struct target *t, struct argvec *out,
	struct fail *f)
{
	autofree char *self = NULL;
	struct runner r = RUNNER_INIT;

	if (linkdir_self(b->dir, &self, f) != 0)
		return -1;
	runner_find(t->def, NULL, &r);
	b->needs_wrapper = r.kind != RUNNER_DIRECT;
	runner_command(&r, t->def, self, out);
	runner_clear(&r);
	return 0;
}

/*
 * A flag for rustc and, for what doctests make, for rustdoc: target flags reach
 * target units only. What is in force from now on is in our own environment at
 * once, where the next flag is added to it.
 */
static int
add_flag(struct buildenv *b, const struct target *t,
	const struct argvec *others, const char *flag, struct fail *f)
{
	autoargvec env = ARGVEC_INIT;

	for (int i = 0; i < 2; i++) {
		struct rustflags_from from = { get_env, &b->config, i == 1 };

		if (rustflags_add(&from, t->def->rust, others, flag, &env, f) !=
			0)
			return -1;
	}
	os_putenv(&env);
	for (size_t i = 0; i < env.n; i++) {
		char *eq = strchr(env.v[i], '=');

		if (eq != NULL)
			*eq++ = '\0';
		cargoenv_set(&b->env, ENVVAR_CARGO, env.v[i], eq);
	}
	return 0;
}

/* The linker key of the host's triple would link build scripts too. */
static int
link_by_flag(struct buildenv *b, const struct target *t,
	const struct argvec *others, struct fail *f)
{
	autofree char *name = linkdir_target(t);
	autofree char *flag = xasprintf("-Clinker=%s-cc", name);

	return add_flag(b, t, others, flag, f);
}

static void
other_targets(const struct target *ts, size_t n, size_t self,
	struct argvec *others)
{
	for (size_t i = 0; i < n; i++)
		if (i != self)
			argvec_push(others, ts[i].def->rust);
}

/* Behind all of zig's. Takes words. */
static char *
with_root_headers(const struct buildenv *b, char *words)
{
	for (size_t i = 0; i < b->root.headers.n; i++) {
		autofree char *dir = quote_sh(b->root.headers.v[i]);
		char *more = xasprintf("%s -idirafter %s", words, dir);

		free(words);
		words = more;
	}
	return words;
}

/* Once: each question to rustc takes as long as starting it. */
static int
open_rustc(struct buildenv *b, struct fail *f)
{
	return b->rustc.sysroot != NULL ? 0
					: rustc_open(&b->config, &b->rustc, f);
}

/* rustc has it so for x86_64 and others, and dynamic for riscv64gc, s390x …: a
 * program that needs a libc.so and a loader that few machines have. */
int
buildenv_static(struct buildenv *b, const struct target *ts, size_t n,
	size_t at, struct fail *f)
{
	const struct target *t = &ts[at];
	autoargvec others = ARGVEC_INIT;
	struct fail why = FAIL_INIT;
	bool users = false;

	if (t->def->libc != LIBC_MUSL)
		return 0;
	if (flags_have(b, t, is_crt_static, &users, f) != 0)
		return -1;
	if (users)
		return 0;
	if (open_rustc(b, &why) != 0) {
		/* cargo says better what is wrong with it. */
		fail_clear(&why);
		return 0;
	}
	if (rustc_links_statically(&b->rustc, t->def->rust))
		return 0;
	other_targets(ts, n, at, &others);
	return add_flag(b, t, &others, "-Ctarget-feature=+crt-static", f);
}

static int
find_std(struct buildenv *b, const struct target *t, bool get, char **overlay,
	struct fail *f)
{
	autofree char *cargo = NULL;
	int r = open_rustc(b, f);

	if (r == 0 && rustc_has_std(&b->rustc, t->def->rust))
		return 0;
	if (r == 0)
		r = get ? cargobin_find(getenv("CARGO"), &cargo, f) : 0;
	if (r == 0)
		r = get ? std_get(&b->rustc, t->def, cargo, overlay, f)
			: std_find(&b->rustc, t->def, overlay, f);
	return r;
}

/* Whoever names a rustc and no rustdoc has cargo take the one of PATH, which
 * may be of another release and then cannot read this rustc's std. */
static void
same_rustdoc(struct buildenv *b)
{
	autofree char *own = NULL;

	if (getenv("RUSTC") == NULL || getenv("RUSTDOC") != NULL ||
		cargoconfig_get(&b->config, "build", "rustdoc", NULL) != NULL)
		return;
	own = rustc_tool(&b->rustc, "rustdoc");
	if (own != NULL)
		cargoenv_set(&b->env, ENVVAR_CARGO, "RUSTDOC", own);
}

int
buildenv_std(struct buildenv *b, const struct target *ts, size_t n, size_t at,
	bool get, struct fail *f)
{
	const struct target *t = &ts[at];
	autofree char *overlay = NULL, *flag = NULL;
	autoargvec others = ARGVEC_INIT;
	struct fail why = FAIL_INIT;
	bool users;

	if (buildenv_static(b, ts, n, at, f) != 0 ||
		flags_have(b, t, is_sysroot, &users, f) != 0)
		return -1;
	if (users) {
		trace_line("std of %s: the rustflags name a sysroot",
			t->def->rust);
		return 0;
	}
	if (find_std(b, t, get, &overlay, &why) < 0) {
		/* cargo says better what is wrong with rustc itself. */
		if (get && b->rustc.sysroot != NULL) {
			*f = why;
			return -1;
		}
		trace_line("std of %s: %s", t->def->rust, why.what);
	}
	fail_clear(&why);
	if (overlay == NULL)
		return 0;
	same_rustdoc(b);
	other_targets(ts, n, at, &others);
	flag = xasprintf("--sysroot=%s", overlay);
	return add_flag(b, t, &others, flag, f);
}

/* bindgen's words are a convenience: without them a build may well succeed. */
static char *
bindgen_words(struct buildenv *b, const struct target *t)
{
	struct fail f = FAIL_INIT;
	char *words = NULL;

	if (bindgen_args(&b->zig, t, &words, &f) != 0)
		argvec_pushf(&b->warnings,
			"bindgen gets no header folders: %s", f.what);
	fail_clear(&f);
	if (words != NULL)
		words = with_root_headers(b, words);
	return words;
}

/* What CMake runs the target's programs with. It counts even the same machine
 * as another as soon as there is a toolchain file. */
static void
cmake_emulator(const struct target *t, const struct argvec *emulator,
	struct argvec *out)
{
	const struct target_def *host = triple_find(triple_host(), NULL);

	argvec_pushv(out, emulator->v);
	if (out->n == 0 && host != NULL && host->arch == t->def->arch &&
		strcmp(host->rust, t->def->rust) == 0)
		argvec_push(out, "/usr/bin/env");
}

/* What belongs to one target. */
static void
forget_parts(struct buildenv *b)
{
	free(b->dir);
	free(b->prefix);
	free(b->clang);
	b->dir = b->prefix = b->clang = NULL;
	argvec_clear(&b->emulator);
	root_clear(&b->root);
}

const struct root *
buildenv_root(const struct buildenv *b)
{
	return b->root.dir != NULL ? &b->root : NULL;
}

/*
 * What rustc links with: a compiler driver; where rustc's own choice is lld
 * itself, lld, since what people pass (-C link-arg=-Tlink.x, --export-table)
 * is for that. rustc tells the kind by the name.
 */
static const char *
linker_tool(const struct target_def *d)
{
	if (d->arch == ARCH_WASM32)
		return "wasm-ld";
	return d->libc == LIBC_NONE ? "ld.lld" : "cc";
}

/*
 * The root of t: --sysroot, then what the user set, then Debian's packages,
 * which are brought up to date. The shim gets to know it by a variable.
 */
static int
find_root(struct buildenv *b, const struct target *t, struct fail *f)
{
	autofree char *dir = NULL, *name = root_variable(t->def);
	bool none = false;

	if (b->sysroot != NULL) {
		if (root_set(&b->root, t->def, b->sysroot, "--sysroot", f) !=
			0)
			return -1;
	} else if (root_named(&b->conf, t->def, &b->root, &none, f) != 0) {
		return -1;
	} else if (b->root.dir == NULL && !none) {
		if (deps_root(&b->conf, t->def,
			    b->locked ? DEPS_LOCKED : 0, &dir, f) != 0)
			return -1;
		if (dir != NULL &&
			root_set(&b->root, t->def, dir, "[deps]", f) != 0)
			return -1;
	}
	if (b->root.dir != NULL) {
		cargoenv_set(&b->env, ENVVAR_CARGO, name, b->root.dir);
		/* The runner that is looked for here takes its libc. */
		setenv(name, b->root.dir, 1);
	}
	return 0;
}

/* Other tools than the shim find no zbuild.ini by their current folder. */
static void
set_workspace(struct buildenv *b)
{
	if (b->workspace != NULL)
		cargoenv_set(&b->env, ENVVAR_CARGO, WORKSPACE_VARIABLE,
			b->workspace);
}

/* What of the root's wiring gave way to the user's own. */
static void
warn_kept(struct buildenv *b)
{
	static const char *const starts[] = { "PKG_CONFIG", "OPENSSL",
		"CMAKE_TOOLCHAIN_FILE" };

	for (size_t i = 0; i < b->env.n; i++) {
		const struct envvar *v = &b->env.v[i];

		for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
			if (v->kept != NULL &&
				strstr(v->key, starts[k]) != NULL)
				argvec_pushf(&b->warnings,
					"%s (%s) stays: it may hide the "
					"libraries of '%s'",
					v->key, v->kept, b->root.dir);
	}
}

/* The CPU that the rustflags in force name, or NULL. */
static int
rust_cpu(const struct buildenv *b, const struct target *t, char **cpu,
	struct fail *f)
{
	struct rustflags flags = RUSTFLAGS_INIT;
	const char *v;
	int r = flags_of(b, t, &flags, f);

	if (r == 0 && (v = rustflags_codegen(&flags, "target-cpu=")) != NULL)
		*cpu = xstrdup(v);
	argvec_clear(&flags.words);
	return r;
}

int
buildenv_cpu(struct buildenv *b, const struct target *t, struct fail *f)
{
	autofree char *cpu = NULL, *list = NULL, *near = NULL;
	struct fail ignored = FAIL_INIT;
	autoargvec names = ARGVEC_INIT;

	if (rust_cpu(b, t, &cpu, f) != 0)
		return -1;
	if (cpu == NULL || strcmp(cpu, "native") == 0)
		return 0;
	/* What is wrong with rustc, cargo tells better. */
	if (open_rustc(b, &ignored) != 0) {
		fail_clear(&ignored);
		return 0;
	}
	list = rustc_cpus(&b->rustc, t->def->rust);
	if (list == NULL)
		return 0;
	argvec_split(&names, list, "\n");
	if (argvec_has(&names, cpu))
		return 0;
	near = cpulist_nearest(list, cpu);
	fail_set(f, "-C target-cpu=%s: this rustc knows no such CPU for %s", cpu,
		t->def->rust);
	if (*near != '\0')
		return fail_hint(f, "the nearest known: %s", near);
	return fail_hint(f, "`rustc --print target-cpus --target %s` lists those "
			    "that it knows",
		t->def->rust);
}

static int
fill_one(struct buildenv *b, const struct target *ts, size_t n, size_t at,
	bool plain, struct fail *f)
{
	const struct target *t = &ts[at];
	bool native = strcmp(t->def->rust, triple_host()) == 0, ours, runs;
	autofree char *file = NULL;
	autofree char *full = linkdir_target(t), *link = NULL, *run = NULL;
	autofree char *cpu = NULL;
	autoargvec emulator = ARGVEC_INIT, others = ARGVEC_INIT;
	struct cargoenv_from from = { .t = t, .native = native,
		.get = get_user, .data = b, .plain = plain };

	forget_parts(b);
	if (choose_linker(b, t, &ours, f) != 0 ||
		has_runner(b, t, &runs, f) != 0 ||
		find_root(b, t, f) != 0 ||
		rust_cpu(b, t, &cpu, f) != 0 ||
		linkdir_make(t, b->shim, &b->dir, f) != 0 ||
		find_emulator(b, t, &emulator, f) != 0)
		return -1;
	b->prefix = linkdir_prefix(t);
	cmake_emulator(t, &emulator, &b->emulator);
	if (b->root.dir != NULL && emulator.n > 0)
		argvec_pushl(&b->emulator, "--sysroot", b->root.dir, NULL);
	if (cmakefile_write(t, b->dir, b->prefix, &b->emulator,
		    buildenv_root(b), &file, f) != 0)
		return -1;
	link = xasprintf("%s/%s-%s", b->dir, full, linker_tool(t->def));
	run = emulator.n > 0 && !runs ? argvec_join(&emulator, " ") : NULL;
	b->clang = bindgen_words(b, t);
	from.dir = b->dir;
	from.prefix = b->prefix;
	from.toolchain = file;
	from.linker = ours && !native ? link : NULL;
	from.runner = run;
	from.bindgen = b->clang;
	from.root = buildenv_root(b);
	from.libstdcxx = root_wants_libstdcxx(&b->conf, t->def);
	from.cpu = cpu;
	cargoenv_add(&b->env, &from);
	if (from.root != NULL)
		warn_kept(b);
	other_targets(ts, n, at, &others);
	return ours && native ? link_by_flag(b, t, &others, f) : 0;
}

int
buildenv_fill(struct buildenv *b, const struct target *ts, size_t n,
	bool plain, struct fail *f)
{
	if (b->sysroot != NULL && n > 1)
		return fail_status(f, EXIT_USAGE,
			"--sysroot is for one target, not for %zu", n);
	set_workspace(b);
	for (size_t i = 0; i < n; i++)
		if (fill_one(b, ts, n, i, plain, f) != 0)
			return -1;
	cargoenv_trace(&b->env);
	return 0;
}

/* A static program runs without a C library, so that its absence is a line for
 * the user and no failure. */
static void
fetch_libc(const struct target_def *d)
{
	const char *set = getenv("ZBUILD_RUNTIME");
	autofree char *dir = NULL;
	struct fail why = FAIL_INIT;

	if (set != NULL && strcmp(set, "no") == 0)
		return;
	if (runtime_need(d, &dir, &why) != 0)
		fprintf(stderr, "zbuild: warning: %s; %s will run\n", why.what,
			d->libc == LIBC_GLIBC ? "only static programs"
					      : "no program");
	fail_clear(&why);
}

int
buildenv_runs(const struct buildenv *b, const struct target *t, struct fail *f)
{
	struct runner r = RUNNER_INIT;
	bool users;
	int result = 0;

	if (has_runner(b, t, &users, f) != 0)
		return -1;
	if (users)
		return 0;
	runner_find(t->def, NULL, &r);
	if (r.kind == RUNNER_NONE) {
		result = fail_status(f, EXIT_CANNOT_RUN,
			"cannot run programs of %s: %s", t->def->rust, r.why);
		if (r.fix != NULL)
			fail_hint(f, "%s", r.fix);
		else
			fail_hint(f, "build them (cargo zbuild build, test "
				     "--no-run) and run them elsewhere, or set "
				     "a runner of your own for the target");
	} else if (r.no_libc) {
		fetch_libc(t->def);
	}
	runner_clear(&r);
	return result;
}

void
buildenv_warn(const struct buildenv *b)
{
	for (size_t i = 0; i < b->warnings.n; i++)
		fprintf(stderr, "zbuild: warning: %s\n", b->warnings.v[i]);
}

int
buildenv_one(struct buildenv *b, const char *spelling, bool plain,
	struct target *t, struct fail *f)
{
	autofree char *where = NULL;

	if (buildenv_open(b, "", NULL, NULL, f) != 0)
		return -1;
	if (triple_parse(spelling, &b->conf, t, f) != 0) {
		f->status = EXIT_USAGE;
		return -1;
	}
	if (buildenv_floor(b, t, &where, f) != 0 ||
		buildenv_tools(b, f) != 0 || buildenv_check(b, t, f) != 0 ||
		buildenv_fill(b, t, 1, plain, f) != 0 ||
		buildenv_std(b, t, 1, 0, false, f) != 0)
		return -1;
	buildenv_warn(b);
	return 0;
}

void
buildenv_clear(struct buildenv *b)
{
	cargoconfig_clear(&b->config);
	conf_clear(&b->conf);
	zig_clear(&b->zig);
	rustc_clear(&b->rustc);
	free(b->workspace);
	free(b->shim);
	b->workspace = b->shim = NULL;
	cargoenv_clear(&b->env);
	argvec_clear(&b->warnings);
	forget_parts(b);
}
