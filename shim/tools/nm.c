/* nm for ELF files, archives of them, and what else is compiled here: GNU's options and output. */
#include <ctype.h>
#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

#include "common/ar.h"
#include "common/elfimage.h"
#include "common/path.h"
#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/elf/edit.h"
#include "shim/tools/nmline.h"
#include "shim/tools/own.h"

enum sort { SORT_NAME, SORT_VALUE, SORT_SIZE, SORT_NONE };

struct nm {
	bool all, file_names, demangle, dynamic, external, posix, sizes;
	bool reverse, undefined, defined, several;
	enum sort sort;
	struct argvec files;
};

/* --- letters ----------------------------------------------------------------- */

static char
section_letter(const struct edit_section *s)
{
	if (s->type == SHT_NOBITS)
		return 'b';
	if (s->flags & SHF_EXECINSTR)
		return 't';
	if (s->flags & SHF_ALLOC)
		return s->flags & SHF_WRITE ? 'd' : 'r';
	if (strncmp(s->name, ".debug", 6) == 0 ||
		strncmp(s->name, ".zdebug", 7) == 0 ||
		strncmp(s->name, ".stab", 5) == 0 ||
		strncmp(s->name, ".line", 5) == 0)
		return 'N';
	return s->flags & SHF_WRITE ? '?' : 'n';
}

static char
letter_of(const struct elfedit *e, const struct edit_symbol *y)
{
	unsigned bind = ELF64_ST_BIND(y->info), type = ELF64_ST_TYPE(y->info);
	bool undefined = y->reserved && y->section == SHN_UNDEF;
	char c;

	if (y->reserved && y->section == SHN_COMMON)
		return 'C';
	if (bind == STB_WEAK && type == STT_OBJECT)
		return undefined ? 'v' : 'V';
	if (bind == STB_WEAK && (undefined || type != STT_GNU_IFUNC))
		return undefined ? 'w' : 'W';
	if (undefined)
		return 'U';
	if (type == STT_GNU_IFUNC)
		return 'i';
	if (bind == STB_GNU_UNIQUE)
		return 'u';
	if (y->reserved)
		c = y->section == SHN_ABS ? 'a' : '?';
	else
		c = section_letter(&e->sec[y->section]);
	return bind == STB_LOCAL ? c : (char)toupper((unsigned char)c);
}

/* "$x", "$d.12": where code and data begin, for disassemblers; ".L0 " is what
 * RISC-V's relocations of differences are about. */
static bool
is_mapping(const struct elfedit *e, const struct edit_symbol *y)
{
	return (e->im.machine == EM_ARM || e->im.machine == EM_AARCH64 ||
		       e->im.machine == EM_RISCV) &&
	       ELF64_ST_BIND(y->info) == STB_LOCAL &&
	       ((y->name[0] == '$' && y->name[1] != '\0' &&
			strchr("atdx", y->name[1]) != NULL) ||
		       strcmp(y->name, ".L0 ") == 0);
}

static bool
is_shown(const struct elfedit *e, const struct edit_symbol *y,
	const struct nm *o)
{
	unsigned type = ELF64_ST_TYPE(y->info);
	bool undefined = y->reserved && y->section == SHN_UNDEF;

	if (type == STT_SECTION || type == STT_FILE) {
		if (!o->all)
			return false;
	} else if (is_mapping(e, y)) {
		return false;
	}
	if ((o->undefined && !undefined) || (o->defined && undefined))
		return false;
	if (o->sort == SORT_SIZE && (undefined || y->size == 0))
		return false;
	return !o->external || undefined ||
	       ELF64_ST_BIND(y->info) != STB_LOCAL;
}

/* --- versions of dynamic symbols ----------------------------------------------- */

static const struct edit_section *
section_of(const struct elfedit *e, uint32_t type)
{
	for (uint32_t i = 1; i < e->nsec; i++)
		if (e->sec[i].type == type && e->sec[i].data != NULL)
			return &e->sec[i];
	return NULL;
}

static const char *
version_string(const struct elfedit *e, const struct edit_section *s,
	uint32_t at)
{
	const struct edit_section *t = &e->sec[s->link];

	return t->data != NULL && at < t->size &&
			       memchr(t->data + at, '\0', t->size - at) != NULL
		       ? (const char *)t->data + at
		       : NULL;
}

static const char *
needed_version(const struct elfedit *e, uint16_t index)
{
	const struct edit_section *s = section_of(e, SHT_GNU_verneed);
	const struct image *im = &e->im;
	uint64_t at = 0, aux, left = s != NULL ? s->size / 16 : 0;

	while (s != NULL && left > 0 && at + 16 <= s->size) {
		uint16_t n = get16(im, s->data + at + 2);
		uint32_t next = get32(im, s->data + at + 12);

		aux = at + get32(im, s->data + at + 8);
		for (; n > 0 && left > 0 && aux + 16 <= s->size; n--, left--) {
			const unsigned char *p = s->data + aux;

			if (get16(im, p + 6) == index)
				return version_string(e, s, get32(im, p + 8));
			aux += get32(im, p + 12);
		}
		if (next == 0)
			break;
		at += next;
	}
	return NULL;
}

static const char *
defined_version(const struct elfedit *e, uint16_t index)
{
	const struct edit_section *s = section_of(e, SHT_GNU_verdef);
	const struct image *im = &e->im;
	uint64_t left = s != NULL ? s->size / 20 : 0;

	for (uint64_t at = 0; left > 0 && at + 20 <= s->size; left--) {
		const unsigned char *p = s->data + at;
		uint64_t aux = at + get32(im, p + 12);

		if (get16(im, p + 4) == index)
			return get16(im, p + 2) & VER_FLG_BASE ||
					       aux + 8 > s->size
				       ? NULL
				       : version_string(e, s,
						 get32(im, s->data + aux));
		if (get32(im, p + 16) == 0)
			break;
		at += get32(im, p + 16);
	}
	return NULL;
}

/* "name@VERSION", with two @ for what a linker would take; NULL if none. */
static char *
with_version(const struct elfedit *e, uint32_t i, const struct nmline *l)
{
	const struct edit_section *s = section_of(e, SHT_GNU_versym);
	const char *version;
	uint16_t v;

	if (s == NULL || (uint64_t)i * 2 + 2 > s->size)
		return NULL;
	v = get16(&e->im, s->data + (uint64_t)i * 2);
	if ((v & 0x7fff) < 2 && l->undefined)
		return NULL;
	version = l->undefined ? NULL : defined_version(e, v & 0x7fff);
	/* the symbol that stands for a version has its name */
	if (version != NULL && strcmp(version, l->name) == 0)
		return NULL;
	if (version != NULL)
		return xasprintf("%s%s%s", l->name, v & 0x8000 ? "@" : "@@",
			version);
	/* also what was copied into the program */
	version = needed_version(e, v & 0x7fff);
	return version != NULL ? xasprintf("%s@%s", l->name, version) : NULL;
}

/* --- lines --------------------------------------------------------------------- */

static void
print_bsd(const struct nm *o, const struct nmline *l, int width)
{
	if (l->undefined)
		printf("%*s", width, "");
	else
		printf("%0*" PRIx64, width, l->value);
	if (o->sizes && !l->undefined && l->size > 0)
		printf(" %0*" PRIx64, width, l->size);
	printf(" %c %s\n", l->letter,
		l->versioned != NULL ? l->versioned : l->name);
}

static void
print_posix(const struct nmline *l)
{
	printf("%s %c ", l->versioned != NULL ? l->versioned : l->name,
		l->letter);
	if (l->undefined)
		puts("        ");
	else if (l->size > 0)
		printf("%" PRIx64 " %" PRIx64 "\n", l->value, l->size);
	else
		printf("%" PRIx64 " \n", l->value);
}

static void
print_lines(const struct nm *o, struct nmline *v, size_t n, const char *file,
	const char *member, int width)
{
	static int (*const orders[])(const void *, const void *) = {
		[SORT_NAME] = nmline_by_name,
		[SORT_VALUE] = nmline_by_value,
		[SORT_SIZE] = nmline_by_size,
	};

	/* backwards too, equal ones stay as they are in the file */
	for (size_t i = 0; o->reverse && i < n; i++)
		v[i].order = n - v[i].order;
	if (o->sort != SORT_NONE && n > 1)
		qsort(v, n, sizeof *v, orders[o->sort]);
	for (size_t i = 0; i < n; i++) {
		const struct nmline *l =
			&v[o->reverse && o->sort != SORT_NONE ? n - 1 - i : i];

		if (o->file_names && member != NULL)
			printf(o->posix ? "%s[%s]: " : "%s:%s:", file, member);
		else if (o->file_names)
			printf(o->posix ? "%s: " : "%s:", file);
		if (o->posix)
			print_posix(l);
		else
			print_bsd(o, l, width);
	}
}

static int
check_mangled(const struct nm *o, const struct nmline *v, size_t n,
	struct fail *f)
{
	for (size_t i = 0; o->demangle && i < n; i++)
		if (strncmp(v[i].name, "_Z", 2) == 0 ||
			strncmp(v[i].name, "_R", 2) == 0) {
			fail_set(f, "cannot demangle '%s'", v[i].name);
			return fail_hint(f, "leave out -C and pipe through "
					    "c++filt or rustfilt, or install "
					    "llvm or binutils");
		}
	return 0;
}

static size_t
collect(const struct elfedit *e, const struct nm *o,
	const struct edit_symbol *sym, uint32_t nsym, struct nmline *v)
{
	size_t n = 0;

	for (uint32_t i = 1; i < nsym; i++) {
		const struct edit_symbol *y = &sym[i];
		struct nmline *l = &v[n];

		if (!is_shown(e, y, o))
			continue;
		n++;
		*l = (struct nmline){ y->name, NULL, y->value, y->size,
			letter_of(e, y), false, false, n };
		l->undefined = y->reserved && y->section == SHN_UNDEF;
		if (l->letter == 'C')
			l->value = y->size;
		if (ELF64_ST_TYPE(y->info) == STT_SECTION && !y->reserved &&
			*y->name == '\0')
			l->name = e->sec[y->section].name;
		if (o->dynamic)
			l->versioned = with_version(e, i, l);
	}
	return n;
}

static int
list_symbols(const struct elfedit *e, const struct nm *o, const char *file,
	const char *member, struct fail *f)
{
	autofree struct edit_symbol *sym = NULL;
	autofree struct nmline *v = NULL;
	uint32_t nsym = e->nsym;
	size_t n;
	int r;

	if (o->dynamic &&
		elfedit_symbols(e, SHT_DYNSYM, &sym, &nsym, f) != 0)
		return -1;
	v = xcalloc((size_t)nsym + 1, sizeof *v);
	n = collect(e, o, o->dynamic ? sym : e->sym, nsym, v);
	r = check_mangled(o, v, n, f);
	if (r == 0 && nsym <= 1) {
		fflush(stdout);
		fshow(stderr, "%s: %s: no symbols\n", getprogname(),
			member != NULL ? member : file);
	} else if (r == 0) {
		print_lines(o, v, n, file, member, e->im.is64 ? 16 : 8);
	}
	for (size_t i = 0; i < n; i++)
		free(v[i].versioned);
	return r;
}

/* --- no ELF -----------------------------------------------------------------------*/

static bool
line_shown(const struct nm *o, const struct nmline *l)
{
	if ((o->undefined && !l->undefined) || (o->defined && l->undefined) ||
		(o->sort == SORT_SIZE && l->size == 0))
		return false;
	return !o->external || l->external;
}

typedef int lister_fn(const void *, size_t, struct nmlist *, struct fail *);

static int
list_other(const struct nm *o, const char *file, const char *member,
	const struct span *in, lister_fn *lister, struct fail *f)
{
	struct nmlist list = { .width = 16 };
	autofree struct nmline *shown = NULL;
	size_t n = 0;
	int r = lister(in->p, in->n, &list, f);

	shown = xcalloc(list.n + 1, sizeof *shown);
	for (size_t i = 0; i < list.n; i++)
		if (line_shown(o, &list.v[i]))
			shown[n++] = list.v[i];
	r = r == 0 ? check_mangled(o, shown, n, f) : r;
	if (r == 0)
		print_lines(o, shown, n, file, member, list.width);
	for (size_t i = 0; i < list.n; i++)
		free(list.v[i].versioned);
	free(list.v);
	return r;
}

/* --- files ---------------------------------------------------------------------- */

static int
list_object(const struct nm *o, const char *file, const char *member,
	const void *mem, size_t len, struct fail *f)
{
	struct span in = { mem, len };
	struct elfedit e;
	int r;

	if (nm_is_bitcode(mem, len))
		return list_other(o, file, member, &in, nm_bitcode, f);
	if (nm_is_coff(mem, len))
		return list_other(o, file, member, &in, nm_coff, f);
	if (elfedit_open(&e, mem, len, f) != 0)
		return -1;
	r = list_symbols(&e, o, file, member, f);
	elfedit_clear(&e);
	return r;
}

static int
list_external(const struct nm *o, const char *archive, const char *name,
	struct fail *f)
{
	autofree char *dir = path_dir(archive);
	autofree char *path = name[0] == '/' ? xstrdup(name)
					     : path_join(dir, name);
	struct span in;
	int r;

	if (span_map(path, &in, f) != 0)
		return -1;
	r = list_object(o, archive, name, in.p, in.n, f);
	span_unmap(&in);
	return r;
}

/* Each member under its name; one that fails does not stop the others. */
static int
list_archive(
	const struct nm *o, const char *file, const struct span *in,
	struct fail *f)
{
	struct ar_member m;
	struct ar a;
	int more, status = 0;

	if (ar_open(&a, in->p, in->n, f) != 0)
		return -1;
	if (!o->posix && o->several)
		printf("\n%s:\n", file);
	while ((more = ar_next(&a, &m, f)) == 1) {
		autofail own = FAIL_INIT;
		int r;

		if (!o->file_names)
			printf(o->posix ? "%s[%s]:\n" : "\n%.0s%s:\n", file,
				m.name);
		r = m.external ? list_external(o, file, m.name, &own)
			       : list_object(o, file, m.name, m.mem, m.len, &own);
		if (r != 0) {
			fail_context(&own, "'%s(%s)'", file, m.name);
			fflush(stdout);
			fail_print(&own);
			status = 1;
		}
		free(m.name);
	}
	return more == 0 ? status : -1;
}

static int
list_file(const struct nm *o, const char *file, struct fail *f)
{
	struct span in;
	int r;

	if (span_map(file, &in, f) != 0)
		return -1;
	if (in.n > 0 && ar_is(in.p, in.n)) {
		r = list_archive(o, file, &in, f);
	} else {
		if (o->several && !o->file_names)
			printf(o->posix ? "%s:\n" : "\n%s:\n", file);
		r = list_object(o, file, NULL, in.p, in.n, f);
	}
	span_unmap(&in);
	return r == -1 ? fail_context(f, "'%s'", file) : r;
}

/* --- options -------------------------------------------------------------------- */

static int
set_format(void *into, const struct option_use *use, struct fail *f)
{
	struct nm *o = into;
	const char *name = use->values != NULL ? use->values[0] : "bsd";

	if (!word_in("bsd b posix p", name))
		return fail_status(f, 1, "unknown output format '%s'", name);
	o->posix = *name == 'p';
	return 0;
}

static int
print_version(void *into, const struct option_use *use, struct fail *f)
{
	(void)into, (void)use, (void)f;
	puts("nm of zbuild " ZBUILD_VERSION ", for ELF, COFF and LLVM's "
	     "bitcode; its options are those of GNU nm");
	return OPTIONS_ANSWERED;
}

#define INTO(member) OPTION_INTO(struct nm, member)

static const struct option_row rows[] = {
	{ "-g --extern-only", INTO(external), .help = "what others see" },
	{ "-u --undefined-only", INTO(undefined), .help = "what it needs" },
	{ "-U --defined-only", INTO(defined), .help = "what it has" },
	{ "-a --debug-syms", INTO(all), .help = "those for debuggers, too" },
	{ "-D --dynamic", INTO(dynamic), .help = "those of the loader" },
	{ "-A -o --print-file-name", INTO(file_names),
		.help = "on each line" },
	{ "-S --print-size", INTO(sizes), .help = "of what has one" },
	{ "-B", .set = OPTION_CALL, .call = set_format,
		.help = "as --format=bsd" },
	{ "-f --format", "FORMAT", .set = OPTION_CALL, .call = set_format,
		.help = "bsd or posix" },
	{ "-P --portability", INTO(posix), .help = "as --format=posix" },
	{ "-n -v --numeric-sort", INTO(sort), .to = SORT_VALUE,
		.help = "by their values" },
	{ "--size-sort", INTO(sort), .to = SORT_SIZE,
		.help = "by their sizes" },
	{ "-p --no-sort", INTO(sort), .to = SORT_NONE,
		.help = "as they come" },
	{ "-r --reverse-sort", INTO(reverse),
		.help = "the other way round" },
	{ "-C --demangle", INTO(demangle),
		.help = "only where nothing is mangled" },
	{ "--no-demangle", .is = OPTION_HIDDEN },
	{ "-V --version", .set = OPTION_CALL, .call = print_version,
		.help = "print it" },
	{ NULL, "FILE", OPTION_FILE, INTO(files), .help = "a.out if none" },
	{ .names = NULL }
};

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct nm *o = into;
	int status = 0;

	(void)call, (void)f;
	if (o->files.n == 0)
		argvec_push(&o->files, "a.out");
	o->several = o->files.n > 1;
	for (size_t i = 0; i < o->files.n; i++) {
		autofail why = FAIL_INIT;
		int r = list_file(o, o->files.v[i], &why);

		if (r != 0)
			status = 1;
		if (r == -1) {
			fflush(stdout);
			fail_print(&why);
		}
	}
	return status;
}

const struct tool own_nm = { "nm", rows, OPTIONS_GNU, 1, run,
	sizeof(struct nm) };
