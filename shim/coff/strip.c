#include "shim/coff/strip.h"

#include <bsd/sys/endian.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/coff/file.h"

enum { LIMIT = 0xffff };
#define GONE UINT32_MAX

struct part {
	unsigned char head[COFF_SECTION];
	char *name;
	const unsigned char *data;
	unsigned char *own;       /* data, if it is no longer the file's */
	uint32_t number, old;     /* from 1 on; number 0: it goes */
};

struct work {
	struct coff c;
	const struct strip_options *o;
	struct part *v;
	uint32_t n, kept;
	uint32_t *symbols;        /* new numbers, GONE */
	uint32_t nsymbols;        /* that stay */
	uint32_t align, page;     /* of sections in the file, in memory */
	unsigned char *out;
	size_t len;
};

static size_t
up(size_t n, size_t to)
{
	return to > 1 ? (n + to - 1) / to * to : n;
}

static unsigned char *
optional(unsigned char *file, const struct coff *c)
{
	return file + c->header + COFF_HEADER;
}

static int
check_options(const struct strip_options *o, struct fail *f)
{
	const struct changes *c = &o->change;

	if (o->only_debug || o->debuglink != NULL || o->keep.n > 0 ||
		o->strip.n > 0 || o->unneeded.n > 0 || c->rename.n > 0 ||
		c->update.n > 0 || c->align.n > 0 ||
		c->redefine.n > 0 || c->localize.n > 0 || c->globalize.n > 0 ||
		c->weaken.n > 0 || c->only_global.n > 0 || c->prefix != NULL ||
		c->weaken_all || c->localize_hidden || c->dump.n > 0) {
		fail_set(f, "of a COFF file ours takes out sections and "
			    "symbols, and adds sections");
		return fail_hint(f, "install llvm or binutils for the rest");
	}
	return 0;
}

/* --- what goes ----------------------------------------------------------------- */

static bool
is_debug(const struct part *p)
{
	return starts_with(p->name, ".debug") ||
	       starts_with(p->name, ".zdebug") ||
	       starts_with(p->name, ".stab") ||
	       strcmp(p->name, ".gdb_index") == 0;
}

static void
read_parts(struct work *w)
{
	const struct strip_options *o = w->o;
	bool debug = o->mode != STRIP_NOTHING || o->locals == LOCALS_DISCARD;
	bool fewer = debug || o->remove.n > 0 || o->only.n > 0;

	w->v = xcalloc(w->c.nsections + o->change.add.n + 1, sizeof *w->v);
	w->n = w->c.nsections;
	for (uint32_t i = 0; i < w->n; i++) {
		struct part *p = &w->v[i];
		uint32_t at;

		memcpy(p->head, coff_section(&w->c, i), COFF_SECTION);
		p->name = coff_section_name(&w->c, i);
		p->old = i + 1;
		at = le32dec(p->head + 20);
		p->data = at != 0 ? w->c.p + at : NULL;
		/* LLVM's numbers of symbols would be wrong */
		if ((debug && is_debug(p)) ||
			(fewer && strcmp(p->name, ".llvm_addrsig") == 0) ||
			change_listed(&o->remove, p->name) ||
			(o->only.n > 0 && !change_listed(&o->only, p->name)))
			continue;
		p->number = ++w->kept;
	}
}

/* Symbols of sections that go, and the names of sources. A program keeps none
 * without -g or the like. */
static void
choose_symbols(struct work *w)
{
	enum strip_mode mode = w->o->mode;
	bool none = w->c.image && (mode == STRIP_ALL || mode == STRIP_UNNEEDED);

	w->symbols = xcalloc(w->c.nsymbols + 1, sizeof *w->symbols);
	for (uint32_t i = 0, more; i < w->c.nsymbols; i += more) {
		const unsigned char *s = coff_symbol(&w->c, i);
		int section = (int16_t)le16dec(s + 12);
		bool goes = none || (mode != STRIP_NOTHING &&
					    s[16] == COFF_FILE);

		more = 1u + s[17];
		if (section > 0 && (uint32_t)section <= w->c.nsections)
			goes = goes || w->v[section - 1].number == 0;
		for (uint32_t k = i; k < i + more && k < w->c.nsymbols; k++)
			w->symbols[k] = goes ? GONE : w->nsymbols++;
	}
}

/* Windows wants no hole between sections: what stays before one fills it. */
static void
fill_holes(struct work *w)
{
	struct part *last = NULL;

	for (uint32_t i = 0; w->c.image && i < w->n; i++) {
		struct part *p = &w->v[i];
		uint32_t gap, size;

		if (p->number == 0)
			continue;
		if (last != NULL) {
			gap = le32dec(p->head + 12) - le32dec(last->head + 12);
			size = le32dec(last->head + 8);
			if (up(size > 0 ? size : 1, w->page) < gap)
				le32enc(last->head + 8, gap);
		}
		last = p;
	}
}

/* --- sections that come --------------------------------------------------------- */

static int
add_part(struct work *w, const char *word, struct fail *f)
{
	size_t n = strcspn(word, "=");
	struct part *p = &w->v[w->n], *last = NULL;
	uint64_t at = 0;
	struct span in;

	if (word[n] == '\0')
		return fail_set(f, "'%s' is no NAME=FILE", word);
	if (n > 8)
		return fail_set(f, "the name of a section in a program has 8 "
				   "bytes: '%s'", word);
	if (span_map(word + n + 1, &in, f) != 0)
		return -1;
	for (uint32_t i = 0; i < w->n; i++)
		last = w->v[i].number != 0 ? &w->v[i] : last;
	if (w->c.image && last != NULL)
		at = w->c.base + up(le32dec(last->head + 12) +
					   (size_t)le32dec(last->head + 8),
				   w->page);
	w->n++;
	p->name = xstrndup(word, n);
	p->number = ++w->kept;
	p->data = p->own = xcalloc(in.n + 1, 1);
	if (in.n > 0)
		memcpy(p->own, in.p, in.n);
	memcpy(p->head, p->name, n);
	le32enc(p->head + 8, w->c.image ? (uint32_t)in.n : 0);
	le32enc(p->head + 16, (uint32_t)in.n);
	le32enc(p->head + 36, w->c.image ? 0x40000040 : 0x40100040);
	span_unmap(&in);
	if (change_address(&w->o->change, p->name, false, &at, f) != 0)
		return -1;
	if (w->c.image && (at < w->c.base || at - w->c.base > UINT32_MAX))
		return fail_set(f, "section '%s' cannot be at 0x%llx: the "
				   "program begins at 0x%llx", p->name,
			(unsigned long long)at, (unsigned long long)w->c.base);
	le32enc(p->head + 12, w->c.image ? (uint32_t)(at - w->c.base) : 0);
	return 0;
}

/* GNU's words for what a section is, in Microsoft's. */
static void
set_flags(const struct work *w)
{
	for (uint32_t i = 0; i < w->n; i++) {
		struct part *p = &w->v[i];
		const char *text = change_value(
			&w->o->change.flags, true, p->name);
		autoargvec words = ARGVEC_INIT;
		uint32_t flags = 0x40000000;

		if (text == NULL)
			continue;
		argvec_split(&words, text, ",");
		flags |= argvec_has(&words, "code") ? 0x20000000 | COFF_CODE
						    : COFF_DATA;
		if (!argvec_has(&words, "readonly"))
			flags |= 0x80000000;
		le32enc(p->head + 36,
			(le32dec(p->head + 36) & 0x1ff00000) | flags);
	}
}

/* --- writing -------------------------------------------------------------------- */

static void
grow(struct work *w, size_t to)
{
	w->out = xreallocarray(w->out, to + 1, 1);
	memset(w->out + w->len, 0, to - w->len);
	w->len = to;
}

static void
put(struct work *w, const void *data, size_t n)
{
	size_t at = w->len;

	grow(w, at + n);
	if (n > 0)
		memcpy(w->out + at, data, n);
}

static int
put_relocs(struct work *w, struct part *p, struct fail *f)
{
	uint32_t n = le16dec(p->head + 32), from = le32dec(p->head + 24);

	if (n == 0)
		return 0;
	if (n == LIMIT)
		return fail_set(f, "section '%s' has too many relocations",
			p->name);
	le32enc(p->head + 24, (uint32_t)w->len);
	for (uint32_t i = 0; i < n; i++) {
		unsigned char r[10];
		uint32_t symbol;

		memcpy(r, w->c.p + from + (size_t)i * 10, 10);
		symbol = le32dec(r + 4);
		if (symbol >= w->c.nsymbols || w->symbols[symbol] == GONE)
			return fail_set(f, "section '%s' needs a symbol that "
					   "would go", p->name);
		le32enc(r + 4, w->symbols[symbol]);
		put(w, r, sizeof r);
	}
	return 0;
}

static int
put_parts(struct work *w, struct fail *f)
{
	for (uint32_t i = 0; i < w->n; i++) {
		struct part *p = &w->v[i];
		uint32_t size = le32dec(p->head + 16);

		if (p->number == 0)
			continue;
		if (p->data != NULL && size > 0) {
			grow(w, up(w->len, w->align));
			le32enc(p->head + 20, (uint32_t)w->len);
			put(w, p->data, size);
			grow(w, up(w->len, w->c.image ? w->align : 1));
			if (w->c.image)
				le32enc(p->head + 16,
					(uint32_t)up(size, w->align));
		}
		if (!w->c.image && put_relocs(w, p, f) != 0)
			return -1;
	}
	return 0;
}

/* What is said about a symbol may have the number of a section or a symbol. */
static void
renumber_aux(const struct work *w, const unsigned char *symbol,
	unsigned char *aux)
{
	uint32_t n;

	if (symbol[16] == COFF_WEAK && (n = le32dec(aux)) < w->c.nsymbols &&
		w->symbols[n] != GONE)
		le32enc(aux, w->symbols[n]);
	n = le16dec(aux + 12);
	if (symbol[16] == COFF_STATIC && n > 0 && n <= w->c.nsections)
		le16enc(aux + 12, (uint16_t)w->v[n - 1].number);
}

static void
put_symbol(struct work *w, uint32_t i)
{
	const unsigned char *from = coff_symbol(&w->c, i);
	int section = (int16_t)le16dec(from + 12);
	unsigned char s[COFF_SYMBOL];

	memcpy(s, from, sizeof s);
	if (section > 0 && (uint32_t)section <= w->c.nsections)
		le16enc(s + 12, (uint16_t)w->v[section - 1].number);
	put(w, s, sizeof s);
	for (uint32_t k = 1; k <= from[17] && i + k < w->c.nsymbols; k++) {
		memcpy(s, coff_symbol(&w->c, i + k), sizeof s);
		if (k == 1)
			renumber_aux(w, from, s);
		put(w, s, sizeof s);
	}
}

static void
put_symbols(struct work *w, unsigned char header[8])
{
	size_t at = w->len;
	bool any = w->nsymbols > 0;

	for (uint32_t i = 0; i < w->n; i++)
		any = any || (w->v[i].number != 0 && w->v[i].head[0] == '/');
	for (uint32_t i = 0; i < w->c.nsymbols;
		i += 1u + coff_symbol(&w->c, i)[17])
		if (w->symbols[i] != GONE)
			put_symbol(w, i);
	le32enc(header, any ? (uint32_t)at : 0);
	le32enc(header + 4, w->nsymbols);
	if (any && w->c.strings != NULL)
		put(w, w->c.strings, w->c.strings_len);
}

/* --- a program's header --------------------------------------------------------- */

/* Where in the new file what is loaded at `rva` lies. */
static uint32_t
offset_of(const struct work *w, uint32_t rva)
{
	for (uint32_t i = 0; i < w->n; i++) {
		const unsigned char *h = w->v[i].head;

		if (w->v[i].number != 0 && rva >= le32dec(h + 12) &&
			rva - le32dec(h + 12) < le32dec(h + 16))
			return rva - le32dec(h + 12) + le32dec(h + 20);
	}
	return 0;
}

/* Entry i of the table of what is where in a program: its address and size;
 * NULL if there are fewer. */
static unsigned char *
directory(struct work *w, size_t i)
{
	unsigned char *o = optional(w->out, &w->c);
	size_t at = (w->c.is64 ? 112 : 96) + i * 8;

	return i < le32dec(o + (w->c.is64 ? 108 : 92)) &&
			       at + 8 <= le16dec(w->c.p + w->c.header + 16)
		       ? o + at
		       : NULL;
}

/* Entries for debuggers have places in the file; a signature would not fit. */
static void
mend_directories(struct work *w)
{
	unsigned char *signature = directory(w, 4), *debug = directory(w, 6);
	uint32_t at, size;

	if (signature != NULL)
		memset(signature, 0, 8);
	if (debug == NULL)
		return;
	at = offset_of(w, le32dec(debug));
	size = le32dec(debug + 4);
	if (at == 0)
		memset(debug, 0, 8);
	for (uint32_t i = 0; at != 0 && i + 28 <= size && at + i + 28 <= w->len;
		i += 28) {
		unsigned char *e = w->out + at + i;

		if (le32dec(e + 24) != 0 && le32dec(e + 20) != 0)
			le32enc(e + 24, offset_of(w, le32dec(e + 20)));
	}
}

static void
sum_up(struct work *w)
{
	unsigned char *at = optional(w->out, &w->c) + 64;
	uint32_t sum = 0;

	if (le32dec(at) == 0)
		return;
	le32enc(at, 0);
	for (size_t i = 0; i < w->len; i += 2) {
		sum += w->out[i] | (i + 1 < w->len ? w->out[i + 1] << 8 : 0);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	le32enc(at, sum + (uint32_t)w->len);
}

static void
mend_image(struct work *w)
{
	unsigned char *o = optional(w->out, &w->c);
	uint32_t end = 0;

	for (uint32_t i = 0; i < w->n; i++) {
		const unsigned char *h = w->v[i].head;
		uint32_t size = le32dec(h + 8) > 0 ? le32dec(h + 8)
						   : le32dec(h + 16);

		if (w->v[i].number != 0 && le32dec(h + 12) + size > end)
			end = le32dec(h + 12) + size;
	}
	le32enc(o + 56, (uint32_t)up(end, w->page));
	mend_directories(w);
	sum_up(w);
}

/* The headers grow with a section; what is loaded first must lie behind. */
static int
put_headers(struct work *w, struct fail *f)
{
	size_t head = w->c.sections, need;

	need = up(head + (size_t)w->kept * COFF_SECTION, w->align);
	for (uint32_t i = 0; w->c.image && i < w->n; i++)
		if (w->v[i].number != 0 && le32dec(w->v[i].head + 12) < need)
			return fail_set(f, "its headers have no room for more "
					   "sections");
	put(w, w->c.p, head);
	if (w->c.image && le32dec(optional(w->out, &w->c) + 60) > need)
		need = le32dec(optional(w->out, &w->c) + 60);
	grow(w, need);
	if (w->c.image)
		le32enc(optional(w->out, &w->c) + 60, (uint32_t)need);
	return 0;
}

static int
write_file(struct work *w, struct fail *f)
{
	unsigned char table[8];
	size_t at = w->c.sections;

	if (put_headers(w, f) != 0 || put_parts(w, f) != 0)
		return -1;
	put_symbols(w, table);
	memcpy(w->out + w->c.header + 8, table, sizeof table);
	le16enc(w->out + w->c.header + 2, (uint16_t)w->kept);
	for (uint32_t i = 0; i < w->n; i++)
		if (w->v[i].number != 0) {
			memcpy(w->out + at, w->v[i].head, COFF_SECTION);
			at += COFF_SECTION;
		}
	if (w->c.image)
		mend_image(w);
	return 0;
}

static int
strip(struct work *w, struct fail *f)
{
	const unsigned char *o = w->c.p + w->c.header + COFF_HEADER;

	w->page = w->c.image ? le32dec(o + 32) : 1;
	w->align = w->c.image ? le32dec(o + 36) : 4;
	if (w->page - 1 > 1 << 24 || w->align - 1 > 1 << 24)
		return fail_set(f, "damaged COFF file: bad alignment");
	read_parts(w);
	choose_symbols(w);
	fill_holes(w);
	for (size_t i = 0; i < w->o->change.add.n; i++)
		if (add_part(w, w->o->change.add.v[i], f) != 0)
			return -1;
	set_flags(w);
	return write_file(w, f);
}

int
coffstrip(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f)
{
	struct work w = { .o = o };
	int r = -1;

	if (check_options(o, f) == 0 && coff_open(&w.c, mem, len, f) == 0)
		r = strip(&w, f);
	for (uint32_t i = 0; i < w.n; i++) {
		free(w.v[i].name);
		free(w.v[i].own);
	}
	free(w.v);
	free(w.symbols);
	if (r == 0) {
		*out = w.out;
		*out_len = w.len;
	} else {
		free(w.out);
	}
	return r;
}
