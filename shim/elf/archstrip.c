#include "shim/elf/archstrip.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/ar.h"
#include "common/xalloc.h"
#include "shim/elf/edit.h"

enum { MAGIC_LEN = 8, HEADER_LEN = 60, NAME_LEN = 16 };

struct bytes {
	unsigned char *p;
	size_t n, cap;
};

struct member {
	struct ar_member in;
	const unsigned char *header;
	unsigned char *own;    /* stripped contents, or NULL */
	const unsigned char *mem;
	size_t len;
	size_t long_at;        /* in the table of long names */
	bool is_long;
	uint64_t at;           /* of its header in the new archive */
	struct bytes symbols;  /* names in the index, each with its NUL */
	size_t nsymbols;
};

struct archive {
	const unsigned char *mem;
	size_t len;
	struct member *v;
	size_t n;
	struct bytes names;    /* table of long names */
	bool indexed;
	bool (*is_other)(const void *, size_t);
	strip_fn *other;
};

static void
add(struct bytes *b, const void *data, size_t n)
{
	if (n == 0)
		return;
	if (b->cap - b->n < n) {
		b->cap = (b->cap + n) * 2;
		b->p = xreallocarray(b->p, b->cap, 1);
	}
	memcpy(b->p + b->n, data, n);
	b->n += n;
}

static int
read_members(struct archive *a, struct fail *f)
{
	struct ar_member m;
	struct ar in;
	int more;

	if (ar_open(&in, a->mem, a->len, f) != 0)
		return -1;
	if (in.thin) {
		fail_set(f, "a thin archive has no members of its own");
		return fail_hint(f, "strip the files that it names");
	}
	while ((more = ar_next(&in, &m, f)) == 1) {
		a->v = xreallocarray(a->v, a->n + 1, sizeof *a->v);
		a->v[a->n++] = (struct member){ .in = m,
			.header = m.mem - HEADER_LEN,
			.mem = m.mem, .len = m.len };
		if (memcmp(m.mem - 2, "`\n", 2) != 0 ||
			memcmp(m.mem - HEADER_LEN, "#1/", 3) == 0)
			return fail_set(f, "a BSD archive is not supported");
	}
	return more;
}

/* --- the index --------------------------------------------------------------- */

static void
add_symbol(struct member *m, const char *name)
{
	add(&m->symbols, name, strlen(name) + 1);
	m->nsymbols++;
}

/* What the linker may take this member for. */
static int
index_object(struct member *m, struct fail *f)
{
	struct elfedit e;

	if (elfedit_open(&e, m->mem, m->len, f) != 0)
		return -1;
	for (uint32_t i = 1; i < e.nsym; i++) {
		const struct edit_symbol *y = &e.sym[i];

		if (ELF64_ST_BIND(y->info) != STB_LOCAL &&
			!(y->reserved && y->section == SHN_UNDEF))
			add_symbol(m, y->name);
	}
	elfedit_clear(&e);
	return 0;
}

static uint64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static struct member *
member_at(const struct archive *a, uint64_t at)
{
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		uint64_t here = (uint64_t)(a->v[mid].header - a->mem);

		if (here == at)
			return &a->v[mid];
		if (here < at)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* What the old index says about members that are no ELF objects (LLVM's
 * bitcode) stays, since only their own tools can read them. */
static int
read_index(struct archive *a, struct fail *f)
{
	const unsigned char *h = a->mem + MAGIC_LEN, *p = h + HEADER_LEN;
	size_t word, size, left;
	uint64_t n;
	const char *name;

	if (a->len < MAGIC_LEN + HEADER_LEN)
		return 0;
	if (memcmp(h, "/               ", NAME_LEN) == 0)
		word = 4;
	else if (memcmp(h, "/SYM64/         ", NAME_LEN) == 0)
		word = 8;
	else
		return 0;
	a->indexed = true;
	/* ar_next has found it complete */
	size = strtoul((const char *)h + 48, NULL, 10);
	if (size > a->len - MAGIC_LEN - HEADER_LEN)
		return fail_set(f, "damaged archive: bad index");
	n = size >= word ? big_endian(p, word) : 0;
	if (size < word || n > (size - word) / word)
		return fail_set(f, "damaged archive: bad index");
	name = (const char *)p + word + n * word;
	left = size - word - n * word;
	for (uint64_t i = 0; i < n; i++) {
		struct member *m = member_at(
			a, big_endian(p + word + i * word, word));
		size_t len = strnlen(name, left);

		if (len == left)
			return fail_set(f, "damaged archive: bad index");
		if (m != NULL && !image_is(m->in.mem, m->in.len))
			add_symbol(m, name);
		name += len + 1;
		left -= len + 1;
	}
	return 0;
}

/* --- writing ------------------------------------------------------------------ */

static size_t
even(size_t n)
{
	return n + (n & 1);
}

static void
set_columns(char *at, size_t n, const char *text)
{
	size_t len = strlen(text);

	memset(at, ' ', n);
	memcpy(at, text, len < n ? len : n);
}

/* A header with its columns for time, owner and mode from `from`, or none. */
static int
add_header(struct bytes *b, const char *name, size_t size,
	const unsigned char *from, bool deterministic, struct fail *f)
{
	char h[HEADER_LEN + 1], text[32];

	memset(h, ' ', HEADER_LEN);
	set_columns(h, NAME_LEN, name);
	if (from != NULL && !deterministic) {
		memcpy(h + NAME_LEN, from + NAME_LEN, 32);
	} else {
		set_columns(h + 16, 12, "0");
		set_columns(h + 28, 6, "0");
		set_columns(h + 34, 6, "0");
		set_columns(h + 40, 8, from != NULL ? "644" : "0");
	}
	snprintf(text, sizeof text, "%zu", size);
	if (strlen(text) > 10)
		return fail_set(f, "a member is too large for an archive");
	set_columns(h + 48, 10, text);
	h[58] = '`';
	h[59] = '\n';
	add(b, h, HEADER_LEN);
	return 0;
}

static void
add_padded(struct bytes *b, const void *data, size_t n)
{
	add(b, data, n);
	if (n & 1)
		add(b, "\n", 1);
}

static void
collect_names(struct archive *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct member *m = &a->v[i];

		m->is_long = strlen(m->in.name) >= NAME_LEN ||
			     strchr(m->in.name, '/') != NULL ||
			     *m->in.name == '\0';
		if (!m->is_long)
			continue;
		m->long_at = a->names.n;
		add(&a->names, m->in.name, strlen(m->in.name));
		add(&a->names, "/\n", 2);
	}
}

/* Where each member will be, when the index' words have this size. */
static uint64_t
place_members(struct archive *a, size_t word, size_t *index_size)
{
	uint64_t at = MAGIC_LEN;

	*index_size = word;
	for (size_t i = 0; i < a->n; i++)
		*index_size += a->v[i].nsymbols * word + a->v[i].symbols.n;
	if (a->indexed)
		at += HEADER_LEN + even(*index_size);
	if (a->names.n > 0)
		at += HEADER_LEN + even(a->names.n);
	for (size_t i = 0; i < a->n; i++) {
		a->v[i].at = at;
		at += HEADER_LEN + even(a->v[i].len);
	}
	return at;
}

static void
add_number(struct bytes *b, uint64_t v, size_t word)
{
	unsigned char p[8];

	for (size_t i = 0; i < word; i++)
		p[i] = (unsigned char)(v >> (8 * (word - 1 - i)));
	add(b, p, word);
}

static int
add_index(struct bytes *b, const struct archive *a, size_t word, size_t size,
	struct fail *f)
{
	uint64_t n = 0;

	if (add_header(b, word == 8 ? "/SYM64/" : "/", even(size), NULL, true,
		    f) != 0)
		return -1;
	for (size_t i = 0; i < a->n; i++)
		n += a->v[i].nsymbols;
	add_number(b, n, word);
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->v[i].nsymbols; k++)
			add_number(b, a->v[i].at, word);
	for (size_t i = 0; i < a->n; i++)
		add(b, a->v[i].symbols.p, a->v[i].symbols.n);
	if (size & 1)
		add(b, "", 1);
	return 0;
}

static int
write_archive(struct archive *a, bool deterministic, struct bytes *b,
	struct fail *f)
{
	size_t word = 4, size;

	collect_names(a);
	if (place_members(a, word, &size) > UINT32_MAX)
		place_members(a, word = 8, &size);
	add(b, "!<arch>\n", MAGIC_LEN);
	if (a->indexed && add_index(b, a, word, size, f) != 0)
		return -1;
	if (a->names.n > 0) {
		if (add_header(b, "//", even(a->names.n), NULL, true, f) != 0)
			return -1;
		memset(b->p + b->n - HEADER_LEN + NAME_LEN, ' ', 32);
		add_padded(b, a->names.p, a->names.n);
	}
	for (size_t i = 0; i < a->n; i++) {
		struct member *m = &a->v[i];
		autofree char *name = m->is_long
					      ? xasprintf("/%zu", m->long_at)
					      : xasprintf("%s/", m->in.name);

		if (add_header(b, name, m->len, m->header, deterministic,
			    f) != 0)
			return -1;
		add_padded(b, m->mem, m->len);
	}
	return 0;
}

static int
strip_members(
	struct archive *a, const struct strip_options *o, struct fail *f)
{
	for (size_t i = 0; i < a->n; i++) {
		struct member *m = &a->v[i];

		bool elf = image_is(m->in.mem, m->in.len);

		if (!elf && (a->other == NULL ||
				    !a->is_other(m->in.mem, m->in.len)))
			continue;
		if ((elf ? elfstrip : a->other)(m->in.mem, m->in.len, o,
			    &m->own, &m->len, f) != 0)
			return fail_context(f, "member '%s'", m->in.name);
		m->mem = m->own;
		if (elf && a->indexed && index_object(m, f) != 0)
			return fail_context(f, "member '%s'", m->in.name);
	}
	return 0;
}

int
archstrip(const void *mem, size_t len, const struct strip_options *o,
	bool deterministic, bool (*is_other)(const void *, size_t),
	strip_fn *other, unsigned char **out, size_t *out_len, struct fail *f)
{
	struct archive a = { .mem = mem, .len = len,
		.is_other = is_other, .other = other };
	struct bytes b = { NULL, 0, 0 };
	int r = -1;

	if (read_members(&a, f) == 0 && read_index(&a, f) == 0 &&
		strip_members(&a, o, f) == 0)
		r = write_archive(&a, deterministic, &b, f);
	if (r == 0) {
		*out = b.p;
		*out_len = b.n;
		b.p = NULL;
	}
	free(b.p);
	for (size_t i = 0; i < a.n; i++) {
		free(a.v[i].in.name);
		free(a.v[i].own);
		free(a.v[i].symbols.p);
	}
	free(a.names.p);
	free(a.v);
	return r;
}
