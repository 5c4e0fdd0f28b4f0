/* cargo zbuild sysroot: the target's headers and libraries, for others. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/build/warming.h"
#include "wrapper/options/cmd.h"
#include "wrapper/sysroot/copy.h"

struct options {
	const char *target, *out;
	unsigned pieces;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "sysroot: %s '%s'", what, word);
	return fail_hint(f, "sysroot --target T [--out DIR] [--with PIECE]...");
}

/* "c++,ubsan" */
static int
add_pieces(const char *list, unsigned *out, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;

	argvec_split(&names, list, ",");
	for (size_t i = 0; i < names.n; i++) {
		int piece = piece_find(names.v[i]);

		if (piece < 0)
			return usage(f, "unknown piece", names.v[i]);
		*out |= 1u << piece;
	}
	return 0;
}

static int
parse(int argc, char **argv, struct options *o, struct fail *f)
{
	static const struct option longs[] = {
		{ "target", required_argument, NULL, 't' },
		{ "out", required_argument, NULL, 'o' },
		{ "with", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:", longs, NULL)) != -1) {
		if (c == 't' && o->target != NULL)
			return usage(f, "more than one target:", optarg);
		if (c == 't')
			o->target = optarg;
		else if (c == 'o' && *optarg != '\0')
			o->out = optarg;
		else if (c == 'w') {
			if (add_pieces(optarg, &o->pieces, f) != 0)
				return -1;
		} else
			return usage(f,
				c == ':' || c == 'o' ? "no value for option"
						     : "unknown option",
				argv[optind - 1]);
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	return o->target == NULL ? usage(f, "missing option", "--target") : 0;
}

static int
run(const struct options *o, const struct warming *w, const struct target *t,
	struct fail *f)
{
	struct sysroot s = { NULL };
	const char *why;
	unsigned pieces = o->pieces;
	int r;

	if (!sysroot_supported(t, &why)) {
		fail_set(f, "no sysroot can be made for '%s': %s", t->name,
			why);
		return fail_hint(f, "the shim itself works: see `cargo "
				    "zbuild link`");
	}
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
	sysroot_clear(&s);
	return r;
}

int
cmd_sysroot(int argc, char **argv, struct fail *f)
{
	struct options o = { NULL };
	struct warming w = WARMING_INIT;
	struct target t;
	int r;

	if (parse(argc, argv, &o, f) != 0)
		return -1;
	r = warming_open(&w, f);
	if (r == 0)
		r = warming_target(&w, o.target, &t, f);
	if (r == 0)
		r = run(&o, &w, &t, f);
	warming_clear(&w);
	return r;
}
