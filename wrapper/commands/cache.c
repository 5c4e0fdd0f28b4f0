/* cargo zbuild cache: what is in the cache folder, and what to do about it. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "texts.h"
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
	const char *older_than, *max_size;
	struct argvec targets;
	const char *file;
};

/* A number with a letter behind it that says what it counts. */
struct measure {
	const char *name, *letters;
	long long units[4];     /* of each letter */
	const char *hint;
};

static const struct measure age = { "age", "mhdw",
	{ 60, 3600, 86400, 604800 }, "a number with m, h, d or w: 30d" };
static const struct measure size = { "size", "kmgt",
	{ 1LL << 10, 1LL << 20, 1LL << 30, 1LL << 40 },
	"a number with K, M, G or T: 2G" };

static bool
parse_number(const char *s, const struct measure *m, long long *out)
{
	char *end;
	const char *at;
	long long n;

	if (m == &size && strcmp(s, "0") == 0) {
		*out = 0;
		return true;
	}
	if (!isdigit((unsigned char)*s))
		return false;
	n = strtoll(s, &end, 10);
	at = *end != '\0' ? strchr(m->letters, tolower((unsigned char)*end))
			  : NULL;
	if (at == NULL || end[1] != '\0' ||
		n > 1000000000000LL / m->units[at - m->letters] * 1000)
		return false;
	*out = n * m->units[at - m->letters];
	return true;
}

/* -1 if it was not given. */
static int
parse_amount(const char *s, const struct measure *m, long long *out,
	struct fail *f)
{
	*out = -1;
	if (s == NULL || parse_number(s, m, out))
		return 0;
	fail_status(f, EXIT_USAGE, "cache gc: unknown %s '%s'", m->name, s);
	return fail_hint(f, "%s", m->hint);
}

/* ---- subcommands ---- */

/* The zig in use; without one, what there is can be shown all the same. */
static const struct zig *
zig_in_use(struct warming *w)
{
	int r = warming_open(w, FAIL_IGNORED);

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
	fshow(stdout, "%-10s %-*s %-8s %9s  %s\n", "WHAT", width, "FOR", "ZIG",
		"SIZE", "LAST USED");
	for (size_t i = 0; i < c->n; i++) {
		const struct cache_entry *e = &c->v[i];
		autofree char *bytes = cachedir_bytes(e->size.bytes);
		autofree char *when = cachedir_age(e->size.used);
		autofree char *name = entry_name(e);

		fshow(stdout, "%-10s %-*s %-8s %9s  %s%s\n",
			cache_kind_name(e->kind), width, name,
			e->zig != NULL		      ? e->zig
			: e->kind <= CACHE_SYSROOT ? "?"
						      : "-",
			bytes, when, e->current ? "" : "; not in use now");
	}
	fshow(stdout, "total %s in %s\n", total, c->root);
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
list(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(warming) w = WARMING_INIT;
	struct cachedir c;
	int r = cachedir_read(zig_in_use(&w), &c, f);

	if (r == 0 && !o->json)
		print_text(&c);
	else if (r == 0 && print_json(&c) != 0)
		r = fail_errno(f, "cannot write");
	cachedir_clear(&c);
	return r;
}

static int
gc(void *options, struct fail *f)
{
	struct options *o = options;
	scoped(warming) w = WARMING_INIT;

	if (parse_amount(o->older_than, &age, &o->gc.older_than, f) != 0 ||
		parse_amount(o->max_size, &size, &o->gc.max_size, f) != 0)
		return -1;
	if (o->gc.older_than < 0 && o->gc.max_size < 0)
		o->gc.older_than = DEFAULT_DAYS * 86400LL;
	return cachegc(&o->gc, zig_in_use(&w), f);
}

static int
pack(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(warming) w = WARMING_INIT;
	struct target ts[MAX_TARGETS];
	int r;

	if (o->targets.n > MAX_TARGETS)
		return fail_status(f, EXIT_USAGE,
			"cache pack: more than %d targets", MAX_TARGETS);
	r = warming_open(&w, f);
	for (size_t i = 0; r == 0 && i < o->targets.n; i++)
		r = warming_target(&w, o->targets.v[i], &ts[i], f);
	if (r == 0)
		r = cachepack(&w.facts.zig, ts, o->targets.n, o->file, f);
	return r;
}

static int
unpack(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(warming) w = WARMING_INIT;
	int r = warming_open(&w, f);

	if (r == 0)
		r = cacheunpack(&w.facts.zig, w.facts.shim, o->file, f);
	return r;
}

/* ---- words ---- */

static const struct option_row list_rows[] = {
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one object for programs" },
	NO_MORE_OPTIONS
};

static const struct option_row gc_rows[] = {
	{ "--older-than", "AGE", OPTION_INTO(struct options, older_than),
		.help = "if not used for so long: 30m, 12h, 30d, 4w (30d, if "
			"--max-size is not there either)" },
	{ "--max-size", "SIZE", OPTION_INTO(struct options, max_size),
		.help = "until the whole takes no more: 500M, 2G" },
	{ "--deps", OPTION_INTO(struct options, gc.deps),
		.help = "also the packages of `deps`: zbuild.lock still has "
			"their sums, but the archive may not have them any "
			"more" },
	{ "--dry-run", OPTION_INTO(struct options, gc.dry_run),
		.help = "only say what would go" },
	{ "--force", OPTION_INTO(struct options, gc.force),
		.help = "also what was used within the last hour" },
	NO_MORE_OPTIONS
};

static const struct option_row pack_rows[] = {
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct options, file),
		.help = ".tar, .tar.gz or .tar.zst" },
	{ "--target", "T", OPTION_TARGET, OPTION_INTO(struct options, targets),
		.help = "only this one's; may be repeated" },
	NO_MORE_OPTIONS
};

static const struct option_row unpack_rows[] = {
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct options, file) },
	NO_MORE_OPTIONS
};

static const struct subcommand subs[] = {
	{ "list", "what there is for which target, with size and age",
		list_rows, sizeof(struct options), list, .of = "cache" },
	{ "gc", "remove what was used longest ago", gc_rows,
		sizeof(struct options), gc, .of = "cache" },
	{ "pack", "write sysroots into a file", pack_rows,
		sizeof(struct options), pack, .of = "cache" },
	{ "unpack",
		"put them into this machine's cache; it needs the same "
		"version of zig, and zig need not build anything",
		unpack_rows, sizeof(struct options), unpack, .of = "cache" },
	{ .name = NULL }
};

const struct subcommand cmd_cache = { "cache",
	"show what is in the cache folder, clean it, carry it elsewhere",
	.notes = text_cache_help, .subs = subs, .first_is_meant = true };
