#include "wrapper/cargo/cargoenv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "wrapper/cargo/rustflags.h"

/* The spellings under which somebody may have set a key for a target. */
enum {
	FORM_T = 1,       /* CC_x86_64-unknown-linux-gnu */
	FORM_U = 2,       /* CC_x86_64_unknown_linux_gnu */
	FORM_KIND = 4,    /* TARGET_CC; HOST_CC if the target is the host */
	FORM_PLAIN = 8,   /* CC */
	FORM_CARGO = 16,  /* CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER */
	FORM_FRONT = 32   /* X86_64_UNKNOWN_LINUX_GNU_OPENSSL_DIR */
};

/* cc-rs reads CC_T, CC_t, TARGET_CC or HOST_CC, CC. A plain CC says nothing
 * about a target: it is what this machine's own code is compiled with. */
#define FORMS_CC (FORM_T | FORM_U | FORM_KIND)
#define FORMS_ALL (FORMS_CC | FORM_PLAIN)

/* One variable: what it is called, who reads it and what it gets. */
struct row {
	enum envvar_scope scope;
	const char *reader, *key;
	unsigned forms;     /* under which the user's value counts */
	bool dot;           /* '.' of the triple becomes '_' too: cc-rs */
	const char *also;   /* other keys that mean the user decides */
	char *(*value)(const struct cargoenv_from *from, const char *arg);
	const char *arg;
};

/* A name that is found on PATH: what an absolute path would do to autotools-rs
 * is told at linkdir_prefix. */
static char *
bare_name(const struct cargoenv_from *from, const char *tool)
{
	return xasprintf("%s-%s", from->prefix, tool);
}

static char *
full_name(const struct cargoenv_from *from, const char *tool)
{
	return xasprintf("%s/%s-%s", from->dir, from->prefix, tool);
}

/* libc++ is what zig has; on Apple, BSD and WASI it is cc-rs' own choice. */
static char *
cxx_library(const struct cargoenv_from *from, const char *name)
{
	if (from->libstdcxx)
		return xstrdup("stdc++");
	switch (from->t->def->libc) {
	case LIBC_GLIBC:
	case LIBC_MUSL:
	case LIBC_MINGW:
		return xstrdup(name);
	default:
		return NULL;
	}
}

static char *
optional(const char *value)
{
	return value != NULL ? xstrdup(value) : NULL;
}

static char *
toolchain(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->toolchain);
}

static char *
linker(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->linker);
}

static char *
runner(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->runner);
}

/* The shim compiles C for it (shim/cpu/cpu.c). */
static char *
rust_cpu(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->cpu);
}

/* raw-dylib needs no import libraries of windows-sys' own. */
static char *
mingw_only(const struct cargoenv_from *from, const char *text)
{
	return from->t->def->libc == LIBC_MINGW ? xstrdup(text) : NULL;
}

static char *
gnu_host(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return from->native ? NULL : optional(from->t->def->gnu);
}

static char *
go_os(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->t->def->goos);
}

static char *
go_arch(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->t->def->goarch);
}

static char *
go_arm(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->t->def->goarm);
}

/* cgo is off by default when crossing. */
static char *
cgo(const struct cargoenv_from *from, const char *text)
{
	return from->t->def->goarch != NULL ? xstrdup(text) : NULL;
}

/* node-gyp's cross mode: setting it for this machine would switch it on. */
static char *
gyp(const struct cargoenv_from *from, const char *tool)
{
	return from->native ? NULL : full_name(from, tool);
}

static char *
host_tool(const struct cargoenv_from *from, const char *tool)
{
	return from->native ? NULL : xstrdup(tool);
}

static char *
by_target(const struct cargoenv_from *from, const char *tool)
{
	return xasprintf("%s/%s", from->dir, tool);
}

/* Our pkg-config is of use only where there is a root to look into. */
static char *
root_pkg_config(const struct cargoenv_from *from, const char *tool)
{
	return from->root->dir != NULL ? bare_name(from, tool) : NULL;
}

/* An empty list of folders: this machine's libraries stay out, also when
 * target and host are the same and pkg-config-rs would look. */
static char *
pkg_config_folders(const struct cargoenv_from *from, const char *none)
{
	return xstrdup(from->root->dir != NULL ? from->root->pkgconfig : none);
}

static char *
root_dir(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->root->dir);
}

static char *
openssl_headers(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->root->openssl_include);
}

static char *
openssl_library(const struct cargoenv_from *from, const char *arg)
{
	(void)arg;
	return optional(from->root->openssl_lib);
}

/* Any of these, set by the user, means that he decides where pkg-config looks;
 * PKG_CONFIG_PATH only adds to that. */
#define PKG "PKG_CONFIG PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR " \
	    "PKG_CONFIG_ALLOW_CROSS"
#define FORMS_SSL (FORM_FRONT | FORM_PLAIN)
#define SSL "OPENSSL_DIR OPENSSL_LIB_DIR OPENSSL_INCLUDE_DIR"

/* clang-format off */
static const struct row rows[] = {
	{ ENVVAR_CARGO, "cc-rs", "CC", FORMS_CC, true, NULL, bare_name, "gcc" },
	{ ENVVAR_CARGO, "cc-rs", "CXX", FORMS_CC, true, NULL, bare_name, "g++" },
	{ ENVVAR_CARGO, "cc-rs", "AR", FORMS_CC, true, NULL, bare_name, "ar" },
	{ ENVVAR_CARGO, "cc-rs", "RANLIB", FORMS_CC, true, NULL, bare_name, "ranlib" },
	{ ENVVAR_CARGO, "cc-rs", "CXXSTDLIB", FORMS_CC, true, NULL, cxx_library, "c++" },
	{ ENVVAR_CARGO, "cmake-rs", "CMAKE_TOOLCHAIN_FILE", FORMS_ALL, false, NULL, toolchain, NULL },
	{ ENVVAR_CARGO, "pkg-config-rs", "PKG_CONFIG", FORMS_ALL, false, PKG, root_pkg_config, "pkg-config" },
	{ ENVVAR_CARGO, "pkg-config-rs", "PKG_CONFIG_LIBDIR", FORMS_ALL, false, PKG, pkg_config_folders, "" },
	{ ENVVAR_CARGO, "pkg-config-rs", "PKG_CONFIG_SYSROOT_DIR", FORMS_ALL, false, PKG, root_dir, NULL },
	/* Debian's library is in a folder of its own, so not OPENSSL_DIR. */
	{ ENVVAR_CARGO, "openssl-sys", "OPENSSL_LIB_DIR", FORMS_SSL, false, SSL, openssl_library, NULL },
	{ ENVVAR_CARGO, "openssl-sys", "OPENSSL_INCLUDE_DIR", FORMS_SSL, false, SSL, openssl_headers, NULL },
	{ ENVVAR_CARGO, "cargo", "LINKER", FORM_CARGO, false, NULL, linker, NULL },
	{ ENVVAR_CARGO, "cargo", "RUNNER", FORM_CARGO, false, NULL, runner, NULL },
	{ ENVVAR_CARGO, "zshim", "ZBUILD_CPU", FORM_U, true, NULL, rust_cpu, NULL },
	{ ENVVAR_CARGO, "winapi", "WINAPI_NO_BUNDLED_LIBRARIES", FORM_PLAIN, false, NULL, mingw_only, "1" },
	{ ENVVAR_PLAIN, "make, configure", "CC", FORM_PLAIN, false, NULL, full_name, "gcc" },
	{ ENVVAR_PLAIN, "make, configure", "CXX", FORM_PLAIN, false, NULL, full_name, "g++" },
	{ ENVVAR_PLAIN, "make, configure", "AR", FORM_PLAIN, false, NULL, full_name, "ar" },
	{ ENVVAR_PLAIN, "make, configure", "RANLIB", FORM_PLAIN, false, NULL, full_name, "ranlib" },
	/* cc-rs in a build script for this machine would take plain CC. */
	{ ENVVAR_PLAIN, "cc-rs", "HOST_CC", FORM_PLAIN, false, "CC", host_tool, "cc" },
	{ ENVVAR_PLAIN, "cc-rs", "HOST_CXX", FORM_PLAIN, false, "CXX", host_tool, "c++" },
	{ ENVVAR_PLAIN, "cc-rs", "HOST_AR", FORM_PLAIN, false, "AR", host_tool, "ar" },
	{ ENVVAR_PLAIN, "cc-rs", "HOST_RANLIB", FORM_PLAIN, false, "RANLIB", host_tool, "ranlib" },
	{ ENVVAR_PLAIN, "make, configure", "STRIP", FORM_PLAIN, false, NULL, full_name, "strip" },
	{ ENVVAR_PLAIN, "make, configure", "NM", FORM_PLAIN, false, NULL, full_name, "nm" },
	{ ENVVAR_PLAIN, "make, configure", "OBJCOPY", FORM_PLAIN, false, NULL, full_name, "objcopy" },
	{ ENVVAR_PLAIN, "make, configure", "LD", FORM_PLAIN, false, NULL, full_name, "ld" },
	{ ENVVAR_PLAIN, "pkg-config", "PKG_CONFIG", FORM_PLAIN, false, PKG, full_name, "pkg-config" },
	{ ENVVAR_PLAIN, "pkg-config", "PKG_CONFIG_LIBDIR", FORM_PLAIN, false, PKG, pkg_config_folders, "" },
	{ ENVVAR_PLAIN, "pkg-config", "PKG_CONFIG_SYSROOT_DIR", FORM_PLAIN, false, PKG, root_dir, NULL },
	{ ENVVAR_PLAIN, "CMake", "CMAKE_TOOLCHAIN_FILE", FORM_PLAIN, false, NULL, toolchain, NULL },
	{ ENVVAR_PLAIN, "configure", "host_alias", FORM_PLAIN, false, NULL, gnu_host, NULL },
	{ ENVVAR_PLAIN, "go", "GOOS", FORM_PLAIN, false, NULL, go_os, NULL },
	{ ENVVAR_PLAIN, "go", "GOARCH", FORM_PLAIN, false, NULL, go_arch, NULL },
	{ ENVVAR_PLAIN, "go", "GOARM", FORM_PLAIN, false, NULL, go_arm, NULL },
	{ ENVVAR_PLAIN, "go", "CGO_ENABLED", FORM_PLAIN, false, NULL, cgo, "1" },
	{ ENVVAR_PLAIN, "node-gyp", "CC_target", FORM_PLAIN, false, NULL, gyp, "gcc" },
	{ ENVVAR_PLAIN, "node-gyp", "CXX_target", FORM_PLAIN, false, NULL, gyp, "g++" },
	{ ENVVAR_PLAIN, "node-gyp", "AR_target", FORM_PLAIN, false, NULL, gyp, "ar" },
	{ ENVVAR_PLAIN, "node-gyp", "LINK_target", FORM_PLAIN, false, NULL, gyp, "g++" },
	{ ENVVAR_PLAIN, "node-gyp", "CC_host", FORM_PLAIN, false, NULL, host_tool, "cc" },
	{ ENVVAR_PLAIN, "node-gyp", "CXX_host", FORM_PLAIN, false, NULL, host_tool, "c++" },
};

/* What a configure or Makefile of a crate reads; HOST_CC beside it, since cc-rs
 * in a target's script would take plain CC for this machine's compiler. */
static const struct row script_rows[] = {
	{ ENVVAR_CARGO, "build scripts", "CC", FORM_PLAIN, false, NULL, by_target, "cc" },
	{ ENVVAR_CARGO, "build scripts", "CXX", FORM_PLAIN, false, NULL, by_target, "c++" },
	{ ENVVAR_CARGO, "build scripts", "AR", FORM_PLAIN, false, NULL, by_target, "ar" },
	{ ENVVAR_CARGO, "build scripts", "RANLIB", FORM_PLAIN, false, NULL, by_target, "ranlib" },
	{ ENVVAR_CARGO, "cc-rs", "HOST_CC", FORM_PLAIN, false, "CC", host_tool, "cc" },
	{ ENVVAR_CARGO, "cc-rs", "HOST_CXX", FORM_PLAIN, false, "CXX", host_tool, "c++" },
	{ ENVVAR_CARGO, "cc-rs", "HOST_AR", FORM_PLAIN, false, "AR", host_tool, "ar" },
	{ ENVVAR_CARGO, "cc-rs", "HOST_RANLIB", FORM_PLAIN, false, "RANLIB", host_tool, "ranlib" },
};
/* clang-format on */

static const struct row bindgen = { ENVVAR_CARGO, "bindgen",
	"BINDGEN_EXTRA_CLANG_ARGS", FORM_T | FORM_U | FORM_PLAIN, false, NULL, NULL, NULL };

static char *
form_name(const struct row *r, const struct cargoenv_from *from,
	const char *key, unsigned form)
{
	const char *triple = from->t == NULL	     ? ""
			     : strcmp(r->reader, "zshim") == 0
				     ? from->t->def->rust
				     : target_cargo(from->t);
	char *name;

	switch (form) {
	case FORM_T:
		return xasprintf("%s_%s", key, triple);
	case FORM_U:
		name = xasprintf("%s_%s", key, triple);
		for (char *p = name + strlen(key); *p != '\0'; p++)
			if (*p == '-' || (*p == '.' && r->dot))
				*p = '_';
		return name;
	case FORM_KIND:
		return xasprintf(
			"%s_%s", from->native ? "HOST" : "TARGET", key);
	case FORM_CARGO:
		return rustflags_target_key(triple, key);
	case FORM_FRONT:
		name = xasprintf("%s_%s", triple, key);
		for (char *p = name; *p != '\0'; p++)
			*p = *p == '-' ? '_'
				       : (char)toupper((unsigned char)*p);
		return name;
	default:
		return xstrdup(key);
	}
}

/* The environment, then [env] of cargo's configuration, which would come in
 * its place for build scripts. */
static const char *
users(const struct cargoenv_from *from, const char *name, const char **where)
{
	const char *v = vars_get(from->vars, name);

	*where = "the environment";
	return v != NULL ? v : cargoconfig_env(from->config, name, where);
}

/* The form of key that the user set and that its reader looks at first. */
static const char *
user_value(const struct row *r, const struct cargoenv_from *from,
	const char *key, char **name, const char **where)
{
	for (unsigned form = FORM_T; form <= FORM_FRONT; form *= 2) {
		autofree char *n = NULL;
		const char *v;

		if ((r->forms & form) == 0)
			continue;
		n = form_name(r, from, key, form);
		v = users(from, n, where);
		if (v != NULL) {
			*name = n;
			n = NULL;
			return v;
		}
	}
	return NULL;
}

static struct envvar *
slot(struct cargoenv *e, enum envvar_scope scope, const char *key)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->v[i].key, key) == 0) {
			free(e->v[i].value);
			free(e->v[i].kept);
			e->v[i].value = e->v[i].kept = NULL;
			return &e->v[i];
		}
	e->v = xreallocarray(e->v, e->n + 1, sizeof *e->v);
	e->v[e->n] = (struct envvar){ .scope = scope, .key = xstrdup(key) };
	return &e->v[e->n++];
}

static void
set(struct cargoenv *e, enum envvar_scope scope, const char *key,
	const char *value, const char *why)
{
	struct envvar *v = slot(e, scope, key);

	v->value = optional(value);
	v->why = why;
}

void
cargoenv_set(struct cargoenv *e, const char *key, const char *value,
	const char *why)
{
	set(e, ENVVAR_CARGO, key, value, why);
}

static void
keep(struct cargoenv *e, const struct row *r, const char *name,
	const char *value, const char *where)
{
	struct envvar *v = slot(e, r->scope, name);

	v->value = xstrdup(value);
	v->why = r->reader;
	v->kept = xstrdup(where);
}

/* The user's value of the row or of a key that goes with it. */
static bool
keep_users(struct cargoenv *e, const struct row *r,
	const struct cargoenv_from *from)
{
	autoargvec keys = ARGVEC_INIT;

	argvec_push(&keys, r->key);
	if (r->also != NULL)
		argvec_split(&keys, r->also, " ");
	for (size_t i = 0; i < keys.n; i++) {
		autofree char *name = NULL;
		const char *where = NULL, *v;

		v = user_value(r, from, keys.v[i], &name, &where);
		if (v != NULL) {
			keep(e, r, name, v, where);
			return true;
		}
	}
	return false;
}

/* The form that we set: the one that its reader takes for this target. */
static unsigned
our_form(const struct row *r)
{
	return r->forms & FORM_U       ? FORM_U
	       : r->forms & FORM_CARGO ? FORM_CARGO
	       : r->forms & FORM_FRONT ? FORM_FRONT
				       : FORM_PLAIN;
}

static void
add_row(struct cargoenv *e, const struct row *r,
	const struct cargoenv_from *from)
{
	autofree char *value = r->value(from, r->arg);
	autofree char *name = NULL;

	if (value == NULL || keep_users(e, r, from))
		return;
	name = form_name(r, from, r->key, our_form(r));
	set(e, r->scope, name, value, r->reader);
}

/* bindgen takes the first form that is set and no other, so the user's words
 * are joined to ours, last: the last word wins in clang. */
static void
add_bindgen(struct cargoenv *e, const struct cargoenv_from *from)
{
	autofree char *name = NULL, *value = NULL;
	autoargvec words = ARGVEC_INIT;
	const char *where, *theirs;

	if (from->bindgen == NULL)
		return;
	theirs = user_value(&bindgen, from, bindgen.key, &name, &where);
	if (theirs != NULL && quote_parse_sh(theirs, &words, FAIL_IGNORED) != 0) {
		/* bindgen takes badly quoted text as a single word. */
		keep(e, &bindgen, name, theirs, where);
		return;
	}
	if (name == NULL || strcmp(name, bindgen.key) == 0) {
		free(name);
		name = form_name(&bindgen, from, bindgen.key, FORM_U);
	}
	value = theirs != NULL ? xasprintf("%s %s", from->bindgen, theirs)
			      : xstrdup(from->bindgen);
	set(e, bindgen.scope, name, value, bindgen.reader);
}

void
cargoenv_add(struct cargoenv *e, const struct cargoenv_from *from)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].scope == ENVVAR_CARGO || from->plain)
			add_row(e, &rows[i], from);
	add_bindgen(e, from);
	if (!argvec_has(&e->path, from->dir))
		argvec_push(&e->path, from->dir);
}

void
cargoenv_scripts(struct cargoenv *e, const char *dir,
	const struct argvec *vars, const struct cargoconfig *config)
{
	const struct cargoenv_from from = { .dir = dir, .vars = vars,
		.config = config };

	for (size_t i = 0; i < COUNT(script_rows); i++)
		add_row(e, &script_rows[i], &from);
}

void
cargoenv_words(const struct cargoenv *e, const char *old_path,
	struct argvec *out)
{
	autofree char *path = argvec_join(&e->path, ":");

	for (size_t i = 0; i < e->n; i++) {
		const struct envvar *v = &e->v[i];

		if (v->kept != NULL)
			continue;
		if (v->value != NULL)
			argvec_pushf(out, "%s=%s", v->key, v->value);
		else
			argvec_push(out, v->key);
	}
	if (e->path.n > 0)
		argvec_pushf(out, "PATH=%s%s%s", path,
			old_path != NULL && *old_path != '\0' ? ":" : "",
			old_path != NULL ? old_path : "");
}

void
cargoenv_trace(const struct cargoenv *e)
{
	if (!trace_on())
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct envvar *v = &e->v[i];
		autofree char *value =
			quote_sh(v->value != NULL ? v->value : "");

		if (v->kept != NULL)
			trace_line("env: %s=%s kept: set by %s", v->key,
				value, v->kept);
		else if (v->value == NULL)
			trace_line("env: %s unset # %s", v->key, v->why);
		else
			trace_line("env: %s=%s # %s", v->key, value, v->why);
	}
	for (size_t i = 0; i < e->path.n; i++)
		trace_line("env: PATH starts with %s", e->path.v[i]);
}

void
cargoenv_clear(struct cargoenv *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->v[i].key);
		free(e->v[i].value);
		free(e->v[i].kept);
	}
	free(e->v);
	argvec_clear(&e->path);
	*e = (struct cargoenv)CARGOENV_INIT;
}
