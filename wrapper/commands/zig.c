/* cargo zbuild zig: which zig is used, and one of our own installed. */
#include <bsd/stdlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/zig/find.h"
#include "shim/zig/pin.h"
#include "shim/zig/places.h"
#include "targets/conf.h"
#include "targets/conftrust.h"
#include "wrapper/build/workspace.h"
#include "wrapper/deps/depsini.h"
#include "wrapper/options/cmd.h"
#include "wrapper/text/json.h"
#include "wrapper/zig/install.h"

struct options {
	const char *version;   /* the word */
	const char *from, *sha256;
	bool json, print_version;
};

/* The zig that the shim uses now; shims use the same from here on. */
static int
zig_in_use(struct zig *out, struct fail *f)
{
	scoped(conf) conf = CONF_INIT;

	if (workspace_conf(&conf, f) != 0)
		return -1;
	return zig_refresh(&conf, out, f);
}

static int
verb_install(void *options, struct fail *f)
{
	const struct options *o = options;
	struct ziginstall want = { o->version, o->from, o->sha256 };
	autofree char *path = NULL;
	bool had_it = false;
	struct zig z;

	if (ziginstall(&want, &path, &had_it, f) != 0)
		return -1;
	if (had_it)
		fputs("already installed\n", stderr);
	puts(path);
	/* An install that changes nothing would puzzle. */
	if (zig_in_use(&z, FAIL_IGNORED) == 0) {
		if (strcmp(z.path, path) != 0)
			fshow(stderr, "%s: note: %s (%s, zig %s) comes "
				"first and is used\n", getprogname(), z.path,
				z.origin, z.text);
		zig_clear(&z);
	}
	return 0;
}

static int
verb_path(void *options, struct fail *f)
{
	const struct options *o = options;
	struct zig z;

	if (zig_in_use(&z, f) != 0)
		return -1;
	puts(o->print_version ? z.text : z.path);
	zig_clear(&z);
	return 0;
}

static void
list_row(struct json *j, const char *version, const char *path,
	const char *origin, bool used)
{
	if (j == NULL) {
		fshow(stdout, "%c %-10s %s (%s)\n", used ? '*' : ' ', version, path,
			origin);
		return;
	}
	json_object(j, NULL);
	json_string(j, "version", version);
	json_string(j, "path", path);
	json_string(j, "origin", origin);
	json_bool(j, "used", used);
	json_end(j);
}

/* Our installs, and the one in use, wherever it is, marked. */
static int
verb_list(void *options, struct fail *f)
{
	const struct options *o = options;
	struct json json = { .out = NULL }, *j = o->json ? &json : NULL;
	struct zig z = { .path = NULL };
	autofail none = FAIL_INIT;
	autoargvec versions = ARGVEC_INIT;
	autofree char *home = NULL;
	bool shown = false;

	if (zigplaces_home(&home, f) != 0)
		return -1;
	zigplaces_installed(home, &versions);
	if (zig_in_use(&z, &none) != 0 && j == NULL)
		fshow(stderr, "%s: %s\n", getprogname(), none.what);
	if (j != NULL) {
		json_init(j, stdout);
		json_array(j, NULL);
	}
	for (size_t i = 0; i < versions.n; i++) {
		autofree char *path =
			xasprintf("%s/%s/zig", home, versions.v[i]);
		bool used = z.path != NULL && strcmp(z.path, path) == 0;

		list_row(j, versions.v[i], path,
			used ? z.origin : "own install", used);
		shown = shown || used;
	}
	if (z.path != NULL && !shown)
		list_row(j, z.text, z.path, z.origin, true);
	zig_clear(&z);
	if (j != NULL) {
		json_end(j);
		if (json_done(j) != 0)
			return fail_errno(f, "cannot write the list");
	}
	return 0;
}

/* ---- the pin of a workspace ---- */

enum { INI_MAX = 1 << 20 };

/* What others get by the new pin: with a hash, if the old one had one. */
static int
new_pin(struct conf *conf, const char *version, struct zig *z, char **pin,
	struct fail *f)
{
	struct ziginstall want = { version, NULL, NULL };
	bool hashed = strstr(conf->zig_pin, "sha256:") != NULL, had_it;
	autofree char *path = NULL;
	char hex[65];

	conf->zig_pin = (char *)version;
	if (zig_refresh(conf, z, FAIL_IGNORED) != 0 ||
		(hashed && !zigplaces_archive(z->path, hex))) {
		zig_clear(z);
		if (ziginstall(&want, &path, &had_it, f) != 0)
			return -1;
		if (zig_refresh(conf, z, f) != 0)
			return -1;
	}
	if (!hashed)
		*pin = xstrdup(version);
	else if (zigplaces_archive(z->path, hex))
		*pin = xasprintf("%s sha256:%s", version, hex);
	else
		return fail_set(f, "%s comes first and is no install of ours: "
				   "it has no hash to pin", z->path);
	return 0;
}

static int
write_pin(const char *ini, const char *pin, struct fail *f)
{
	bool given = conftrust_given(ini);
	autofree char *text = NULL, *now = NULL;

	if (path_read(ini, INI_MAX, &text, NULL, f) != 0)
		return -1;
	now = depsini_say(text, "zbuild", "zig", pin);
	if (path_write(ini, now, strlen(now), 0644, f) != 0)
		return -1;
	return given ? conftrust_add(ini, f) : 0;
}

static void
show_change(const char *what, const char *old, const char *new)
{
	if (old != NULL && strcmp(old, new) != 0)
		printf("  %s %s -> %s\n", what, old, new);
}

/* What a build gets that differs; old may be a zig that is not here. */
static void
show_changes(const struct zig *old, const struct zig *new)
{
	autofree char *had = old->path != NULL ? version_text(old->glibc_max)
					       : NULL;
	autofree char *has = version_text(new->glibc_max);

	show_change("clang", old->path != NULL ? old->clang : NULL, new->clang);
	show_change("newest glibc", had, has);
	puts("  sysroots and pieces are made anew at the next build");
}

static int
verb_update(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(conf) conf = CONF_INIT;
	scoped(zig) old = { .path = NULL }, new = { .path = NULL };
	autofree char *before = NULL, *pin = NULL;

	if (workspace_conf(&conf, f) != 0)
		return -1;
	if (conf.zig_pin == NULL || conf.workspace == NULL) {
		fail_set(f, "no zbuild.ini here pins a zig");
		return fail_hint(f, "`zig = " ZIG_DEFAULT_VERSION "` in "
				    "[zbuild] does");
	}
	before = zigpin_version(conf.zig_pin);
	if (zig_refresh(&conf, &old, FAIL_IGNORED) != 0)
		old = (struct zig){ .path = NULL };
	if (new_pin(&conf, o->version != NULL ? o->version
					      : ZIG_DEFAULT_VERSION,
		    &new, &pin, f) != 0 ||
		write_pin(conf.workspace, pin, f) != 0)
		return -1;
	if (strcmp(before, new.text) == 0) {
		printf("zig %s: nothing changes\n", before);
		return 0;
	}
	printf("zig %s -> %s\n", before, new.text);
	show_changes(&old, &new);
	return 0;
}

static int
verb_remove(void *options, struct fail *f)
{
	const struct options *o = options;

	return ziginstall_remove(o->version, f);
}

static const struct option_row install_rows[] = {
	{ NULL, "VERSION", OPTION_INTO(struct options, version) },
	{ "--from", "FILE|URL", OPTION_FILE, OPTION_INTO(struct options, from),
		.help = "instead: a .whl, .zip, .tar.xz or .tar.gz of zig" },
	{ "--sha256", "HASH", OPTION_INTO(struct options, sha256),
		.help = "of that file or wheel; needed for a URL" },
	NO_MORE_OPTIONS
};

static const struct option_row update_rows[] = {
	{ NULL, "VERSION", OPTION_INTO(struct options, version) },
	NO_MORE_OPTIONS
};

static const struct option_row list_rows[] = {
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one array for programs" },
	NO_MORE_OPTIONS
};

static const struct option_row path_rows[] = {
	{ "--version", OPTION_INTO(struct options, print_version),
		.help = "its version and not its path" },
	NO_MORE_OPTIONS
};

static const struct option_row remove_rows[] = {
	{ NULL, "VERSION", OPTION_REQUIRED,
		OPTION_INTO(struct options, version) },
	NO_MORE_OPTIONS
};

static const struct subcommand subs[] = {
	{ "install", "from PyPI's ziglang with pip; 0.17.1 if not said",
		install_rows, sizeof(struct options), verb_install,
		.of = "zig" },
	{ "list", "the installed ones; * marks the one in use", list_rows,
		sizeof(struct options), verb_list, .of = "zig" },
	{ "path", "looks anew, prints the zig that is used from now on",
		path_rows, sizeof(struct options), verb_path, .of = "zig" },
	{ "update", "writes a newer zig into zbuild.ini, which pins one, and "
		"says what changes", update_rows, sizeof(struct options),
		verb_update, .of = "zig" },
	{ "remove", "removes one that `install` brought", remove_rows,
		sizeof(struct options), verb_remove, .of = "zig" },
	{ .name = NULL }
};

const struct subcommand cmd_zig = { "zig",
	"install zig, list the installed ones, print the one in use",
	.subs = subs };
