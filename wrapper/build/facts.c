#include "wrapper/build/facts.h"

#include <stdlib.h>
#include <string.h>

#include "common/machine.h"
#include "common/quote.h"
#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "shim/root/sdk.h"
#include "shim/sysroot/macos.h"
#include "targets/glibc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/build/bindgen.h"
#include "wrapper/build/cmakefile.h"
#include "wrapper/build/libclang.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/rustflags.h"
#include "wrapper/deps/deps.h"
#include "wrapper/run/runner.h"
#include "wrapper/zig/install.h"

/* --- of the whole build --------------------------------------------------- */

int
buildfacts_open(struct buildfacts *b, const char *dir,
	const struct argvec *cli, const char *manifest, struct fail *f)
{
	const char *users;
	int r = 0;

	vars_own(&b->vars);
	b->config.facts = rustc_cfg;
	if (cargoconfig_load(&b->config, dir, cli, f) != 0)
		return -1;
	for (size_t i = 0; i < b->config.files.n; i++)
		trace_line("cargo config: %s", b->config.files.v[i]);
	users = vars_get(&b->vars, CONF_WORKSPACE);
	if (dir != NULL)
		r = workspace_find(manifest, &b->workspace, f);
	else if (users != NULL)
		b->workspace = xstrdup(users);
	return r == 0 ? conf_load(&b->conf, b->workspace, f) : -1;
}

int
buildfacts_tools(struct buildfacts *b, struct fail *f)
{
	if (ziginstall_find(&b->conf, &b->zig, f) != 0)
		return -1;
	return linkdir_shim(&b->shim, f);
}

int
buildfacts_floor(
	struct buildfacts *b, struct target *t, char **where, struct fail *f)
{
	if (cargoconfig_know(&b->config, target_cargo(t), t->def->rust, f) != 0)
		return -1;
	return linker_floor(&b->vars, &b->config, &b->conf, t, where, f);
}

const char *
buildfacts_host(struct buildfacts *b)
{
	if (b->host == NULL && host_in_doubt() &&
		(b->rustc.sysroot != NULL ||
			rustc_open(&b->config, &b->rustc, FAIL_IGNORED) == 0) &&
		(b->host = rustc_host(&b->rustc)) != NULL)
		host_set(b->host);
	/* whoever needs rustc says what is wrong with it */
	return host_triple();
}

int
buildfacts_check(
	const struct buildfacts *b, const struct target *t, struct fail *f)
{
	scoped(sdk) sdk = SDK_INIT;
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
	if (zig_suits(&b->zig, t, f) != 0)
		return -1;
	if (sdk_find(&machine_real, &b->conf, t->def, NULL, &sdk, f) == 0)
		return 0;
	f->status = EXIT_USAGE;
	return -1;
}

/* --- of a target ---------------------------------------------------------- */

static int
find_linker(const struct buildfacts *b, struct targetfacts *of, struct fail *f)
{
	const struct linker *l = &of->linker;

	if (linker_find(&b->vars, &b->config, &of->t, &of->linker, f) != 0)
		return -1;
	if (l->word != NULL && !l->ours)
		trace_line("linker of %s kept: '%s' by %s", of->t.def->rust,
			l->word, l->where);
	return 0;
}

static int
find_users_runner(
	const struct buildfacts *b, struct targetfacts *of, struct fail *f)
{
	const char *rust = target_cargo(&of->t);
	autofree char *name = rustflags_target_key(rust, "RUNNER");
	struct toml *node;
	int n = cargoconfig_target(&b->config, rust, "runner", &node, 1, f);

	of->has_runner = n > 0 || vars_get(&b->vars, name) != NULL;
	return n < 0 ? -1 : 0;
}

/* --sysroot, then what the user set, then Debian's packages, which are brought
 * up to date. */
static int
find_root(const struct buildfacts *b, struct targetfacts *of, struct fail *f)
{
	const struct target_def *d = of->t.def;
	autofree char *dir = NULL;
	bool none = false;

	if (b->sysroot != NULL)
		return root_set(&machine_real, &of->root, d, b->sysroot, "--sysroot", f);
	if (root_named(&machine_real, &b->conf, d, &of->root, &none, f) != 0)
		return -1;
	if (of->root.dir != NULL || none)
		return 0;
	if (deps_root(&b->conf, d, b->locked ? DEPS_LOCKED : 0, &dir, f) != 0)
		return -1;
	return dir != NULL ? root_set(&machine_real, &of->root, d, dir, "[deps]", f) : 0;
}

/* What CMake runs the target's programs with. It counts even the same machine
 * as another as soon as there is a toolchain file. */
static void
cmake_emulator(struct targetfacts *of)
{
	argvec_pushv(&of->emulator, of->command.v);
	if (of->command.n == 0 && of->native)
		argvec_push(&of->emulator, "/usr/bin/env");
	if (of->root.dir != NULL && of->command.n > 0)
		argvec_pushl(
			&of->emulator, "--sysroot", of->root.dir, NULL);
}

/* What runs a program here; nothing if it runs by itself or not at all. */
static int
find_emulator(struct targetfacts *of, struct fail *f)
{
	autofree char *self = NULL;
	struct runner r = RUNNER_INIT;

	if (linkdir_self(of->dir, &self, f) != 0)
		return -1;
	runner_find(of->t.def, of->root.dir, &r);
	of->needs_wrapper = r.kind != RUNNER_DIRECT;
	runner_command(&r, of->t.def, self, &of->command);
	runner_clear(&r);
	cmake_emulator(of);
	return 0;
}

static void
add_headers(struct targetfacts *of, const char *dir)
{
	autofree char *quoted = quote_sh(dir);
	char *more = xasprintf("%s -idirafter %s", of->clang, quoted);

	free(of->clang);
	of->clang = more;
}

/* Ours for macOS and the root's are behind all of zig's. They are a convenience:
 * without them a build may well succeed. */
static void
find_clang_words(const struct buildfacts *b, struct targetfacts *of)
{
	autofree char *ours = NULL;
	autofail f = FAIL_INIT;

	if (bindgen_args(&b->zig, &of->t, &of->clang, &f) != 0)
		of->no_clang = xstrdup(f.what);
	else if (target_is_macos(of->t.def) &&
		 vars_get(&b->vars, "SDKROOT") == NULL &&
		 macos_headers_path(&b->zig, &of->t, &ours, &f) == 0 &&
		 macos_headers_make(&b->zig, &of->t, ours, &f) == 0)
		add_headers(of, ours);
	for (size_t i = 0; of->clang != NULL && i < of->root.headers.n; i++)
		add_headers(of, of->root.headers.v[i]);
}

static int
look_at(struct buildfacts *b, struct targetfacts *of, struct fail *f)
{
	const struct target_def *d = of->t.def;
	const struct target_def *host = triple_find(host_triple(), NULL);
	const char *cxx;

	of->native = strcmp(d->rust, host_triple()) == 0;
	if (host != NULL && host->arch == d->arch)
		of->native = strcmp(d->rust, buildfacts_host(b)) == 0;
	/* its keys are not this machine's */
	of->native = of->native && of->t.spec[0] == '\0';
	if (cargoconfig_know(&b->config, target_cargo(&of->t), d->rust,
		    f) != 0 ||
		find_linker(b, of, f) != 0 ||
		find_users_runner(b, of, f) != 0 || find_root(b, of, f) != 0 ||
		linkdir_make(&of->t, b->shim, &of->dir, f) != 0 ||
		find_emulator(of, f) != 0)
		return -1;
	cargoroot_look(&of->root, d, &of->in_root);
	if (root_cxx(&machine_real, &b->conf, d, &cxx, f) != 0)
		return -1;
	of->libstdcxx = strcmp(cxx, "libstdc++") == 0;
	of->prefix = linkdir_prefix(&of->t);
	if (cmakefile_write(&of->t, of->dir, of->prefix, &of->emulator,
		    of->root.dir != NULL ? &of->root : NULL, &of->toolchain,
		    f) != 0)
		return -1;
	find_clang_words(b, of);
	return 0;
}

int
buildfacts_targets(struct buildfacts *b, const struct target *ts, size_t n,
	struct fail *f)
{
	const char *where;

	if (b->sysroot != NULL && n > 1)
		return fail_status(f, EXIT_USAGE,
			"--sysroot is for one target, not for %zu", n);
	b->of = xcalloc(n, sizeof *b->of);
	if (b->libclang == NULL &&
		cargoconfig_env(&b->config, "LIBCLANG_PATH", &where) == NULL)
		b->libclang = libclang_choose("", &b->zig, &b->vars);
	for (; b->n < n; b->n++) {
		struct targetfacts *of = &b->of[b->n];

		of->t = ts[b->n];
		if (look_at(b, of, f) != 0) {
			b->n++;
			return -1;
		}
	}
	return 0;
}

static void
target_clear(struct targetfacts *of)
{
	linker_clear(&of->linker);
	root_clear(&of->root);
	cargoroot_clear(&of->in_root);
	free(of->dir);
	free(of->prefix);
	argvec_clear(&of->command);
	argvec_clear(&of->emulator);
	free(of->toolchain);
	free(of->clang);
	free(of->no_clang);
	free(of->std);
}

void
buildfacts_clear(struct buildfacts *b)
{
	for (size_t i = 0; i < b->n; i++)
		target_clear(&b->of[i]);
	free(b->of);
	argvec_clear(&b->vars);
	cargoconfig_clear(&b->config);
	free(b->workspace);
	conf_clear(&b->conf);
	zig_clear(&b->zig);
	free(b->shim);
	rustc_clear(&b->rustc);
	free(b->rustdoc);
	free(b->host);
	free(b->libclang);
	*b = (struct buildfacts)BUILDFACTS_INIT;
}
