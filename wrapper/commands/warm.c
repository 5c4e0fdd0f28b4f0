/* cargo zbuild warm: the first links of targets, before anybody waits. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shim/engine/choose.h"
#include "shim/facts.h"
#include "texts.h"
#include "wrapper/build/warming.h"
#include "wrapper/options/cmd.h"

struct options {
	struct argvec targets;
	bool cxx, all;
};

static const struct option_row rows[] = {
	OPTION_ROW_TARGET(struct options, targets, OPTION_REQUIRED),
	{ "--c++", OPTION_INTO(struct options, cxx),
		.help = "the C++ library, too" },
	{ "--all-pieces", OPTION_INTO(struct options, all),
		.help = "everything that a link may ask for" },
	NO_MORE_OPTIONS
};

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

	unsigned all = ((1u << PIECES) - 1) & ~(1u << PIECE_CXX_SHARED);

	if (o->all && version_cmp(z->version, ubsan) < 0)
		return all & ~(1u << PIECE_UBSAN);
	if (o->all)
		return all;
	return o->cxx ? some | 1u << PIECE_CXX : some;
}

static int
warm_one(const struct options *o, struct warming *w, const char *spelling,
	struct fail *f)
{
	struct call call = { .conf = &w->facts.conf, .facts = &facts_real };
	struct sysroot s = { 0 };
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
		autofail why = FAIL_INIT;

		if (warm_one(o, w, o->targets.v[i], &why) == 0)
			continue;
		fail_context(&why, "%s", o->targets.v[i]);
		fail_print(&why);
		status = 1;
	}
	return status;
}

static int
warm_run(void *options, struct fail *f)
{
	struct options *o = options;
	scoped(warming) w = WARMING_INIT;
	int r = warming_open(&w, f);

	o->cxx = o->cxx || o->all;
	if (r == 0)
		r = warm_all(o, &w);
	return r;
}

const struct subcommand cmd_warm = { "warm",
	"make ahead what the first build of a target waits for",
	rows, sizeof(struct options), warm_run, .notes = text_warm_help };
