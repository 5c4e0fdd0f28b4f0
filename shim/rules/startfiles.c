/* rustc's own start files, libc and libunwind: one owner of them per link. */
#include "shim/plan/facts.h"
#include "shim/rules/rows.h"

#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"

static const char *const crt_names[] = { "crt1.o", "Scrt1.o", "rcrt1.o",
	"crti.o", "crtn.o", "crt2.o", "dllcrt2.o", "rsbegin.o", "rsend.o",
	"crtbegin.o", "crtbeginS.o", "crtbeginT.o",
	"crtend.o", "crtendS.o" };

/* rustc's crt objects come from its self-contained folder, or as bare names
 * when that folder lacks them (a distribution's rustc). rsbegin.o and rsend.o
 * lie with std: they register frames with libgcc, where LLVM's libunwind finds
 * .eh_frame by itself. */
static bool
is_rustc_crt(const struct rule_context *c, const char *path)
{
	const char *base = path_base(path);

	for (size_t i = 0; i < COUNT(crt_names); i++)
		if (strcmp(base, crt_names[i]) == 0)
			return strstr(path, "/self-contained/") != NULL ||
			       (strncmp(base, "rs", 2) == 0 &&
				       strstr(path, "/rustlib/") != NULL) ||
			       (base == path && !c->call->facts->machine->exists(path));
	return false;
}

/*
 * On the direct engine rustc's musl is as good as ours, and is there: it has
 * start files and libc.a in one folder, which the link names. Not for zig cc,
 * which links its own whatever is named (zig#5320).
 */
static bool
rust_brings_musl(const struct rule_context *c)
{
	const struct words *ws = c->words;

	for (size_t i = 0; (c->when & WHEN_DIRECT) && i < ws->n; i++) {
		const char *dir = ws->v[i].value;
		autofree char *libc = NULL;

		if (dir == NULL || strcmp(ws->v[i].name, "-L") != 0 ||
			strcmp(path_base(dir), "self-contained") != 0)
			continue;
		libc = path_join(dir, "libc.a");
		if (c->call->facts->machine->is_file(libc))
			return true;
	}
	return false;
}

int
rule_startfiles(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	*action = is_rustc_crt(c, w->name) && !rust_brings_musl(c) ? FIRED_DROP
								 : FIRED_KEEP;
	return 0;
}

int
rule_no_startfiles(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct words *ws = c->words;

	(void)w;
	(void)out;
	(void)f;
	*action = FIRED_KEEP;
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i].space == SPACE_INPUT &&
			is_rustc_crt(c, ws->v[i].name) && !rust_brings_musl(c))
			*action = FIRED_DROP;
	return 0;
}

int
rule_self_contained_dir(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	if (w->value != NULL &&
		strcmp(path_base(w->value), "self-contained") == 0 &&
		!rust_brings_musl(c))
		*action = FIRED_DROP;
	return 0;
}
