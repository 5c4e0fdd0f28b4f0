/* doctor: what stands here for the keys of cross' Cross.toml. */
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/doctor/parts.h"
#include "wrapper/text/toml.h"

enum { MAX_FILE = 1 << 20 };

static const char about[] = "Cross.toml";

/* A table of the file and the words that name its target to us. */
struct place {
	struct findings *fs;
	const char *where; /* "build", or the target */
	const char *target;
};

static void
say(const struct place *p, const char *text, char *fix)
{
	finding_add(p->fs, FINDING_OK, about,
		xasprintf("%s: %s", p->where, text), fix);
}

/* Keys for which a sentence stands, and what is done, @ for the target. */
static const struct {
	const char *key, *text, *fix;
} keys[] = {
	{ "image", "image: zig has headers and C library of the target, no "
		"container is needed", "cargo zbuild build --target @" },
	{ "dockerfile", "dockerfile: what it installs for the target is had "
		"without a container", "cargo zbuild deps add --target @ PACKAGE" },
	{ "runner", "runner: qemu-user, wine or a WASI host is found by itself",
		"cargo zbuild test --target @" },
	{ "build-std", "build-std: a std that is not there is built once, by "
		"stable Rust", "cargo zbuild std @" },
	{ "xargo", "xargo: a std that is not there is built once, by stable "
		"Rust", "cargo zbuild std @" },
	{ "zig", "zig: always", NULL },
	{ "default-target", "default-target: cargo's own [build] target, or",
		"cargo zbuild build --target @" },
	{ "passthrough", "passthrough: every variable reaches the build, there "
		"is no container", NULL },
	{ "volumes", "volumes: every folder is there, there is no container",
		NULL },
};

static void
look_at_keys(const struct place *p, const struct toml *table)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *fix = keys[i].fix, *at;

		if (toml_get(table, keys[i].key) == NULL)
			continue;
		at = fix != NULL ? strchr(fix, '@') : NULL;
		say(p, keys[i].text,
			fix == NULL ? NULL
				    : xasprintf("%.*s%s%s", (int)(at - fix), fix,
					      p->target, at + 1));
	}
}

/* One line of a pre-build: apt-get's packages, of the target or of here. */
static void
look_at_line(const char *line, struct argvec *target, struct argvec *here)
{
	autoargvec words = ARGVEC_INIT;
	bool install = false;

	argvec_split(&words, line, " \t\n");
	for (size_t i = 0; i < words.n; i++) {
		const char *w = words.v[i], *colon = strchr(w, ':');

		if (strcmp(w, "install") == 0)
			install = true;
		else if (strpbrk(w, "&;|") != NULL)
			install = false;
		else if (install && *w != '-' && colon != NULL)
			argvec_pushf(target, "%.*s", (int)(colon - w), w);
		else if (install && *w != '-')
			argvec_push(here, w);
	}
}

static void
look_at_prebuild(const struct place *p, const struct toml *lines)
{
	autoargvec target = ARGVEC_INIT, here = ARGVEC_INIT;
	autofree char *names = NULL, *tools = NULL;

	if (lines == NULL)
		return;
	for (size_t i = 0; lines->kind == TOML_ARRAY && i < lines->n; i++)
		if (lines->items[i]->text != NULL)
			look_at_line(lines->items[i]->text, &target, &here);
	names = argvec_join(&target, " ");
	tools = argvec_join(&here, " ");
	if (target.n > 0)
		say(p, "pre-build: the target's packages come without root and "
		       "without dpkg --add-architecture",
			xasprintf("cargo zbuild deps add --target %s %s",
				p->target, names));
	if (here.n > 0)
		say(p, "pre-build: programs of this machine",
			xasprintf("apt-get install %s", tools));
	if (target.n + here.n == 0)
		say(p, "pre-build: a script is yours to run before the build",
			NULL);
}

static void
look_at_table(struct findings *fs, const struct toml *table, const char *where,
	const char *target)
{
	struct place p = { fs, where, target };

	look_at_prebuild(&p, toml_get(table, "pre-build"));
	look_at_keys(&p, table);
	look_at_keys(&p, toml_get(table, "env"));
}

void
doctor_cross(struct findings *fs)
{
	autofail f = FAIL_INIT;
	autofree char *path = doctor_find_above(about), *text = NULL;
	const struct toml *build, *targets, *t;
	struct toml *root = NULL;

	if (path == NULL)
		return;
	if (path_read_text(path, MAX_FILE, &text, &f) != 0 ||
		toml_parse(text, path, &root, &f) != 0) {
		finding_fail(fs, FINDING_WARN, about, &f, NULL);
		return;
	}
	build = toml_get(root, "build");
	targets = toml_get(root, "target");
	t = toml_get(build, "default-target");
	look_at_table(fs, build, "build",
		t != NULL && t->text != NULL ? t->text : "T");
	for (size_t i = 0; targets != NULL && i < targets->n; i++)
		look_at_table(fs, targets->items[i], targets->items[i]->key,
			targets->items[i]->key);
	finding_add(fs, FINDING_OK, about, xstrdup(path),
		xstrdup("cargo zbuild help cross"));
	toml_free(root);
}
