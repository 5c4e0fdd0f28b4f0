/* cargo zbuild std: Rust's standard library for a target, ahead of a build. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/zig/find.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/build/facts.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/options/cmd.h"
#include "wrapper/std/std.h"

struct options {
	struct argvec targets;
};

static const struct option_row rows[] = {
	{ NULL, "T", OPTION_TARGET | OPTION_REQUIRED,
		OPTION_INTO(struct options, targets) },
	NO_MORE_OPTIONS
};

/* rustc takes none of ours for a target that it does not know by name. */
static int
no_spec(const char *spelling, struct fail *f)
{
	if (!spelled_is_spec(spelling, NULL))
		return 0;
	fail_status(f, EXIT_USAGE,
		"target '%s': there is no std to get ahead of a build for a "
		"file", spelling);
	return fail_hint(f, "cargo builds it: -Zjson-target-spec and "
			    "-Zbuild-std=core,alloc (or std) of a nightly "
			    "toolchain");
}

static int
one(struct buildfacts *b, struct rustc *rustc, const char *cargo,
	const char *spelling, struct fail *f)
{
	autofree char *overlay = NULL;
	struct target t;

	if (spelled_target(spelling, &b->conf, &t, f) != 0)
		return -1;
	/* for want of a C library there would be no programs to use it */
	if (zig_find(&b->conf, &b->zig, FAIL_IGNORED) == 0 &&
		buildfacts_check(b, &t, f) != 0)
		return -1;
	if (std_get(rustc, t.def, cargo, &overlay, f) != 0)
		return -1;
	printf("%s\n", overlay != NULL ? overlay : rustc->sysroot);
	return 0;
}

static int
std_run(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(buildfacts) b = BUILDFACTS_INIT;
	scoped(rustc) rustc = RUSTC_INIT;
	autofree char *cargo = NULL;
	int r = 0;

	for (size_t i = 0; r == 0 && i < o->targets.n; i++)
		r = no_spec(o->targets.v[i], f);
	if (r == 0)
		r = buildfacts_open(&b, "", NULL, NULL, f);
	if (r == 0)
		r = rustc_open(&b.config, &rustc, f);
	if (r == 0)
		r = cargobin_find(getenv("CARGO"), &cargo, f);
	for (size_t i = 0; r == 0 && i < o->targets.n; i++)
		r = one(&b, &rustc, cargo, o->targets.v[i], f);
	return r;
}

const struct subcommand cmd_std = { "std",
	"get Rust's standard library for a target, ahead of a build",
	rows, sizeof(struct options), std_run, .notes = text_std_help };
