#include "wrapper/cargo/cargoconfig.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/conftrust.h"
#include "wrapper/cargo/cfgexpr.h"
#include "wrapper/cargo/setupfile.h"

enum { MAX_FILE = 1 << 20, MAX_INCLUDES = 16 };

static const char cli_name[] = "--config";

struct cargoconfig_facts {
	char *target;
	struct argvec lines;
};

static int read_file(struct cargoconfig *c, const char *path,
	struct toml *into, unsigned depth, struct fail *f);

/* One path of `include`; relative ones start at the including file. */
static int
include_one(struct cargoconfig *c, const char *from, const char *path,
	bool optional, struct toml *into, unsigned depth, struct fail *f)
{
	autofree char *dir = path_dir(from);
	autofree char *full = *path == '/' ? xstrdup(path)
					   : path_join(dir, path);

	if (optional && !path_is_file(full))
		return 0;
	if (depth >= MAX_INCLUDES)
		return fail_set(f, "'%s' includes itself", full);
	if (read_file(c, full, into, depth + 1, f) != 0)
		return fail_context(f, "included by '%s'", from);
	return 0;
}

/* include = "a.toml", ["a.toml", { path = "b.toml", optional = true }] */
static int
include_all(struct cargoconfig *c, const char *from, struct toml *node,
	struct toml *into, unsigned depth, struct fail *f)
{
	struct toml *path, *optional;

	if (node == NULL)
		return 0;
	switch (node->kind) {
	case TOML_STRING:
		return include_one(
			c, from, node->text, false, into, depth, f);
	case TOML_ARRAY:
		for (size_t i = 0; i < node->n; i++)
			if (include_all(c, from, node->items[i], into, depth,
				    f) != 0)
				return -1;
		return 0;
	case TOML_TABLE:
		path = toml_get(node, "path");
		optional = toml_get(node, "optional");
		if (path == NULL || path->kind != TOML_STRING)
			break;
		return include_one(c, from, path->text,
			optional != NULL && optional->text != NULL &&
				strcmp(optional->text, "true") == 0,
			into, depth, f);
	case TOML_OTHER:
		break;
	}
	return fail_set(f, "%s: cannot read 'include'", node->where);
}

/* Merges a file over `into`; what it includes comes below it. */
static int
read_file(struct cargoconfig *c, const char *path, struct toml *into,
	unsigned depth, struct fail *f)
{
	autofree char *text = NULL;
	autofree char *name = c->cli ? xasprintf("%s %s", cli_name, path)
				     : xstrdup(path);
	struct setupfile_record record = SETUPFILE_RECORD_INIT;
	struct toml *t;

	if (!c->cli && conftrust_owner(path, f) != 0)
		return -1;
	if (path_read_text(path, MAX_FILE, &text, f) != 0)
		return -1;
	/* What `setup` wrote is ours to change, not the user's word. */
	if (setupfile_read(text, &record))
		argvec_pushv(&c->setup, argvec_exec(&record.targets));
	setupfile_clear(&record);
	setupfile_blank(text);
	if (toml_parse(text, name, &t, f) != 0)
		return -1;
	if (include_all(c, path, toml_get(t, "include"), into, depth, f) !=
		0) {
		toml_free(t);
		return -1;
	}
	toml_remove(t, "include");
	argvec_push(&c->files, path);
	return toml_merge(into, t, f);
}

/* `config` wins over `config.toml` when both are there, as in cargo. */
static char *
file_in(const char *dir)
{
	char *path = path_join(dir, "config");

	if (path_is_file(path))
		return path;
	free(path);
	path = path_join(dir, "config.toml");
	if (path_is_file(path))
		return path;
	free(path);
	return NULL;
}

static void
push_file(struct argvec *files, const char *dir)
{
	autofree char *file = file_in(dir);

	if (file != NULL && !argvec_has(files, file))
		argvec_push(files, file);
}

char *
cargoconfig_home(void)
{
	const char *home = getenv("CARGO_HOME"), *user = getenv("HOME");

	if (home != NULL && *home != '\0')
		return path_absolute(home);
	return user != NULL && *user != '\0' ? path_join(user, ".cargo") : NULL;
}

/* The files, highest precedence first. */
static void
find_files(const char *dir, struct argvec *files)
{
	autofree char *at = dir == NULL ? NULL
			    : *dir == '\0' ? realpath(".", NULL)
					    : realpath(dir, NULL);
	autofree char *home = cargoconfig_home();

	while (at != NULL) {
		autofree char *sub = path_join(at, ".cargo");
		char *up = path_dir(at);

		push_file(files, sub);
		if (strcmp(up, at) == 0) {
			free(up);
			break;
		}
		free(at);
		at = up;
	}
	if (home != NULL)
		push_file(files, home);
}

/* --config takes a file or KEY=VALUE. */
static int
read_cli(struct cargoconfig *c, const char *word, struct fail *f)
{
	struct toml *t;

	if (path_is_file(word))
		return read_file(c, word, c->root, 0, f);
	if (toml_parse(word, cli_name, &t, f) != 0)
		return -1;
	return toml_merge(c->root, t, f);
}

int
cargoconfig_load(struct cargoconfig *c, const char *dir,
	const struct argvec *cli, struct fail *f)
{
	autoargvec files = ARGVEC_INIT;

	c->root = toml_table();
	find_files(dir, &files);
	for (size_t i = files.n; i > 0; i--)
		if (read_file(c, files.v[i - 1], c->root, 0, f) != 0)
			return fail_context(
				f, "cannot read cargo's configuration");
	c->cli = true;
	for (size_t i = 0; cli != NULL && i < cli->n; i++)
		if (read_cli(c, cli->v[i], f) != 0) {
			f->status = EXIT_USAGE;
			return fail_context(
				f, "cannot read --config '%s'", cli->v[i]);
		}
	return 0;
}

struct toml *
cargoconfig_get(const struct cargoconfig *c, ...)
{
	struct toml *t = c->root;
	const char *key;
	va_list ap;

	va_start(ap, c);
	while (t != NULL && (key = va_arg(ap, const char *)) != NULL)
		t = toml_get(t, key);
	va_end(ap);
	return t;
}

bool
cargoconfig_from_cli(const struct toml *node)
{
	return node != NULL && node->where != NULL &&
	       strncmp(node->where, cli_name, strlen(cli_name)) == 0;
}

int
cargoconfig_program(
	const struct cargoconfig *c, const struct toml *node, struct fail *f)
{
	autofree char *home = cargoconfig_home(), *file = NULL, *dir = NULL;
	autofree char *what = NULL;

	if (c->building || cargoconfig_from_cli(node))
		return 0;
	file = xstrndup(node->where,
		(size_t)(strrchr(node->where, ':') - node->where));
	dir = path_dir(file);
	if (home != NULL && strcmp(home, dir) == 0)
		return 0;
	what = xasprintf("%s = %s", node->key, node->text);
	return conftrust_program(file, what, f) == 0
		       ? 0
		       : fail_context(f, "%s", node->where);
}

int
cargoconfig_words(
	const struct toml *node, struct argvec *out, struct fail *f)
{
	if (node == NULL)
		return 0;
	if (node->kind == TOML_STRING) {
		argvec_split(out, node->text, " \t\n\r");
		return 0;
	}
	if (node->kind != TOML_ARRAY)
		goto bad;
	for (size_t i = 0; i < node->n; i++) {
		if (node->items[i]->kind != TOML_STRING)
			goto bad;
		argvec_push(out, node->items[i]->text);
	}
	return 0;
bad:
	return fail_set(f, "%s: '%s' is neither a string nor a list of strings",
		node->where, node->key != NULL ? node->key : "value");
}

/* Does any [target.'cfg(…)'] table hold `key`? */
static bool
any_cfg(const struct toml *targets, const char *key)
{
	for (size_t i = 0; targets != NULL && i < targets->n; i++)
		if (strncmp(targets->items[i]->key, "cfg(", 4) == 0 &&
			toml_get(targets->items[i], key) != NULL)
			return true;
	return false;
}

static const struct argvec *
known_facts(const struct cargoconfig *c, const char *target)
{
	for (size_t i = 0; i < c->nknown; i++)
		if (strcmp(c->known[i].target, target) == 0)
			return &c->known[i].lines;
	return NULL;
}

int
cargoconfig_know(struct cargoconfig *c, const char *target, const char *triple,
	struct fail *f)
{
	static const char *const keys[] = {
		"linker", "runner", "rustflags", "rustdocflags" };
	struct cargoconfig_facts *k;
	bool any = false;

	for (size_t i = 0; i < COUNT(keys); i++)
		any = any || any_cfg(toml_get(c->root, "target"), keys[i]);
	if (!any || known_facts(c, target) != NULL)
		return 0;
	c->known = xreallocarray(c->known, c->nknown + 1, sizeof *c->known);
	k = &c->known[c->nknown];
	*k = (struct cargoconfig_facts){ .lines = ARGVEC_INIT };
	if (c->facts(c, triple, &k->lines, f) != 0)
		return -1;
	k->target = xstrdup(target);
	c->nknown++;
	return 0;
}

int
cargoconfig_target(const struct cargoconfig *c, const char *target,
	const char *key, struct toml **out, int max, struct fail *f)
{
	const struct toml *targets = toml_get(c->root, "target");
	struct toml *own = toml_get(toml_get(targets, target), key);
	const struct argvec *facts = known_facts(c, target);
	autoargvec asked = ARGVEC_INIT;
	int n = 0;

	if (own != NULL && n < max)
		out[n++] = own;
	if (!any_cfg(targets, key))
		return n;
	if (facts == NULL) {
		if (c->facts == NULL || c->facts(c, target, &asked, f) != 0)
			return -1;
		facts = &asked;
	}
	for (size_t i = 0; i < targets->n; i++) {
		struct toml *t = targets->items[i], *v = toml_get(t, key);
		bool holds;

		if (v == NULL || strncmp(t->key, "cfg(", 4) != 0)
			continue;
		if (cfgexpr_holds(t->key, facts, &holds, f) != 0)
			return fail_context(f, "%s", t->where);
		if (holds && n < max)
			out[n++] = v;
	}
	return n;
}

const char *
cargoconfig_env(
	const struct cargoconfig *c, const char *name, const char **where)
{
	struct toml *t = cargoconfig_get(c, "env", name, NULL);

	if (t != NULL && t->kind == TOML_TABLE)
		t = toml_get(t, "value");
	if (t == NULL || t->text == NULL)
		return NULL;
	*where = t->where;
	return t->text;
}

void
cargoconfig_clear(struct cargoconfig *c)
{
	toml_free(c->root);
	c->root = NULL;
	argvec_clear(&c->files);
	argvec_clear(&c->setup);
	argvec_clear(&c->profile);
	for (size_t i = 0; i < c->nknown; i++) {
		free(c->known[i].target);
		argvec_clear(&c->known[i].lines);
	}
	free(c->known);
	c->known = NULL;
	c->nknown = 0;
}
