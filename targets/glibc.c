#include "targets/glibc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/version.h"
#include "common/xalloc.h"

/*
 * abilists, all numbers little-endian:
 *   u8 n, then n library names, each with its NUL
 *   u8 n, then n versions of three u8, ascending
 *   u8 n, then n zig triples, each with its NUL
 *   sections: functions, objects and, since zig 0.15, thread-local objects.
 * A section is a u16 count of inclusions. A symbol's name (with its NUL)
 * stands before its first inclusion only. An inclusion is
 *   the set of targets, bit by bit (uleb128; in zig before 0.14 a u32)
 *   the size of an object (uleb128; before 0.14 a u16); functions have none
 *   u8 library
 *   u8 version…, 0x80 marks the last one
 * 0x80 in the library (before 0.14: bit 31 of the targets) marks a symbol's
 * last inclusion; 0x40, that it is weak, and 0x20, that it has no version, which
 * the BSDs' have.
 */
enum { LISTS_MAX_BYTES = 4 << 20, SECTIONS_MAX = 3, LAST = 0x80, WEAK = 0x40,
	PLAIN = 0x20, LIBS_MAX = 32, VERSIONS_MAX = 128 };

/* How the inclusions are written; the file does not say. */
enum format { FORMAT_ULEB, FORMAT_FIXED };

struct bytes {
	const unsigned char *at, *end;
	bool bad;               /* read past the end, or nonsense */
};

struct glibc_lists {
	char *path, *text;
	const char **libs;
	const char **targets;
	struct version *versions;
	size_t nlibs, ntargets, nversions;
	struct bytes sections;
	enum format format;
};

/* One step of a walk over all inclusions. */
struct inclusion {
	const char *symbol;
	uint64_t targets;
	const char *lib;
	unsigned libno;
	bool weak, plain, last;
	uint32_t size;
	const unsigned char *versions;
	size_t oldest;          /* index of its lowest version */
};

struct walk {
	const struct glibc_lists *g;
	struct bytes b;
	enum format format;
	const char *symbol;     /* NULL: a name comes next */
	unsigned left;          /* inclusions left in this section */
	int section;            /* 0 before the first one */
};

static unsigned
take_u8(struct bytes *b)
{
	if (b->at == b->end) {
		b->bad = true;
		return 0;
	}
	return *b->at++;
}

/* n bytes, at most 8. */
static uint64_t
take_fixed(struct bytes *b, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v |= (uint64_t)take_u8(b) << (8 * i);
	return v;
}

static uint64_t
take_uleb(struct bytes *b)
{
	uint64_t v = 0;
	unsigned c;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		c = take_u8(b);
		v |= (uint64_t)(c & 0x7f) << shift;
		if ((c & 0x80) == 0)
			return v;
	}
	b->bad = true;
	return 0;
}

/* A string with its NUL, not empty. */
static const char *
take_name(struct bytes *b)
{
	const char *s = (const char *)b->at;
	const unsigned char *nul =
		memchr(b->at, '\0', (size_t)(b->end - b->at));

	if (nul == NULL || nul == b->at) {
		b->bad = true;
		return "";
	}
	b->at = nul + 1;
	return s;
}

static const char **
take_names(struct bytes *b, size_t *n)
{
	const char **names;

	*n = take_u8(b);
	names = xcalloc(*n + 1, sizeof *names);
	for (size_t i = 0; i < *n; i++)
		names[i] = take_name(b);
	return names;
}

static void
take_versions(struct bytes *b, struct glibc_lists *g)
{
	g->nversions = take_u8(b);
	g->versions = xcalloc(g->nversions + 1, sizeof *g->versions);
	for (size_t i = 0; i < g->nversions; i++) {
		struct version *v = &g->versions[i];

		v->major = (unsigned short)take_u8(b);
		v->minor = (unsigned short)take_u8(b);
		v->patch = (unsigned short)take_u8(b);
		if (i > 0 && version_cmp(v[-1], *v) >= 0)
			b->bad = true;
	}
}

/* The versions of an inclusion: the index of the lowest one. */
static size_t
take_oldest(struct bytes *b, size_t nversions)
{
	size_t oldest = nversions;
	unsigned v;

	do {
		v = take_u8(b);
		if ((v & ~LAST) >= nversions)
			b->bad = true;
		if ((v & ~LAST) < oldest)
			oldest = v & ~LAST;
	} while (!b->bad && (v & LAST) == 0);
	return oldest;
}

/* Steps over section headers; false at the end of the file. */
static bool
walk_section(struct walk *w)
{
	while (w->left == 0) {
		if (w->symbol != NULL)
			w->b.bad = true;
		if (w->b.bad || (w->section >= 2 && w->b.at == w->b.end))
			return false;
		if (++w->section > SECTIONS_MAX) {
			w->b.bad = true;
			return false;
		}
		w->left = (unsigned)take_fixed(&w->b, 2);
	}
	return true;
}

/* The next inclusion; false at the end, or with w->b.bad at nonsense. */
static bool
walk_next(struct walk *w, struct inclusion *out)
{
	const struct glibc_lists *g = w->g;
	bool uleb = w->format == FORMAT_ULEB;
	unsigned lib;

	if (!walk_section(w))
		return false;
	w->left--;
	if (w->symbol == NULL)
		w->symbol = take_name(&w->b);
	out->symbol = w->symbol;
	out->targets = uleb ? take_uleb(&w->b) : take_fixed(&w->b, 4);
	out->size = 0;
	if (w->section > 1)
		out->size = (uint32_t)(uleb ? take_uleb(&w->b)
					    : take_fixed(&w->b, 2));
	lib = take_u8(&w->b);
	out->weak = uleb && (lib & WEAK) != 0;
	out->plain = uleb && (lib & PLAIN) != 0;
	if (uleb) {
		out->last = (lib & LAST) != 0;
		lib &= LIBS_MAX - 1;
	} else {
		out->last = (out->targets >> 31 & 1) != 0;
		out->targets &= 0x7fffffff;
	}
	if (lib >= g->nlibs || (g->ntargets < 64 &&
				       out->targets >> g->ntargets != 0))
		w->b.bad = true;
	out->lib = w->b.bad ? NULL : g->libs[lib];
	out->libno = lib;
	out->versions = w->b.at;
	out->oldest = take_oldest(&w->b, g->nversions);
	if (out->last)
		w->symbol = NULL;
	return !w->b.bad;
}

static bool
lists_are(const struct glibc_lists *g, enum format format)
{
	struct walk w = { .g = g, .b = g->sections, .format = format };
	struct inclusion inc;

	while (walk_next(&w, &inc))
		;
	return !w.b.bad;
}

/* False if the file is cut off or makes no sense. */
static bool
lists_parse(struct glibc_lists *g, size_t len)
{
	struct bytes b = { (const unsigned char *)g->text,
		(const unsigned char *)g->text + len, false };

	g->libs = take_names(&b, &g->nlibs);
	take_versions(&b, g);
	g->targets = take_names(&b, &g->ntargets);
	g->sections = b;
	if (b.bad || g->nlibs == 0 || g->nlibs > LIBS_MAX || g->nversions == 0 || g->ntargets == 0)
		return false;
	g->format = FORMAT_ULEB;
	if (lists_are(g, g->format))
		return true;
	g->format = FORMAT_FIXED;
	return lists_are(g, g->format);
}

int
glibc_open_list(const char *zig_lib, const char *libc, struct glibc_lists **out,
	struct fail *f)
{
	struct glibc_lists *g = xcalloc(1, sizeof *g);
	size_t len;

	g->path = xasprintf("%s/libc/%s/abilists", zig_lib, libc);
	if (path_read(g->path, LISTS_MAX_BYTES, &g->text, &len, f) != 0) {
		fail_context(f, "no list of zig's %s versions", libc);
		goto bad;
	}
	if (!lists_parse(g, len)) {
		fail_set(f, "cannot use zig's list of %s versions: '%s' is "
			"cut off or of an unknown format", libc, g->path);
		fail_hint(f, "zig may not be completely unpacked; "
			"`cargo zbuild zig install` gets a new one");
		goto bad;
	}
	*out = g;
	return 0;
bad:
	glibc_free(g);
	return -1;
}

int
glibc_open(const char *zig_lib, struct glibc_lists **out, struct fail *f)
{
	return glibc_open_list(zig_lib, "glibc", out, f);
}

void
glibc_free(struct glibc_lists *g)
{
	if (g == NULL)
		return;
	free(g->path);
	free(g->text);
	free(g->libs);
	free(g->targets);
	free(g->versions);
	free(g);
}

const struct version *
glibc_versions(const struct glibc_lists *g, size_t *n)
{
	*n = g->nversions;
	return g->versions;
}

/* The target's bit in an inclusion's set, 0 if zig has no glibc for it. */
static uint64_t
target_bit(const struct glibc_lists *g, const struct target_def *def)
{
	size_t n = def->zig != NULL ? strlen(def->zig) : 0;

	for (size_t i = 0; i < g->ntargets && i < 64; i++)
		if (n > 0 && strncmp(g->targets[i], def->zig, n) == 0 &&
			(g->targets[i][n] == '\0' ||
				strcmp(g->targets[i] + n, "-none") == 0))
			return (uint64_t)1 << i;
	return 0;
}

/* The highest listed version up to v, but not below the target's first. */
static struct version
nearest_listed(const struct glibc_lists *g, const struct target *t)
{
	struct version best = t->def->glibc_min;

	for (size_t i = 0; i < g->nversions; i++)
		if (version_cmp(g->versions[i], best) > 0 &&
			version_cmp(g->versions[i], t->glibc) <= 0)
			best = g->versions[i];
	return best;
}

int
glibc_check(const struct glibc_lists *g, const struct target *t,
	struct fail *f)
{
	autofree char *wanted = NULL, *nearest = NULL;

	if (t->def->libc != LIBC_GLIBC)
		return 0;
	if (target_bit(g, t->def) == 0) {
		fail_set(f, "this zig has no glibc for '%s'", t->def->rust);
		return fail_hint(f, "'%s' does not list %s; another zig "
			"(ZBUILD_ZIG) may, or use the musl target", g->path,
			t->def->zig);
	}
	for (size_t i = 0; i < g->nversions; i++)
		if (version_cmp(g->versions[i], t->glibc) == 0)
			return 0;
	wanted = version_text(t->glibc);
	nearest = version_text(nearest_listed(g, t));
	fail_set(f, "unknown glibc version '%s'", wanted);
	return fail_hint(f, "the nearest valid one is %s.%s", t->def->rust,
		nearest);
}

bool
glibc_symbol(const struct glibc_lists *g, const struct target *t,
	const char *symbol, struct version *first, const char **lib)
{
	struct walk w = { .g = g, .b = g->sections, .format = g->format };
	uint64_t bit = target_bit(g, t->def);
	struct inclusion inc;
	size_t oldest = g->nversions;

	while (walk_next(&w, &inc)) {
		if ((inc.targets & bit) == 0 || inc.oldest >= oldest ||
			strcmp(inc.symbol, symbol) != 0)
			continue;
		oldest = inc.oldest;
		*lib = inc.lib;
	}
	if (oldest == g->nversions)
		return false;
	*first = g->versions[oldest];
	return true;
}

/* ---- what a library has ---- */

const char *const *
glibc_libraries(const struct glibc_lists *g)
{
	return g->libs;
}

/* What is known of a symbol in one library, up to its last inclusion. */
struct held {
	int newest, plain;      /* versions, or -1 */
	bool has[VERSIONS_MAX], weak[VERSIONS_MAX];
	uint32_t size[VERSIONS_MAX];
};

static void
hold(struct held *h, const struct inclusion *inc, size_t last)
{
	const unsigned char *at = inc->versions;
	bool more = true;

	for (; more; at++) {
		int v = *at & ~LAST;

		more = (*at & LAST) == 0;
		if ((size_t)v > last)
			continue;
		h->weak[v] = inc->weak;
		h->size[v] = inc->size;
		if (!inc->plain)
			h->has[v] = true;
		if (inc->plain && v > h->plain)
			h->plain = v;
		if (!inc->plain && v > h->newest)
			h->newest = v;
	}
}

static void
release(struct held *h, struct glibc_entry *e,
	void (*fn)(const struct glibc_entry *e, void *with), void *with)
{
	for (int v = 0; v <= h->newest || v <= h->plain; v++) {
		e->version = (size_t)v;
		e->weak = h->weak[v];
		e->size = h->size[v];
		e->newest = v == h->newest;
		e->plain = v == h->plain;
		if (e->plain)
			fn(e, with);
		e->plain = false;
		if (h->has[v])
			fn(e, with);
		h->has[v] = false;
	}
	h->newest = h->plain = -1;
}

bool
glibc_each(const struct glibc_lists *g, const struct target *t, size_t last,
	void (*fn)(const struct glibc_entry *e, void *with), void *with)
{
	struct walk w = { .g = g, .b = g->sections, .format = g->format };
	struct held *held = xcalloc(g->nlibs, sizeof *held);
	uint64_t bit = target_bit(g, t->def);
	struct glibc_entry e = { .lib = 0 };
	struct inclusion inc;

	for (size_t i = 0; i < g->nlibs; i++)
		held[i].newest = held[i].plain = -1;
	while (bit != 0 && walk_next(&w, &inc)) {
		if ((inc.targets & bit) != 0)
			hold(&held[inc.libno], &inc, last);
		e.symbol = inc.symbol;
		e.kind = w.section - 1;
		for (e.lib = 0; inc.last && e.lib < g->nlibs; e.lib++)
			release(&held[e.lib], &e, fn, with);
	}
	free(held);
	return bit != 0;
}
