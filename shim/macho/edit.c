#include "shim/macho/edit.h"

#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/macho/sign.h"
#include "shim/macho/trie.h"

enum { HEADER = 32, SEGMENT = 72, SECTION = 80, NLIST = 16 };

/* --- taking apart --------------------------------------------------------- */

/* Tables of load commands; those with `old` have not been written since the
 * dynamic linker of 2009 and are not understood. */
static const struct table {
	uint32_t cmd;
	unsigned at, count, unit;
	bool old;
} tables[] = {
	{ LC_SYMTAB, 8, 12, 16, false },
	{ LC_SYMTAB, 16, 20, 1, false },
	{ LC_DYSYMTAB, 32, 36, 8, true },
	{ LC_DYSYMTAB, 40, 44, 56, true },
	{ LC_DYSYMTAB, 48, 52, 4, true },
	{ LC_DYSYMTAB, 56, 60, 4, false },
	{ LC_DYSYMTAB, 64, 68, 8, false },
	{ LC_DYSYMTAB, 72, 76, 8, false },
	{ LC_DYLD_INFO, 8, 12, 1, false },
	{ LC_DYLD_INFO, 16, 20, 1, false },
	{ LC_DYLD_INFO, 24, 28, 1, false },
	{ LC_DYLD_INFO, 32, 36, 1, false },
	{ LC_DYLD_INFO, 40, 44, 1, false },
	{ LC_DYLD_INFO_ONLY, 8, 12, 1, false },
	{ LC_DYLD_INFO_ONLY, 16, 20, 1, false },
	{ LC_DYLD_INFO_ONLY, 24, 28, 1, false },
	{ LC_DYLD_INFO_ONLY, 32, 36, 1, false },
	{ LC_DYLD_INFO_ONLY, 40, 44, 1, false },
	{ LC_SEGMENT_SPLIT_INFO, 8, 12, 1, false },
	{ LC_FUNCTION_STARTS, 8, 12, 1, false },
	{ LC_DATA_IN_CODE, 8, 12, 1, false },
	{ LC_DYLIB_CODE_SIGN_DRS, 8, 12, 1, false },
	{ LC_LINKER_OPTIMIZATION_HINT, 8, 12, 1, false },
	{ LC_ATOM_INFO, 8, 12, 1, false },
	{ LC_DYLD_EXPORTS_TRIE, 8, 12, 1, false },
	{ LC_DYLD_CHAINED_FIXUPS, 8, 12, 1, false },
};

/* Commands whose tables we would lose. */
static bool
is_foreign(uint32_t cmd)
{
	return cmd == LC_TWOLEVEL_HINTS || cmd == LC_NOTE ||
	       cmd == LC_ENCRYPTION_INFO || cmd == LC_ENCRYPTION_INFO_64;
}

static void
add_blob(struct machoedit *e, const struct macho *m, size_t cmd,
	const struct table *t, const uint8_t *fields)
{
	struct machoedit_blob *b;
	size_t off = le32dec(fields + t->at);
	size_t len = (size_t)le32dec(fields + t->count) * t->unit;

	e->blobs = xreallocarray(e->blobs, e->nblobs + 1, sizeof *e->blobs);
	b = &e->blobs[e->nblobs++];
	*b = (struct machoedit_blob){ cmd, t->at, t->count, t->unit,
		xmalloc(len + 1), len, off };
	memcpy(b->p, m->p + off, len);
}

static int
add_tables(struct machoedit *e, const struct macho *m,
	const struct macho_cmd *c, struct fail *f)
{
	const uint8_t *p = m->p + c->off;

	if (is_foreign(c->cmd))
		return fail_set(f, "load command %u (0x%x) has a table that "
				   "we cannot move", c->index, c->cmd);
	for (size_t i = 0; i < COUNT(tables); i++) {
		const struct table *t = &tables[i];

		if (t->cmd != c->cmd)
			continue;
		if (t->old && le32dec(p + t->count) != 0)
			return fail_set(f, "load command %u: a table of old "
					   "linkers", c->index);
		if (!t->old)
			add_blob(e, m, c->index, t, p);
	}
	if (c->cmd == LC_CODE_SIGNATURE) {
		e->signature_len = le32dec(p + 12);
		free(e->signature);
		e->signature = xmalloc(e->signature_len + 1);
		memcpy(e->signature, m->p + le32dec(p + 8),
			e->signature_len);
	}
	return 0;
}

/* Relocations of an object's sections are tables, too. */
static void
add_relocations(struct machoedit *e, const struct macho *m,
	const struct macho_cmd *c)
{
	for (uint32_t i = 0; i < macho_nsects(m, c); i++) {
		struct table t = { LC_SEGMENT_64, SEGMENT + i * SECTION + 56,
			SEGMENT + i * SECTION + 60, 8, false };

		if (le32dec(m->p + c->off + t.count) > 0)
			add_blob(e, m, c->index, &t, m->p + c->off);
	}
}

static int
blob_order(const void *a, const void *b)
{
	const struct machoedit_blob *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return 0;
}

/* The first byte of a section's contents, and the end of the last one. */
static void
contents(const struct macho *m, size_t *first, size_t *end)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	struct macho_section s;

	*first = m->len;
	*end = HEADER + m->sizeofcmds;
	while (macho_next(m, &c)) {
		if (c.cmd != LC_SEGMENT_64)
			continue;
		for (uint32_t i = 0; i < macho_nsects(m, &c); i++) {
			macho_section(m, &c, i, &s);
			if (s.size == 0 || !macho_section_has_bytes(&s))
				continue;
			if (s.offset < *first)
				*first = s.offset;
			if (s.offset + s.size > *end)
				*end = (size_t)(s.offset + s.size);
		}
	}
}

/* Where the tables start: __LINKEDIT, or the first one of an object. */
static int
find_tables(struct machoedit *e, const struct macho *m, struct fail *f)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	size_t first, end, start = m->len;

	contents(m, &first, &end);
	e->room = first;
	for (size_t i = 0; i < e->nblobs; i++)
		if (e->blobs[i].len > 0 && e->blobs[i].off < start)
			start = e->blobs[i].off;
	while (m->filetype != MH_OBJECT && macho_next(m, &c)) {
		const char *name = (const char *)m->p + c.off + 8;

		if (c.cmd == LC_SEGMENT_64 &&
			macho_name_is(name, "__LINKEDIT"))
			start = (size_t)le64dec(m->p + c.off + 40);
	}
	if (start < end || start > m->len)
		return fail_set(f, "its tables do not lie behind its "
				   "sections");
	for (size_t i = 0; i < e->nblobs; i++)
		if (e->blobs[i].len > 0 && e->blobs[i].off < start)
			return fail_set(f, "its tables do not lie in "
					   "__LINKEDIT");
	e->head_len = start;
	if (e->room > start)
		e->room = start;
	return 0;
}

int
machoedit_open(struct machoedit *e, const void *mem, size_t len,
	struct fail *f)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	struct macho m;

	*e = (struct machoedit){ .head = NULL };
	if (macho_open(&m, mem, len, f) != 0)
		return -1;
	memcpy(e->header, m.p, HEADER);
	e->cputype = m.cputype;
	e->filetype = m.filetype;
	while (macho_next(&m, &c)) {
		machoedit_set(e, e->ncmds, m.p + c.off, c.size);
		if (add_tables(e, &m, &c, f) != 0)
			return -1;
		if (c.cmd == LC_SEGMENT_64)
			add_relocations(e, &m, &c);
	}
	if (e->nblobs > 0)
		qsort(e->blobs, e->nblobs, sizeof *e->blobs, blob_order);
	if (find_tables(e, &m, f) != 0)
		return -1;
	e->head = xmalloc(e->head_len + 1);
	memcpy(e->head, m.p, e->head_len);
	return 0;
}

void
machoedit_clear(struct machoedit *e)
{
	for (size_t i = 0; i < e->ncmds; i++)
		free(e->cmds[i].p);
	for (size_t i = 0; i < e->nblobs; i++)
		free(e->blobs[i].p);
	free(e->cmds);
	free(e->blobs);
	free(e->head);
	free(e->signature);
	*e = (struct machoedit){ .head = NULL };
}

uint32_t
machoedit_cmd(const struct machoedit *e, size_t i)
{
	return le32dec(e->cmds[i].p);
}

size_t
machoedit_find(const struct machoedit *e, uint32_t cmd)
{
	size_t i = 0;

	while (i < e->ncmds && machoedit_cmd(e, i) != cmd)
		i++;
	return i;
}

void
machoedit_set(struct machoedit *e, size_t i, const void *p, uint32_t size)
{
	uint8_t *copy = xmalloc(size);

	memcpy(copy, p, size);
	if (i == e->ncmds) {
		e->cmds = xreallocarray(e->cmds, e->ncmds + 1,
			sizeof *e->cmds);
		e->cmds[e->ncmds++].p = NULL;
	}
	free(e->cmds[i].p);
	e->cmds[i] = (struct machoedit_cmd){ copy, size };
}

void
machoedit_remove(struct machoedit *e, size_t i)
{
	size_t kept = 0;

	free(e->cmds[i].p);
	e->ncmds--;
	memmove(&e->cmds[i], &e->cmds[i + 1],
		(e->ncmds - i) * sizeof *e->cmds);
	for (size_t k = 0; k < e->nblobs; k++) {
		if (e->blobs[k].cmd == i) {
			free(e->blobs[k].p);
			continue;
		}
		e->blobs[kept] = e->blobs[k];
		if (e->blobs[kept].cmd > i)
			e->blobs[kept].cmd--;
		kept++;
	}
	e->nblobs = kept;
}

struct machoedit_blob *
machoedit_blob(const struct machoedit *e, uint32_t cmd, unsigned at)
{
	for (size_t i = 0; i < e->nblobs; i++)
		if (e->blobs[i].at == at &&
			machoedit_cmd(e, e->blobs[i].cmd) == cmd)
			return &e->blobs[i];
	return NULL;
}

/* --- putting together ----------------------------------------------------- */

static size_t
align(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static void
grow(uint8_t **p, size_t *len, size_t to)
{
	*p = xreallocarray(*p, to + 1, 1);
	memset(*p + *len, 0, to - *len);
	*len = to;
}

/* The tables, in their old order; their commands learn the new places. */
static void
put_blobs(struct machoedit *e, uint8_t **out, size_t *len)
{
	for (size_t i = 0; i < e->nblobs; i++) {
		struct machoedit_blob *b = &e->blobs[i];
		uint8_t *cmd = e->cmds[b->cmd].p;
		size_t at = align(*len, 8);

		/* an empty table keeps a place inside the file */
		grow(out, len, at);
		le32enc(cmd + b->at, b->len > 0 || b->off > 0
						 ? (uint32_t)at : 0);
		le32enc(cmd + b->count, (uint32_t)(b->len / b->unit));
		grow(out, len, at + b->len);
		memcpy(*out + at, b->p, b->len);
	}
	grow(out, len, align(*len, 8));
}

static int
put_commands(const struct machoedit *e, uint8_t *out, struct fail *f)
{
	size_t at = HEADER, total = 0;

	for (size_t i = 0; i < e->ncmds; i++)
		total += e->cmds[i].size;
	if (HEADER + total > e->room)
		return fail_set(f, "the load commands need %zu bytes, and there "
				   "is room for %zu", total, e->room - HEADER);
	memcpy(out, e->header, HEADER);
	le32enc(out + 16, (uint32_t)e->ncmds);
	le32enc(out + 20, (uint32_t)total);
	memset(out + HEADER, 0, e->room - HEADER);
	for (size_t i = 0; i < e->ncmds; i++) {
		memcpy(out + at, e->cmds[i].p, e->cmds[i].size);
		at += e->cmds[i].size;
	}
	return 0;
}

/* The last segment's size in the file and in memory. */
static void
set_linkedit(const struct machoedit *e, size_t len)
{
	size_t page = e->cputype == MACHO_ARM64 ? 0x4000 : 0x1000;

	for (size_t i = 0; i < e->ncmds; i++) {
		uint8_t *p = e->cmds[i].p;

		if (machoedit_cmd(e, i) != LC_SEGMENT_64 ||
			!macho_name_is(p + 8, "__LINKEDIT"))
			continue;
		le64enc(p + 48, len - e->head_len);
		le64enc(p + 32, align(len - e->head_len, page));
	}
}

/* The command, with room for the signature at the file's end. */
static void
reserve_signature(struct machoedit *e, size_t at, size_t size)
{
	size_t i = machoedit_find(e, LC_CODE_SIGNATURE);
	uint8_t cmd[16];

	le32enc(cmd, LC_CODE_SIGNATURE);
	le32enc(cmd + 4, sizeof cmd);
	le32enc(cmd + 8, (uint32_t)at);
	le32enc(cmd + 12, (uint32_t)size);
	machoedit_set(e, i, cmd, sizeof cmd);
}

int
machoedit_write(struct machoedit *e, const struct machoedit_sign *sign,
	uint8_t **out, size_t *len, struct fail *f)
{
	struct machosign s = { .linker_signed = sign->linker_signed };
	autofree char *identifier = NULL;
	size_t old = machoedit_find(e, LC_CODE_SIGNATURE);
	size_t at, size = 0;
	struct macho check;

	*out = xmalloc(e->head_len + 1);
	*len = e->head_len;
	memcpy(*out, e->head, e->head_len);
	put_blobs(e, out, len);
	at = *len;
	if (sign->sign) {
		identifier = machosign_identifier(sign->identifier,
			e->signature, e->signature_len, sign->name);
		s.identifier = identifier;
		s.old = e->signature;
		s.old_len = e->signature_len;
		at = align(*len, 16);
		grow(out, len, at);
		size = align(machosign_size(&s, at), 16);
		reserve_signature(e, at, size);
		grow(out, len, at + size);
	} else if (old < e->ncmds) {
		machoedit_remove(e, old);
	}
	set_linkedit(e, *len);
	if (put_commands(e, *out, f) != 0)
		goto fail;
	/* a segment that reached into the tables would not any more */
	if (macho_open(&check, *out, *len, f) != 0) {
		fail_context(f, "its layout cannot be kept");
		goto fail;
	}
	if (sign->sign)
		machosign_write(&s, *out, *len, at);
	return 0;
fail:
	free(*out);
	*out = NULL;
	return -1;
}

/* --- symbols -------------------------------------------------------------- */

struct numbered {
	struct macho_symbol s;
	uint32_t old;
	int rank;               /* locals, then exported, then undefined */
};

static int
symbol_rank(const struct macho_symbol *s)
{
	if ((s->type & N_STAB) != 0 || (s->type & N_EXT) == 0)
		return 0;
	return (s->type & N_TYPE) == N_UNDF || (s->type & N_TYPE) == N_PBUD
		       ? 2 : 1;
}

static int
symbol_order(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank - y->rank;
	return x->old < y->old ? -1 : x->old > y->old;
}

/* Symbols that the table of indirect ones refers to. */
static uint8_t *
indirect_marks(const struct machoedit_blob *indirect, size_t n)
{
	uint8_t *marks = xcalloc(n + 1, 1);

	for (size_t i = 0; indirect != NULL && i < indirect->len / 4; i++) {
		uint32_t k = le32dec(indirect->p + 4 * i);

		if (k < n)
			marks[k] = 1;
	}
	return marks;
}

/* Writes the new tables; map[old] is the new number + 1, or 0. */
static void
put_symbols(struct numbered *v, size_t n, struct machoedit_blob *syms,
	struct machoedit_blob *strs, uint32_t *map)
{
	size_t total = 1, at = 1;
	uint8_t *table, *names;

	for (size_t i = 0; i < n; i++)
		total += strlen(v[i].s.name) + 1;
	total = align(total, 8);
	table = xcalloc(n + 1, NLIST);
	names = xcalloc(total, 1);
	for (size_t i = 0; i < n; i++) {
		const struct macho_symbol *s = &v[i].s;
		uint8_t *p = table + i * NLIST;
		size_t len = strlen(s->name);

		le32enc(p, len > 0 ? (uint32_t)at : 0);
		p[4] = s->type;
		p[5] = s->sect;
		p[6] = (uint8_t)s->desc;
		p[7] = (uint8_t)(s->desc >> 8);
		le64enc(p + 8, s->value);
		if (len > 0) {
			memcpy(names + at, s->name, len);
			at += len + 1;
		}
		map[v[i].old] = (uint32_t)i + 1;
	}
	free(syms->p);
	free(strs->p);
	syms->p = table;
	syms->len = n * NLIST;
	strs->p = names;
	strs->len = align(at, 8);
}

static void
renumber(struct machoedit *e, const uint32_t *map, uint32_t n)
{
	for (size_t i = 0; i < e->nblobs; i++) {
		struct machoedit_blob *b = &e->blobs[i];
		uint32_t cmd = machoedit_cmd(e, b->cmd);
		bool indirect = cmd == LC_DYSYMTAB && b->at == 56;
		bool relocs = cmd == LC_SEGMENT_64 ||
			      (cmd == LC_DYSYMTAB && b->at >= 64);

		for (size_t k = 0; indirect && k < b->len / 4; k++) {
			uint32_t s = le32dec(b->p + 4 * k);

			if (s < n)
				le32enc(b->p + 4 * k, map[s] - 1);
		}
		for (size_t k = 0; relocs && k < b->len / 8; k++) {
			uint32_t w = le32dec(b->p + 8 * k + 4);
			uint32_t s = w & 0xffffff;

			/* bit 27: the number is a symbol's, not a section's */
			if ((w >> 27 & 1) != 0 && s < n && map[s] != 0)
				le32enc(b->p + 8 * k + 4,
					(w & 0xff000000) | (map[s] - 1));
		}
	}
}

static void
set_counts(struct machoedit *e, const struct numbered *v, size_t n)
{
	size_t d = machoedit_find(e, LC_DYSYMTAB);
	uint32_t count[3] = { 0, 0, 0 };

	if (d == e->ncmds)
		return;
	for (size_t i = 0; i < n; i++)
		count[v[i].rank]++;
	le32enc(e->cmds[d].p + 8, 0);
	le32enc(e->cmds[d].p + 12, count[0]);
	le32enc(e->cmds[d].p + 16, count[0]);
	le32enc(e->cmds[d].p + 20, count[1]);
	le32enc(e->cmds[d].p + 24, count[0] + count[1]);
	le32enc(e->cmds[d].p + 28, count[2]);
}

/* Symbols that an object's relocations refer to cannot go. */
static void
mark_relocated(const struct machoedit *e, uint8_t *marks, uint32_t n)
{
	for (size_t i = 0; i < e->nblobs; i++) {
		const struct machoedit_blob *b = &e->blobs[i];
		uint32_t cmd = machoedit_cmd(e, b->cmd);

		if (cmd != LC_SEGMENT_64 &&
			!(cmd == LC_DYSYMTAB && b->at >= 64))
			continue;
		for (size_t k = 0; k < b->len / 8; k++) {
			uint32_t w = le32dec(b->p + 8 * k + 4);

			if ((w >> 27 & 1) != 0 && (w & 0xffffff) < n)
				marks[w & 0xffffff] = 1;
		}
	}
}

int
machoedit_symbols(struct machoedit *e, machoedit_fate_fn *fn, void *ctx,
	struct fail *f)
{
	struct machoedit_blob *syms = machoedit_blob(e, LC_SYMTAB, 8);
	struct machoedit_blob *strs = machoedit_blob(e, LC_SYMTAB, 16);
	struct machoedit_blob *indirect = machoedit_blob(e, LC_DYSYMTAB, 56);
	autofree struct numbered *v = NULL;
	autofree uint8_t *marks = NULL;
	uint32_t *map, n;
	size_t kept = 0;

	if (syms == NULL || strs == NULL)
		return 0;
	n = (uint32_t)(syms->len / NLIST);
	for (uint32_t i = 0; i < n; i++)
		if ((syms->p[i * NLIST + 4] & (N_STAB | N_TYPE)) == N_INDR)
			return fail_set(f, "symbol %u is an alias by name, "
					   "which we cannot move", i);
	v = xcalloc((size_t)n + 1, sizeof *v);
	map = xcalloc((size_t)n + 1, sizeof *map);
	marks = indirect_marks(indirect, n);
	mark_relocated(e, marks, n);
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = syms->p + (size_t)i * NLIST;
		struct numbered x = { .old = i };
		enum machoedit_fate fate;

		x.s = (struct macho_symbol){
			(const char *)strs->p + le32dec(p), p[4], p[5],
			le16dec(p + 6), le64dec(p + 8) };
		fate = fn(ctx, &x.s, marks[i] != 0);
		if (fate == FATE_DROP && marks[i] == 0)
			continue;
		if (fate == FATE_LOCAL) {
			x.s.type = (uint8_t)((x.s.type & ~N_EXT) | N_PEXT);
			x.s.desc &= (uint16_t)~N_REFERENCED_DYNAMICALLY;
		}
		x.rank = symbol_rank(&x.s);
		v[kept++] = x;
	}
	if (kept > 0)
		qsort(v, kept, sizeof *v, symbol_order);
	put_symbols(v, kept, syms, strs, map);
	renumber(e, map, n);
	set_counts(e, v, kept);
	free(map);
	return 0;
}

int
machoedit_exports(struct machoedit *e, machoedit_export_fn *fn, void *ctx,
	struct fail *f)
{
	static const struct {
		uint32_t cmd;
		unsigned at;
	} places[] = {
		{ LC_DYLD_INFO, 40 },
		{ LC_DYLD_INFO_ONLY, 40 },
		{ LC_DYLD_EXPORTS_TRIE, 8 },
	};

	for (size_t i = 0; i < COUNT(places); i++) {
		struct machoedit_blob *b = machoedit_blob(e, places[i].cmd,
			places[i].at);
		struct machotrie_export *v;
		size_t n, kept = 0, len;
		uint8_t *made;

		if (b == NULL)
			continue;
		if (machotrie_read(b->p, b->len, &v, &n, f) != 0)
			return -1;
		for (size_t k = 0; k < n; k++) {
			struct machotrie_export one = v[k];

			if (!fn(ctx, one.name))
				continue;
			/* swap: machotrie_free frees them all */
			v[k] = v[kept];
			v[kept++] = one;
		}
		made = machotrie_make(v, kept, &len);
		machotrie_free(v, n);
		free(b->p);
		b->p = made;
		b->len = kept > 0 ? len : 0;
	}
	return 0;
}
