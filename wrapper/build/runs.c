#include "wrapper/build/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/run/runner.h"
#include "wrapper/run/runtime.h"

/* A static program runs without a C library, so that its absence is a line for
 * the user and no failure. */
static void
fetch_libc(const struct target_def *d, bool all)
{
	const char *set = getenv("ZBUILD_RUNTIME");
	autofree char *dir = NULL;
	autofail why = FAIL_INIT;

	if (set != NULL && strcmp(set, "no") == 0)
		return;
	if (runtime_need(d, &dir, &why) != 0)
		fshow(stderr, "zbuild: warning: %s; %s will run\n", why.what,
			!all ? "only programs without libgcc_s"
			: d->libc == LIBC_GLIBC ? "only static programs"
						: "no program");
}

static int
nothing_runs(const struct runner *r, const char *rust, struct fail *f)
{
	fail_status(f, EXIT_CANNOT_RUN, "cannot run programs of %s: %s", rust,
		r->why);
	if (r->fix != NULL)
		return fail_hint(f, "%s", r->fix);
	return fail_hint(f, "build them (cargo zbuild build, test --no-run) and "
			    "run them elsewhere, or set a runner of your own "
			    "for the target");
}

int
runs_prepare(const struct targetfacts *of, struct fail *f)
{
	const struct target_def *d = of->t.def;
	scoped(runner) r = RUNNER_INIT;
	int result = 0;

	if (of->has_runner)
		return 0;
	runner_find(d, of->root.dir, &r);
	if (r.kind == RUNNER_NONE)
		result = nothing_runs(&r, d->rust, f);
	else if (r.no_libc || r.no_libgcc)
		fetch_libc(d, r.no_libc);
	runner_clear(&r);
	return result;
}
