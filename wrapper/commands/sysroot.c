/* cargo zbuild sysroot: the target's headers and libraries, for others. */
#include <stdio.h>
#include <string.h>

#include "texts.h"
#include "wrapper/build/warming.h"
#include "wrapper/options/cmd.h"
#include "wrapper/sysroot/copy.h"

struct options {
	const char *target, *out;
	unsigned pieces;
};

/* "c++,ubsan" */
static int
add_pieces(void *options, const struct option_use *use, struct fail *f)
{
	struct options *o = options;
	autoargvec names = ARGVEC_INIT;

	argvec_split(&names, use->values[0], ",");
	for (size_t i = 0; i < names.n; i++) {
		int piece = piece_find(names.v[i]);

		if (piece < 0)
			return subcommand_wrong(&cmd_sysroot, "unknown piece",
				names.v[i], f);
		o->pieces |= 1u << piece;
	}
	return 0;
}

static const struct option_row rows[] = {
	OPTION_ROW_TARGET(struct options, target, OPTION_REQUIRED),
	{ "--out", "DIR", OPTION_DIR, OPTION_INTO(struct options, out),
		.help = "write one that may be moved, with headers, a "
			"README.md, toolchain.cmake and meson.cross; DIR is "
			"new, empty, or such a copy, which is replaced" },
	{ "--with", "PIECE", .set = OPTION_CALL, .call = add_pieces,
		.choices = "c++ ubsan",
		.help = "with a piece more: c++ (libc++), ubsan; c++,ubsan "
			"means both; may be repeated" },
	NO_MORE_OPTIONS
};

static int
get(const struct options *o, const struct warming *w, const struct target *t,
	struct fail *f)
{
	scoped(sysroot) s = { 0 };
	const char *why;
	unsigned pieces = o->pieces;
	int r;

	if (!sysroot_supported(t, &why)) {
		fail_set(f, "no sysroot can be made for '%s': %s", t->name,
			why);
		return fail_hint(f, "the shim itself works: see `cargo "
				    "zbuild link`");
	}
	if (o->out != NULL && sysrootcopy_suits(t, f) != 0)
		return -1;
	if (o->out != NULL)
		pieces |= 1u << PIECE_UNWIND | 1u << PIECE_COMPILER_RT |
			  1u << PIECE_LIBC;
	if (warming_sysroot(w, t, pieces, &s, f) != 0)
		return -1;
	r = o->out != NULL ? sysrootcopy(&s, &w->facts.zig, t,
				     (o->pieces & 1u << PIECE_CXX) != 0,
				     o->out, f)
			   : 0;
	if (r == 0)
		puts(o->out != NULL ? o->out : s.dir);
	return r;
}

static int
sysroot_run(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(warming) w = WARMING_INIT;
	struct target t;
	int r = warming_open(&w, f);

	if (r == 0)
		r = warming_target(&w, o->target, &t, f);
	if (r == 0)
		r = get(o, &w, &t, f);
	return r;
}

const struct subcommand cmd_sysroot = { "sysroot",
	"print the target's sysroot, or copy it for other compilers",
	rows, sizeof(struct options), sysroot_run, .notes = text_sysroot_help };
