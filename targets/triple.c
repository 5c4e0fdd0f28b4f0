#include "targets/triple.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "targets/spelling.h"
#include "targets/table.h"

/* The name of def that has this key in this pass, or NULL. */
static const char *
def_match(const struct target_def *def, const char *key, enum pass pass)
{
	const char *words = def->aliases;

	switch (pass) {
	case PASS_GNU:
		if (spelling_is(key, def->gnu))
			return def->gnu;
		for (size_t n; words != NULL && *words != '\0'; words += n) {
			char other[SPELLING_KEY];

			words += strspn(words, " ");
			n = strcspn(words, " ");
			if (spelling_key(words, n, other) &&
				strcmp(other, key) == 0)
				return def->aliases;
		}
		return NULL;
	case PASS_RUST:
		if (spelling_is(key, def->rust))
			return def->rust;
		return spelling_is(key, def->llvm) ? def->llvm : NULL;
	case PASS_ZIG:
		return spelling_is(key, def->zig) ? def->zig : NULL;
	case PASS_END:
		break;
	}
	return NULL;
}

/* A user's row made with inherit= does not take its model's names away. */
static bool
is_inherited(const struct target_def *def, const char *name)
{
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *row = target_row(i);

		if ((name == row->gnu || name == row->llvm ||
			    name == row->zig) &&
			strcmp(row->rust, def->rust) != 0)
			return true;
	}
	return false;
}

static int
compare_rust(const void *key, const void *elem)
{
	const struct target_packed *p = elem;

	return strcmp(key, target_texts + p->rust);
}

static const struct target_def *
table_find(const char *rust)
{
	const struct target_packed *p = bsearch(rust, target_packed,
		target_table_n, sizeof *p, compare_rust);

	return p != NULL ? target_row((size_t)(p - target_packed)) : NULL;
}

/* The user's version of a row, or the row itself. */
static const struct target_def *
overridden(const struct conf *conf, const struct target_def *def)
{
	const struct conf_target *ct =
		conf != NULL && def != NULL ? conf_target(conf, def) : NULL;

	return ct != NULL ? &ct->def : def;
}

static const struct target_def *
find_exact(const char *rust, const struct conf *conf)
{
	for (size_t i = 0; conf != NULL && i < conf->ntargets; i++)
		if (strcmp(conf->targets[i].def.rust, rust) == 0)
			return &conf->targets[i].def;
	return table_find(rust);
}

static int
compare_index(const void *key, const void *elem)
{
	const struct target_index *x = elem;

	return strcmp(key, target_index_names + x->name);
}

static const struct target_def *
find_spelling(const char *s, const struct conf *conf)
{
	const struct target_index *x;
	char key[SPELLING_KEY];

	if (!spelling_key(s, strlen(s), key))
		return NULL;
	x = bsearch(key, target_index, target_index_n, sizeof *x,
		compare_index);
	for (enum pass pass = PASS_GNU; pass < PASS_END; pass++) {
		for (size_t i = 0; conf != NULL && i < conf->ntargets; i++) {
			const struct target_def *def = &conf->targets[i].def;
			const char *name = def_match(def, key, pass);

			if (name != NULL && !is_inherited(def, name))
				return def;
		}
		if (x != NULL && x->pass == pass)
			return overridden(conf, target_row(x->row));
	}
	return NULL;
}

const struct target_def *
triple_find(const char *spelling, const struct conf *conf)
{
	const struct target_def *def = find_exact(spelling, conf);

	return def != NULL ? def : find_spelling(spelling, conf);
}

/* Where the version of the system is in "arm64-apple-macosx11.0",
 * "x86_64-apple-darwin20.4" and "arm64-apple-ios14.0-simulator", or NULL: not
 * part of the target's name. */
static const char *
system_version(const char *spelling, size_t *len)
{
	static const char *const systems[] = { "-darwin", "-macosx", "-macos",
		"-ios", "-tvos", "-watchos", "-xros" };

	for (size_t i = 0; i < COUNT(systems); i++) {
		const char *p = strstr(spelling, systems[i]);

		if (p == NULL)
			continue;
		p += strlen(systems[i]);
		*len = strspn(p, "0123456789.");
		if (isdigit((unsigned char)*p) &&
			(p[*len] == '\0' || p[*len] == '-'))
			return p;
	}
	return NULL;
}

/*
 * Copies what stands before the glibc suffix to base (SPELLING_MAX + 1 bytes)
 * and returns the suffix, NULL if there is none. A dot in the first part
 * belongs to the machine (thumbv8m.main-none-eabi). Too long: base is "".
 */
static const char *
split_suffix(const char *spelling, char *base)
{
	size_t n = strcspn(spelling, "-"), len = 0;
	const char *version = system_version(spelling, &len);
	const char *rest = version != NULL ? version + len : "";

	n = version != NULL ? (size_t)(version - spelling)
			    : n + strcspn(spelling + n, ".");
	*base = '\0';
	if (n + strlen(rest) > SPELLING_MAX)
		return NULL;
	snprintf(base, SPELLING_MAX + 1, "%.*s%s", (int)n, spelling, rest);
	return version == NULL && spelling[n] == '.' ? spelling + n + 1 : NULL;
}

/* --- suggestions; only failing calls come here --------------------------- */

struct suggestion {
	const char *name;
	size_t distance;
};

enum { SUGGESTIONS = 3 };

/* Is the system of a known name (linux, freebsd; eabi where there is none) a
 * part of what was asked for, give or take two letters? Another system is no
 * help to who wants this one. */
static bool
has_system(const char *wanted, const char *name)
{
	char key[SPELLING_KEY], words[SPELLING_KEY], *system, *rest = words;
	size_t n = strlen(name);

	if (!spelling_key(name, n, key) || strlen(wanted) >= sizeof words)
		return false;
	system = strchr(key, '-') + 1;
	/* a maker of several */
	if (starts_with(system, "apple-"))
		system += strlen("apple-");
	system[strcspn(system, "-")] = '\0';
	memcpy(words, wanted, strlen(wanted) + 1);
	strsep(&rest, "-");
	for (char *w; (w = strsep(&rest, "-")) != NULL;)
		if (nearest_distance(w, system) <= (strlen(system) + 1) / 3)
			return true;
	return false;
}

/* Keeps the nearest few, nearest first. */
static void
suggest(struct suggestion *best, const char *wanted, const char *name)
{
	size_t i, d;

	if (name == NULL || !has_system(wanted, name))
		return;
	d = nearest_distance(wanted, name);
	for (i = 0; i < SUGGESTIONS; i++)
		if (best[i].name != NULL && strcmp(best[i].name, name) == 0)
			return;
	for (i = 0; i < SUGGESTIONS; i++)
		if (best[i].name == NULL || d < best[i].distance)
			break;
	if (i == SUGGESTIONS)
		return;
	memmove(&best[i + 1], &best[i],
		(SUGGESTIONS - 1 - i) * sizeof *best);
	best[i] = (struct suggestion){ name, d };
}

static int
hint_targets(struct fail *f, const char *wanted, const struct conf *conf)
{
	struct suggestion best[SUGGESTIONS] = { { NULL, 0 } };
	size_t limit = strlen(wanted) / 3 + 1;
	char names[256] = "";
	size_t n = 0;

	for (size_t i = 0; conf != NULL && i < conf->ntargets; i++)
		suggest(best, wanted, conf->targets[i].def.rust);
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *row = target_row(i);

		if (row->refuse != NULL)
			continue;
		suggest(best, wanted, row->rust);
		suggest(best, wanted, row->gnu);
	}
	for (size_t i = 0; i < SUGGESTIONS && best[i].name != NULL; i++) {
		/* Others only if they are about as near as the nearest. */
		if (best[i].distance > limit ||
			best[i].distance > best[0].distance + 1)
			break;
		n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
			i > 0 ? ", " : "", best[i].name);
	}
	if (n == 0)
		return fail_hint(f,
			"`cargo zbuild targets` lists the known ones");
	return fail_hint(f, "the nearest known: %s "
		"(`cargo zbuild targets` lists all)", names);
}

static int
fail_unknown(const char *base, const struct conf *conf, struct fail *f)
{
	fail_set(f, "unknown target '%.*s'", SPELLING_MAX, base);
	return hint_targets(f, base, conf);
}

/* --- the glibc suffix ---------------------------------------------------- */

/* A number without sign or leading zero; NULL if s does not start with one. */
static const char *
parse_number(const char *s, unsigned short *out)
{
	unsigned n = 0;

	if (!isdigit((unsigned char)*s) ||
		(*s == '0' && isdigit((unsigned char)s[1])))
		return NULL;
	for (; isdigit((unsigned char)*s); s++)
		if ((n = n * 10 + (unsigned)(*s - '0')) > 999)
			return NULL;
	*out = (unsigned short)n;
	return s;
}

/*
 * Reads "2.17" or "2.2.5". On failure *out is the version that the text starts
 * with, none if there is not even that.
 */
static bool
parse_suffix(const char *s, struct version *out)
{
	struct version v = { 0, 0, 0 };

	*out = v;
	if ((s = parse_number(s, &v.major)) == NULL || *s++ != '.' ||
		(s = parse_number(s, &v.minor)) == NULL)
		return false;
	*out = v;
	if (*s == '\0')
		return true;
	if (*s++ != '.' || (s = parse_number(s, &v.patch)) == NULL ||
		*s != '\0')
		return false;
	*out = v;
	return true;
}

/* Can it be a version of glibc's symbols? They have been 2.x alone since the
 * 2.3.4 of 2004; 2.17.1 is none, whatever the release was called. */
static bool
is_possible(struct version v)
{
	return v.major == 2 && (v.patch == 0 || v.minor <= 3);
}

/* v if the architecture has it, else the nearest that we are sure of. */
static struct version
nearest_version(const struct target_def *def, struct version v)
{
	if (v.major != 2)
		return def->glibc_default;
	if (!is_possible(v))
		v.patch = 0;
	return version_cmp(v, def->glibc_min) < 0 ? def->glibc_min : v;
}

static int
hint_version(struct fail *f, const char *base, const struct target_def *def,
	struct version v)
{
	autofree char *text = version_text(nearest_version(def, v));

	return fail_hint(f, "the nearest valid one is %s.%s", base, text);
}

/* The row with the same machine and float ABI that has glibc, or NULL. */
static const struct target_def *
glibc_sibling(const struct target_def *def, const struct conf *conf)
{
	const char *musl = strstr(def->rust, "-musl");
	char name[SPELLING_MAX + 1];
	const struct target_def *found;

	if (musl == NULL || strlen(def->rust) > SPELLING_MAX)
		return NULL;
	snprintf(name, sizeof name, "%.*s-gnu%s", (int)(musl - def->rust),
		def->rust, musl + strlen("-musl"));
	found = find_exact(name, conf);
	return found != NULL && found->refuse == NULL &&
		found->libc == LIBC_GLIBC ? found : NULL;
}

/* "x86_64-unknown-linux-musl.2.17" */
static int
fail_no_glibc(const struct target_def *def, const char *base,
	const char *suffix, const struct conf *conf, struct fail *f)
{
	const struct target_def *gnu = glibc_sibling(def, conf);
	autofree char *text = NULL;
	struct version v;

	parse_suffix(suffix, &v);
	fail_set(f, "target '%s' takes no glibc version '%.32s': its C library "
		"is %s", base, suffix, libc_name(def->libc));
	if (gnu == NULL)
		return fail_hint(f, "the nearest valid one is %s", base);
	text = version_text(nearest_version(gnu, v));
	return fail_hint(f, "the nearest valid ones are %s and %s.%s", base,
		gnu->rust, text);
}

static int
take_suffix(const struct target_def *def, const char *base,
	const char *suffix, const struct conf *conf, struct target *out,
	struct fail *f)
{
	autofree char *text = NULL;
	struct version v;

	if (def->libc != LIBC_GLIBC)
		return fail_no_glibc(def, base, suffix, conf, f);
	if (!parse_suffix(suffix, &v)) {
		fail_set(f, "malformed glibc version '%.32s' of target '%s'",
			suffix, base);
		return hint_version(f, base, def, v);
	}
	if (!is_possible(v)) {
		fail_set(f, "unknown glibc version '%.32s'", suffix);
		return hint_version(f, base, def, v);
	}
	if (version_cmp(v, def->glibc_min) < 0) {
		text = version_text(def->glibc_min);
		fail_set(f, "glibc version '%.32s' is too old: %s has glibc "
			"since %s", suffix, def->rust, text);
		return hint_version(f, base, def, v);
	}
	out->glibc = v;
	out->glibc_given = true;
	return 0;
}

/* Writes name and zig, which take the version. */
static int
name_target(struct target *t, struct fail *f)
{
	char version[24];
	int name, zig;

	/* On the path of every call: not version_text, which allocates. */
	snprintf(version, sizeof version,
		t->glibc.patch != 0 ? ".%u.%u.%u" : ".%u.%u", t->glibc.major,
		t->glibc.minor, t->glibc.patch);
	name = snprintf(t->name, sizeof t->name, "%s%s", t->def->rust,
		t->glibc_given ? version : "");
	zig = snprintf(t->zig, sizeof t->zig, "%s%s", t->def->zig,
		t->def->libc == LIBC_GLIBC ? version : "");
	if (name >= (int)sizeof t->name || zig >= (int)sizeof t->zig)
		return fail_set(f, "target '%s' has too long a name",
			t->def->rust);
	return 0;
}

int
triple_parse(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f)
{
	char base[SPELLING_MAX + 1];
	const char *suffix = split_suffix(spelling, base);
	struct target t = { .def = triple_find(base, conf) };

	if (t.def == NULL)
		return fail_unknown(*base != '\0' ? base : spelling, conf, f);
	if (t.def->refuse != NULL)
		return fail_set(f, "cannot build for '%s': %s", t.def->rust,
			t.def->refuse);
	t.glibc = t.def->glibc_default;
	if (suffix != NULL &&
		take_suffix(t.def, base, suffix, conf, &t, f) != 0)
		return -1;
	if (name_target(&t, f) != 0)
		return -1;
	*out = t;
	return 0;
}

bool
triple_same(const char *spelling, const struct target *t,
	const struct conf *conf)
{
	char base[SPELLING_MAX + 1];
	const struct target_def *def;

	/* rustc's llvm-target of bare RISC-V, which cc-rs passes on */
	if (t->def->libc == LIBC_NONE &&
		strcmp(spelling, arch_name(t->def->arch)) == 0)
		return true;
	split_suffix(spelling, base);
	def = triple_find(base, conf);
	return def != NULL && def->zig != NULL && t->def->zig != NULL &&
		strcmp(def->zig, t->def->zig) == 0;
}
