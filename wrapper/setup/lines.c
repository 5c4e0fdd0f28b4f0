#include "wrapper/setup/lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "wrapper/cargo/rustflags.h"
#include "wrapper/text/tomledit.h"

static void
push_underscored(struct argvec *names, const char *key, const char *rust,
	const char *bytes)
{
	char *name = xasprintf("%s_%s", key, rust);

	for (char *p = name; *p != '\0'; p++)
		if (strchr(bytes, *p) != NULL)
			*p = '_';
	argvec_take(names, name);
}

void
setuplines_forget(const struct target *ts, size_t n, struct argvec *vars)
{
	static const char *const plain[] = { "RUSTFLAGS", "RUSTDOCFLAGS",
		"CARGO_ENCODED_RUSTFLAGS", "CARGO_ENCODED_RUSTDOCFLAGS",
		"CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_RUSTDOCFLAGS",
		"WINAPI_NO_BUNDLED_LIBRARIES" };
	static const char *const keys[] = { "CC", "CXX", "AR", "RANLIB",
		"CXXSTDLIB", "CMAKE_TOOLCHAIN_FILE", "PKG_CONFIG",
		"PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR",
		"PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_ALLOW_CROSS",
		"BINDGEN_EXTRA_CLANG_ARGS" };
	static const char *const cargos[] = {
		"LINKER", "RUNNER", "RUSTFLAGS", "RUSTDOCFLAGS" };
	autoargvec names = ARGVEC_INIT;

	for (size_t i = 0; i < COUNT(plain); i++)
		argvec_push(&names, plain[i]);
	for (size_t k = 0; k < COUNT(keys); k++) {
		argvec_push(&names, keys[k]);
		argvec_pushf(&names, "HOST_%s", keys[k]);
		argvec_pushf(&names, "TARGET_%s", keys[k]);
		for (size_t i = 0; i < n; i++) {
			const char *rust = target_cargo(&ts[i]);

			push_underscored(&names, keys[k], rust, "");
			push_underscored(&names, keys[k], rust, "-");
			push_underscored(&names, keys[k], rust, "-.");
		}
	}
	for (size_t k = 0; k < COUNT(cargos); k++)
		for (size_t i = 0; i < n; i++)
			argvec_take(&names,
				rustflags_target_key(
					target_cargo(&ts[i]), cargos[k]));
	vars_apply(vars, &names);
}

/* A tool's bare name is found on PATH only under `cargo zbuild`. */
static char *
with_path(const struct buildenv *b, const char *name)
{
	for (size_t i = 0; i < b->env.path.n; i++) {
		autofree char *full = path_join(b->env.path.v[i], name);

		if (*name != '\0' && strchr(name, '/') == NULL &&
			strchr(name, ' ') == NULL && access(full, X_OK) == 0) {
			char *it = full;

			full = NULL;
			return it;
		}
	}
	return xstrdup(name);
}

/* -Clinker=NAME with its path. */
static char *
flag_with_path(const struct buildenv *b, const char *flag)
{
	static const char linker[] = "-Clinker=";
	autofree char *full = NULL;

	if (strncmp(flag, linker, strlen(linker)) != 0)
		return xstrdup(flag);
	full = with_path(b, flag + strlen(linker));
	return xasprintf("%s%s", linker, full);
}

static void
key_value(struct argvec *lines, const char *key, const char *value)
{
	autofree char *k = tomledit_key(key), *v = tomledit_string(value);

	argvec_pushf(lines, "%s = %s", k, v);
}

static void
key_words(const struct buildenv *b, struct argvec *lines, const char *key,
	const char *value)
{
	autoargvec words = ARGVEC_INIT, quoted = ARGVEC_INIT;
	autofree char *joined = NULL;

	argvec_split(&words, value, " ");
	for (size_t i = 0; i < words.n; i++) {
		autofree char *full = flag_with_path(b, words.v[i]);

		argvec_take(&quoted, tomledit_string(full));
	}
	joined = argvec_join(&quoted, ", ");
	argvec_pushf(lines, "%s = [%s]", key, joined);
}

void
setuplines_target(
	const struct buildenv *b, const struct target *t, struct argvec *lines)
{
	static const struct {
		const char *variable, *key;
		bool list;
	} keys[] = {
		{ "LINKER", "linker", false },
		{ "RUNNER", "runner", false },
		{ "RUSTFLAGS", "rustflags", true },
		{ "RUSTDOCFLAGS", "rustdocflags", true },
	};

	for (size_t k = 0; k < COUNT(keys); k++) {
		autofree char *name =
			rustflags_target_key(target_cargo(t), keys[k].variable);

		for (size_t i = 0; i < b->env.n; i++) {
			const struct envvar *v = &b->env.v[i];

			if (strcmp(v->key, name) != 0 || v->value == NULL ||
				v->kept != NULL)
				continue;
			if (keys[k].list)
				key_words(b, lines, keys[k].key, v->value);
			else
				key_value(lines, keys[k].key, v->value);
		}
	}
}

/* Cargo refuses a file with one key twice. */
static bool
is_set(const struct buildenv *b, const char *key)
{
	for (size_t i = 0; i < b->env.n; i++)
		if (b->env.v[i].value != NULL && b->env.v[i].kept == NULL &&
			strcmp(b->env.v[i].key, key) == 0)
			return true;
	return false;
}

/* Our own settings: without them another zig or cache would be used. */
static void
own_lines(const struct buildenv *b, struct argvec *lines)
{
	static const char *const names[] = { "ZBUILD_ZIG", "ZBUILD_CACHE_DIR",
		"ZBUILD_CONFIG", CONF_WORKSPACE };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *v = vars_get(&b->facts.vars, names[i]), *where;
		autofree char *full = NULL;

		if (v == NULL || *v == '\0' || is_set(b, names[i]) ||
			cargoconfig_env(&b->facts.config, names[i], &where) != NULL)
			continue;
		full = path_absolute(v);
		key_value(lines, names[i], full);
	}
}

void
setuplines_env(const struct buildenv *b, struct argvec *lines)
{
	for (size_t i = 0; i < b->env.n; i++) {
		const struct envvar *v = &b->env.v[i];
		autofree char *value = NULL;

		if (v->value == NULL || v->kept != NULL ||
			strncmp(v->key, "CARGO_TARGET_", 13) == 0)
			continue;
		value = with_path(b, v->value);
		key_value(lines, v->key, value);
	}
	own_lines(b, lines);
}
