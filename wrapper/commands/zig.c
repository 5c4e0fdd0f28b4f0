/* cargo zbuild zig: which zig is used, and one of our own installed. */
#include <bsd/stdlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/find.h"
#include "shim/zig/places.h"
#include "targets/conf.h"
#include "wrapper/options/cmd.h"
#include "wrapper/text/json.h"
#include "wrapper/zig/install.h"

/* The words after `zig VERB`. */
struct words {
	const char *word;      /* the one that is no option */
	const char *from, *sha256;
	bool json, version;
};

/* What a verb takes; a row per verb. */
struct verb {
	const char *name;
	const char *options;   /* that it knows, separated by blanks */
	const char *word;      /* what its word is called, or NULL */
	bool needs_word;
	int (*run)(const struct words *w, struct fail *f);
};

/* The zig that the shim uses now; shims use the same from here on. */
static int
zig_in_use(struct zig *out, struct fail *f)
{
	struct conf conf = CONF_INIT;
	int rc;

	if (conf_load(&conf, NULL, f) != 0)
		return -1;
	rc = zig_refresh(&conf, out, f);
	conf_clear(&conf);
	return rc;
}

static int
verb_install(const struct words *w, struct fail *f)
{
	struct ziginstall want = { w->word, w->from, w->sha256 };
	struct fail ignored = FAIL_INIT;
	autofree char *path = NULL;
	bool had_it = false;
	struct zig z;

	if (ziginstall(&want, &path, &had_it, f) != 0)
		return -1;
	if (had_it)
		fputs("already installed\n", stderr);
	puts(path);
	/* An install that changes nothing would puzzle. */
	if (zig_in_use(&z, &ignored) == 0) {
		if (strcmp(z.path, path) != 0)
			fprintf(stderr, "%s: note: %s (%s, zig %s) comes "
				"first and is used\n", getprogname(), z.path,
				z.origin, z.text);
		zig_clear(&z);
	}
	fail_clear(&ignored);
	return 0;
}

static int
verb_path(const struct words *w, struct fail *f)
{
	struct zig z;

	if (zig_in_use(&z, f) != 0)
		return -1;
	puts(w->version ? z.text : z.path);
	zig_clear(&z);
	return 0;
}

static void
list_row(struct json *j, const char *version, const char *path,
	const char *origin, bool used)
{
	if (j == NULL) {
		printf("%c %-10s %s (%s)\n", used ? '*' : ' ', version, path,
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
verb_list(const struct words *w, struct fail *f)
{
	struct json json = { .out = NULL }, *j = w->json ? &json : NULL;
	struct zig z = { .path = NULL };
	struct fail none = FAIL_INIT;
	autoargvec versions = ARGVEC_INIT;
	autofree char *home = NULL;
	bool shown = false;

	if (zigplaces_home(&home, f) != 0)
		return -1;
	zigplaces_installed(home, &versions);
	if (zig_in_use(&z, &none) != 0 && j == NULL)
		fprintf(stderr, "%s: %s\n", getprogname(), none.what);
	fail_clear(&none);
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

static int
verb_remove(const struct words *w, struct fail *f)
{
	return ziginstall_remove(w->word, f);
}

static const struct verb verbs[] = {
	{ "install", "--from --sha256", "VERSION", false, verb_install },
	{ "list", "--json", NULL, false, verb_list },
	{ "path", "--version", NULL, false, verb_path },
	{ "remove", "", "VERSION", true, verb_remove },
};
enum { NVERBS = sizeof verbs / sizeof *verbs };

static const struct verb *
verb_find(const char *name)
{
	for (int i = 0; i < NVERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static bool
verb_takes(const struct verb *v, const char *option)
{
	autoargvec known = ARGVEC_INIT;

	argvec_split(&known, v->options, " ");
	return argvec_has(&known, option);
}

static int
usage(const struct verb *v, const char *what, const char *word,
	struct fail *f)
{
	fail_status(f, EXIT_USAGE, "zig %s: %s '%s'", v->name, what, word);
	return fail_hint(f, "see `cargo zbuild zig --help`");
}

/* Where the value of an option goes; NULL if it takes none. */
static const char **
value_slot(struct words *w, const char *option)
{
	if (strcmp(option, "--from") == 0)
		return &w->from;
	if (strcmp(option, "--sha256") == 0)
		return &w->sha256;
	return NULL;
}

static int
read_words(const struct verb *v, int argc, char **argv, struct words *w,
	struct fail *f)
{
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i], *eq = strchr(word, '=');
		autofree char *name = xstrndup(word, strcspn(word, "="));
		const char **slot = value_slot(w, name);
		bool option = word[0] == '-' && verb_takes(v, name);

		if (word[0] != '-' && v->word != NULL && w->word == NULL)
			w->word = word;
		else if (!option || (slot == NULL && eq != NULL))
			return usage(v, "unexpected", word, f);
		else if (slot == NULL && strcmp(name, "--json") == 0)
			w->json = true;
		else if (slot == NULL)
			w->version = true;
		else if (eq != NULL)
			*slot = eq + 1;
		else if (++i < argc)
			*slot = argv[i];
		if (option && slot != NULL && (*slot == NULL || !**slot))
			return usage(v, "no value after", name, f);
	}
	if (v->needs_word && w->word == NULL)
		return fail_status(f, EXIT_USAGE, "zig %s: which %s?", v->name,
			v->word);
	return 0;
}

int
cmd_zig(int argc, char **argv, struct fail *f)
{
	const struct verb *v = argc > 1 ? verb_find(argv[1]) : NULL;
	struct words w = { .word = NULL };

	if (v == NULL) {
		fail_status(f, EXIT_USAGE, "zig: %s%s%s",
			argc > 1 ? "unknown command '" : "nothing to do",
			argc > 1 ? argv[1] : "", argc > 1 ? "'" : "");
		return fail_hint(f, "use zig install, list, path or remove");
	}
	if (read_words(v, argc - 2, argv + 2, &w, f) != 0)
		return -1;
	return v->run(&w, f);
}
