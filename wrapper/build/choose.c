#include "wrapper/build/choose.h"

#include <string.h>

#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/rustflags.h"

/* What has been chosen so far. */
struct choice {
	const struct buildfacts *b;
	struct argvec vars;  /* the user's with the flags that were added */
	struct cargoenv *env;
	struct argvec *warnings;
};

/*
 * What rustc links with: a compiler driver; where rustc's own choice is lld
 * itself, lld, since what people pass (-C link-arg=-Tlink.x, --export-table)
 * is for that. rustc tells the kind by the name.
 */
static const char *
linker_tool(const struct target_def *d)
{
	if (d->libc == LIBC_MSVC)
		return "lld-link";
	if (d->libc == LIBC_EMSCRIPTEN)
		return "cc";
	if (target_is_component(d))
		return "wasm-component-ld";
	if (d->arch == ARCH_WASM32)
		return "wasm-ld";
	if (target_is_uefi(d))
		return "lld-link";
	return d->libc == LIBC_NONE ? "ld.lld" : "cc";
}

static bool
we_link(const struct targetfacts *of)
{
	return of->linker.word == NULL || of->linker.ours;
}

static void
warn_linker(const struct targetfacts *of, struct argvec *warnings)
{
	const struct target *t = &of->t;

	if (!we_link(of) && t->glibc_given)
		argvec_pushf(warnings,
			"%s: '%s' (%s) stays the linker, so nothing holds the "
			"glibc floor %u.%u",
			t->def->rust, of->linker.word, of->linker.where,
			t->glibc.major, t->glibc.minor);
}

/* What of the root's wiring gave way to the user's own. */
static void
warn_kept(const struct choice *c, const struct targetfacts *of)
{
	static const char *const starts[] = { "PKG_CONFIG", "OPENSSL",
		"CMAKE_TOOLCHAIN_FILE" };

	for (size_t i = 0; of->root.dir != NULL && i < c->env->n; i++) {
		const struct envvar *v = &c->env->v[i];

		for (size_t k = 0; k < COUNT(starts); k++)
			if (v->kept != NULL &&
				strstr(v->key, starts[k]) != NULL)
				argvec_pushf(c->warnings,
					"%s (%s) stays: it may hide the "
					"libraries of '%s'",
					v->key, v->kept, of->root.dir);
	}
}

static void
other_targets(const struct buildfacts *b, const struct targetfacts *of,
	struct argvec *others)
{
	for (size_t i = 0; i < b->n; i++)
		if (&b->of[i] != of)
			argvec_push(others, target_cargo(&b->of[i].t));
}

/*
 * A flag for rustc and, for what doctests make, for rustdoc: target flags reach
 * target units only. The next flag is added to what is in force with this one.
 */
static int
add_flag(struct choice *c, const struct targetfacts *of, const char *flag,
	const char *why, struct fail *f)
{
	autoargvec changes = ARGVEC_INIT, others = ARGVEC_INIT;

	other_targets(c->b, of, &others);
	for (int i = 0; i < 2; i++) {
		struct rustflags_from from = { &c->vars, &c->b->config,
			i == 1 };

		if (rustflags_add(&from, target_cargo(&of->t), &others, flag,
			    &changes, f) != 0)
			return -1;
	}
	vars_apply(&c->vars, &changes);
	for (size_t i = 0; i < changes.n; i++) {
		char *eq = strchr(changes.v[i], '=');

		if (eq != NULL)
			*eq++ = '\0';
		cargoenv_set(c->env, changes.v[i], eq, why);
	}
	return 0;
}

/* The linker key of the host's triple would link build scripts too. */
static int
link_by_flag(struct choice *c, const struct targetfacts *of, struct fail *f)
{
	autofree char *name = linkdir_target(&of->t);
	autofree char *flag = xasprintf("-Clinker=%s-cc", name);

	return add_flag(c, of, flag, "the linker of this machine's triple", f);
}

/* The shim gets to know the root by a variable. */
static void
set_root(struct choice *c, const struct targetfacts *of)
{
	autofree char *name = root_variable(of->t.def);

	if (of->root.dir != NULL)
		cargoenv_set(c->env, name, of->root.dir, of->root.from);
}

static int
choose_one(struct choice *c, const struct targetfacts *of, bool plain,
	struct fail *f)
{
	const struct rustflags_from flags = { &c->vars, &c->b->config, false };
	autofree char *full = linkdir_target(&of->t), *cpu = NULL;
	autofree char *link = xasprintf("%s/%s-%s", of->dir, full,
		linker_tool(of->t.def));
	autofree char *command = argvec_join(&of->command, " ");
	struct cargoenv_from from = { .t = &of->t, .native = of->native,
		.dir = of->dir, .prefix = of->prefix,
		.toolchain = of->toolchain, .bindgen = of->clang,
		.root = &of->in_root, .libstdcxx = of->libstdcxx,
		.vars = &c->vars, .config = &c->b->config, .plain = plain };

	warn_linker(of, c->warnings);
	set_root(c, of);
	if (rustflags_value(
		    &flags, target_cargo(&of->t), "target-cpu=", &cpu, f) != 0)
		return -1;
	if (of->no_clang != NULL)
		argvec_pushf(c->warnings,
			"bindgen gets no header folders: %s", of->no_clang);
	from.linker = we_link(of) && !of->native ? link : NULL;
	from.runner = of->command.n > 0 && !of->has_runner ? command : NULL;
	from.cpu = cpu != NULL || of->t.spec_cpu[0] == '\0' ? cpu
							    : of->t.spec_cpu;
	cargoenv_add(c->env, &from);
	warn_kept(c, of);
	return we_link(of) && of->native ? link_by_flag(c, of, f) : 0;
}

/* Whoever names a rustc and no rustdoc has cargo take the one of PATH, which
 * may be of another release and then cannot read this rustc's std. */
static void
same_rustdoc(struct choice *c)
{
	const struct buildfacts *b = c->b;

	if (b->rustdoc != NULL && vars_get(&b->vars, "RUSTC") != NULL &&
		vars_get(&b->vars, "RUSTDOC") == NULL &&
		cargoconfig_get(&b->config, "build", "rustdoc", NULL) == NULL)
		cargoenv_set(c->env, "RUSTDOC", b->rustdoc, "RUSTC's own");
}

/* musl programs are static, whatever this rustc does by itself; a std in our
 * cache is named by a flag for this target. */
static int
choose_std(struct choice *c, const struct targetfacts *of, struct fail *f)
{
	autofree char *sysroot = NULL;

	if (of->dynamic &&
		add_flag(c, of, "-Ctarget-feature=+crt-static",
			"musl is linked statically", f) != 0)
		return -1;
	if (of->std == NULL)
		return 0;
	same_rustdoc(c);
	sysroot = xasprintf("--sysroot=%s", of->std);
	return add_flag(c, of, sysroot, "Rust's std in our cache", f);
}

int
choose_env(const struct buildfacts *b, bool plain, struct cargoenv *env,
	struct argvec *warnings, struct fail *f)
{
	struct choice c = { .b = b, .env = env, .warnings = warnings };
	int r = 0;

	argvec_pushv(&c.vars, b->vars.v);
	/* Other tools than the shim find no zbuild.ini by their folder. */
	if (b->workspace != NULL)
		cargoenv_set(env, CONF_WORKSPACE, b->workspace,
			"the workspace");
	if (b->libclang != NULL)
		cargoenv_set(env, "LIBCLANG_PATH", b->libclang,
			"bindgen's own choice is too old for zig's libc++");
	if (b->host != NULL)
		cargoenv_set(env, HOST_VARIABLE, b->host, "rustc's host");
	for (size_t i = 0; r == 0 && i < b->n; i++)
		r = choose_one(&c, &b->of[i], plain, f);
	for (size_t i = 0; r == 0 && i < b->n; i++)
		r = choose_std(&c, &b->of[i], f);
	argvec_clear(&c.vars);
	return r;
}
