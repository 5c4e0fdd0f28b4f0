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
#include "shim/elf/archstrip.h"
#include "shim/elf/strip.h"
#include "shim/tools/own.h"

struct order {
	bool is_strip;
	struct strip_options o;
	const char *output;
	bool dates, owners, verbose, binary, mode_given;
	const char *debuglink;  /* the file as it was named */
	struct argvec files;
};

static int
set_format(void *into, const struct option_use *use, struct fail *f)
{
	struct order *d = into;

	if (strcmp(use->values[0], "binary") != 0) {
		fail_status(f, 1, "unknown output format '%s'",
			use->values[0]);
		return fail_hint(f, "ours writes '-O binary' only; install "
				    "llvm or binutils for the others");
	}
	d->binary = true;
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
	puts("strip and objcopy of zbuild " ZBUILD_VERSION ", for ELF files; "
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
	{ "-w --wildcard", INTO(o.wildcard),                                  \
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

static const struct option_row objcopy_rows[] = {
	{ "-S --strip-all", MODE(STRIP_ALL),
		.help = "symbols and debug information" },
	{ "-g --strip-debug", MODE(STRIP_DEBUG),
		.help = "debug information" },
	{ "--add-gnu-debuglink", "FILE", OPTION_FILE, INTO(debuglink),
		.help = "where that is" },
	{ "-L --localize-symbol", "NAME", INTO(o.localize),
		.help = "others do not see it any more" },
	{ "-j --only-section", "PATTERN", INTO(o.only),
		.help = "the other sections go" },
	{ "-O --output-target", "FORMAT", .set = OPTION_CALL,
		.call = set_format,
		.help = "binary: the bytes that are loaded, and no more" },
	COMMON_ROWS
};

/* --- files ------------------------------------------------------------------- */

static int
convert(const struct order *d, const struct span *in, unsigned char **out,
	size_t *len, struct fail *f)
{
	if (in->n == 0)
		return fail_set(f, "the file is empty");
	if (d->binary)
		return elfstrip_binary(in->p, in->n, &d->o, out, len, f);
	if (!ar_is(in->p, in->n))
		return elfstrip(in->p, in->n, &d->o, out, len, f);
	if (d->o.debuglink != NULL)
		return fail_set(f, "an archive has no debug link");
	return archstrip(in->p, in->n, &d->o, !d->owners, out, len, f);
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
	r = convert(d, &in, &out, &len, f);
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

	(void)call;
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
