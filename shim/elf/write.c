/* The second half of edit.h: the file laid out anew, with what is left of it. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/elf/edit.h"

enum { MUCH = 1 << 27 }; /* bytes that alignments may add */

/* Tables of symbol numbers that only LLVM's linker reads. */
enum { SHT_LLVM_ADDRSIG_ = 0x6fff4c03, SHT_LLVM_CALL_GRAPH_ = 0x6fff4c02 };

static void
put(const struct image *im, unsigned char *p, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		p[im->be ? n - 1 - i : i] = (unsigned char)(v >> (8 * i));
}

void
put16(const struct image *im, unsigned char *p, uint16_t v)
{
	put(im, p, v, 2);
}

void
put32(const struct image *im, unsigned char *p, uint32_t v)
{
	put(im, p, v, 4);
}

void
putword(const struct image *im, unsigned char *p, uint64_t v)
{
	put(im, p, v, im->is64 ? 8 : 4);
}

static uint64_t
align_up(uint64_t at, uint64_t align)
{
	return align > 1 ? (at + align - 1) / align * align : at;
}

/* New contents. What moves out of a segment leaves its old bytes there. */
static void
replace(struct edit_section *s, unsigned char *own, uint64_t size)
{
	free(s->own);
	s->data = s->own = own;
	s->size = size;
	if (!(s->flags & SHF_ALLOC))
		s->placed = false;
}

/* --- numbers --------------------------------------------------------------- */

static void
number_sections(struct elfedit *e, uint32_t *n)
{
	*n = 0;
	for (uint32_t i = 0; i < e->nsec; i++)
		if (!e->sec[i].drop)
			e->sec[i].index = (*n)++;
}

/* Numbers what stays, local symbols first, as ELF wants it; true if a symbol
 * has another number now. */
static bool
number_symbols(struct elfedit *e, uint32_t *n)
{
	bool moved = false;

	*n = 0;
	for (int global = 0; global < 2; global++)
		for (uint32_t i = 0; i < e->nsym; i++) {
			struct edit_symbol *y = &e->sym[i];
			bool local = ELF64_ST_BIND(y->info) == STB_LOCAL;

			if (y->drop || local == (global == 1))
				continue;
			y->index = (*n)++;
			moved = moved || y->index != i;
		}
	return moved || *n != e->nsym;
}

/* --- checks ---------------------------------------------------------------- */

static int
check_symbols(const struct elfedit *e, struct fail *f)
{
	for (uint32_t i = 1; i < e->nsym; i++) {
		const struct edit_symbol *y = &e->sym[i];

		if (!y->used || !y->drop)
			continue;
		if (!y->reserved && e->sec[y->section].drop)
			return fail_set(f, "cannot remove section '%s': "
					   "relocations of others need it",
				e->sec[y->section].name);
		return fail_set(f, "cannot remove symbol '%s': a relocation "
				   "needs it", y->name);
	}
	return 0;
}

/* Kinds that are useless without the section that they link to. */
static bool
needs_link(uint32_t type)
{
	switch (type) {
	case SHT_SYMTAB:
	case SHT_DYNSYM:
	case SHT_DYNAMIC:
	case SHT_HASH:
	case SHT_GNU_HASH:
	case SHT_GNU_verdef:
	case SHT_GNU_verneed:
	case SHT_GNU_versym:
	case SHT_REL:
	case SHT_RELA:
	case SHT_GROUP:
		return true;
	default:
		return false;
	}
}

static int
check_links(const struct elfedit *e, struct fail *f)
{
	if (e->im.phnum > 0 && ((e->sec[e->names].flags | (e->symtab != 0 ?
			e->sec[e->symtab].flags : 0)) & SHF_ALLOC))
		return fail_set(f, "its tables of names are loaded with the "
				   "program");
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (s->drop || s->link == 0 || !e->sec[s->link].drop ||
			!needs_link(s->type) || s->link == e->symtab)
			continue;
		return fail_set(f, "cannot remove section '%s': section '%s' "
				   "needs it",
			e->sec[s->link].name, s->name);
	}
	return 0;
}

/* Where what the file's tables know of ends. */
static uint64_t
known_end(const struct elfedit *e)
{
	const struct image *im = &e->im;
	uint64_t end = im->shoff + (uint64_t)im->shnum * im->shsize;
	uint64_t phend = im->phoff + (uint64_t)im->phnum * im->phsize;

	end = phend > end ? phend : end;
	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment g = image_segment(im, i);

		if (g.filesz > 0 && g.offset + g.filesz > end)
			end = g.offset + g.filesz;
	}
	for (uint32_t i = 1; i < im->shnum; i++) {
		struct section s = image_section(im, i);

		if (s.type != SHT_NOBITS && s.type != SHT_NULL &&
			s.offset + s.size > end)
			end = s.offset + s.size;
	}
	return end;
}

/* A program that carries data behind its end is never cut silently. */
static int
check_tail(const struct elfedit *e, struct fail *f)
{
	uint64_t end = known_end(e);

	for (uint64_t at = end; at < e->im.n; at++)
		if (e->im.p[at] != 0) {
			fail_set(f, "%llu bytes behind the end of the ELF "
				    "file would be lost",
				(unsigned long long)(e->im.n - end));
			return fail_hint(f, "strip the program before data is "
					    "appended to it");
		}
	return 0;
}

/* --- contents -------------------------------------------------------------- */

static uint16_t
symbol_section(const struct elfedit *e, const struct edit_symbol *y)
{
	uint32_t index;

	if (y->reserved)
		return (uint16_t)y->section;
	index = e->sec[y->section].index;
	return index < SHN_LORESERVE ? (uint16_t)index : SHN_XINDEX;
}

static void
write_symbol(const struct elfedit *e, const struct edit_symbol *y,
	unsigned char *p)
{
	const struct image *im = &e->im;
	bool w = im->is64;

	put32(im, p, y->name_at);
	p[w ? 4 : 12] = y->info;
	p[w ? 5 : 13] = y->other;
	put16(im, p + (w ? 6 : 14), symbol_section(e, y));
	putword(im, p + (w ? 8 : 4), y->value);
	putword(im, p + (w ? 16 : 8), y->size);
}

static void
write_symtab(struct elfedit *e, uint32_t n)
{
	uint64_t size = e->im.is64 ? 24 : 16;
	struct edit_section *t = &e->sec[e->symtab];
	unsigned char *b = xcalloc(n > 0 ? n : 1, size);

	t->info = 0;
	for (uint32_t i = 0; i < e->nsym; i++) {
		const struct edit_symbol *y = &e->sym[i];

		if (y->drop)
			continue;
		write_symbol(e, y, b + y->index * size);
		if (ELF64_ST_BIND(y->info) == STB_LOCAL)
			t->info = y->index + 1;
	}
	replace(t, b, n * size);
}

/* The table of section numbers that are too large for a symbol. */
static void
write_shndx(struct elfedit *e, struct edit_section *s, uint32_t n)
{
	unsigned char *b = xcalloc(n > 0 ? n : 1, 4);

	for (uint32_t i = 0; i < e->nsym; i++) {
		const struct edit_symbol *y = &e->sym[i];

		if (!y->drop && symbol_section(e, y) == SHN_XINDEX &&
			!y->reserved)
			put32(&e->im, b + (size_t)y->index * 4,
				e->sec[y->section].index);
	}
	replace(s, b, (uint64_t)n * 4);
}

static void
put_reloc_symbol(const struct image *im, unsigned char *p, uint32_t index)
{
	if (!im->is64)
		put32(im, p + 4, (get32(im, p + 4) & 0xff) | index << 8);
	else if (im->be || im->machine == EM_MIPS)
		put32(im, p + 8, index);
	else
		put32(im, p + 12, index);
}

static void
write_relocs(struct elfedit *e, struct edit_section *s)
{
	uint64_t size = elfedit_reloc_size(e, s->type);
	unsigned char *b = xmalloc(s->size > 0 ? s->size : 1);

	if (s->size > 0)
		memcpy(b, s->data, s->size);
	for (uint64_t at = 0; at < s->size; at += size)
		put_reloc_symbol(&e->im, b + at,
			e->sym[elfedit_reloc_symbol(e, b + at)].index);
	replace(s, b, s->size);
}

static void
write_group(struct elfedit *e, struct edit_section *s)
{
	unsigned char *b = xmalloc(s->size);
	uint64_t n = 4;

	memcpy(b, s->data, 4);
	for (uint64_t at = 4; at < s->size; at += 4) {
		const struct edit_section *m =
			&e->sec[get32(&e->im, s->data + at)];

		if (m->drop)
			continue;
		put32(&e->im, b + n, m->index);
		n += 4;
	}
	s->info = e->sym[s->info].index;
	replace(s, b, n);
}

/* Dynamic symbols are loaded: only the section's number changes in place. */
static void
write_dynsym(struct elfedit *e, struct edit_section *s)
{
	uint64_t size = e->im.is64 ? 24 : 16, field = e->im.is64 ? 6 : 14;
	unsigned char *b;

	if (s->data == NULL)
		return;
	b = xmalloc(s->size > 0 ? s->size : 1);
	memcpy(b, s->data, s->size);
	for (uint64_t at = 0; at + size <= s->size; at += size) {
		uint16_t old = get16(&e->im, b + at + field);

		if (old == SHN_UNDEF || old >= SHN_LORESERVE ||
			old >= e->nsec)
			continue;
		put16(&e->im, b + at + field,
			e->sec[old].drop ? SHN_ABS
					 : (uint16_t)e->sec[old].index);
	}
	replace(s, b, s->size);
}

static void
write_contents(struct elfedit *e, uint32_t nsym, bool moved)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];

		if (s->drop)
			continue;
		if (moved && elfedit_is_reloc(e, s))
			write_relocs(e, s);
		else if (s->type == SHT_GROUP)
			write_group(e, s);
		else if (s->type == SHT_DYNSYM)
			write_dynsym(e, s);
		else if (s->type == SHT_SYMTAB_SHNDX && s->link == e->symtab)
			write_shndx(e, s, nsym);
	}
	if (e->symtab != 0 && !e->sec[e->symtab].drop)
		write_symtab(e, nsym);
}

static void
clear_groups(struct elfedit *e)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (s->type != SHT_GROUP || !s->drop)
			continue;
		for (uint64_t at = 4; at < s->size; at += 4)
			e->sec[get32(&e->im, s->data + at)].flags &=
				~(uint64_t)SHF_GROUP;
	}
}

/* --- string tables --------------------------------------------------------- */

/* A run of the old table that stays, and where it goes. */
struct run {
	uint32_t from, to;
};

struct pack {
	uint32_t *at;      /* offsets that are used */
	size_t n;
	struct run *runs;
	size_t nruns;
	unsigned char *text;
	size_t len, cap;
};

static int
compare_offset(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Copies the strings that are used; one that ends another stays within. */
static void
pack_strings(struct pack *k, const struct edit_section *t)
{
	const char *text = (const char *)t->data;
	uint64_t end = 0;

	qsort(k->at, k->n, sizeof *k->at, compare_offset);
	k->runs = xcalloc(k->n, sizeof *k->runs);
	k->text = xmalloc(t->size + 1);
	for (size_t i = 0; i < k->n; i++) {
		uint32_t at = k->at[i];
		size_t len;

		if (at < end)
			continue;
		len = strlen(text + at) + 1;
		k->runs[k->nruns++] = (struct run){ at, (uint32_t)k->len };
		memcpy(k->text + k->len, text + at, len);
		k->len += len;
		end = at + len;
	}
}

static uint32_t
packed_at(const struct pack *k, uint32_t at)
{
	size_t low = 0, high = k->nruns;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (k->runs[mid].from <= at)
			low = mid;
		else
			high = mid;
	}
	return k->runs[low].to + (at - k->runs[low].from);
}

/* May table i lose strings: does nobody but our two users look into it? */
static bool
packable(const struct elfedit *e, uint32_t i)
{
	const struct edit_section *t = &e->sec[i];

	if (t->drop || (t->flags & SHF_ALLOC) || t->data == NULL ||
		t->size > UINT32_MAX / 2 || t->size == 0 || t->data[0] != 0 ||
		t->data[t->size - 1] != 0)
		return false;
	for (uint32_t k = 1; k < e->nsec; k++)
		if (!e->sec[k].drop && e->sec[k].link == i &&
			k != e->symtab)
			return false;
	return true;
}

/* A name of our own behind the others, if it has no place there yet. */
static bool
add_name(struct pack *k, const char *name, uint32_t *at)
{
	size_t len = strlen(name) + 1;

	if (*at != UINT32_MAX)
		return false;
	if (k->cap < k->len + len) {
		k->cap = (k->len + len) * 2;
		k->text = xreallocarray(k->text, k->cap, 1);
	}
	memcpy(k->text + k->len, name, len);
	*at = (uint32_t)k->len;
	k->len += len;
	return true;
}

/* Packs string table i; or, when it must stay, only adds to it. */
static void
pack_table(struct elfedit *e, uint32_t i)
{
	struct edit_section *t = &e->sec[i];
	bool names = i == e->names, pack = packable(e, i);
	bool symbols = e->symtab != 0 && !e->sec[e->symtab].drop &&
		       e->sec[e->symtab].link == i;
	struct pack k = { .n = 1 };

	k.at = xcalloc((size_t)e->nsec + e->nsym + 1, sizeof *k.at);
	for (uint32_t s = 1; names && s < e->nsec; s++)
		if (!e->sec[s].drop && e->sec[s].name_at != UINT32_MAX)
			k.at[k.n++] = e->sec[s].name_at;
	for (uint32_t s = 0; symbols && s < e->nsym; s++)
		if (!e->sym[s].drop && e->sym[s].name_at != UINT32_MAX)
			k.at[k.n++] = e->sym[s].name_at;
	if (pack) {
		pack_strings(&k, t);
		for (uint32_t s = 1; names && s < e->nsec; s++)
			if (!e->sec[s].drop && e->sec[s].name_at != UINT32_MAX)
				e->sec[s].name_at =
					packed_at(&k, e->sec[s].name_at);
		for (uint32_t s = 0; symbols && s < e->nsym; s++)
			if (!e->sym[s].drop && e->sym[s].name_at != UINT32_MAX)
				e->sym[s].name_at =
					packed_at(&k, e->sym[s].name_at);
	} else {
		k.len = t->size;
		k.text = xcalloc(k.len + 1, 1);
		if (t->data != NULL)
			memcpy(k.text, t->data, k.len);
	}
	k.cap = k.len;
	for (uint32_t s = 1; names && s < e->nsec; s++)
		pack |= add_name(&k, e->sec[s].name, &e->sec[s].name_at);
	for (uint32_t s = 0; symbols && s < e->nsym; s++)
		pack |= !e->sym[s].drop &&
			add_name(&k, e->sym[s].name, &e->sym[s].name_at);
	if (pack) {
		replace(t, k.text, k.len);
		k.text = NULL;
	}
	free(k.text);
	free(k.runs);
	free(k.at);
}

/* --- layout ---------------------------------------------------------------- */

static uint64_t
header_size(const struct image *im)
{
	return im->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

/* The end of what must stay where it is. */
static uint64_t
placed_end(const struct elfedit *e)
{
	const struct image *im = &e->im;
	uint64_t end = header_size(im);

	if (im->phnum > 0 && im->phoff + (uint64_t)im->phnum * im->phsize > end)
		end = im->phoff + (uint64_t)im->phnum * im->phsize;
	for (uint32_t i = 0; !e->debug_only && i < im->phnum; i++) {
		struct segment g = image_segment(im, i);

		if (g.filesz > 0 && g.offset + g.filesz > end)
			end = g.offset + g.filesz;
	}
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (!s->drop && s->placed && s->data != NULL &&
			s->offset + s->size > end)
			end = s->offset + s->size;
	}
	return end;
}

/* Gives every section that may move its offset; the end of all. */
static uint64_t
lay_out(struct elfedit *e, uint64_t at)
{
	uint64_t fixed = at;

	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];

		if (s->drop)
			continue;
		if (s->placed) {
			if (e->debug_only && s->data == NULL)
				s->offset = fixed;
			continue;
		}
		if (s->data != NULL)
			at = align_up(at, s->align);
		s->offset = at;
		if (s->data != NULL)
			at += s->size;
	}
	return at;
}

/* Segments of a file with debug information only keep what is still there. */
static void
clip_segments(const struct elfedit *e, unsigned char *b, uint64_t end)
{
	const struct image *im = &e->im;
	bool w = im->is64;

	for (uint32_t i = 0; i < im->phnum; i++) {
		unsigned char *p = b + im->phoff + (uint64_t)i * im->phsize;
		struct segment g = image_segment(im, i);
		uint64_t align = getword(im, p + (w ? 48 : 28));
		bool kept = g.type == PT_LOAD || g.type == PT_PHDR ||
			    g.type == PT_NOTE || g.type == PT_GNU_PROPERTY;
		uint64_t left = kept && g.offset < end ? end - g.offset : 0;

		if (left >= g.filesz && g.filesz > 0)
			continue;
		if (left == 0)
			putword(im, p + (w ? 8 : 4),
				align > 1 ? g.vaddr % align : 0);
		putword(im, p + (w ? 32 : 16), left < g.filesz ? left : 0);
	}
}

/* The file's part up to `end`, in which nothing moves. */
static void
copy_placed(const struct elfedit *e, unsigned char *b, uint64_t end)
{
	const struct image *im = &e->im;

	if (!e->debug_only && im->phnum > 0) {
		memcpy(b, im->p, end);
		for (uint32_t i = 1; i < e->nsec; i++) {
			const struct edit_section *s = &e->sec[i];

			if (s->drop && s->data != NULL &&
				(s->flags & SHF_ALLOC) && s->offset < end)
				memset(b + s->offset, 0,
					s->size < end - s->offset
						? s->size
						: end - s->offset);
		}
	} else {
		memcpy(b, im->p, header_size(im));
		if (im->phnum > 0)
			memcpy(b + im->phoff, im->p + im->phoff,
				(uint64_t)im->phnum * im->phsize);
		clip_segments(e, b, end);
	}
}

static void
write_header(const struct elfedit *e, unsigned char *p,
	const struct edit_section *s)
{
	const struct image *im = &e->im;
	bool w = im->is64;
	bool to_section = s->type == SHT_REL || s->type == SHT_RELA ||
			  (s->flags & SHF_INFO_LINK);
	uint32_t link = s->link < e->nsec ? s->link : 0, info = s->info;

	link = e->sec[link].drop ? 0 : e->sec[link].index;
	if (to_section && info < e->nsec)
		info = e->sec[info].drop ? 0 : e->sec[info].index;
	put32(im, p, s->name_at);
	put32(im, p + 4, s->type);
	putword(im, p + 8, s->flags);
	putword(im, p + (w ? 16 : 12), s->addr);
	putword(im, p + (w ? 24 : 16), s->offset);
	putword(im, p + (w ? 32 : 20), s->size);
	put32(im, p + (w ? 40 : 24), link);
	put32(im, p + (w ? 44 : 28), info);
	putword(im, p + (w ? 48 : 32), s->align);
	putword(im, p + (w ? 56 : 36), s->entsize);
}

/* The ELF header's and section 0's words about the section table. */
static void
write_counts(
	const struct elfedit *e, unsigned char *b, uint64_t shoff, uint32_t n)
{
	const struct image *im = &e->im;
	bool w = im->is64;
	unsigned char *zero = b + shoff;
	uint32_t names = e->sec[e->names].index;

	putword(im, b + (w ? 40 : 32), shoff);
	put16(im, b + (w ? 58 : 46), w ? 64 : 40);
	put16(im, b + (w ? 60 : 48), n < SHN_LORESERVE ? (uint16_t)n : 0);
	put16(im, b + (w ? 62 : 50),
		names < SHN_LORESERVE ? (uint16_t)names : SHN_XINDEX);
	write_header(e, zero, &e->sec[0]);
	putword(im, zero + (w ? 32 : 20), n < SHN_LORESERVE ? 0 : n);
	put32(im, zero + (w ? 40 : 24), names < SHN_LORESERVE ? 0 : names);
}

static int
emit(struct elfedit *e, uint32_t n, unsigned char **out, size_t *len,
	struct fail *f)
{
	uint64_t fixed = placed_end(e), end = lay_out(e, fixed);
	uint64_t shsize = e->im.is64 ? 64 : 40;
	uint64_t shoff = align_up(end, e->im.is64 ? 8 : 4);
	unsigned char *b;

	*len = shoff + n * shsize;
	if (*len > 16 * e->im.n + MUCH)
		return image_damaged(f, "too large alignments of sections");
	*out = b = xcalloc(*len, 1);
	copy_placed(e, b, fixed);
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (s->drop)
			continue;
		if (s->data != NULL && s->size > 0)
			memcpy(b + s->offset, s->data, s->size);
		write_header(e, b + shoff + s->index * shsize, s);
	}
	write_counts(e, b, shoff, n);
	return 0;
}

static void
drop_symbol_numbers(struct elfedit *e)
{
	for (uint32_t i = 1; i < e->nsec; i++)
		if (!(e->sec[i].flags & SHF_ALLOC) &&
			(e->sec[i].type == SHT_LLVM_ADDRSIG_ ||
				e->sec[i].type == SHT_LLVM_CALL_GRAPH_))
			e->sec[i].drop = true;
}

int
elfedit_write(
	struct elfedit *e, unsigned char **out, size_t *len, struct fail *f)
{
	uint32_t strings = e->symtab != 0 ? e->sec[e->symtab].link : 0;
	uint32_t n, nsym;
	bool moved;

	if (e->nsec == 0) {
		/* Nothing is known that could be taken out. */
		*out = xmalloc(e->im.n);
		memcpy(*out, e->im.p, e->im.n);
		*len = e->im.n;
		return 0;
	}
	if (check_tail(e, f) != 0 || check_links(e, f) != 0 ||
		check_symbols(e, f) != 0)
		return -1;
	moved = number_symbols(e, &nsym);
	if (moved)
		drop_symbol_numbers(e);
	number_sections(e, &n);
	clear_groups(e);
	pack_table(e, e->names);
	if (strings != 0 && strings != e->names && !e->sec[strings].drop)
		pack_table(e, strings);
	write_contents(e, nsym, moved);
	return emit(e, n, out, len, f);
}
