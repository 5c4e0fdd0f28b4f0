/* What elf.h promises of a whole file: header, dynamic section, needs. */
#include <elf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/elfdyn.h"
#include "common/elfimage.h"
#include "common/xalloc.h"

/* Names of libraries and versions are short; a limit keeps a small file with
 * overlapping strings from filling the memory. */
enum { NAME_LIMIT = PATH_MAX, NEEDS_LIMIT = 32768 };

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
	d->strings = image_at(im, d->val[D_STRTAB]);
	if (d->strings.p == NULL)
		return image_damaged(
			f, "no dynamic strings where they should be");
	if (!d->has[D_STRSZ])
		return 0;
	if (d->val[D_STRSZ] > d->strings.n)
		return image_damaged(f, "the dynamic strings are cut off");
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
			return image_damaged(f, "bad name of a needed library");
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
			return image_damaged(f, "bad soname");
	}
	if (d->has[path]) {
		out->runpath = copy_string(&d->strings, d->val[path]);
		if (out->runpath == NULL)
			return image_damaged(f, "bad runpath");
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
			return image_damaged(
				f, "the version needs are cut off");
		if (out->nneeds == NEEDS_LIMIT)
			return image_damaged(f, "too many version needs");
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
			return image_damaged(
				f, "bad name in the version needs");
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
	v = image_at(im, d->val[D_VERNEED]);
	if (v.p == NULL)
		return image_damaged(
			f, "no version needs where they should be");
	if (count > NEEDS_LIMIT)
		return image_damaged(f, "too many version needs");
	while (count-- > 0) {
		const unsigned char *p = v.p;
		uint32_t aux, next;

		if (v.n < sizeof(Elf32_Verneed))
			return image_damaged(
				f, "the version needs are cut off");
		aux = get32(im, p + 8);
		next = get32(im, p + 12);
		if (aux > v.n)
			return image_damaged(
				f, "the version needs are cut off");
		if (read_aux(im, d, (struct span){ p + aux, v.n - aux },
			    get16(im, p + 2), get32(im, p + 4), out, f) != 0)
			return -1;
		if (next == 0)
			break;
		if (next > v.n)
			return image_damaged(
				f, "the version needs are cut off");
		v.p += next;
		v.n -= next;
	}
	return 0;
}

static int
read_dynamic(const struct image *im, const struct segment *s, int flags,
	struct elf_info *out, struct fail *f)
{
	struct dynamic d = { .entries = { NULL, 0 } };

	d.entries.p = image_bytes(im, s->offset, s->filesz);
	if (d.entries.p == NULL)
		return image_damaged(
			f, "no dynamic section where it should be");
	d.entries.n = s->filesz;
	out->dynamic = true;
	scan_dynamic(im, &d);
	if (find_strings(im, &d, f) != 0 || read_needed(im, &d, out, f) != 0 ||
		read_names(&d, out, f) != 0 || read_needs(im, &d, out, f) != 0)
		return -1;
	read_flags(&d, out);
	return (flags & ELF_SYMBOLS) != 0 ? elfsym_read(im, &d, out, f) : 0;
}

static int
read_interp(const struct image *im, const struct segment *s,
	struct elf_info *out, struct fail *f)
{
	struct span text = { image_bytes(im, s->offset, s->filesz), s->filesz };

	if (text.p == NULL)
		return image_damaged(f, "no interpreter where it should be");
	free(out->interp);
	out->interp = copy_string(&text, 0);
	return out->interp == NULL ? image_damaged(f, "bad interpreter") : 0;
}

static int
read_segments(const struct image *im, int flags, struct elf_info *out,
	struct fail *f)
{
	struct segment dynamic = { .type = PT_NULL };

	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment s = image_segment(im, i);

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

	if (image_open(&im, mem, len, f) != 0)
		return -1;
	e.type = im.type;
	e.machine = im.machine;
	e.is64 = im.is64;
	e.big_endian = im.be;
	e.flags = get32(&im, im.p + (im.is64 ? 48 : 36));
	e.entry = im.is64 ? get64(&im, im.p + 24) : get32(&im, im.p + 24);
	if (e.machine == EM_ARM)
		e.arm_m = image_arm_m(&im);
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

int
elf_read(const char *path, int flags, struct elf_info *out, struct fail *f)
{
	struct span m;
	int rc;

	if (span_map(path, &m, f) != 0)
		return -1;
	rc = elf_parse(m.p, m.n, flags, out, f);
	span_unmap(&m);
	return rc != 0 ? fail_context(f, "cannot read '%s'", path) : 0;
}
