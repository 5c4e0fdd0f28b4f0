/* Rules of ELF targets: glibc, musl, the BSDs. */
#include "shim/rules/rows.h"

#include <string.h>

#include "common/xalloc.h"
#include "shim/plan/facts.h"

/* rustc's way (+crt-static): the start files are the driver's, and libc is
 * among the words. */
static bool
names_libc(const struct rule_context *c)
{
	for (size_t i = 0; i < c->words->n && !c->mode->nostartfiles; i++) {
		const struct word *w = &c->words->v[i];

		if (word_is(w, SPACE_DRIVER, "-l") && w->value != NULL &&
			strcmp(w->value, "c") == 0)
			return true;
	}
	return false;
}

static int
static_glibc(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const char *rust = c->call->target->def->rust;
	const char *gnu = strstr(rust, "-gnu");
	autofree char *text = word_text(w);

	(void)out;
	if (c->mode->shared || c->mode->relocatable || c->mode->nostdlib ||
		(c->mode->nodefaultlibs && !names_libc(c)) ||
		c->mode->nolibc) {
		*action = FIRED_KEEP;
		return 0;
	}
	if (libc_is_bsd(c->call->target->def->libc)) {
		fail_set(f, "'%s': zig has no static C library of %s", text,
			c->call->target->def->cmake_system);
		return fail_hint(f, "leave '%s' out: what else is linked is "
				    "static anyway", text);
	}
	if (c->root != NULL && (c->when & WHEN_DIRECT) &&
		root_static_libc(c->call->facts->machine, c->root) != NULL)
		return 0;
	fail_set(f, "'%s': zig has no static glibc", text);
	if (gnu == NULL)
		return -1;
	if (c->call->target->def->debian == NULL)
		return fail_hint(f, "use the target %.*s-musl%s, which is static",
			(int)(gnu - rust), rust, gnu + 4);
	return fail_hint(f, "use the target %.*s-musl%s, which is static; or "
			    "Debian's: `cargo zbuild deps add --target %s "
			    "libc6-dev`", (int)(gnu - rust), rust, gnu + 4, rust);
}

static const struct rule rows[] = {
	{ "static-glibc", D, "-static", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986); the root may have one" },
	{ IDS("static-glibc-2", "ld-static-glibc"), DL, "--static", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986); the root may have one" },
	{ "static-pie-glibc", D, "-static-pie", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986); the root may have one" },
	{ "static-bsd", D, "-static", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "static-bsd-2", D, "--static", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "static-pie-bsd", D, "-static-pie", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "lib-gcc-eh", D, "-lgcc_eh", ZL | WHEN_ELF, 0, 0, RULE_REPLACE, "-lunwind", NULL, "zig ships libunwind, not libgcc (zig#17268)" },
	{ "lib-ssp", D, "-lssp", ZL | WHEN_ELF, 0, 0, RULE_DROP, NULL, NULL, "the C library has the stack protector's functions" },
	{ "lib-ssp-nonshared", D, "-lssp_nonshared", ZL | WHEN_ELF, 0, 0, RULE_DROP, NULL, NULL, "the C library has the stack protector's functions" },

	/* musl: one owner of crt and libc per link. */
	{ "musl-crt", I, "*crt*.o", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, rule_startfiles, "rustc's own crt objects; zig brings its own (zig#5320, zb#217)" },
	{ "musl-nostartfiles", D, "-nostartfiles", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, rule_no_startfiles, "came with rustc's crt objects, which we leave out" },
	{ "musl-self-contained", D, "-L*self-contained*", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, rule_self_contained_dir, "rustc's own libc.a and libunwind.a; zig brings its own" },
};

const struct rule_table rows_elf = { rows, COUNT(rows), WHEN_ELF };
