/* cargo zbuild std: Rust's standard library for a target, ahead of a build. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/build/facts.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/options/cmd.h"
#include "wrapper/std/std.h"

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "std: %s '%s'", what, word);
	return fail_hint(f, "std T [T...]");
}

static int
one(const struct buildfacts *b, struct rustc *rustc, const char *cargo,
	const char *spelling, struct fail *f)
{
	autofree char *overlay = NULL;
	struct target t;

	if (triple_parse(spelling, &b->conf, &t, f) != 0) {
		f->status = EXIT_USAGE;
		return -1;
	}
	if (std_get(rustc, t.def, cargo, &overlay, f) != 0)
		return -1;
	printf("%s\n", overlay != NULL ? overlay : rustc->sysroot);
	return 0;
}

int
cmd_std(int argc, char **argv, struct fail *f)
{
	static const struct option longs[] = {
		{NULL, 0, NULL, 0}
	  };
	struct buildfacts b = BUILDFACTS_INIT;
	struct rustc rustc = RUSTC_INIT;
	autofree char *cargo = NULL;
	int r;

	optind = 0;
	if (getopt_long(argc, argv, "+:", longs, NULL) != -1)
		return usage(f, "unknown option", argv[optind - 1]);
	if (optind >= argc)
		return usage(f, "missing word", "T");
	r = buildfacts_open(&b, "", NULL, NULL, f);
	if (r == 0)
		r = rustc_open(&b.config, &rustc, f);
	if (r == 0)
		r = cargobin_find(getenv("CARGO"), &cargo, f);
	for (int i = optind; r == 0 && i < argc; i++)
		r = one(&b, &rustc, cargo, argv[i], f);
	rustc_clear(&rustc);
	buildfacts_clear(&b);
	return r;
}
