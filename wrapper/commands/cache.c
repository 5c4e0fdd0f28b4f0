/* cargo zbuild cache: what is in the cache folder, and what to do about it. */
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/build/warming.h"
#include "wrapper/cache/cachedir.h"
#include "wrapper/cache/gc.h"
#include "wrapper/cache/pack.h"
#include "wrapper/cache/scan.h"
#include "wrapper/options/cmd.h"
#include "wrapper/text/json.h"

enum { DEFAULT_DAYS = 30, MAX_TARGETS = 64 };

struct options {
	bool json;
	struct cachegc gc;
	struct argvec targets;
	const char *file;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "cache: %s '%s'", what, word);
	return fail_hint(f, "cache [--json] | gc [OPTIONS] | pack FILE | "
			    "unpack FILE");
}

/* A number with one of the letters behind it, each worth units[i]. */
static bool
number(const char *s, const char *letters, const long long *units,
	long long *out)
{
	char *end;
	const char *at;
	long long n;

	if (!isdigit((unsigned char)*s))
		return false;
	n = strtoll(s, &end, 10);
	at = *end != '\0' ? strchr(letters, tolower((unsigned char)*end))
			  : NULL;
	if (at == NULL || end[1] != '\0' ||
		n > 1000000000000LL / units[at - letters] * 1000)
		return false;
	*out = n * units[at - letters];
	return true;
}

static int
parse_age(const char *s, long long *out, struct fail *f)
{
	static const long long units[] = { 60, 3600, 86400, 604800 };

	if (number(s, "mhdw", units, out))
		return 0;
	fail_status(f, EXIT_USAGE, "cache gc: unknown age '%s'", s);
	return fail_hint(f, "a number with m, h, d or w: 30d");
}

static int
parse_size(const char *s, long long *out, struct fail *f)
{
	static const long long units[] = { 1LL << 10, 1LL << 20, 1LL << 30,
		1LL << 40 };

	if (number(s, "kmgt", units, out) || strcmp(s, "0") == 0)
		return 0;
	fail_status(f, EXIT_USAGE, "cache gc: unknown size '%s'", s);
	return fail_hint(f, "a number with K, M, G or T: 2G");
}

/* ---- verbs ---- */

/* The zig in use; without one, what there is can be shown all the same. */
static const struct zig *
zig_in_use(struct warming *w)
{
	struct fail ignored = FAIL_INIT;
	int r = warming_open(w, &ignored);

	fail_clear(&ignored);
	return r == 0 ? &w->facts.zig : NULL;
}

/* "aarch64-unknown-linux-gnu c++"; freed by the caller. */
static char *
entry_name(const struct cache_entry *e)
{
	return xasprintf("%s%s%s", e->name, e->piece != NULL ? " " : "",
		e->piece != NULL ? e->piece : "");
}

static void
print_text(const struct cachedir *c)
{
	autofree char *total = cachedir_bytes(c->bytes);
	int width = 40;

	for (size_t i = 0; i < c->n; i++) {
		autofree char *name = entry_name(&c->v[i]);

		if ((int)strlen(name) > width)
			width = (int)strlen(name);
	}
	printf("%-10s %-*s %-8s %9s  %s\n", "WHAT", width, "FOR", "ZIG",
		"SIZE", "LAST USED");
	for (size_t i = 0; i < c->n; i++) {
		const struct cache_entry *e = &c->v[i];
		autofree char *bytes = cachedir_bytes(e->size.bytes);
		autofree char *when = cachedir_age(e->size.used);
		autofree char *name = entry_name(e);

		printf("%-10s %-*s %-8s %9s  %s%s\n",
			cache_kind_name(e->kind), width, name,
			e->zig != NULL		      ? e->zig
			: e->kind <= CACHE_SYSROOT ? "?"
						      : "-",
			bytes, when, e->current ? "" : "; not in use now");
	}
	printf("total %s in %s\n", total, c->root);
}

static int
print_json(const struct cachedir *c)
{
	struct json j;

	json_init(&j, stdout);
	json_object(&j, NULL);
	json_string(&j, "dir", c->root);
	json_int(&j, "bytes", (long long)c->bytes);
	json_array(&j, "entries");
	for (size_t i = 0; i < c->n; i++) {
		const struct cache_entry *e = &c->v[i];

		json_object(&j, NULL);
		json_string(&j, "what", cache_kind_name(e->kind));
		json_string(&j, "name", e->name);
		json_string(&j, "piece", e->piece);
		json_string(&j, "zig", e->zig);
		json_string(&j, "path", e->path);
		json_int(&j, "bytes", (long long)e->size.bytes);
		json_int(&j, "files", (long long)e->size.files);
		json_int(&j, "made", (long long)e->size.made);
		json_int(&j, "used", (long long)e->size.used);
		json_bool(&j, "current", e->current);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return json_done(&j);
}

static int
verb_list(struct options *o, struct warming *w, struct fail *f)
{
	struct cachedir c;
	int r = cachedir_read(zig_in_use(w), &c, f);

	if (r == 0 && !o->json)
		print_text(&c);
	else if (r == 0 && print_json(&c) != 0)
		r = fail_errno(f, "cannot write");
	cachedir_clear(&c);
	return r;
}

static int
verb_gc(struct options *o, struct warming *w, struct fail *f)
{
	if (o->gc.older_than < 0 && o->gc.max_size < 0)
		o->gc.older_than = DEFAULT_DAYS * 86400LL;
	return cachegc(&o->gc, zig_in_use(w), f);
}

static int
verb_pack(struct options *o, struct warming *w, struct fail *f)
{
	struct target ts[MAX_TARGETS];

	if (o->targets.n > MAX_TARGETS)
		return fail_status(f, EXIT_USAGE,
			"cache pack: more than %d targets", MAX_TARGETS);
	if (warming_open(w, f) != 0)
		return -1;
	for (size_t i = 0; i < o->targets.n; i++)
		if (warming_target(w, o->targets.v[i], &ts[i], f) != 0)
			return -1;
	return cachepack(&w->facts.zig, ts, o->targets.n, o->file, f);
}

static int
verb_unpack(struct options *o, struct warming *w, struct fail *f)
{
	if (warming_open(w, f) != 0)
		return -1;
	return cacheunpack(&w->facts.zig, w->facts.shim, o->file, f);
}

/* ---- words ---- */

static const struct verb {
	const char *name;
	const char *options; /* that it knows, by their letters */
	bool file;
	int (*run)(struct options *o, struct warming *w, struct fail *f);
} verbs[] = {
	{ "list", "j", false, verb_list },
	{ "gc", "omnfd", false, verb_gc },
	{ "pack", "t", true, verb_pack },
	{ "unpack", "", true, verb_unpack },
};
enum { NVERBS = sizeof verbs / sizeof *verbs };

static int
set_option(struct options *o, int c, struct fail *f)
{
	switch (c) {
	case 'j':
		o->json = true;
		return 0;
	case 'o':
		return parse_age(optarg, &o->gc.older_than, f);
	case 'm':
		return parse_size(optarg, &o->gc.max_size, f);
	case 'n':
		o->gc.dry_run = true;
		return 0;
	case 'f':
		o->gc.force = true;
		return 0;
	case 'd':
		o->gc.deps = true;
		return 0;
	default:
		argvec_push(&o->targets, optarg);
		return 0;
	}
}

static int
parse(int argc, char **argv, const struct verb *v, struct options *o,
	struct fail *f)
{
	static const struct option longs[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "older-than", required_argument, NULL, 'o' },
		{ "max-size", required_argument, NULL, 'm' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "force", no_argument, NULL, 'f' },
		{ "deps", no_argument, NULL, 'd' },
		{ "target", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	/* "-": a word that is no option comes as 1, wherever it stands. */
	while ((c = getopt_long(argc, argv, "-:", longs, NULL)) != -1) {
		if (c == 1) {
			if (!v->file || o->file != NULL)
				return usage(f, "unexpected word", optarg);
			o->file = optarg;
		} else if (c == ':')
			return usage(
				f, "no value for option", argv[optind - 1]);
		else if (c == '?' || strchr(v->options, c) == NULL)
			return usage(f, "unknown option", argv[optind - 1]);
		else if (set_option(o, c, f) != 0)
			return -1;
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	return v->file && o->file == NULL
		       ? usage(f, "no file given for", v->name)
		       : 0;
}

/* `cache` and `cache --json` list. */
static int
find_verb(int *argc, char ***argv, const struct verb **out, struct fail *f)
{
	*out = &verbs[0];
	if (*argc < 2 || (*argv)[1][0] == '-')
		return 0;
	for (size_t i = 0; i < NVERBS; i++)
		if (strcmp(verbs[i].name, (*argv)[1]) == 0) {
			*out = &verbs[i];
			(*argc)--;
			(*argv)++;
			return 0;
		}
	return usage(f, "unknown word", (*argv)[1]);
}

int
cmd_cache(int argc, char **argv, struct fail *f)
{
	struct options o = { .gc = { .older_than = -1, .max_size = -1 } };
	struct warming w = WARMING_INIT;
	const struct verb *v;
	int r = find_verb(&argc, &argv, &v, f);

	if (r == 0)
		r = parse(argc, argv, v, &o, f);
	if (r == 0)
		r = v->run(&o, &w, f);
	warming_clear(&w);
	argvec_clear(&o.targets);
	return r;
}
