#include "shim/elf/edit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* CREL, of clang's --crel: relocations of variable length. */
enum { SHT_CREL_ = 0x40000014 };

/* The string at `at` of a section that is a string table; NULL if it is not
 * there or has no end. */
static const char *
string_at(const struct edit_section *table, uint64_t at)
{
	if (table->data == NULL || at >= table->size ||
		memchr(table->data + at, '\0', table->size - at) == NULL)
		return NULL;
	return (const char *)table->data + at;
}

static void
read_section(const struct image *im, uint32_t i, struct edit_section *s)
{
	const unsigned char *p = im->p + im->shoff + (uint64_t)i * im->shsize;
	bool w = im->is64;

	*s = (struct edit_section){
		.name_at = get32(im, p),
		.type = get32(im, p + 4),
		.flags = getword(im, p + 8),
		.addr = getword(im, p + (w ? 16 : 12)),
		.offset = getword(im, p + (w ? 24 : 16)),
		.size = getword(im, p + (w ? 32 : 20)),
		.link = get32(im, p + (w ? 40 : 24)),
		.info = get32(im, p + (w ? 44 : 28)),
		.align = getword(im, p + (w ? 48 : 32)),
		.entsize = getword(im, p + (w ? 56 : 36)),
	};
}

static bool
covered(const struct image *im, const struct edit_section *s)
{
	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment g = image_segment(im, i);

		if (g.type != PT_GNU_STACK && s->size > 0 &&
			s->offset < g.offset + g.filesz &&
			s->offset + s->size > g.offset)
			return true;
	}
	return false;
}

static int
check_section(struct elfedit *e, struct edit_section *s, uint64_t *sum,
	struct fail *f)
{
	const struct image *im = &e->im;

	if (s->link >= e->nsec)
		return image_damaged(f, "a section refers to one that is "
					"not there");
	if (s->align > 1 && (s->align & (s->align - 1)) != 0)
		return image_damaged(f, "bad alignment of a section");
	if (s->type == SHT_NOBITS || s->type == SHT_NULL) {
		s->placed = im->phnum > 0 && (s->flags & SHF_ALLOC);
		return 0;
	}
	s->data = image_bytes(im, s->offset, s->size);
	if (s->data == NULL)
		return image_damaged(f, "a section is cut off");
	s->placed = im->phnum > 0 &&
		    ((s->flags & SHF_ALLOC) || covered(im, s));
	/* Sections that share bytes would grow when they are laid out anew. */
	if (!s->placed && (*sum += s->size) > im->n)
		return image_damaged(f, "sections overlap");
	if (!s->placed && s->align > im->n && s->align > 1 << 20)
		return image_damaged(f, "bad alignment of a section");
	return 0;
}

static int
read_sections(struct elfedit *e, struct fail *f)
{
	const struct image *im = &e->im;
	uint64_t sum = 0;

	e->nsec = im->shnum;
	e->sec = xcalloc(e->nsec, sizeof *e->sec);
	for (uint32_t i = 0; i < e->nsec; i++) {
		read_section(im, i, &e->sec[i]);
		if (i > 0 && check_section(e, &e->sec[i], &sum, f) != 0)
			return -1;
	}
	e->names = get16(im, im->p + (im->is64 ? 62 : 50));
	if (e->names == SHN_XINDEX)
		e->names = e->sec[0].link;
	if (e->names == 0 || e->names >= e->nsec ||
		e->sec[e->names].type != SHT_STRTAB)
		return image_damaged(f, "no table of section names");
	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];

		s->name = string_at(&e->sec[e->names], s->name_at);
		if (s->name == NULL)
			return image_damaged(f, "bad name of a section");
		if (s->type == SHT_SYMTAB && e->symtab != 0)
			return image_damaged(f, "two symbol tables");
		if (s->type == SHT_SYMTAB)
			e->symtab = i;
	}
	return 0;
}

static const struct edit_section *
shndx_of(const struct elfedit *e, uint32_t symtab)
{
	for (uint32_t i = 1; i < e->nsec; i++)
		if (e->sec[i].type == SHT_SYMTAB_SHNDX &&
			e->sec[i].link == symtab)
			return &e->sec[i];
	return NULL;
}

static int
read_symbol(const struct elfedit *e, const struct edit_section *t,
	const struct edit_section *shndx, uint32_t i, struct edit_symbol *y)
{
	const struct image *im = &e->im;
	bool w = im->is64;
	const unsigned char *p = t->data + (uint64_t)i * (w ? 24 : 16);

	*y = (struct edit_symbol){
		.name_at = get32(im, p),
		.info = p[w ? 4 : 12],
		.other = p[w ? 5 : 13],
		.section = get16(im, p + (w ? 6 : 14)),
		.value = getword(im, p + (w ? 8 : 4)),
		.size = getword(im, p + (w ? 16 : 8)),
	};
	y->reserved = y->section == SHN_UNDEF ||
		      y->section >= SHN_LORESERVE;
	if (y->section == SHN_XINDEX) {
		if (shndx == NULL || (uint64_t)i * 4 + 4 > shndx->size ||
			shndx->data == NULL)
			return -1;
		y->section = get32(im, shndx->data + (uint64_t)i * 4);
		y->reserved = false;
	}
	if (!y->reserved && y->section >= e->nsec)
		return -1;
	y->name = string_at(&e->sec[t->link], y->name_at);
	return y->name != NULL || y->name_at == 0 ? 0 : -1;
}

int
elfedit_symbols(const struct elfedit *e, uint32_t type,
	struct edit_symbol **out, uint32_t *n, struct fail *f)
{
	uint32_t at = 0, size = e->im.is64 ? 24 : 16;
	const struct edit_section *t, *shndx;

	*out = NULL;
	*n = 0;
	for (uint32_t i = 1; i < e->nsec && at == 0; i++)
		if (e->sec[i].type == type)
			at = i;
	if (at == 0)
		return 0;
	t = &e->sec[at];
	if (t->data == NULL || t->size % size != 0 ||
		t->size / size > UINT32_MAX - 1 ||
		e->sec[t->link].type != SHT_STRTAB)
		return image_damaged(f, "bad symbol table");
	shndx = shndx_of(e, at);
	*n = (uint32_t)(t->size / size);
	*out = xcalloc(*n > 0 ? *n : 1, sizeof **out);
	for (uint32_t i = 0; i < *n; i++) {
		if (read_symbol(e, t, shndx, i, &(*out)[i]) == 0) {
			if ((*out)[i].name == NULL)
				(*out)[i].name = "";
			continue;
		}
		free(*out);
		*out = NULL;
		return image_damaged(f, "bad symbol");
	}
	return 0;
}

bool
elfedit_is_reloc(const struct elfedit *e, const struct edit_section *s)
{
	return e->symtab != 0 && s->link == e->symtab &&
	       !(s->flags & SHF_ALLOC) &&
	       (s->type == SHT_REL || s->type == SHT_RELA);
}

uint64_t
elfedit_reloc_size(const struct elfedit *e, uint32_t type)
{
	return (type == SHT_RELA ? 3u : 2u) * (e->im.is64 ? UINT64_C(8) : 4);
}

/* 64-bit MIPS in little endian keeps the number first, as in big endian. */
static bool
odd_mips(const struct image *im)
{
	return im->is64 && im->machine == EM_MIPS && !im->be;
}

uint32_t
elfedit_reloc_symbol(const struct elfedit *e, const unsigned char *p)
{
	const struct image *im = &e->im;

	if (!im->is64)
		return get32(im, p + 4) >> 8;
	if (odd_mips(im))
		return get32(im, p + 8);
	return (uint32_t)(get64(im, p + 8) >> 32);
}

static int
check_relocs(const struct elfedit *e, struct fail *f)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];
		uint64_t size = elfedit_reloc_size(e, s->type);

		if (s->type == SHT_CREL_)
			return fail_set(f, "section '%s' has compact "
					   "relocations, which are not "
					   "supported", s->name);
		if (!elfedit_is_reloc(e, s))
			continue;
		if (s->data == NULL || s->size % size != 0 ||
			s->info >= e->nsec)
			return image_damaged(f, "bad relocations");
		for (uint64_t at = 0; at < s->size; at += size)
			if (elfedit_reloc_symbol(e, s->data + at) >= e->nsym)
				return image_damaged(f, "a relocation's "
							"symbol is missing");
	}
	return 0;
}

static int
check_groups(const struct elfedit *e, struct fail *f)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (s->type != SHT_GROUP)
			continue;
		if (s->data == NULL || s->size % 4 != 0 || s->size < 4 ||
			s->link != e->symtab || s->info >= e->nsym)
			return image_damaged(f, "bad section group");
		for (uint64_t at = 4; at < s->size; at += 4)
			if (get32(&e->im, s->data + at) >= e->nsec)
				return image_damaged(f, "bad section group");
	}
	return 0;
}

int
elfedit_open(struct elfedit *e, const void *mem, size_t len, struct fail *f)
{
	*e = (struct elfedit){ .nsec = 0 };
	if (image_open(&e->im, mem, len, f) != 0)
		return -1;
	for (uint32_t i = 0; i < e->im.phnum; i++) {
		struct segment g = image_segment(&e->im, i);

		if (g.filesz > 0 &&
			image_bytes(&e->im, g.offset, g.filesz) == NULL)
			return image_damaged(f, "a segment is cut off");
	}
	if (e->im.shnum == 0) {
		if (e->im.shoff != 0)
			return image_damaged(f, "the section table is not "
						"all there");
		return 0;
	}
	if (read_sections(e, f) == 0 &&
		elfedit_symbols(e, SHT_SYMTAB, &e->sym, &e->nsym, f) == 0 &&
		check_relocs(e, f) == 0 && check_groups(e, f) == 0)
		return 0;
	elfedit_clear(e);
	return -1;
}

static bool
members_gone(const struct elfedit *e, const struct edit_section *s)
{
	for (uint64_t at = 4; at < s->size; at += 4)
		if (!e->sec[get32(&e->im, s->data + at)].drop)
			return false;
	return s->size > 4;
}

/* Does s make no sense any more? */
static bool
bereft(const struct elfedit *e, const struct edit_section *s)
{
	switch (s->type) {
	case SHT_REL:
	case SHT_RELA:
		return elfedit_is_reloc(e, s) &&
		       (e->sec[s->info].drop || e->sec[s->link].drop);
	case SHT_SYMTAB_SHNDX:
		return e->sec[s->link].drop;
	case SHT_GROUP:
		return members_gone(e, s);
	default:
		return (s->flags & SHF_LINK_ORDER) && e->sec[s->link].drop;
	}
}

static void
mark_used(struct elfedit *e)
{
	for (uint32_t i = 0; i < e->nsym; i++)
		e->sym[i].used = false;
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];
		uint64_t size = elfedit_reloc_size(e, s->type);

		if (s->drop)
			continue;
		if (s->type == SHT_GROUP)
			e->sym[s->info].used = true;
		if (!elfedit_is_reloc(e, s))
			continue;
		for (uint64_t at = 0; at < s->size; at += size)
			e->sym[elfedit_reloc_symbol(e, s->data + at)].used =
				true;
	}
}

void
elfedit_settle(struct elfedit *e)
{
	bool more = true;

	while (more) {
		more = false;
		for (uint32_t i = 1; i < e->nsec; i++) {
			struct edit_section *s = &e->sec[i];

			if (s->drop || !bereft(e, s))
				continue;
			s->drop = more = true;
		}
	}
	mark_used(e);
}

void
elfedit_append(struct elfedit *e, const char *name, uint32_t type,
	uint64_t align, const void *data, size_t len)
{
	struct edit_section *s;

	e->sec = xreallocarray(e->sec, e->nsec + 1, sizeof *e->sec);
	s = &e->sec[e->nsec++];
	*s = (struct edit_section){ .name = name, .type = type,
		.align = align, .size = len, .name_at = UINT32_MAX };
	s->data = s->own = xcalloc(len > 0 ? len : 1, 1);
	if (data != NULL)
		memcpy(s->own, data, len);
}

void
elfedit_clear(struct elfedit *e)
{
	for (uint32_t i = 0; i < e->nsec; i++)
		free(e->sec[i].own);
	free(e->sec);
	free(e->sym);
	argvec_clear(&e->texts);
	*e = (struct elfedit){ .nsec = 0 };
}
