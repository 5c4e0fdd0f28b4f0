/* strip and objcopy for ELF files and archives: GNU's options. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/ar.h"
#include "common/elfimage.h"
#include "common/outfile.h"
#include "common/path.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/coff/file.h"
#include "shim/coff/strip.h"
#include "shim/elf/archstrip.h"
#include "shim/elf/bytes.h"
#include "shim/elf/flat.h"
#include "shim/tools/own.h"

struct order {
	bool is_strip;
	struct strip_options o;
	const char *output;
	bool dates, owners, verbose, flat, bytes, mode_given;
	struct flat_options f;
	const struct target_def *target;
	const char *debuglink;  /* the file as it was named */
	struct argvec files;
};

/* The names of what a file is anyhow. */
static bool
same_format(const char *name)
{
	return starts_with(name, "elf") || starts_with(name, "pe") ||
	       strcmp(name, "default") == 0;
}

static int
set_output(void *into, const struct option_use *use, struct fail *f)
{
	static const char *const flat[] = { "binary", "ihex", "srec" };
	const char *name = use->values[0];
	struct order *d = into;

	for (size_t i = 0; i < COUNT(flat); i++)
		if (strcmp(name, flat[i]) == 0) {
			d->flat = true;
			d->f.format = (enum flat_format)i;
			return 0;
		}
	d->flat = false;
	if (same_format(name))
		return 0;
	fail_status(f, 1, "unknown output format '%s'", name);
	return fail_hint(f, "ours writes ELF, binary, ihex and srec; install "
			    "llvm or binutils for the others");
}

static int
set_input(void *into, const struct option_use *use, struct fail *f)
{
	const char *name = use->values[0];

	((struct order *)into)->bytes = strcmp(name, "binary") == 0;
	if (strcmp(name, "binary") == 0 || same_format(name))
		return 0;
	fail_status(f, 1, "unknown input format '%s'", name);
	return fail_hint(f, "ours reads ELF and binary; install llvm or "
			    "binutils for the others");
}

/* A file with a name on each line, or two for --redefine-syms. */
static int
read_names(void *into, const struct option_use *use, struct fail *f)
{
	struct argvec *names = (void *)((char *)into + use->row->at);
	autoargvec lines = ARGVEC_INIT;
	autofree char *text = NULL;

	if (path_read(use->values[0], 1u << 30, &text, NULL, f) != 0)
		return -1;
	argvec_split(&lines, text, "\n\r");
	for (size_t i = 0; i < lines.n; i++) {
		autoargvec words = ARGVEC_INIT;

		lines.v[i][strcspn(lines.v[i], "#")] = '\0';
		argvec_split(&words, lines.v[i], " \t");
		if (words.n > 0 && use->row->to)
			argvec_pushf(names, "%s=%s", words.v[0],
				words.n > 1 ? words.v[1] : "");
		else if (words.n > 0)
			argvec_push(names, words.v[0]);
	}
	return 0;
}

static int
set_dwo(void *into, const struct option_use *use, struct fail *f)
{
	struct order *d = into;

	(void)f;
	argvec_push(use->row->to ? &d->o.only : &d->o.remove, "*.dwo");
	return 0;
}

static int
leave_whole(void *into, const struct option_use *use, struct fail *f)
{
	(void)into, (void)f;
	fshow(stderr, "objcopy: note: %s: debug information stays as it is\n",
		use->name);
	return 0;
}

static int
set_mode(void *into, const struct option_use *use, struct fail *f)
{
	struct order *d = into;

	(void)f;
	d->o.mode = (enum strip_mode)use->row->to;
	d->o.only_debug |= d->o.mode == STRIP_NOTHING;
	d->mode_given = true;
	return 0;
}

static int
set_owners(void *into, const struct option_use *use, struct fail *f)
{
	struct order *d = into;

	(void)f;
	d->owners = use->row->to;
	return 0;
}

static int
print_version(void *into, const struct option_use *use, struct fail *f)
{
	(void)into, (void)use, (void)f;
	puts("strip and objcopy of zbuild " ZBUILD_VERSION ", for ELF and COFF; "
	     "their options are those of GNU strip and GNU objcopy");
	return OPTIONS_ANSWERED;
}

#define MODE(mode) .set = OPTION_CALL, .call = set_mode, .to = (mode)
#define INTO(member) OPTION_INTO(struct order, member)

/* What both have, from --strip-unneeded on. */
#define COMMON_ROWS                                                           \
	{ "--strip-unneeded", MODE(STRIP_UNNEEDED),                           \
		.help = "symbols that no linker needs" },                     \
	{ "--only-keep-debug", MODE(STRIP_NOTHING),                           \
		.help = "nothing but debug information stays" },              \
	{ "-x --discard-all", INTO(o.locals), .to = LOCALS_DISCARD,           \
		.help = "local symbols" },                                    \
	{ "-X --discard-locals", INTO(o.locals), .to = LOCALS_COMPILER,       \
		.help = "those of the compiler" },                            \
	{ "-K --keep-symbol", "NAME", INTO(o.keep), .help = "this one stays" }, \
	{ "-N --strip-symbol", "NAME", INTO(o.strip),                         \
		.help = "this one goes" },                                    \
	{ "-w --wildcard", INTO(o.change.wildcard),                           \
		.help = "those names may have * and ?" },                     \
	{ "-R --remove-section", "PATTERN", INTO(o.remove),                   \
		.help = "sections that go" },                                 \
	{ "-p --preserve-dates", INTO(dates), .help = "of the file" },        \
	{ "-D --enable-deterministic-archives", .set = OPTION_CALL,           \
		.call = set_owners, .to = false,                              \
		.help = "no dates and owners in them (default)" },            \
	{ "-U --disable-deterministic-archives", .set = OPTION_CALL,          \
		.call = set_owners, .to = true, .help = "as they were" },     \
	{ "-v --verbose", INTO(verbose), .help = "name each file" },          \
	{ "-V --version", .set = OPTION_CALL, .call = print_version,          \
		.help = "print it" },                                         \
	{ "-I -F --input-target --target", "FORMAT", .set = OPTION_CALL,      \
		.call = set_input,                                            \
		.help = "binary: any file, which becomes an object" },        \
	{ "--strip-dwo", .set = OPTION_CALL, .call = set_dwo,                 \
		.help = "what -gsplit-dwarf puts beside" },                   \
	{ "--merge-notes -M", .is = OPTION_HIDDEN },                          \
	{ "--no-merge-notes", .is = OPTION_HIDDEN },                          \
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED, INTO(files) },         \
	{ .names = NULL }

static const struct option_row strip_rows[] = {
	{ "-s --strip-all", MODE(STRIP_ALL),
		.help = "symbols and debug information (default)" },
	{ "-g -S -d --strip-debug", MODE(STRIP_DEBUG),
		.help = "debug information" },
	{ "-o", "FILE", OPTION_FILE, INTO(output),
		.help = "write another file" },
	COMMON_ROWS
};

#define NAMES(name, member)                                                   \
	{ name, "FILE", .set = OPTION_CALL, .call = read_names,               \
		.at = offsetof(struct order, member),                         \
		.help = "the same for each line of it" }

static const struct option_row objcopy_rows[] = {
	{ "-S --strip-all", MODE(STRIP_ALL),
		.help = "symbols and debug information" },
	{ "-g --strip-debug", MODE(STRIP_DEBUG),
		.help = "debug information" },
	{ "--add-gnu-debuglink", "FILE", OPTION_FILE, INTO(debuglink),
		.help = "where that is" },
	{ "-j --only-section", "PATTERN", INTO(o.only),
		.help = "the other sections go" },
	{ "--extract-dwo", .set = OPTION_CALL, .call = set_dwo, .to = 1,
		.help = "nothing else stays" },
	{ "--strip-unneeded-symbol", "NAME", INTO(o.unneeded),
		.help = "goes if no relocation needs it" },
	{ "-L --localize-symbol", "NAME", INTO(o.change.localize),
		.help = "others do not see it any more" },
	{ "--localize-hidden", INTO(o.change.localize_hidden),
		.help = "nor what is hidden" },
	{ "-G --keep-global-symbol", "NAME", INTO(o.change.only_global),
		.help = "nor any but this one" },
	{ "--globalize-symbol", "NAME", INTO(o.change.globalize),
		.help = "others see it" },
	{ "-W --weaken-symbol", "NAME", INTO(o.change.weaken),
		.help = "another one of that name counts more" },
	{ "--weaken", INTO(o.change.weaken_all), .help = "all of them" },
	{ "--redefine-sym", "OLD=NEW", INTO(o.change.redefine),
		.help = "another name" },
	{ "--prefix-symbols", "TEXT", INTO(o.change.prefix),
		.help = "before each name" },
	NAMES("--keep-symbols", o.keep),
	NAMES("--strip-symbols", o.strip),
	NAMES("--strip-unneeded-symbols", o.unneeded),
	NAMES("--localize-symbols", o.change.localize),
	NAMES("--keep-global-symbols", o.change.only_global),
	NAMES("--globalize-symbols", o.change.globalize),
	NAMES("--weaken-symbols", o.change.weaken),
	{ "--redefine-syms", "FILE", .set = OPTION_CALL, .call = read_names,
		.at = offsetof(struct order, o.change.redefine), .to = 1,
		.help = "OLD NEW on each line" },
	{ "--rename-section", "OLD=NEW[,FLAGS]", INTO(o.change.rename),
		.help = "another name" },
	{ "--set-section-flags", "PATTERN=FLAGS", INTO(o.change.flags),
		.help = "alloc, load, readonly, code, data, contents …" },
	{ "--set-section-alignment", "PATTERN=N", INTO(o.change.align),
		.help = "in bytes" },
	{ "--add-section", "NAME=FILE", INTO(o.change.add),
		.help = "with these bytes" },
	{ "--update-section", "NAME=FILE", INTO(o.change.update),
		.help = "other bytes" },
	{ "--dump-section", "NAME=FILE", INTO(o.change.dump),
		.help = "write its bytes there" },
	{ "--change-section-address --adjust-section-vma", "PATTERN{=,+,-}N",
		INTO(o.change.address), .help = "where it is loaded and runs" },
	{ "--change-section-lma", "PATTERN{=,+,-}N", INTO(o.change.lma),
		.help = "where it is loaded" },
	{ "--change-section-vma", "PATTERN{=,+,-}N", INTO(o.change.vma),
		.help = "where it runs" },
	{ "-O --output-target", "FORMAT", .set = OPTION_CALL,
		.call = set_output,
		.help = "binary, ihex, srec: what is loaded, and no more" },
	{ "--gap-fill", "BYTE", INTO(f.gap_fill), .help = "between sections" },
	{ "--pad-to", "ADDRESS", INTO(f.pad_to), .help = "fill up to there" },
	{ "-B --binary-architecture", "NAME", .is = OPTION_HIDDEN },
	{ "--no-change-warnings --no-adjust-warnings", .is = OPTION_HIDDEN },
	{ "--compress-debug-sections", "KIND", OPTION_MAYBE | OPTION_HIDDEN,
		.set = OPTION_CALL, .call = leave_whole },
	COMMON_ROWS
};

/* --- files ------------------------------------------------------------------- */

/* A file of bytes is made an ELF file first, and is one from there on. */
static int
convert_bytes(const struct order *d, const char *from, const struct span *in,
	unsigned char **out, size_t *len, struct fail *f)
{
	autofree unsigned char *object = NULL;
	size_t n;

	if (d->target == NULL || d->target->elf_machine == 0)
		return fail_set(f, "-I binary makes an ELF object, and the "
				   "target has none");
	elfbytes(d->target, from, in->p, in->n, &object, &n);
	return elfstrip(object, n, &d->o, out, len, f);
}

static int
convert(const struct order *d, const char *from, const char *to,
	const struct span *in, unsigned char **out, size_t *len, struct fail *f)
{
	struct flat_options flat = d->f;

	if (d->bytes && !d->flat)
		return convert_bytes(d, from, in, out, len, f);
	if (in->n == 0)
		return fail_set(f, "the file is empty");
	flat.output = to;
	if (d->flat)
		return elfflat(in->p, in->n, &d->o, &flat, out, len, f);
	if (coff_is(in->p, in->n))
		return coffstrip(in->p, in->n, &d->o, out, len, f);
	if (!ar_is(in->p, in->n))
		return elfstrip(in->p, in->n, &d->o, out, len, f);
	if (d->o.debuglink != NULL)
		return fail_set(f, "an archive has no debug link");
	return archstrip(in->p, in->n, &d->o, !d->owners, coff_is, coffstrip,
		out, len, f);
}

static int
do_file(const struct order *d, const char *from, const char *to,
	struct fail *f)
{
	autofree unsigned char *out = NULL;
	struct span in;
	struct stat st;
	size_t len = 0;
	int r;

	if (span_map(from, &in, f) != 0)
		return -1;
	if (stat(from, &st) != 0) {
		span_unmap(&in);
		return fail_errno(f, "cannot read '%s'", from);
	}
	if (d->verbose)
		printf("copy from '%s' to '%s'\n", from, to);
	r = convert(d, from, to, &in, &out, &len, f);
	span_unmap(&in);
	if (r != 0)
		return fail_context(f, "cannot %s '%s'",
			d->is_strip ? "strip" : "copy", from);
	return outfile_put(to, out, len, &st, d->dates, f);
}

/* CRC-32 as zlib's, the sum in a debug link. */
static uint32_t
crc32_of(const unsigned char *p, size_t n)
{
	uint32_t table[256], c = 0xffffffff;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^
				   (table[i] & 1 ? 0xedb88320 : 0);
	}
	for (size_t i = 0; i < n; i++)
		c = table[(c ^ p[i]) & 0xff] ^ c >> 8;
	return ~c;
}

static int
sum_debuglink(struct order *d, struct fail *f)
{
	struct span in;

	if (d->debuglink == NULL)
		return 0;
	if (span_map(d->debuglink, &in, f) != 0)
		return -1;
	d->o.debuglink = path_base(d->debuglink);
	d->o.debuglink_crc = crc32_of(in.p, in.n);
	span_unmap(&in);
	return 0;
}

static int
finish_order(struct order *d, struct fail *f)
{
	if (d->output != NULL && d->files.n > 1)
		return fail_status(f, 1, "-o takes one file");
	if (!d->is_strip && d->files.n > 2)
		return fail_status(f, 1, "more than an input and an output: "
					 "'%s'", d->files.v[2]);
	/* as GNU strip: everything, if nothing else was asked for */
	if (d->is_strip && !d->mode_given && d->o.locals == LOCALS_KEEP &&
		d->o.strip.n == 0)
		d->o.mode = STRIP_ALL;
	return sum_debuglink(d, f);
}

/* One file that fails does not keep the others from being done. */
static int
do_files(const struct order *d)
{
	int status = 0;

	for (char *const *file = d->files.v; *file != NULL; file++) {
		autofail f = FAIL_INIT;
		const char *to = d->output != NULL ? d->output : *file;
		bool two = !d->is_strip && file[1] != NULL;

		if (do_file(d, *file, two ? file[1] : to, &f) != 0) {
			fail_print(&f);
			status = 1;
		}
		if (two)
			break;
	}
	return status;
}

static int
run_objcopy(void *into, const struct call *call, struct fail *f)
{
	struct order *d = into;

	d->target = call->target != NULL ? call->target->def : NULL;
	return finish_order(d, f) == 0 ? do_files(d) : -1;
}

static int
run_strip(void *into, const struct call *call, struct fail *f)
{
	((struct order *)into)->is_strip = true;
	return run_objcopy(into, call, f);
}

const struct tool own_strip = { "strip", strip_rows, OPTIONS_GNU, 1, run_strip,
	sizeof(struct order) };
const struct tool own_objcopy = { "objcopy", objcopy_rows, OPTIONS_GNU, 1,
	run_objcopy, sizeof(struct order) };
