/* The dynamic symbols: how many there are, and their versions. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/elfdyn.h"
#include "common/str.h"
#include "common/xalloc.h"

/*
 * The number of dynamic symbols by DT_HASH: as many as it has chains. Its words
 * are 64 bits on two architectures (their ABI supplements), where lld has 32
 * all the same. No table is without buckets or chains, so a 0 in one of the
 * first two words is a half of a wider one.
 */
static uint64_t
count_hash(const struct image *im, struct span h)
{
	bool may_be_wide = im->is64 && (im->machine == EM_S390 ||
		im->machine == EM_ALPHA || im->machine == EM_FAKE_ALPHA);

	if (h.n < 8)
		return 0;
	if (!may_be_wide || (get32(im, h.p) != 0 && get32(im, h.p + 4) != 0))
		return get32(im, h.p + 4);
	return h.n < 16 ? 0 : get64(im, h.p + 8);
}

/* The number by DT_GNU_HASH: the end of the chain that begins last. 0 if it
 * does not tell, because no symbol is hashed or the table is damaged. */
static uint64_t
count_gnu_hash(const struct image *im, struct span h)
{
	uint64_t buckets, first, bloom, chains, last = 0;

	if (h.n < 16)
		return 0;
	buckets = get32(im, h.p);
	first = get32(im, h.p + 4);
	bloom = (uint64_t)get32(im, h.p + 8) * (im->is64 ? 8 : 4);
	if (bloom > h.n - 16 || buckets > (h.n - 16 - bloom) / 4)
		return 0;
	for (uint64_t i = 0; i < buckets; i++) {
		uint64_t b = get32(im, h.p + 16 + bloom + i * 4);

		last = b > last ? b : last;
	}
	if (last < first || last == 0)
		return 0;
	chains = 16 + bloom + buckets * 4;
	for (;; last++) {
		uint64_t at = chains + (last - first) * 4;

		if (at > h.n || h.n - at < 4)
			return 0;
		if ((get32(im, h.p + at) & 1) != 0)
			return last + 1;
	}
}

/* The room up to the next table. A linker that hashed nothing (a program
 * that offers no symbol) leaves no other trace without a section table. */
static uint64_t
count_gap(const struct image *im, const struct dynamic *d, uint64_t room)
{
	static const enum slot tables[] = { D_STRTAB, D_HASH, D_GNU_HASH,
		D_VERSYM, D_VERNEED, D_VERDEF, D_RELA, D_REL, D_JMPREL,
		D_INIT_ARRAY };
	uint64_t start = d->val[D_SYMTAB];

	for (size_t i = 0; i < COUNT(tables); i++) {
		uint64_t at = d->val[tables[i]];

		if (d->has[tables[i]] && at > start && at - start < room)
			room = at - start;
	}
	return room / (im->is64 ? 24 : 16);
}

static uint64_t
count_sections(const struct image *im)
{
	for (uint32_t i = 0; i < im->shnum; i++) {
		struct section s = image_section(im, i);

		if (s.type == SHT_DYNSYM)
			return s.size / (im->is64 ? 24 : 16);
	}
	return 0;
}

static uint64_t
count_symbols(
	const struct image *im, const struct dynamic *d, uint64_t room)
{
	uint64_t n = 0;

	if (d->has[D_HASH])
		n = count_hash(im, image_at(im, d->val[D_HASH]));
	if (n == 0 && d->has[D_MIPS_SYMTABNO] && im->machine == EM_MIPS)
		n = d->val[D_MIPS_SYMTABNO];
	if (n == 0 && d->has[D_GNU_HASH])
		n = count_gnu_hash(im, image_at(im, d->val[D_GNU_HASH]));
	if (n == 0)
		n = count_sections(im);
	if (n == 0)
		n = count_gap(im, d, room);
	return n;
}

/* What the indexes in .gnu.version, all below n, stand for. */
struct names {
	struct named {
		const char *version, *lib;
	} *v;
	size_t n;
};

/* A symbol's index in .gnu.version; its top bit only hides the symbol. */
static uint16_t
version_index(const struct image *im, const struct span *versions, uint64_t i)
{
	if (versions->n / 2 <= i)
		return VER_NDX_GLOBAL;
	return get16(im, versions->p + i * 2) & 0x7fff;
}

static void
name_needs(const struct elf_info *e, struct names *names)
{
	for (size_t i = 0; i < e->nneeds; i++)
		if (e->needs[i].index < names->n)
			names->v[e->needs[i].index] = (struct named){
				e->needs[i].version, e->needs[i].lib };
}

/* The versions that the file itself defines. Damage here costs names only. */
static void
name_definitions(const struct image *im, const struct dynamic *d,
	const struct elf_info *e, struct names *names)
{
	uint64_t count = d->has[D_VERDEFNUM] ? d->val[D_VERDEFNUM] : 0;
	struct span v = { NULL, 0 };

	if (d->has[D_VERDEF])
		v = image_at(im, d->val[D_VERDEF]);
	for (; count > 0 && v.n >= sizeof(Elf32_Verdef); count--) {
		uint32_t aux = get32(im, v.p + 12), next = get32(im, v.p + 16);
		uint16_t index = get16(im, v.p + 4) & 0x7fff;
		uint32_t name;

		if (aux <= v.n && v.n - aux >= sizeof(Elf32_Verdaux)) {
			name = get32(im, v.p + aux);
			if (name < d->strings.n && index < names->n)
				names->v[index].version = e->strings + name;
		}
		if (next == 0 || next > v.n)
			break;
		v.p += next;
		v.n -= next;
	}
}

static void
add_symbol(const struct image *im, const unsigned char *p,
	const struct span *strings, struct elf_info *out)
{
	struct elf_symbol *s = &out->symbols[out->nsymbols];
	uint32_t name = get32(im, p);
	unsigned bind = p[im->is64 ? 4 : 12] >> 4;

	*s = (struct elf_symbol){ .name = "" };
	if (name < strings->n)
		s->name = out->strings + name;
	s->weak = bind == STB_WEAK;
	s->defined = get16(im, p + (im->is64 ? 6 : 14)) != SHN_UNDEF;
	out->nsymbols++;
}

/* Gives each symbol its version's name. */
static void
set_versions(const struct image *im, const struct dynamic *d,
	const struct span *versions, struct elf_info *out)
{
	struct names names = { NULL, 0 };

	for (uint64_t i = 1; i <= out->nsymbols; i++) {
		uint16_t index = version_index(im, versions, i);

		names.n = index >= names.n ? index + 1U : names.n;
	}
	names.v = xcalloc(names.n, sizeof *names.v);
	name_needs(out, &names);
	name_definitions(im, d, out, &names);
	for (uint64_t i = 1; i <= out->nsymbols; i++) {
		struct elf_symbol *s = &out->symbols[i - 1];
		uint16_t index = version_index(im, versions, i);

		if (index <= VER_NDX_GLOBAL)
			continue;
		s->version = names.v[index].version;
		s->lib = names.v[index].lib;
	}
	free(names.v);
}

int
elfsym_read(const struct image *im, const struct dynamic *d,
	struct elf_info *out, struct fail *f)
{
	struct span table, versions = { NULL, 0 };
	uint64_t count, size = im->is64 ? 24 : 16;

	if (!d->has[D_SYMTAB] || d->strings.p == NULL)
		return 0;
	table = image_at(im, d->val[D_SYMTAB]);
	if (table.p == NULL)
		return image_damaged(
			f, "no dynamic symbols where they should be");
	count = count_symbols(im, d, table.n);
	if (count > table.n / size)
		return image_damaged(f, "the dynamic symbols are cut off");
	out->strings = xmalloc(d->strings.n + 1);
	memcpy(out->strings, d->strings.p, d->strings.n);
	out->strings[d->strings.n] = '\0';
	out->symbols = xcalloc(count, sizeof *out->symbols);
	for (uint64_t i = 1; i < count; i++)
		add_symbol(im, table.p + i * size, &d->strings, out);
	if (d->has[D_VERSYM])
		versions = image_at(im, d->val[D_VERSYM]);
	if (versions.p != NULL)
		set_versions(im, d, &versions, out);
	return 0;
}
