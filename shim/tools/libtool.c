/* Apple's libtool, as far as it makes static libraries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/macho/archive.h"
#include "shim/macho/file.h"
#include "shim/tools/own.h"

struct libtool {
	bool is_static;
	const char *output;
	struct argvec files, dirs, libraries;
};

/* A name on each line; DIR goes in front of each. */
static int
read_filelist(void *into, const struct option_use *use, struct fail *f)
{
	struct libtool *l = into;
	autofree char *path = xstrdup(use->values[0]), *text = NULL;
	char *comma = strchr(path, ',');
	autoargvec names = ARGVEC_INIT;
	size_t len = 0;

	if (comma != NULL)
		*comma++ = '\0';
	if (path_read(path, 64u << 20, &text, &len, f) != 0)
		return -1;
	argvec_split(&names, text, "\n");
	for (size_t i = 0; i < names.n; i++)
		if (comma != NULL)
			argvec_pushf(&l->files, "%s/%s", comma, names.v[i]);
		else
			argvec_push(&l->files, names.v[i]);
	return 0;
}

static int
add_library(struct libtool *l, const char *name, struct fail *f)
{
	for (size_t i = 0; i < l->dirs.n; i++) {
		autofree char *file =
			xasprintf("%s/lib%s.a", l->dirs.v[i], name);

		if (path_is_file(file)) {
			argvec_push(&l->files, file);
			return 0;
		}
	}
	return fail_status(f, 1, "no lib%s.a in the folders of -L", name);
}

static int
refuse(void *into, const struct option_use *use, struct fail *f)
{
	(void)into;
	fail_status(f, 1, "%s: ours makes static libraries only", use->name);
	return fail_hint(f, "the compiler links dynamic ones: "
			    "cc -dynamiclib -o FILE FILE...");
}

static const struct option_row rows[] = {
	{ "-static", OPTION_INTO(struct libtool, is_static),
		.help = "a static library, the only kind that ours makes" },
	{ "-o", "FILE", OPTION_FILE, OPTION_INTO(struct libtool, output),
		.help = "the library (a.out)" },
	{ "-filelist", "FILE[,DIR]", .set = OPTION_CALL,
		.call = read_filelist, .help = "has a name on each line" },
	{ "-L", "DIR", OPTION_DIR | OPTION_JOINED,
		OPTION_INTO(struct libtool, dirs),
		.help = "where libraries are looked for" },
	{ "-l", "NAME", OPTION_JOINED, OPTION_INTO(struct libtool, libraries),
		.help = "lib<NAME>.a" },
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct libtool, files) },
	{ "-dynamic", .is = OPTION_HIDDEN, .set = OPTION_CALL, .call = refuse },
	/* What is so anyway, or a warning that we do not give. */
	{ "-D -a -c -s -q -v -no_warning_for_no_symbols -no_uuid "
	  "-no_warning_for_duplicate_members", .is = OPTION_HIDDEN },
	{ "-arch_only -syslibroot", .value = "VALUE", .is = OPTION_HIDDEN },
	{ .names = NULL }
};

/* --- what goes in ----------------------------------------------------------
 */

/* Objects for link-time optimisation, which only LLVM reads. */
static bool
is_bitcode(const char *file)
{
	static const unsigned char magics[2][4] = {
		{ 'B',  'C',  0xc0, 0xde },
		{ 0xde, 0xc0, 0x17, 0x0b }
	};
	unsigned char start[4];
	FILE *in = fopen(file, "rbe");
	bool is;

	if (in == NULL)
		return false;
	is = fread(start, 1, sizeof start, in) == sizeof start &&
	     (memcmp(start, magics[0], 4) == 0 ||
		     memcmp(start, magics[1], 4) == 0);
	fclose(in);
	return is;
}

/* zig's ar takes anything, and what is no object of this machine is not in its
 * index: the link would fail far from here. */
static int
check_file(const char *file, const struct target_def *d, struct fail *f)
{
	uint32_t cpu = d->arch == ARCH_X86_64 ? MACHO_X86_64 : MACHO_ARM64;
	struct machofile mf;
	int r = 0;

	if (is_bitcode(file))
		return 0;
	if (machofile_open(&mf, file, f) != 0)
		return -1;
	if (mf.fat) {
		fail_status(f, 1, "'%s' is a fat file", file);
		r = fail_hint(f,
			"lipo -thin takes one machine's part out, lipo "
			"-create joins what libtool made of each");
	} else if (mf.n > 0 && mf.slices[0].cputype != 0 &&
		   mf.slices[0].cputype != cpu) {
		r = fail_status(f, 1, "'%s' is for another machine than %s",
			file, d->rust);
	}
	machofile_clear(&mf);
	return r;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct libtool *l = into;

	for (size_t i = 0; i < l->libraries.n; i++)
		if (add_library(l, l->libraries.v[i], f) != 0)
			return -1;
	if (!l->is_static)
		return fail_set(f, "-static is missing: Apple's libtool has "
				   "no other way that we know");
	if (l->files.n == 0)
		return fail_set(f, "no file is named");
	for (size_t i = 0; i < l->files.n; i++)
		if (check_file(l->files.v[i], call->target->def, f) != 0)
			return -1;
	argvec_exec(&l->files);
	return machoarchive_write(call->zig->path, &l->files,
		l->output != NULL ? l->output : "a.out", f);
}

const struct tool own_libtool = { "libtool", rows, 0, 1, run,
	sizeof(struct libtool) };
