/* strip and objcopy for ELF files and archives: GNU's options. */
#include <getopt.h>
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

/* What options do, whatever their letters are. */
enum {
	OPT_ALL = 256,
	OPT_DEBUG,
	OPT_UNNEEDED,
	OPT_ONLY_DEBUG,
	OPT_DEBUGLINK,
	OPT_FORMAT,
	OPT_HELP,
	OPT_NOTHING
};

/* Options that both have; a letter stands for itself. */
#define COMMON_OPTIONS                                                     \
	{ "strip-all", no_argument, NULL, OPT_ALL },                       \
	{ "strip-debug", no_argument, NULL, OPT_DEBUG },                   \
	{ "strip-unneeded", no_argument, NULL, OPT_UNNEEDED },             \
	{ "only-keep-debug", no_argument, NULL, OPT_ONLY_DEBUG },          \
	{ "discard-all", no_argument, NULL, 'x' },                         \
	{ "discard-locals", no_argument, NULL, 'X' },                      \
	{ "keep-symbol", required_argument, NULL, 'K' },                   \
	{ "strip-symbol", required_argument, NULL, 'N' },                  \
	{ "remove-section", required_argument, NULL, 'R' },                \
	{ "wildcard", no_argument, NULL, 'w' },                            \
	{ "preserve-dates", no_argument, NULL, 'p' },                      \
	{ "enable-deterministic-archives", no_argument, NULL, 'D' },       \
	{ "disable-deterministic-archives", no_argument, NULL, 'U' },      \
	{ "no-merge-notes", no_argument, NULL, OPT_NOTHING },              \
	{ "verbose", no_argument, NULL, 'v' },                             \
	{ "version", no_argument, NULL, 'V' },                             \
	{ "help", no_argument, NULL, OPT_HELP }

static const struct option strip_long[] = { COMMON_OPTIONS,
	{ NULL, 0, NULL, 0 } };

static const struct option objcopy_long[] = { COMMON_OPTIONS,
	{ "add-gnu-debuglink", required_argument, NULL, OPT_DEBUGLINK },
	{ "localize-symbol", required_argument, NULL, 'L' },
	{ "only-section", required_argument, NULL, 'j' },
	{ "output-target", required_argument, NULL, OPT_FORMAT },
	{ NULL, 0, NULL, 0 } };

struct tool {
	const char *name;
	const char *letters;
	const struct option *options;
	const char *usage;
};

static const struct tool strip = { "strip", ":gSdsxXK:N:R:wo:pDUvV",
	strip_long,
	"usage: strip [OPTION]... FILE...\n"
	"  -s --strip-all        symbols and debug information (default)\n"
	"  -g -S -d --strip-debug\n"
	"     --strip-unneeded   symbols that no linker needs\n"
	"     --only-keep-debug  nothing but debug information\n"
	"  -x --discard-all  -X --discard-locals\n"
	"  -K --keep-symbol=NAME  -N --strip-symbol=NAME  -w --wildcard\n"
	"  -R --remove-section=PATTERN\n"
	"  -o FILE  -p --preserve-dates  -D -U  -v  -V\n" };

static const struct tool objcopy = { "objcopy", ":SgxXK:N:L:R:j:wO:pDUvV",
	objcopy_long,
	"usage: objcopy [OPTION]... FILE [OUTPUT]\n"
	"  -S --strip-all  -g --strip-debug  --strip-unneeded\n"
	"  --only-keep-debug  --add-gnu-debuglink=FILE\n"
	"  -R --remove-section=PATTERN  -j --only-section=PATTERN\n"
	"  -O binary             the bytes that are loaded, and no more\n"
	"  -x --discard-all  -X --discard-locals\n"
	"  -K --keep-symbol=NAME  -N --strip-symbol=NAME  -w --wildcard\n"
	"  -L --localize-symbol=NAME\n"
	"  -p --preserve-dates  -D -U  -v  -V\n" };

struct order {
	const struct tool *tool;
	struct strip_options o;
	const char *output;
	bool dates, owners, verbose, binary, mode_given;
	const char *debuglink;  /* the file as it was named */
	struct argvec words;    /* what the options' values point into */
	char *const *files;
};

static int
set_format(struct order *d, const char *name, struct fail *f)
{
	if (strcmp(name, "binary") != 0) {
		fail_status(f, 1, "unknown output format '%s'", name);
		return fail_hint(f, "ours writes '-O binary' only; install "
				    "llvm or binutils for the others");
	}
	d->binary = true;
	return 0;
}

static void
set_mode(struct order *d, enum strip_mode mode)
{
	d->o.mode = mode;
	d->mode_given = true;
}

/* 0; 1 when the answer was all; -1. */
static int
apply(struct order *d, int c, struct fail *f)
{
	bool is_strip = d->tool == &strip;

	switch (c) {
	case OPT_ALL:
	case 's':
		set_mode(d, STRIP_ALL);
		break;
	case 'S':
		set_mode(d, is_strip ? STRIP_DEBUG : STRIP_ALL);
		break;
	case OPT_DEBUG:
	case 'g':
	case 'd':
		set_mode(d, STRIP_DEBUG);
		break;
	case OPT_UNNEEDED:
		set_mode(d, STRIP_UNNEEDED);
		break;
	case OPT_ONLY_DEBUG:
		set_mode(d, STRIP_NOTHING);
		d->o.only_debug = true;
		break;
	case OPT_DEBUGLINK:
		d->debuglink = optarg;
		break;
	case OPT_FORMAT:
	case 'O':
		return set_format(d, optarg, f);
	case 'x':
		d->o.locals = LOCALS_DISCARD;
		break;
	case 'X':
		d->o.locals = LOCALS_COMPILER;
		break;
	case 'K':
		argvec_push(&d->o.keep, optarg);
		break;
	case 'N':
		argvec_push(&d->o.strip, optarg);
		break;
	case 'L':
		argvec_push(&d->o.localize, optarg);
		break;
	case 'R':
		argvec_push(&d->o.remove, optarg);
		break;
	case 'j':
		argvec_push(&d->o.only, optarg);
		break;
	case 'o':
		d->output = optarg;
		break;
	case 'w':
		d->o.wildcard = true;
		break;
	case 'p':
		d->dates = true;
		break;
	case 'D':
		d->owners = false;
		break;
	case 'U':
		d->owners = true;
		break;
	case 'v':
		d->verbose = true;
		break;
	case 'V':
		printf("%s of zbuild " ZBUILD_VERSION ", for ELF files; its "
		       "options are those of GNU %s\n",
			d->tool->name, d->tool->name);
		return 1;
	case OPT_HELP:
		fputs(d->tool->usage, stdout);
		return 1;
	default:
		break;
	}
	return 0;
}

static int
refuse(const char *tool, int c, char *const *argv, struct fail *f)
{
	autofree char *letter = xasprintf("-%c", optopt);
	const char *word = optopt > 0 && optopt < 256 ? letter
						      : argv[optind - 1];

	if (c == ':')
		return fail_status(f, 1, "option '%s' needs a value", word);
	fail_status(f, 1, "unknown option '%s'", word);
	return fail_hint(f, "zbuild's own %s knows the common options; install "
			    "llvm or binutils for the others", tool);
}

static int
parse(struct order *d, const struct call *call, struct fail *f)
{
	int c, r;

	argvec_push(&d->words, d->tool->name);
	argvec_pushv(&d->words, call->words.v);
	opterr = 0;
	optind = 0;
	while ((c = getopt_long((int)d->words.n, d->words.v,
			d->tool->letters, d->tool->options, NULL)) != -1) {
		if (c == '?' || c == ':')
			return refuse(d->tool->name, c, d->words.v, f);
		r = apply(d, c, f);
		if (r != 0)
			return r;
	}
	d->files = d->words.v + optind;
	return 0;
}

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
			d->tool == &strip ? "strip" : "copy", from);
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
	bool is_strip = d->tool == &strip;

	if (d->files[0] == NULL) {
		fail_status(f, 1, "no file given");
		return fail_hint(f, "%s --help says what it can do",
			d->tool->name);
	}
	if (d->output != NULL && d->files[1] != NULL)
		return fail_status(f, 1, "-o takes one file");
	if (!is_strip && d->files[1] != NULL && d->files[2] != NULL)
		return fail_status(f, 1, "more than an input and an output: "
					 "'%s'", d->files[2]);
	/* as GNU strip: everything, if nothing else was asked for */
	if (is_strip && !d->mode_given && d->o.locals == LOCALS_KEEP &&
		d->o.strip.n == 0)
		d->o.mode = STRIP_ALL;
	return sum_debuglink(d, f);
}

/* One file that fails does not keep the others from being done. */
static int
do_files(const struct order *d)
{
	int status = 0;

	for (char *const *file = d->files; *file != NULL; file++) {
		struct fail f = FAIL_INIT;
		const char *to = d->output != NULL ? d->output : *file;
		bool two = d->tool == &objcopy && file[1] != NULL;

		if (do_file(d, *file, two ? file[1] : to, &f) != 0) {
			fail_print(&f);
			status = 1;
		}
		fail_clear(&f);
		if (two)
			break;
	}
	return status;
}

static int
run(const struct tool *tool, const struct call *call, struct fail *f)
{
	struct order d = { .tool = tool };
	int r = parse(&d, call, f);

	if (r == 0 && (r = finish_order(&d, f)) == 0)
		r = do_files(&d);
	else if (r == 1)
		r = 0;
	else if (f->status == 0)
		f->status = 1;
	argvec_clear(&d.o.keep);
	argvec_clear(&d.o.strip);
	argvec_clear(&d.o.localize);
	argvec_clear(&d.o.remove);
	argvec_clear(&d.o.only);
	argvec_clear(&d.words);
	return r;
}

int
strip_run(const struct call *call, struct fail *f)
{
	return run(&strip, call, f);
}

int
objcopy_run(const struct call *call, struct fail *f)
{
	return run(&objcopy, call, f);
}
