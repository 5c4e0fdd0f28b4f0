#include "shim/elf/stub.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/elf/edit.h"

/* In the order of the file. What is written to when a program runs lies one
 * page further on in memory than in the file. */
enum part {
	PART_HEADERS,
	PART_SYMBOLS,
	PART_HASH,
	PART_VERSYM,
	PART_VERDEF,
	PART_STRINGS,
	PART_TEXT,
	PART_TLS,
	PART_DATA,
	PART_DYNAMIC,
	PART_NAMES,
	PART_TABLE,
	PARTS
};

enum { PAGE = 0x10000, SEGMENTS = 4, DYNAMICS = 9, VERDEF_SIZE = 28 };

struct part_row {
	const char *name;
	uint32_t type, flags;
};

static const struct part_row rows[PARTS] = {
	[PART_SYMBOLS] = { ".dynsym", SHT_DYNSYM, SHF_ALLOC },
	[PART_HASH] = { ".hash", SHT_HASH, SHF_ALLOC },
	[PART_VERSYM] = { ".gnu.version", SHT_GNU_versym, SHF_ALLOC },
	[PART_VERDEF] = { ".gnu.version_d", SHT_GNU_verdef, SHF_ALLOC },
	[PART_STRINGS] = { ".dynstr", SHT_STRTAB, SHF_ALLOC },
	[PART_TEXT] = { ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR },
	[PART_TLS] = { ".tdata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS },
	[PART_DATA] = { ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE },
	[PART_DYNAMIC] = { ".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE },
	[PART_NAMES] = { ".shstrtab", SHT_STRTAB, 0 },
};

struct strings {
	char *p;
	size_t n, room;
};

struct writer {
	struct image im;        /* numbers and class of what is written */
	const struct stub *stub;
	const unsigned char *like;
	struct strings names, sections;
	uint32_t *name_at;      /* of symbols */
	uint64_t *value;        /* of symbols, in their part */
	size_t word;
	uint64_t at[PARTS], size[PARTS];
	unsigned index[PARTS];  /* section number, 0 for what is none */
	unsigned nsections;
	unsigned char *out;
};

void
stub_add(struct stub *s, const struct stub_symbol *symbol)
{
	/* doubled when full */
	if ((s->n & (s->n - 1)) == 0)
		s->symbols = xreallocarray(s->symbols,
			s->n > 0 ? 2 * s->n : 1, sizeof *s->symbols);
	s->symbols[s->n++] = *symbol;
}

void
stub_clear(struct stub *s)
{
	argvec_clear(&s->versions);
	free(s->symbols);
	*s = (struct stub){ 0 };
}

static uint32_t
add_string(struct strings *t, const char *text)
{
	size_t at = t->n, n = strlen(text) + 1;

	if (at + n > t->room) {
		t->room = 2 * (at + n);
		t->p = xreallocarray(t->p, t->room, 1);
	}
	memcpy(t->p + at, text, n);
	t->n += n;
	return (uint32_t)at;
}

static uint32_t
elf_hash(const char *name)
{
	uint32_t h = 0;

	for (; *name != '\0'; name++) {
		h = (h << 4) + (unsigned char)*name;
		h ^= (h & 0xf0000000) >> 24;
		h &= 0x0fffffff;
	}
	return h;
}

static enum part
part_of(enum stub_kind kind)
{
	static const enum part parts[] = { [STUB_FUNCTION] = PART_TEXT,
		[STUB_OBJECT] = PART_DATA, [STUB_TLS] = PART_TLS };

	return parts[kind];
}

/* ---- where everything lies ---- */

/* Each has words of its own: two at one address are one to a linker that copies
 * a variable into a program. */
static void
place_symbols(struct writer *w)
{
	const struct stub *s = w->stub;

	w->name_at = xcalloc(s->n + 1, sizeof *w->name_at);
	w->value = xcalloc(s->n + 1, sizeof *w->value);
	for (size_t i = 0; i < s->n; i++) {
		const struct stub_symbol *y = &s->symbols[i];
		uint64_t size = y->size > 0 ? y->size : 1;

		/* one after the other has the same name */
		w->name_at[i] = i > 0 && strcmp(y->name, y[-1].name) == 0
					? w->name_at[i - 1]
					: add_string(&w->names, y->name);
		if (y->kind == STUB_WANTED)
			continue;
		w->value[i] = w->size[part_of(y->kind)];
		w->size[part_of(y->kind)] +=
			(size + w->word - 1) / w->word * w->word;
	}
}

static size_t
symbol_size(const struct writer *w)
{
	return w->im.is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

static void
measure(struct writer *w)
{
	const struct stub *s = w->stub;
	bool wide = w->im.is64;
	size_t versions = s->versions.n;

	w->size[PART_HEADERS] = wide ? sizeof(Elf64_Ehdr) + SEGMENTS * sizeof(Elf64_Phdr)
				     : sizeof(Elf32_Ehdr) + SEGMENTS * sizeof(Elf32_Phdr);
	w->size[PART_SYMBOLS] = (s->n + 1) * symbol_size(w);
	w->size[PART_HASH] = (s->n + 4) * 4;
	w->size[PART_VERSYM] = versions > 0 ? (s->n + 1) * 2 : 0;
	w->size[PART_VERDEF] = versions > 0 ? (versions + 1) * VERDEF_SIZE : 0;
	w->size[PART_DYNAMIC] = (DYNAMICS + 1UL) * 2 * w->word;
}

static void
lay_out(struct writer *w)
{
	uint64_t at = 0;

	for (int i = PART_HEADERS; i < PARTS; i++) {
		if (rows[i].name != NULL && w->size[i] > 0)
			w->index[i] = ++w->nsections;
		if (i == PART_NAMES)
			w->size[i] = w->sections.n;
		if (i == PART_TABLE)
			w->size[i] = (w->nsections + 1) *
				     (w->im.is64 ? sizeof(Elf64_Shdr)
						 : sizeof(Elf32_Shdr));
		at = (at + 15) & ~(uint64_t)15;
		w->at[i] = at;
		at += w->size[i];
	}
}

static uint64_t
address(const struct writer *w, enum part p)
{
	return w->at[p] + (rows[p].flags & SHF_WRITE ? PAGE : 0);
}

/* ---- what stands there ---- */

static unsigned char *
add_word(const struct writer *w, unsigned char *p, uint64_t v)
{
	putword(&w->im, p, v);
	return p + w->word;
}

static unsigned char *
add32(const struct writer *w, unsigned char *p, uint32_t v)
{
	put32(&w->im, p, v);
	return p + 4;
}

static unsigned char *
add16(const struct writer *w, unsigned char *p, size_t v)
{
	put16(&w->im, p, (uint16_t)v);
	return p + 2;
}

static void
write_header(const struct writer *w)
{
	bool wide = w->im.is64;
	unsigned char *p = w->out;
	size_t flags = 24 + 3 * w->word;

	memcpy(p, w->like, EI_NIDENT);
	p[EI_OSABI] = ELFOSABI_NONE;
	p = add16(w, p + EI_NIDENT, ET_DYN);
	p = add16(w, p, w->im.machine);
	p = add32(w, p, EV_CURRENT);
	p = add_word(w, p, 0);
	p = add_word(w, p, wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	p = add_word(w, p, w->at[PART_TABLE]);
	memcpy(p, w->like + flags, 4);
	p = add16(w, p + 4, wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	p = add16(w, p, wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	p = add16(w, p, SEGMENTS);
	p = add16(w, p, wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	p = add16(w, p, w->nsections + 1);
	add16(w, p, w->index[PART_NAMES]);
}

/* From one part to the end of another. */
static unsigned char *
write_segment(const struct writer *w, unsigned char *p, uint32_t type,
	uint32_t flags, enum part first, enum part last)
{
	uint64_t size = w->at[last] + w->size[last] - w->at[first];

	if (type == PT_TLS && size == 0)
		type = PT_NULL;
	p = add32(w, p, type);
	if (w->im.is64)
		p = add32(w, p, flags);
	p = add_word(w, p, w->at[first]);
	p = add_word(w, p, address(w, first));
	p = add_word(w, p, address(w, first));
	p = add_word(w, p, size);
	p = add_word(w, p, size);
	if (!w->im.is64)
		p = add32(w, p, flags);
	return add_word(w, p, type == PT_LOAD ? PAGE : w->word);
}

static void
write_segments(const struct writer *w)
{
	unsigned char *p = w->out + (w->im.is64 ? sizeof(Elf64_Ehdr)
						: sizeof(Elf32_Ehdr));

	p = write_segment(w, p, PT_LOAD, PF_R | PF_X, PART_HEADERS, PART_TEXT);
	p = write_segment(w, p, PT_LOAD, PF_R | PF_W, PART_TLS, PART_DYNAMIC);
	p = write_segment(w, p, PT_DYNAMIC, PF_R | PF_W, PART_DYNAMIC,
		PART_DYNAMIC);
	write_segment(w, p, PT_TLS, PF_R, PART_TLS, PART_TLS);
}

static void
write_symbol(const struct writer *w, size_t i, unsigned char *p)
{
	static const unsigned types[] = { [STUB_FUNCTION] = STT_FUNC,
		[STUB_OBJECT] = STT_OBJECT, [STUB_TLS] = STT_TLS,
		[STUB_WANTED] = STT_NOTYPE };
	const struct stub_symbol *y = &w->stub->symbols[i];
	enum part part = part_of(y->kind % STUB_WANTED);
	bool there = y->kind != STUB_WANTED;
	unsigned char info = (unsigned char)(
		(y->weak ? STB_WEAK : STB_GLOBAL) << 4 | types[y->kind]);
	uint64_t value = w->value[i];
	unsigned section = there ? w->index[part] : SHN_UNDEF;

	/* a thread's variables are counted from their segment's start */
	if (there && y->kind != STUB_TLS)
		value += address(w, part);
	p = add32(w, p, w->name_at[i]);
	if (w->im.is64) {
		*p = info;
		p = add16(w, p + 2, section);
		p = add_word(w, p, value);
		add_word(w, p, y->size);
	} else {
		p = add_word(w, p, value);
		p = add_word(w, p, y->size);
		*p = info;
		add16(w, p + 2, section);
	}
}

/* All in one bucket: no loader reads it, only what counts the symbols. */
static void
write_symbols(const struct writer *w)
{
	const struct stub *s = w->stub;
	unsigned char *hash = w->out + w->at[PART_HASH];
	unsigned char *version = w->out + w->at[PART_VERSYM];
	unsigned char *symbol = w->out + w->at[PART_SYMBOLS];

	hash = add32(w, hash, 1);
	hash = add32(w, hash, (uint32_t)s->n + 1);
	hash = add32(w, hash, s->n > 0);
	for (size_t i = 0; i < s->n; i++) {
		const struct stub_symbol *y = &s->symbols[i];

		write_symbol(w, i, symbol += symbol_size(w));
		add32(w, hash += 4, i + 1 < s->n ? (uint32_t)i + 2 : 0);
		if (s->versions.n > 0)
			add16(w, version += 2, (y->version + 1) |
				(y->hidden ? 0x8000 : 0));
	}
}

/* The first is the library itself. */
static void
write_versions(struct writer *w, const uint32_t *names)
{
	const struct argvec *v = &w->stub->versions;
	unsigned char *p = w->out + w->at[PART_VERDEF];

	for (size_t i = 0; w->size[PART_VERDEF] > 0 && i <= v->n; i++) {
		p = add16(w, p, VER_DEF_CURRENT);
		p = add16(w, p, i == 0 ? VER_FLG_BASE : 0);
		p = add16(w, p, i + 1);
		p = add16(w, p, 1);
		p = add32(w, p, elf_hash(w->names.p + names[i]));
		p = add32(w, p, VERDEF_SIZE - 8);
		p = add32(w, p, i < v->n ? VERDEF_SIZE : 0);
		p = add32(w, p, names[i]);
		p = add32(w, p, 0);
	}
}

static void
write_dynamic(const struct writer *w, uint32_t soname)
{
	const struct {
		uint32_t tag;
		uint64_t value;
	} list[DYNAMICS] = {
		{ DT_SONAME, soname },
		{ DT_HASH, address(w, PART_HASH) },
		{ DT_SYMTAB, address(w, PART_SYMBOLS) },
		{ DT_SYMENT, symbol_size(w) },
		{ DT_STRTAB, address(w, PART_STRINGS) },
		{ DT_STRSZ, w->names.n },
		{ DT_VERSYM, address(w, PART_VERSYM) },
		{ DT_VERDEF, address(w, PART_VERDEF) },
		{ DT_VERDEFNUM, w->stub->versions.n + 1 },
	};
	unsigned char *p = w->out + w->at[PART_DYNAMIC];
	size_t n = w->stub->versions.n > 0 ? DYNAMICS : DYNAMICS - 3;

	for (size_t i = 0; i < n; i++) {
		p = add_word(w, p, list[i].tag);
		p = add_word(w, p, list[i].value);
	}
}

static void
write_section(const struct writer *w, enum part i, uint32_t name)
{
	static const unsigned char entries[PARTS] = { [PART_HASH] = 4,
		[PART_VERSYM] = 2 };
	uint64_t entry = i == PART_SYMBOLS  ? symbol_size(w)
			 : i == PART_DYNAMIC ? 2 * w->word
					     : entries[i];
	uint32_t link = i == PART_HASH || i == PART_VERSYM
				? w->index[PART_SYMBOLS]
			: i == PART_SYMBOLS || i == PART_VERDEF ||
					i == PART_DYNAMIC
				? w->index[PART_STRINGS]
				: 0;
	uint32_t info = i == PART_SYMBOLS ? 1
			: i == PART_VERDEF
				? (uint32_t)w->stub->versions.n + 1
				: 0;
	size_t row = w->im.is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	unsigned char *p = w->out + w->at[PART_TABLE] + w->index[i] * row;

	p = add32(w, p, name);
	p = add32(w, p, rows[i].type);
	p = add_word(w, p, rows[i].flags);
	p = add_word(w, p, rows[i].flags & SHF_ALLOC ? address(w, i) : 0);
	p = add_word(w, p, w->at[i]);
	p = add_word(w, p, w->size[i]);
	p = add32(w, p, link);
	p = add32(w, p, info);
	p = add_word(w, p, w->word);
	add_word(w, p, entry);
}

unsigned char *
stub_write(const struct stub *s, const struct image *like, size_t *len)
{
	struct writer w = { .im = *like, .stub = s, .like = like->p,
		.word = like->is64 ? 8 : 4 };
	uint32_t *versions = xcalloc(s->versions.n + 1, sizeof *versions);
	uint32_t section_names[PARTS] = { 0 };

	add_string(&w.names, "");
	add_string(&w.sections, "");
	versions[0] = add_string(&w.names, s->soname);
	for (size_t i = 0; i < s->versions.n; i++)
		versions[i + 1] = add_string(&w.names, s->versions.v[i]);
	place_symbols(&w);
	measure(&w);
	w.size[PART_STRINGS] = w.names.n;
	w.size[PART_NAMES] = 1;
	for (int i = 0; i < PARTS; i++)
		if (rows[i].name != NULL && w.size[i] > 0)
			section_names[i] = add_string(&w.sections, rows[i].name);
	lay_out(&w);
	*len = w.at[PART_TABLE] + w.size[PART_TABLE];
	w.out = xcalloc(*len, 1);
	write_header(&w);
	write_segments(&w);
	write_symbols(&w);
	write_versions(&w, versions);
	write_dynamic(&w, versions[0]);
	memcpy(w.out + w.at[PART_STRINGS], w.names.p, w.names.n);
	memcpy(w.out + w.at[PART_NAMES], w.sections.p, w.sections.n);
	for (int i = 0; i < PARTS; i++)
		if (w.index[i] > 0)
			write_section(&w, i, section_names[i]);
	free(versions);
	free(w.names.p);
	free(w.sections.p);
	free(w.name_at);
	free(w.value);
	return w.out;
}
