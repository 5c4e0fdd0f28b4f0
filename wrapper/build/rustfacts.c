#include "wrapper/build/rustfacts.h"

#include <stdlib.h>
#include <string.h>

#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "shim/cpu/list.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/rustflags.h"
#include "wrapper/std/std.h"

/* Once: each question to rustc takes as long as starting it. */
static int
open_rustc(struct buildfacts *b, struct fail *f)
{
	return b->rustc.sysroot != NULL ? 0
					: rustc_open(&b->config, &b->rustc, f);
}

/* The same, where cargo says better what is wrong with rustc. */
static bool
have_rustc(struct buildfacts *b)
{
	return open_rustc(b, FAIL_IGNORED) == 0;
}

static int
unknown_cpu(
	const char *list, const char *cpu, const char *rust, struct fail *f)
{
	autofree char *near = cpulist_nearest(list, cpu);

	fail_set(f, "-C target-cpu=%s: this rustc knows no such CPU for %s",
		cpu, rust);
	if (*near != '\0')
		return fail_hint(f, "the nearest known: %s", near);
	return fail_hint(f, "`rustc --print target-cpus --target %s` lists those "
			    "that it knows",
		rust);
}

int
rustfacts_cpu(struct buildfacts *b, const struct target *t, struct fail *f)
{
	const struct rustflags_from from = { &b->vars, &b->config, false };
	autofree char *cpu = NULL, *list = NULL;
	autoargvec names = ARGVEC_INIT;

	if (rustflags_value(&from, target_cargo(t), "target-cpu=", &cpu, f) != 0)
		return -1;
	if (cpu == NULL || strcmp(cpu, "native") == 0 || !have_rustc(b))
		return 0;
	list = rustc_cpus(&b->rustc, t->def->rust);
	if (list == NULL)
		return 0;
	argvec_split(&names, list, "\n");
	return argvec_has(&names, cpu) ||
			       rustc_takes_cpu(&b->rustc, t->def->rust, cpu)
		       ? 0
		       : unknown_cpu(list, cpu, t->def->rust, f);
}

static bool
is_sysroot(const char *flag)
{
	return strncmp(flag, "--sysroot", 9) == 0;
}

/* How the C library is to be linked. */
static bool
is_crt_static(const char *flag)
{
	return strstr(flag, "crt-static") != NULL;
}

/* rustc links musl statically for x86_64 and others, and dynamically for
 * riscv64gc, s390x …: a program that needs a libc.so and a loader that few
 * machines have. */
static int
look_how_linked(struct buildfacts *b, struct targetfacts *of, struct fail *f)
{
	const struct rustflags_from from = { &b->vars, &b->config, false };
	const struct target_def *d = of->t.def;
	bool users;

	if (d->libc != LIBC_MUSL)
		return 0;
	if (rustflags_have(&from, target_cargo(&of->t), is_crt_static, &users, f) != 0)
		return -1;
	of->dynamic = !users && have_rustc(b) &&
		      !rustc_links_statically(&b->rustc, d->rust);
	return 0;
}

static int
find_std(struct buildfacts *b, const struct target_def *d, bool get,
	char **overlay, struct fail *f)
{
	autofree char *cargo = NULL;

	if (open_rustc(b, f) != 0)
		return -1;
	if (rustc_has_std(&b->rustc, d->rust))
		return 0;
	if (!get)
		return std_find(&b->rustc, d, overlay, f);
	if (cargobin_find(vars_get(&b->vars, "CARGO"), &cargo, f) != 0)
		return -1;
	return std_get(&b->rustc, d, cargo, overlay, f);
}

static int
look_for_std(struct buildfacts *b, struct targetfacts *of, bool get,
	struct fail *f)
{
	const struct rustflags_from from = { &b->vars, &b->config, false };
	const char *rust = of->t.def->rust;
	autofail why = FAIL_INIT;
	bool users;

	/* cargo builds it, or it is nowhere */
	if (of->t.spec[0] != '\0')
		return 0;
	if (rustflags_have(&from, rust, is_sysroot, &users, f) != 0)
		return -1;
	if (users) {
		trace_line("std of %s: the rustflags name a sysroot", rust);
		return 0;
	}
	if (find_std(b, of->t.def, get, &of->std, &why) < 0) {
		/* cargo says better what is wrong with rustc itself. */
		if (get && b->rustc.sysroot != NULL)
			return fail_move(f, &why);
		trace_line("std of %s: %s", rust, why.what);
	}
	if (of->std != NULL && b->rustdoc == NULL)
		b->rustdoc = rustc_tool(&b->rustc, "rustdoc");
	return 0;
}

int
rustfacts_add(struct buildfacts *b, enum rustfacts_std what, struct fail *f)
{
	for (size_t i = 0; i < b->n; i++)
		if (look_how_linked(b, &b->of[i], f) != 0 ||
			(what != RUSTSTD_CARGOS &&
				look_for_std(b, &b->of[i],
					what == RUSTSTD_GET, f) != 0))
			return -1;
	return 0;
}
