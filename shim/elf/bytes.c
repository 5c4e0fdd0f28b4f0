#include "shim/elf/bytes.h"

#include <ctype.h>
#include <elf.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/elf/edit.h"

/* What a linker compares in e_flags, where it is the same for all that clang
 * makes for the target. */
static uint32_t
flags_of(const struct target_def *d)
{
	const char *clang = d->clang != NULL ? d->clang : "";
	bool bare = d->libc == LIBC_NONE;

	switch (d->elf_machine) {
	case EM_ARM:
		return 0x05000000; /* EABI 5 */
	case EM_PPC64:
		return d->big_endian ? 1 : 2; /* ELFv1, ELFv2 */
	case EM_RISCV:
		if (strstr(clang, "-mabi=ilp32e") != NULL)
			return 8;
		if (strstr(clang, "-mabi=ilp32f") != NULL)
			return 2;
		return bare && strstr(clang, "lp64d") == NULL ? 0 : 4;
	case EM_LOONGARCH:
		return strstr(clang, "64s") != NULL ||
				       strstr(clang, "32s") != NULL
			       ? 0x41
			       : 0x43;
	case EM_MIPS:
		return d->is64 ? 0x80000007 : 0x70001007;
	default:
		return 0;
	}
}

enum { NAMES = 0, DATA = 1, SYMTAB = 2, STRTAB = 3, SECTIONS = 5 };

struct maker {
	struct image im;
	unsigned char *b, *section;  /* the header to fill in next */
	size_t at;
	char strings[3 * 4096];
	size_t nstrings;
};

static void
add_header(struct maker *m, uint32_t name, uint32_t type, uint64_t flags,
	uint64_t size, uint64_t entsize)
{
	const struct image *im = &m->im;
	unsigned char *p = m->section;
	bool w = im->is64;

	put32(im, p, name);
	put32(im, p + 4, type);
	putword(im, p + 8, flags);
	putword(im, p + (w ? 24 : 16), m->at);
	putword(im, p + (w ? 32 : 20), size);
	if (type == SHT_SYMTAB) {
		put32(im, p + (w ? 40 : 24), STRTAB);
		put32(im, p + (w ? 44 : 28), 1);
	}
	putword(im, p + (w ? 48 : 32), type == SHT_SYMTAB ? 8 : 1);
	putword(im, p + (w ? 56 : 36), entsize);
	m->section += w ? 64 : 40;
	m->at += size;
}

static void
add_symbol(struct maker *m, const char *name, const char *end, uint64_t value,
	uint16_t section)
{
	const struct image *im = &m->im;
	unsigned char *p = m->b + m->at;
	bool w = im->is64;

	put32(im, p, (uint32_t)m->nstrings);
	m->nstrings += 1 + (size_t)snprintf(m->strings + m->nstrings,
		sizeof m->strings / 3 - 1, "_binary_%.4000s_%s", name, end);
	p[w ? 4 : 12] = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE);
	put16(im, p + (w ? 6 : 14), section);
	putword(im, p + (w ? 8 : 4), value);
	m->at += w ? 24 : 16;
}

static void
write_head(struct maker *m, const struct target_def *d, size_t shoff)
{
	const struct image *im = &m->im;
	bool w = im->is64;
	unsigned char *b = m->b;

	b[0] = ELFMAG0;
	b[1] = ELFMAG1;
	b[2] = ELFMAG2;
	b[3] = ELFMAG3;
	b[EI_CLASS] = w ? ELFCLASS64 : ELFCLASS32;
	b[EI_DATA] = im->be ? ELFDATA2MSB : ELFDATA2LSB;
	b[EI_VERSION] = EV_CURRENT;
	put16(im, b + 16, ET_REL);
	put16(im, b + 18, d->elf_machine);
	put32(im, b + 20, EV_CURRENT);
	putword(im, b + (w ? 40 : 32), shoff);
	put32(im, b + (w ? 48 : 36), flags_of(d));
	put16(im, b + (w ? 52 : 40), w ? 64 : 52);
	put16(im, b + (w ? 58 : 46), w ? 64 : 40);
	put16(im, b + (w ? 60 : 48), SECTIONS);
	put16(im, b + (w ? 62 : 50), SECTIONS - 1);
}

void
elfbytes(const struct target_def *d, const char *name, const void *data,
	size_t n, unsigned char **out, size_t *len)
{
	static const char names[] = "\0.data\0.symtab\0.strtab\0.shstrtab";
	struct maker m = { .im = { .is64 = d->is64, .be = d->big_endian },
		.nstrings = 1 };
	autofree char *plain = xstrdup(name);
	size_t head = d->is64 ? 64 : 52, entry = d->is64 ? 24 : 16;
	size_t shoff = head + (n + 7) / 8 * 8, start;

	for (char *c = plain; *c != '\0'; c++)
		*c = isalnum((unsigned char)*c) ? *c : '_';
	m.b = xcalloc(shoff + (size_t)SECTIONS * 64 + 4 * entry +
			      sizeof m.strings + sizeof names, 1);
	if (n > 0)
		memcpy(m.b + head, data, n);
	m.section = m.b + shoff + (d->is64 ? 64 : 40);
	m.at = head;
	add_header(&m, 1, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, n, 0);
	start = m.at = shoff + (size_t)SECTIONS * (d->is64 ? 64 : 40);
	m.at += entry;
	add_symbol(&m, plain, "start", 0, DATA);
	add_symbol(&m, plain, "end", n, DATA);
	add_symbol(&m, plain, "size", n, SHN_ABS);
	m.at = start;
	add_header(&m, 7, SHT_SYMTAB, 0, 4 * entry, entry);
	memcpy(m.b + m.at, m.strings, m.nstrings);
	add_header(&m, 15, SHT_STRTAB, 0, m.nstrings, 0);
	memcpy(m.b + m.at, names, sizeof names);
	add_header(&m, 23, SHT_STRTAB, 0, sizeof names, 0);
	write_head(&m, d, shoff);
	*out = m.b;
	*len = m.at;
}
