#include "wrapper/cargo/profile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/vars.h"
#include "common/xalloc.h"

enum { MANIFEST_MAX = 1 << 22, CHAIN_MAX = 16 };

/* The Cargo.toml of this folder, or NULL. */
static struct toml *
read_manifest(const char *dir)
{
	autofree char *path = path_join(dir, "Cargo.toml"), *text = NULL;
	struct toml *t = NULL;

	if (path_read(path, MANIFEST_MAX, &text, NULL, FAIL_IGNORED) != 0 ||
		toml_parse(text, path, &t, FAIL_IGNORED) != 0)
		return NULL;
	return t;
}

/* The nearest one with a [workspace], else the nearest. */
static struct toml *
find_manifest(const char *start)
{
	autofree char *dir = path_absolute(start);
	struct toml *nearest = NULL;

	for (;;) {
		struct toml *t = read_manifest(dir);
		bool root = toml_get(t, "workspace") != NULL;
		char *up;

		if (t != NULL && (root || nearest == NULL)) {
			toml_free(nearest);
			nearest = t;
		} else if (t != NULL) {
			toml_free(t);
		}
		up = path_dir(dir);
		/* "/", or "." in a folder that was removed */
		if (root || strcmp(up, dir) == 0) {
			free(up);
			return nearest;
		}
		free(dir);
		dir = up;
	}
}

static const char *
default_parent(const char *name)
{
	if (strcmp(name, "test") == 0)
		return "dev";
	return strcmp(name, "bench") == 0 ? "release" : NULL;
}

/* What the environment and the configuration have, else the manifest. */
static int
words_of(const char *name, const struct toml *manifest,
	const struct cargoconfig *config, const struct argvec *vars,
	struct argvec *out, struct fail *f)
{
	autofree char *key = xasprintf("CARGO_PROFILE_%s_RUSTFLAGS", name);
	const char *v;
	const struct toml *t = cargoconfig_get(
		config, "profile", name, "rustflags", NULL);

	for (char *p = key; *p != '\0'; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
	v = vars_get(vars, key);
	if (v != NULL && cargoconfig_from_cli(t))
		argvec_split(out, v, " \t\n\r");
	if (cargoconfig_words(t, out, f) != 0)
		return -1;
	if (v != NULL && !cargoconfig_from_cli(t))
		argvec_split(out, v, " \t\n\r");
	if (out->n > 0)
		return 0;
	return cargoconfig_words(toml_get(toml_get(toml_get(manifest, "profile"),
					 name), "rustflags"), out, f);
}

static const char *
parent_of(const char *name, const struct toml *manifest,
	const struct cargoconfig *config)
{
	const struct toml *t = cargoconfig_get(
		config, "profile", name, "inherits", NULL);

	if (t == NULL)
		t = toml_get(toml_get(toml_get(manifest, "profile"), name),
			"inherits");
	return t != NULL ? t->text : default_parent(name);
}

int
profile_rustflags(const struct cargocall *call,
	const struct cargoconfig *config, const struct argvec *vars,
	struct argvec *out, struct fail *f)
{
	autofree char *start = call->manifest != NULL ? path_dir(call->manifest)
						      : xstrdup(".");
	struct toml *manifest = find_manifest(start);
	const char *name = cargocall_profile(call);
	int r = 0;

	for (int i = 0; r == 0 && name != NULL && i < CHAIN_MAX; i++) {
		r = words_of(name, manifest, config, vars, out, f);
		name = out->n == 0 ? parent_of(name, manifest, config) : NULL;
	}
	toml_free(manifest);
	return r;
}
