#include "common/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/ar.h"
#include "common/path.h"
#include "common/xalloc.h"

/* Names of libraries and versions are short; a limit keeps a small file with
 * overlapping strings from filling the memory. */
enum { NAME_LIMIT = PATH_MAX, NEEDS_LIMIT = 32768 };

/* A file in memory, and the table of contents in its ELF header. */
struct image {
	const unsigned char *p;
	uint64_t n;
	bool is64, be;
	uint16_t type, machine;
	uint64_t phoff, shoff;
	uint32_t phnum, shnum, phsize, shsize;
};

/* A piece of the image whose bounds were checked. */
struct span {
	const unsigned char *p;
	uint64_t n;
};

struct segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, filesz;
};

struct section {
	uint32_t type, link, info;
	uint64_t offset, size;
};

/* Entries of the dynamic section that we look at: an index each. */
enum slot {
	D_STRTAB,
	D_STRSZ,
	D_SYMTAB,
	D_HASH,
	D_GNU_HASH,
	D_VERSYM,
	D_VERNEED,
	D_VERNEEDNUM,
	D_VERDEF,
	D_VERDEFNUM,
	D_SONAME,
	D_RPATH,
	D_RUNPATH,
	D_FLAGS,
	D_FLAGS_1,
	D_TEXTREL,
	D_MIPS_SYMTABNO,
	D_RELA,
	D_REL,
	D_JMPREL,
	D_INIT_ARRAY,
	D_SLOTS
};

static const uint64_t slot_tags[D_SLOTS] = {
	[D_STRTAB] = DT_STRTAB,
	[D_STRSZ] = DT_STRSZ,
	[D_SYMTAB] = DT_SYMTAB,
	[D_HASH] = DT_HASH,
	[D_GNU_HASH] = DT_GNU_HASH,
	[D_VERSYM] = DT_VERSYM,
	[D_VERNEED] = DT_VERNEED,
	[D_VERNEEDNUM] = DT_VERNEEDNUM,
	[D_VERDEF] = DT_VERDEF,
	[D_VERDEFNUM] = DT_VERDEFNUM,
	[D_SONAME] = DT_SONAME,
	[D_RPATH] = DT_RPATH,
	[D_RUNPATH] = DT_RUNPATH,
	[D_FLAGS] = DT_FLAGS,
	[D_FLAGS_1] = DT_FLAGS_1,
	[D_TEXTREL] = DT_TEXTREL,
	[D_MIPS_SYMTABNO] = DT_MIPS_SYMTABNO,
	[D_RELA] = DT_RELA,
	[D_REL] = DT_REL,
	[D_JMPREL] = DT_JMPREL,
	[D_INIT_ARRAY] = DT_INIT_ARRAY,
};

struct dynamic {
	struct span entries;
	uint64_t val[D_SLOTS];
	bool has[D_SLOTS];
	struct span strings;
};

static int
damaged(struct fail *f, const char *what)
{
	return fail_set(f, "damaged or cut-off ELF file: %s", what);
}

static uint16_t
get16(const struct image *im, const unsigned char *p)
{
	return (uint16_t)(im->be ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static uint32_t
get32(const struct image *im, const unsigned char *p)
{
	uint32_t a = get16(im, p), b = get16(im, p + 2);

	return im->be ? a << 16 | b : b << 16 | a;
}

static uint64_t
get64(const struct image *im, const unsigned char *p)
{
	uint64_t a = get32(im, p), b = get32(im, p + 4);

	return im->be ? a << 32 | b : b << 32 | a;
}

/* An address, offset or xword of the file's class. */
static uint64_t
getword(const struct image *im, const unsigned char *p)
{
	return im->is64 ? get64(im, p) : get32(im, p);
}

/* len bytes at off, or NULL when they are not all there. */
static const unsigned char *
bytes(const struct image *im, uint64_t off, uint64_t len)
{
	return off <= im->n && len <= im->n - off ? im->p + off : NULL;
}

static struct section
section_at(const struct image *im, uint32_t i)
{
	const unsigned char *p = im->p + im->shoff + (uint64_t)i * im->shsize;
	struct section s = { .type = get32(im, p + 4) };
	int w = im->is64 ? 8 : 4;

	s.offset = getword(im, p + 8 + 2 * w);
	s.size = getword(im, p + 8 + 3 * w);
	s.link = get32(im, p + 8 + 4 * w);
	s.info = get32(im, p + 12 + 4 * w);
	return s;
}

/* A count too large for the header's 16 bits is kept in section 0. */
static void
extended_counts(struct image *im)
{
	struct section zero;

	if (im->shoff == 0 || im->shsize < (im->is64 ? 64 : 40) ||
		bytes(im, im->shoff, im->shsize) == NULL)
		return;
	zero = section_at(im, 0);
	if (im->shnum == 0 && zero.size <= UINT32_MAX)
		im->shnum = (uint32_t)zero.size;
	if (im->phnum == PN_XNUM)
		im->phnum = zero.info;
}

/* A section table that is not all there is as good as none. */
static void
check_sections(struct image *im)
{
	if (im->shoff == 0 || im->shsize < (im->is64 ? 64 : 40) ||
		bytes(im, im->shoff, (uint64_t)im->shnum * im->shsize) == NULL)
		im->shnum = 0;
}

static bool
is_elf(const void *mem, size_t len)
{
	return len >= SELFMAG && memcmp(mem, ELFMAG, SELFMAG) == 0;
}

static int
open_image(struct image *im, const void *mem, size_t len, struct fail *f)
{
	const unsigned char *p = mem, *q;

	if (!is_elf(mem, len))
		return fail_set(f, "not an ELF file");
	*im = (struct image){ .p = p, .n = len };
	if (len < EI_NIDENT)
		return damaged(f, "no header");
	if ((p[EI_CLASS] != ELFCLASS32 && p[EI_CLASS] != ELFCLASS64) ||
		(p[EI_DATA] != ELFDATA2LSB && p[EI_DATA] != ELFDATA2MSB) ||
		p[EI_VERSION] != EV_CURRENT)
		return damaged(f, "unknown class, byte order or version");
	im->is64 = p[EI_CLASS] == ELFCLASS64;
	im->be = p[EI_DATA] == ELFDATA2MSB;
	if (len < (im->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return damaged(f, "no header");
	im->type = get16(im, p + 16);
	im->machine = get16(im, p + 18);
	im->phoff = getword(im, p + (im->is64 ? 32 : 28));
	im->shoff = getword(im, p + (im->is64 ? 40 : 32));
	q = p + (im->is64 ? 54 : 42);
	im->phsize = get16(im, q);
	im->phnum = get16(im, q + 2);
	im->shsize = get16(im, q + 4);
	im->shnum = get16(im, q + 6);
	extended_counts(im);
	check_sections(im);
	if (im->phnum > 0 && (im->phsize < (im->is64 ? 56 : 32) ||
		bytes(im, im->phoff, (uint64_t)im->phnum * im->phsize) == NULL))
		return damaged(f, "no program headers where they should be");
	return 0;
}

static struct segment
segment_at(const struct image *im, uint32_t i)
{
	const unsigned char *p = im->p + im->phoff + (uint64_t)i * im->phsize;
	struct segment s = { .type = get32(im, p) };

	s.flags = get32(im, p + (im->is64 ? 4 : 24));
	s.offset = getword(im, p + (im->is64 ? 8 : 4));
	s.vaddr = getword(im, p + (im->is64 ? 16 : 8));
	s.filesz = getword(im, p + (im->is64 ? 32 : 16));
	return s;
}

/* What the loader would find from address on, to the end of its segment. */
static struct span
mapped(const struct image *im, uint64_t address)
{
	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment s = segment_at(im, i);
		uint64_t skip = address - s.vaddr;

		if (s.type != PT_LOAD || address < s.vaddr ||
			skip >= s.filesz || s.offset > im->n ||
			skip >= im->n - s.offset)
			continue;
		if (s.filesz > im->n - s.offset)
			s.filesz = im->n - s.offset;
		return (struct span){ im->p + s.offset + skip,
			s.filesz - skip };
	}
	return (struct span){ NULL, 0 };
}

/* The string at off, copied; NULL when it is not there or without an end. */
static char *
copy_string(const struct span *strings, uint64_t off)
{
	const char *s;
	size_t max;

	if (off >= strings->n)
		return NULL;
	s = (const char *)strings->p + off;
	max = strings->n - off < NAME_LIMIT ? strings->n - off : NAME_LIMIT;
	if (memchr(s, '\0', max) == NULL)
		return NULL;
	return xstrdup(s);
}

static uint64_t
entry_size(const struct image *im)
{
	return im->is64 ? 16 : 8;
}

static void
scan_dynamic(const struct image *im, struct dynamic *d)
{
	uint64_t size = entry_size(im), at;

	for (at = 0; size <= d->entries.n - at; at += size) {
		const unsigned char *p = d->entries.p + at;
		uint64_t tag = getword(im, p);

		if (tag == DT_NULL)
			break;
		for (int i = 0; i < D_SLOTS; i++) {
			if (slot_tags[i] != tag)
				continue;
			d->has[i] = true;
			d->val[i] = getword(im, p + size / 2);
			break;
		}
	}
	d->entries.n = at;
}

static int
find_strings(const struct image *im, struct dynamic *d, struct fail *f)
{
	if (!d->has[D_STRTAB])
		return 0;
	d->strings = mapped(im, d->val[D_STRTAB]);
	if (d->strings.p == NULL)
		return damaged(f, "no dynamic strings where they should be");
	if (!d->has[D_STRSZ])
		return 0;
	if (d->val[D_STRSZ] > d->strings.n)
		return damaged(f, "the dynamic strings are cut off");
	d->strings.n = d->val[D_STRSZ];
	return 0;
}

static int
read_needed(const struct image *im, const struct dynamic *d,
	struct elf_info *out, struct fail *f)
{
	uint64_t size = entry_size(im);
	size_t cap = 0;

	for (uint64_t at = 0; at < d->entries.n; at += size) {
		const unsigned char *p = d->entries.p + at;
		char *name;

		if (getword(im, p) != DT_NEEDED)
			continue;
		name = copy_string(&d->strings, getword(im, p + size / 2));
		if (name == NULL)
			return damaged(f, "bad name of a needed library");
		if (out->nneeded == cap) {
			cap = cap ? cap * 2 : 8;
			out->needed = xreallocarray(
				out->needed, cap, sizeof *out->needed);
		}
		out->needed[out->nneeded++] = name;
	}
	return 0;
}

static int
read_names(const struct dynamic *d, struct elf_info *out, struct fail *f)
{
	enum slot path = d->has[D_RUNPATH] ? D_RUNPATH : D_RPATH;

	if (d->has[D_SONAME]) {
		out->soname = copy_string(&d->strings, d->val[D_SONAME]);
		if (out->soname == NULL)
			return damaged(f, "bad soname");
	}
	if (d->has[path]) {
		out->runpath = copy_string(&d->strings, d->val[path]);
		if (out->runpath == NULL)
			return damaged(f, "bad runpath");
	}
	return 0;
}

static void
read_flags(const struct dynamic *d, struct elf_info *out)
{
	uint64_t flags = d->val[D_FLAGS];

	out->static_tls = (flags & DF_STATIC_TLS) != 0;
	out->textrel = (flags & DF_TEXTREL) != 0 || d->has[D_TEXTREL];
	/* Programs made before DF_1_PIE are told by their loader; a library
	 * may name one too (libc.so.6 can be executed) but has a soname. */
	if (out->type == ET_DYN)
		out->pie = (d->val[D_FLAGS_1] & DF_1_PIE) != 0 ||
			   (out->interp != NULL && out->soname == NULL);
}

/* One library's list of versions: count entries from v on. */
static int
read_aux(const struct image *im, const struct dynamic *d, struct span v,
	unsigned count, uint64_t file, struct elf_info *out, struct fail *f)
{
	for (uint64_t at = 0; count > 0; count--) {
		const unsigned char *p = v.p + at;
		struct elf_need *n;
		uint32_t next;

		if (at > v.n || v.n - at < sizeof(Elf32_Vernaux))
			return damaged(f, "the version needs are cut off");
		if (out->nneeds == NEEDS_LIMIT)
			return damaged(f, "too many version needs");
		if ((out->nneeds & (out->nneeds - 1)) == 0)
			out->needs = xreallocarray(out->needs,
				out->nneeds ? out->nneeds * 2 : 1, sizeof *n);
		n = &out->needs[out->nneeds++];
		*n = (struct elf_need){ 0 };
		n->lib = copy_string(&d->strings, file);
		n->version = copy_string(&d->strings, get32(im, p + 8));
		n->weak = (get16(im, p + 4) & VER_FLG_WEAK) != 0;
		n->index = get16(im, p + 6) & 0x7fff;
		if (n->lib == NULL || n->version == NULL)
			return damaged(f, "bad name in the version needs");
		next = get32(im, p + 12);
		if (next == 0)
			break;
		at += next;
	}
	return 0;
}

static int
read_needs(const struct image *im, const struct dynamic *d,
	struct elf_info *out, struct fail *f)
{
	uint64_t count = d->has[D_VERNEEDNUM] ? d->val[D_VERNEEDNUM]
					      : NEEDS_LIMIT;
	struct span v;

	if (!d->has[D_VERNEED] || count == 0)
		return 0;
	v = mapped(im, d->val[D_VERNEED]);
	if (v.p == NULL)
		return damaged(f, "no version needs where they should be");
	if (count > NEEDS_LIMIT)
		return damaged(f, "too many version needs");
	while (count-- > 0) {
		const unsigned char *p = v.p;
		uint32_t aux, next;

		if (v.n < sizeof(Elf32_Verneed))
			return damaged(f, "the version needs are cut off");
		aux = get32(im, p + 8);
		next = get32(im, p + 12);
		if (aux > v.n)
			return damaged(f, "the version needs are cut off");
		if (read_aux(im, d, (struct span){ p + aux, v.n - aux },
			    get16(im, p + 2), get32(im, p + 4), out, f) != 0)
			return -1;
		if (next == 0)
			break;
		if (next > v.n)
			return damaged(f, "the version needs are cut off");
		v.p += next;
		v.n -= next;
	}
	return 0;
}

/* The number of dynamic symbols by DT_HASH: as many as it has chains. Its
 * words are 64 bits on two architectures (their ABI supplements). */
static uint64_t
count_hash(const struct image *im, struct span h)
{
	bool wide = im->is64 && (im->machine == EM_S390 ||
		im->machine == EM_ALPHA || im->machine == EM_FAKE_ALPHA);

	if (h.n < (wide ? 16 : 8))
		return 0;
	return wide ? get64(im, h.p + 8) : get32(im, h.p + 4);
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

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
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
		struct section s = section_at(im, i);

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
		n = count_hash(im, mapped(im, d->val[D_HASH]));
	if (n == 0 && d->has[D_MIPS_SYMTABNO] && im->machine == EM_MIPS)
		n = d->val[D_MIPS_SYMTABNO];
	if (n == 0 && d->has[D_GNU_HASH])
		n = count_gnu_hash(im, mapped(im, d->val[D_GNU_HASH]));
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
		v = mapped(im, d->val[D_VERDEF]);
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

static int
read_symbols(const struct image *im, const struct dynamic *d,
	struct elf_info *out, struct fail *f)
{
	struct span table, versions = { NULL, 0 };
	uint64_t count, size = im->is64 ? 24 : 16;

	if (!d->has[D_SYMTAB] || d->strings.p == NULL)
		return 0;
	table = mapped(im, d->val[D_SYMTAB]);
	if (table.p == NULL)
		return damaged(f, "no dynamic symbols where they should be");
	count = count_symbols(im, d, table.n);
	if (count > table.n / size)
		return damaged(f, "the dynamic symbols are cut off");
	out->strings = xmalloc(d->strings.n + 1);
	memcpy(out->strings, d->strings.p, d->strings.n);
	out->strings[d->strings.n] = '\0';
	out->symbols = xcalloc(count, sizeof *out->symbols);
	for (uint64_t i = 1; i < count; i++)
		add_symbol(im, table.p + i * size, &d->strings, out);
	if (d->has[D_VERSYM])
		versions = mapped(im, d->val[D_VERSYM]);
	if (versions.p != NULL)
		set_versions(im, d, &versions, out);
	return 0;
}

static int
read_dynamic(const struct image *im, const struct segment *s, int flags,
	struct elf_info *out, struct fail *f)
{
	struct dynamic d = { .entries = { NULL, 0 } };

	d.entries.p = bytes(im, s->offset, s->filesz);
	if (d.entries.p == NULL)
		return damaged(f, "no dynamic section where it should be");
	d.entries.n = s->filesz;
	out->dynamic = true;
	scan_dynamic(im, &d);
	if (find_strings(im, &d, f) != 0 || read_needed(im, &d, out, f) != 0 ||
		read_names(&d, out, f) != 0 || read_needs(im, &d, out, f) != 0)
		return -1;
	read_flags(&d, out);
	return (flags & ELF_SYMBOLS) != 0 ? read_symbols(im, &d, out, f) : 0;
}

static int
read_interp(const struct image *im, const struct segment *s,
	struct elf_info *out, struct fail *f)
{
	struct span text = { bytes(im, s->offset, s->filesz), s->filesz };

	if (text.p == NULL)
		return damaged(f, "no interpreter where it should be");
	free(out->interp);
	out->interp = copy_string(&text, 0);
	return out->interp == NULL ? damaged(f, "bad interpreter") : 0;
}

static int
read_segments(const struct image *im, int flags, struct elf_info *out,
	struct fail *f)
{
	struct segment dynamic = { .type = PT_NULL };

	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment s = segment_at(im, i);

		if (s.type == PT_GNU_STACK)
			out->execstack = (s.flags & PF_X) != 0;
		else if (s.type == PT_INTERP &&
			read_interp(im, &s, out, f) != 0)
			return -1;
		else if (s.type == PT_DYNAMIC)
			dynamic = s;
	}
	if (dynamic.type == PT_DYNAMIC)
		return read_dynamic(im, &dynamic, flags, out, f);
	if (im->type == ET_DYN)
		out->pie = out->interp != NULL;
	return 0;
}

int
elf_parse(const void *mem, size_t len, int flags, struct elf_info *out,
	struct fail *f)
{
	struct elf_info e = { 0 };
	struct image im;

	if (open_image(&im, mem, len, f) != 0)
		return -1;
	e.type = im.type;
	e.machine = im.machine;
	e.is64 = im.is64;
	e.big_endian = im.be;
	e.flags = get32(&im, im.p + (im.is64 ? 48 : 36));
	if (read_segments(&im, flags, &e, f) != 0) {
		elf_clear(&e);
		return -1;
	}
	*out = e;
	return 0;
}

void
elf_clear(struct elf_info *e)
{
	free(e->interp);
	free(e->soname);
	free(e->runpath);
	for (size_t i = 0; i < e->nneeded; i++)
		free(e->needed[i]);
	free(e->needed);
	for (size_t i = 0; i < e->nneeds; i++) {
		free(e->needs[i].lib);
		free(e->needs[i].version);
	}
	free(e->needs);
	free(e->symbols);
	free(e->strings);
	*e = (struct elf_info){ 0 };
}

/* A whole file, mapped; unmap() with the same. An empty one has no p. */
static int
map(const char *path, struct span *out, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	void *p;

	if (fd < 0)
		return fail_errno(f, "cannot read '%s'", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail_set(
			f, "cannot read '%s': not a regular file", path);
	}
	*out = (struct span){ NULL, (uint64_t)st.st_size };
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			0);
		if (p == MAP_FAILED) {
			fail_errno(f, "cannot read '%s'", path);
			close(fd);
			return -1;
		}
		out->p = p;
	}
	close(fd);
	return 0;
}

static void
unmap(struct span *m)
{
	if (m->p != NULL)
		munmap((void *)(uintptr_t)m->p, m->n);
}

enum elf_kind
elf_kind(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[8];
	ssize_t n;

	if (fd < 0)
		return ELF_KIND_NONE;
	n = read(fd, head, sizeof head);
	close(fd);
	if (n > 0 && is_elf(head, (size_t)n))
		return ELF_KIND_ELF;
	if (n > 0 && ar_is(head, (size_t)n))
		return ELF_KIND_ARCHIVE;
	return ELF_KIND_NONE;
}

int
elf_read(const char *path, int flags, struct elf_info *out, struct fail *f)
{
	struct span m;
	int rc;

	if (map(path, &m, f) != 0)
		return -1;
	rc = elf_parse(m.p, m.n, flags, out, f);
	unmap(&m);
	return rc != 0 ? fail_context(f, "cannot read '%s'", path) : 0;
}

bool
elf_glibc_lib(const char *lib)
{
	static const char *const stems[] = { "libc.so.", "libm.so.",
		"libpthread.so.", "libdl.so.", "librt.so.", "libutil.so.",
		"libresolv.so.", "libnsl.so.", "libanl.so.", "libcrypt.so.",
		"libmvec.so.", "libthread_db.so.", "libBrokenLocale.so.",
		"libnss_", "libc_malloc_debug.so.", "ld-linux", "ld64.so.",
		"ld.so." };

	for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
		if (strncmp(lib, stems[i], strlen(stems[i])) == 0)
			return true;
	return false;
}

struct version
elf_glibc_version(const char *name)
{
	/* Markers without a number. glibc's NEWS: DT_RELR came with 2.36; the
	 * others were made for 2.42 (bugs 33129, 33212, 33221) and carried
	 * back by distributions, which a floor cannot count on. */
	static const struct {
		const char *name;
		struct version v;
	} markers[] = {
		{ "GLIBC_ABI_DT_RELR", { 2, 36, 0 } },
		{ "GLIBC_ABI_GNU_TLS", { 2, 42, 0 } },
		{ "GLIBC_ABI_GNU2_TLS", { 2, 42, 0 } },
		{ "GLIBC_ABI_DT_X86_64_PLT", { 2, 42, 0 } },
	};
	struct version v = { 0, 0, 0 };

	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (strcmp(name, markers[i].name) == 0)
			return markers[i].v;
	if (strncmp(name, "GLIBC_", 6) != 0 || !version_parse(name + 6, &v))
		return (struct version){ 0, 0, 0 };
	return v;
}

bool
elf_above(const char *lib, const char *version, struct version max)
{
	struct version v = elf_glibc_version(version);

	if (strncmp(version, "GLIBC_", 6) != 0 || !elf_glibc_lib(lib))
		return false;
	return version_none(v) || version_cmp(v, max) > 0;
}

struct version
elf_glibc(const struct elf_info *e, bool *private_need)
{
	struct version max = { 0, 0, 0 };
	bool private = false;

	for (size_t i = 0; i < e->nneeds; i++) {
		const struct elf_need *n = &e->needs[i];
		struct version v;

		if (n->weak || strncmp(n->version, "GLIBC_", 6) != 0 ||
			!elf_glibc_lib(n->lib))
			continue;
		v = elf_glibc_version(n->version);
		private = private || version_none(v);
		max = version_cmp(v, max) > 0 ? v : max;
	}
	if (private_need != NULL)
		*private_need = private;
	return max;
}

/* Rows with the same machine: 32 and 64 bits, little and big endian. */
static const struct {
	uint16_t machine;
	const char *le32, *be32, *le64, *be64;
} machines[] = {
	{ EM_X86_64, "x32", NULL, "x86_64", NULL },
	{ EM_386, "i386", NULL, NULL, NULL },
	{ EM_AARCH64, "aarch64_ilp32", NULL, "aarch64", "aarch64_be" },
	{ EM_ARM, "arm", "armeb", NULL, NULL },
	{ EM_RISCV, "riscv32", NULL, "riscv64", NULL },
	{ EM_PPC64, NULL, NULL, "powerpc64le", "powerpc64" },
	{ EM_PPC, "powerpcle", "powerpc", NULL, NULL },
	{ EM_S390, NULL, "s390", NULL, "s390x" },
	{ EM_LOONGARCH, "loongarch32", NULL, "loongarch64", NULL },
	{ EM_MIPS, "mipsel", "mips", "mips64el", "mips64" },
	{ EM_SPARC, NULL, "sparc", NULL, NULL },
	{ EM_SPARCV9, NULL, NULL, NULL, "sparc64" },
	{ EM_68K, NULL, "m68k", NULL, NULL },
	{ EM_SH, "sh4", "sh4eb", NULL, NULL },
	{ EM_ALPHA, NULL, NULL, "alpha", NULL },
	{ EM_FAKE_ALPHA, NULL, NULL, "alpha", NULL },
	{ EM_IA_64, NULL, NULL, "ia64", NULL },
	{ EM_PARISC, NULL, "hppa", NULL, "hppa64" },
	{ EM_CSKY, "csky", NULL, NULL, NULL },
	{ EM_XTENSA, "xtensa", NULL, NULL, NULL },
	{ EM_AVR, "avr", NULL, NULL, NULL },
	{ EM_MSP430, "msp430", NULL, NULL, NULL },
	{ EM_BPF, NULL, NULL, "bpfel", "bpfeb" },
	{ 164, "hexagon", NULL, NULL, NULL },
};

const char *
elf_machine_name(uint16_t machine, bool is64, bool big_endian)
{
	static char other[32];
	const char *name = NULL;

	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		if (machines[i].machine != machine)
			continue;
		if (is64)
			name = big_endian ? machines[i].be64
					  : machines[i].le64;
		else
			name = big_endian ? machines[i].be32
					  : machines[i].le32;
	}
	if (name != NULL)
		return name;
	snprintf(other, sizeof other, "machine %u", (unsigned)machine);
	return other;
}

/* "symbol", or "symbol@VERSION" as the assembler's .symver leaves it. */
static bool
same_symbol(const struct span *strings, uint64_t off, const char *symbol)
{
	size_t n = strlen(symbol);
	const char *s = (const char *)strings->p + off;

	if (off >= strings->n || n >= strings->n - off)
		return false;
	return memcmp(s, symbol, n) == 0 && (s[n] == '\0' || s[n] == '@');
}

static bool
table_wants(const struct image *im, const struct section *table,
	const char *symbol)
{
	uint64_t size = im->is64 ? 24 : 16;
	struct section names = section_at(im, table->link);
	struct span strings = { bytes(im, names.offset, names.size),
		names.size };
	const unsigned char *p = bytes(im, table->offset, table->size);

	if (strings.p == NULL || p == NULL)
		return false;
	for (uint64_t i = 1; i < table->size / size; i++) {
		const unsigned char *s = p + i * size;

		if (get16(im, s + (im->is64 ? 6 : 14)) == SHN_UNDEF &&
			same_symbol(&strings, get32(im, s), symbol))
			return true;
	}
	return false;
}

bool
elf_object_wants(const void *mem, size_t len, const char *symbol)
{
	struct fail ignored = FAIL_INIT;
	struct image im;

	if (open_image(&im, mem, len, &ignored) != 0) {
		fail_clear(&ignored);
		return false;
	}
	for (uint32_t i = 0; i < im.shnum; i++) {
		struct section s = section_at(&im, i);

		if (s.type == SHT_SYMTAB && s.link < im.shnum &&
			table_wants(&im, &s, symbol))
			return true;
	}
	return false;
}

static bool
shared_wants(const struct span *m, const char *symbol)
{
	struct fail ignored = FAIL_INIT;
	struct elf_info e;
	bool found = false;

	if (elf_parse(m->p, m->n, ELF_SYMBOLS, &e, &ignored) != 0) {
		fail_clear(&ignored);
		return false;
	}
	for (size_t i = 0; i < e.nsymbols && !found; i++)
		found = !e.symbols[i].defined &&
			strcmp(e.symbols[i].name, symbol) == 0;
	elf_clear(&e);
	return found;
}

static bool
is_relocatable(const struct span *m)
{
	struct fail ignored = FAIL_INIT;
	struct image im;
	bool yes = open_image(&im, m->p, m->n, &ignored) == 0 &&
		   im.type == ET_REL;

	fail_clear(&ignored);
	return yes;
}

static bool
plain_wants(const struct span *m, const char *symbol)
{
	if (is_relocatable(m))
		return elf_object_wants(m->p, m->n, symbol);
	return shared_wants(m, symbol);
}

/* The file that a thin archive names is seen from the archive's folder. */
static char *
member_path(const char *archive, const char *name)
{
	autofree char *dir = path_dir(archive);

	return name[0] == '/' ? xstrdup(name) : path_join(dir, name);
}

static bool
member_wants(const char *archive, const struct ar_member *m,
	const char *symbol)
{
	struct fail ignored = FAIL_INIT;
	struct span file = { m->mem, m->len };
	autofree char *path = NULL;
	bool found;

	if (!m->external)
		return is_relocatable(&file) &&
		       elf_object_wants(m->mem, m->len, symbol);
	path = member_path(archive, m->name);
	if (map(path, &file, &ignored) != 0) {
		fail_clear(&ignored);
		return false;
	}
	found = plain_wants(&file, symbol);
	unmap(&file);
	return found;
}

static bool
archive_wants(const char *path, const struct span *file, const char *symbol,
	char **member)
{
	struct fail ignored = FAIL_INIT;
	struct ar_member m;
	struct ar a;
	bool found = false;

	if (ar_open(&a, file->p, file->n, &ignored) == 0) {
		while (!found && ar_next(&a, &m, &ignored) == 1) {
			found = member_wants(path, &m, symbol);
			if (found)
				*member = m.name;
			else
				free(m.name);
		}
	}
	fail_clear(&ignored);
	return found;
}

bool
elf_file_wants(const char *path, const char *symbol, char **member)
{
	struct fail ignored = FAIL_INIT;
	struct span m;
	bool found;

	*member = NULL;
	if (map(path, &m, &ignored) != 0) {
		fail_clear(&ignored);
		return false;
	}
	if (ar_is(m.p, m.n))
		found = archive_wants(path, &m, symbol, member);
	else
		found = plain_wants(&m, symbol);
	unmap(&m);
	return found;
}

static void
count_member(struct elf_archive *out, const struct span *m)
{
	struct fail ignored = FAIL_INIT;
	struct image im;

	out->members++;
	if (open_image(&im, m->p, m->n, &ignored) != 0) {
		fail_clear(&ignored);
		return;
	}
	if (out->objects++ == 0) {
		out->machine = im.machine;
		out->is64 = im.is64;
		out->big_endian = im.be;
	} else if (im.machine != out->machine || im.is64 != out->is64 ||
		im.be != out->big_endian) {
		out->mixed = true;
	}
}

static void
count_external(struct elf_archive *out, const char *archive, const char *name)
{
	autofree char *path = member_path(archive, name);
	struct fail ignored = FAIL_INIT;
	struct span m;

	if (map(path, &m, &ignored) != 0) {
		out->members++;
		fail_clear(&ignored);
		return;
	}
	count_member(out, &m);
	unmap(&m);
}

int
elf_archive(const char *path, struct elf_archive *out, struct fail *f)
{
	struct elf_archive found = { 0 };
	struct ar_member m;
	struct span file;
	struct ar a;
	int rc;

	if (map(path, &file, f) != 0)
		return -1;
	rc = ar_open(&a, file.p, file.n, f) == 0 ? 1 : -1;
	found.thin = rc == 1 && a.thin;
	while (rc == 1 && (rc = ar_next(&a, &m, f)) == 1) {
		if (m.external)
			count_external(&found, path, m.name);
		else
			count_member(&found, &(struct span){ m.mem, m.len });
		free(m.name);
	}
	unmap(&file);
	if (rc != 0)
		return fail_context(f, "cannot read '%s'", path);
	*out = found;
	return 0;
}
