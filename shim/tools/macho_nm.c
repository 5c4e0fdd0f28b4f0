/* nm for Mach-O, in the form of BSD, Apple and LLVM. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/stdlib.h>

#include "common/ar.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/macho/file.h"
#include "shim/tools/nmline.h"
#include "shim/tools/own.h"

struct nm {
	bool external, undefined, defined, all, names, numeric, unsorted;
	bool reverse, file_names, posix;
	const char *arch;
	struct argvec files;
};

static int
print_version(void *into, const struct option_use *use, struct fail *f)
{
	(void)into, (void)use, (void)f;
	puts("nm (zbuild), for Mach-O files");
	return OPTIONS_ANSWERED;
}

static const struct option_row rows[] = {
	{ "-g --extern-only", OPTION_INTO(struct nm, external),
		.help = "what others see" },
	{ "-u --undefined-only", OPTION_INTO(struct nm, undefined),
		.help = "what it needs" },
	{ "-U --defined-only", OPTION_INTO(struct nm, defined),
		.help = "what it has" },
	{ "-a --debug-syms", OPTION_INTO(struct nm, all),
		.help = "those for debuggers, too" },
	{ "-j --just-symbol-name", OPTION_INTO(struct nm, names),
		.help = "names only" },
	{ "-n -v --numeric-sort", OPTION_INTO(struct nm, numeric),
		.help = "by their values" },
	{ "-p --no-sort", OPTION_INTO(struct nm, unsorted),
		.help = "as they come" },
	{ "-r --reverse-sort", OPTION_INTO(struct nm, reverse),
		.help = "the other way round" },
	{ "-A -o --print-file-name", OPTION_INTO(struct nm, file_names),
		.help = "on each line" },
	{ "-P --portability", OPTION_INTO(struct nm, posix),
		.help = "in the form of POSIX" },
	{ "-arch", "ARCH", OPTION_INTO(struct nm, arch),
		.help = "the part for this machine" },
	/* what configure scripts ask to learn that it is no MSVC's */
	{ "--version", .is = OPTION_HIDDEN, .set = OPTION_CALL,
		.call = print_version },
	/* as it is */
	{ "-B --no-demangle", .is = OPTION_HIDDEN },
	{ "--format", "FORMAT", OPTION_HIDDEN, .choices = "bsd" },
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct nm, files) },
	{ .names = NULL }
};

/* --- letters -------------------------------------------------------------- */

/* text, data, bss, or another section (s), by section number. */
static char
section_letter(const struct macho *m, unsigned n)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	struct macho_section s;
	unsigned at = 1;

	while (macho_next(m, &c)) {
		if (c.cmd != LC_SEGMENT_64)
			continue;
		for (uint32_t i = 0; i < macho_nsects(m, &c); i++, at++) {
			if (at != n)
				continue;
			macho_section(m, &c, i, &s);
			if (strcmp(s.seg, "__TEXT") == 0 &&
				strcmp(s.sect, "__text") == 0)
				return 't';
			if (strcmp(s.seg, "__DATA") == 0 &&
				strcmp(s.sect, "__data") == 0)
				return 'd';
			if (strcmp(s.seg, "__DATA") == 0 &&
				strcmp(s.sect, "__bss") == 0)
				return 'b';
			return 's';
		}
	}
	return '?';
}

static char
letter_of(const struct macho *m, const struct macho_symbol *s)
{
	char c;

	if ((s->type & N_STAB) != 0)
		return '-';
	switch (s->type & N_TYPE) {
	case N_UNDF:
		c = s->value != 0 ? 'c' : 'u';
		break;
	case N_PBUD:
		c = 'u';
		break;
	case N_ABS:
		c = 'a';
		break;
	case N_SECT:
		/* the header symbol lies before all sections */
		c = section_letter(m, s->sect);
		break;
	case N_INDR:
		c = 'i';
		break;
	default:
		c = '?';
		break;
	}
	return (s->type & N_EXT) != 0 ? (char)toupper((unsigned char)c) : c;
}

/* --- lines ---------------------------------------------------------------- */

static bool
is_shown(const struct nm *o, const struct nmline *l,
	const struct macho_symbol *s)
{
	if ((s->type & N_STAB) != 0)
		return o->all;
	if ((o->undefined && !l->undefined) || (o->defined && l->undefined))
		return false;
	return !o->external || (s->type & N_EXT) != 0;
}

static void
print_line(const struct nm *o, const struct nmline *l, const char *file,
	const char *member)
{
	if (o->file_names)
		printf("%s%s%s: ", file, member != NULL ? ":" : "",
			member != NULL ? member : "");
	if (o->names)
		puts(l->name);
	else if (o->posix)
		printf("%s %c %" PRIx64 " 0\n", l->name, l->letter, l->value);
	else if (l->undefined)
		printf("%16s %c %s\n", "", l->letter, l->name);
	else
		printf("%016" PRIx64 " %c %s\n", l->value, l->letter, l->name);
}

static int
list_image(const struct nm *o, const uint8_t *p, size_t len, const char *file,
	const char *member, struct fail *f)
{
	struct macho m;
	struct nmline *v;
	size_t n = 0;

	if (macho_open(&m, p, len, f) != 0)
		return fail_context(f, "'%s'", member != NULL ? member : file);
	v = xcalloc((size_t)macho_nsyms(&m) + 1, sizeof *v);
	for (uint32_t i = 0; i < macho_nsyms(&m); i++) {
		struct macho_symbol s;

		macho_symbol(&m, i, &s);
		v[n] = (struct nmline){ .name = s.name, .value = s.value,
			.letter = letter_of(&m, &s),
			.undefined = (s.type & N_STAB) == 0 &&
				(((s.type & N_TYPE) == N_UNDF &&
					 s.value == 0) ||
					(s.type & N_TYPE) == N_PBUD),
			.order = i };
		n += is_shown(o, &v[n], &s);
	}
	if (n > 1)
		qsort(v, n, sizeof *v,
			o->unsorted  ? nmline_by_order
			: o->numeric ? nmline_by_value
				     : nmline_by_name);
	for (size_t i = 0; i < n; i++)
		print_line(o, &v[o->reverse ? n - 1 - i : i], file, member);
	free(v);
	if (macho_nsyms(&m) == 0)
		fshow(stderr, "%s: %s: no symbols\n", getprogname(),
			member != NULL ? member : file);
	return 0;
}

static int
list_archive(const struct nm *o, const uint8_t *p, size_t len,
	const char *file, struct fail *f)
{
	struct ar_member am;
	struct ar a;
	int r;

	if (ar_open(&a, p, len, f) != 0)
		return fail_context(f, "'%s'", file);
	while ((r = ar_next(&a, &am, f)) == 1) {
		if (!am.external && macho_is(am.mem, am.len)) {
			if (!o->file_names)
				printf("\n%s(%s):\n", file, am.name);
			r = list_image(o, am.mem, am.len, file, am.name, f);
		}
		free(am.name);
		if (r < 0)
			break;
	}
	return r < 0 ? fail_context(f, "'%s'", file) : 0;
}

static int
list_file(const struct nm *o, const char *path, struct fail *f)
{
	struct machofile mf;
	uint32_t subtype, type = o->arch != NULL
					 ? macho_arch_find(o->arch, &subtype)
					 : 0;
	int r = 0;

	if (machofile_open(&mf, path, f) != 0)
		return -1;
	if (o->files.n > 1 && !o->file_names && !machofile_is_archive(&mf, 0))
		printf("\n%s:\n", path);
	for (size_t i = 0; i < mf.n && r == 0; i++) {
		const struct macho_slice *s = &mf.slices[i];
		char buf[32];

		if (o->arch != NULL && s->cputype != type)
			continue;
		if (mf.n > 1 && o->arch == NULL && !o->file_names)
			printf("\n%s (for architecture %s):\n", path,
				macho_arch_name(s->cputype, s->cpusubtype,
					buf));
		r = machofile_is_archive(&mf, i)
			    ? list_archive(o, machofile_slice(&mf, i), s->len,
				      path, f)
			    : list_image(o, machofile_slice(&mf, i), s->len,
				      path, NULL, f);
	}
	machofile_clear(&mf);
	return r;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct nm *o = into;
	int r = 0;

	(void)call;
	if (o->files.n == 0)
		argvec_push(&o->files, "a.out");
	for (size_t i = 0; i < o->files.n && r == 0; i++)
		r = list_file(o, o->files.v[i], f);
	return r;
}

const struct tool own_macho_nm = { "nm", rows, OPTIONS_LETTERS, 1, run,
	sizeof(struct nm) };
