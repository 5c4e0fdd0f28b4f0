/* size for ELF files, COFF files and archives: GNU's two formats. */
#include <bsd/sys/endian.h>
#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/ar.h"
#include "common/elfimage.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/coff/file.h"
#include "shim/elf/edit.h"
#include "shim/tools/own.h"

struct size {
	bool sysv, totals;
	uint64_t text, data, bss;   /* of all files */
	bool headed;
	struct argvec files;
};

struct sizes {
	uint64_t text, data, bss, all;
	const char *file, *archive; /* archive: or NULL */
};

static void
print_sysv_head(const struct sizes *z)
{
	if (z->archive != NULL)
		printf("%s   (ex %s):\n", z->file, z->archive);
	else
		printf("%s  :\n", z->file);
	printf("%-18s %8s %8s\n", "section", "size", "addr");
}

static void
add_section(const struct size *o, struct sizes *z, const char *name,
	uint64_t size, uint64_t addr, uint64_t *kind)
{
	if (kind != NULL)
		*kind += size;
	z->all += size;
	if (o->sysv)
		printf("%-18s %8" PRIu64 " %8" PRIu64 "\n", name, size, addr);
}

static void
print_sums(struct size *o, const struct sizes *z)
{
	uint64_t sum = z->text + z->data + z->bss;

	if (o->sysv) {
		printf("%-18s %8" PRIu64 "\n\n\n", "Total", z->all);
		return;
	}
	if (!o->headed)
		puts("   text\t   data\t    bss\t    dec\t    hex\tfilename");
	o->headed = true;
	printf("%7" PRIu64 "\t%7" PRIu64 "\t%7" PRIu64 "\t%7" PRIu64
	       "\t%7" PRIx64 "\t%s",
		z->text, z->data, z->bss, sum, sum, z->file);
	if (z->archive != NULL)
		printf(" (ex %s)", z->archive);
	putchar('\n');
	o->text += z->text;
	o->data += z->data;
	o->bss += z->bss;
}

/* What is written to, what has no bytes in the file, and the rest. */
static int
size_elf(struct size *o, struct sizes *z, const void *mem, size_t len,
	struct fail *f)
{
	struct elfedit e;

	if (elfedit_open(&e, mem, len, f) != 0)
		return -1;
	if (o->sysv)
		print_sysv_head(z);
	for (uint32_t i = 1; i < e.nsec; i++) {
		const struct edit_section *s = &e.sec[i];
		bool alloc = s->flags & SHF_ALLOC;

		if (!alloc && (!o->sysv || s->type == SHT_SYMTAB ||
				      s->type == SHT_STRTAB ||
				      s->type == SHT_SYMTAB_SHNDX ||
				      s->type == SHT_GROUP ||
				      elfedit_is_reloc(&e, s)))
			continue;
		add_section(o, z, s->name, s->size, s->addr,
			!alloc			     ? NULL
			: s->type == SHT_NOBITS	     ? &z->bss
			: (s->flags & SHF_WRITE) &&
				!(s->flags & SHF_EXECINSTR) ? &z->data
						     : &z->text);
	}
	elfedit_clear(&e);
	return 0;
}

static int
size_coff(struct size *o, struct sizes *z, const void *mem, size_t len,
	struct fail *f)
{
	struct coff c;

	if (coff_open(&c, mem, len, f) != 0)
		return -1;
	if (o->sysv)
		print_sysv_head(z);
	for (uint32_t i = 0; i < c.nsections; i++) {
		const unsigned char *s = coff_section(&c, i);
		autofree char *name = coff_section_name(&c, i);
		uint32_t flags = le32dec(s + 36), raw = le32dec(s + 16);
		uint32_t used = le32dec(s + 8);
		bool writable = flags & 0x80000000;

		/* for debuggers, for the linker */
		if ((starts_with(name, ".debug") || (flags & 0xa00)) &&
			!o->sysv)
			continue;
		add_section(o, z, name,
			c.image && used > 0 && used < raw ? used : raw,
			c.base + le32dec(s + 12),
			flags & COFF_BSS	     ? &z->bss
			: writable && !(flags & COFF_CODE) ? &z->data
						     : &z->text);
	}
	return 0;
}

static int
size_object(struct size *o, const char *file, const char *archive,
	const void *mem, size_t len, struct fail *f)
{
	struct sizes z = { .file = file, .archive = archive };

	if ((coff_is(mem, len) ? size_coff : size_elf)(o, &z, mem, len, f) != 0)
		return -1;
	print_sums(o, &z);
	return 0;
}

static int
size_archive(struct size *o, const char *file, const struct span *in,
	struct fail *f)
{
	struct ar_member m;
	struct ar a;
	int more, r = 0;

	if (ar_open(&a, in->p, in->n, f) != 0)
		return -1;
	while (r == 0 && (more = ar_next(&a, &m, f)) != 0) {
		if (more < 0)
			return -1;
		r = m.external ? fail_set(f, "a thin archive has no members "
					     "of its own")
			       : size_object(o, m.name, file, m.mem, m.len, f);
		free(m.name);
	}
	return r;
}

static int
size_file(struct size *o, const char *file, struct fail *f)
{
	struct span in;
	int r;

	if (span_map(file, &in, f) != 0)
		return -1;
	r = in.n > 0 && ar_is(in.p, in.n)
		    ? size_archive(o, file, &in, f)
		    : size_object(o, file, NULL, in.p, in.n, f);
	span_unmap(&in);
	return r != 0 ? fail_context(f, "'%s'", file) : 0;
}

#define INTO(member) OPTION_INTO(struct size, member)

static const struct option_row rows[] = {
	{ "-A", INTO(sysv), .to = 1, .help = "each section" },
	{ "-B", .is = OPTION_HIDDEN },
	{ "-d", .is = OPTION_HIDDEN },
	{ "-t --totals", INTO(totals), .help = "of all files" },
	{ NULL, "FILE", OPTION_FILE, INTO(files), .help = "a.out if none" },
	{ .names = NULL }
};

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct size *o = into;
	int status = 0;

	(void)call, (void)f;
	if (o->files.n == 0)
		argvec_push(&o->files, "a.out");
	for (size_t i = 0; i < o->files.n; i++) {
		autofail why = FAIL_INIT;

		if (size_file(o, o->files.v[i], &why) == 0)
			continue;
		status = 1;
		fflush(stdout);
		fail_print(&why);
	}
	if (o->totals && !o->sysv) {
		struct sizes z = { o->text, o->data, o->bss, 0, "(TOTALS)",
			NULL };

		print_sums(o, &z);
	}
	return status;
}

const struct tool own_size = { "size", rows, OPTIONS_GNU, 1, run,
	sizeof(struct size) };
