/* cargo zbuild warm: the first links of targets, before anybody waits. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/xalloc.h"
#include "shim/engine/choose.h"
#include "wrapper/build/warming.h"
#include "wrapper/options/cmd.h"

struct options {
	struct argvec targets;
	bool cxx, all;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "warm: %s '%s'", what, word);
	return fail_hint(
		f, "warm --target T [--target T]... [--c++] [--all-pieces]");
}

static int
parse(int argc, char **argv, struct options *o, struct fail *f)
{
	static const struct option longs[] = {
		{ "target", required_argument, NULL, 't' },
		{ "c++", no_argument, NULL, 'c' },
		{ "all-pieces", no_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:", longs, NULL)) != -1) {
		if (c == 't')
			argvec_push(&o->targets, optarg);
		else if (c == 'c')
			o->cxx = true;
		else if (c == 'a')
			o->all = o->cxx = true;
		else
			return usage(f,
				c == ':' ? "no value for option"
					 : "unknown option",
				argv[optind - 1]);
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	return o->targets.n == 0 ? usage(f, "missing option", "--target") : 0;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What links in C and Rust ask for sooner or later, or everything. */
static unsigned
pieces_wanted(const struct options *o, const struct zig *z)
{
	static const struct version ubsan = { 0, 14, 0 };
	unsigned some = 1u << PIECE_UNWIND | 1u << PIECE_COMPILER_RT |
			1u << PIECE_LIBC;

	if (o->all && version_cmp(z->version, ubsan) < 0)
		return ((1u << PIECES) - 1) & ~(1u << PIECE_UBSAN);
	if (o->all)
		return (1u << PIECES) - 1;
	return o->cxx ? some | 1u << PIECE_CXX : some;
}

static int
warm_one(const struct options *o, struct warming *w, const char *spelling,
	struct fail *f)
{
	struct call call = { .conf = &w->facts.conf };
	struct sysroot s = { NULL };
	double start = now();
	enum engine engine;
	struct target t;
	int r = 0;

	if (warming_target(w, spelling, &t, f) != 0)
		return -1;
	call.target = &t;
	if (engine_choose(&call, &engine, NULL, f) != 0)
		return -1;
	if (engine == ENGINE_DIRECT)
		r = warming_sysroot(w, &t, pieces_wanted(o, &w->facts.zig), &s, f);
	if (r == 0)
		r = warming_link(w, &t, o->cxx, f);
	sysroot_clear(&s);
	if (r != 0)
		return -1;
	printf("%s  %s  %.1f s\n", t.name,
		engine == ENGINE_DIRECT ? "direct" : "zig-cc", now() - start);
	fflush(stdout);
	return 0;
}

/* One that fails keeps none of the others from being made. */
static int
warm_all(const struct options *o, struct warming *w)
{
	int status = 0;

	for (size_t i = 0; i < o->targets.n; i++) {
		struct fail why = FAIL_INIT;

		if (warm_one(o, w, o->targets.v[i], &why) == 0)
			continue;
		fail_context(&why, "%s", o->targets.v[i]);
		fail_print(&why);
		fail_clear(&why);
		status = 1;
	}
	return status;
}

int
cmd_warm(int argc, char **argv, struct fail *f)
{
	struct options o = { ARGVEC_INIT, false, false };
	struct warming w = WARMING_INIT;
	int r = parse(argc, argv, &o, f);

	if (r == 0)
		r = warming_open(&w, f);
	if (r == 0)
		r = warm_all(&o, &w);
	warming_clear(&w);
	argvec_clear(&o.targets);
	return r;
}
