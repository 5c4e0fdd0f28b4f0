/* The applets cc, c++ and cpp. */
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/engine.h"
#include "shim/queries.h"

/* cc -Wl,--version, -Wl,-v: the linker speaks for itself; meson wants a line
 * that it knows (meson#11918). */
static bool
asks_linker(const struct words *ws, const struct mode *m)
{
	if (!mode_empty(m) || m->dry_run)
		return false;
	for (size_t i = 0; i < ws->n; i++)
		if (word_is(&ws->v[i], SPACE_LINKER, "--version") ||
			word_is(&ws->v[i], SPACE_LINKER, "-v") ||
			word_is(&ws->v[i], SPACE_LINKER, "-V"))
			return true;
	return false;
}

static void
plan_linker_version(const struct call *call, struct plan *p)
{
	struct step *s = plan_step(p, call->zig->path);

	argvec_pushl(&s->argv, "ld.lld", "--version", NULL);
}

/* What the linker's version question and an empty call have in common. */
static int
nothing_to_do(const struct call *call, const struct words *ws,
	const struct mode *m, struct plan *p, struct fail *f)
{
	if (asks_linker(ws, m)) {
		plan_linker_version(call, p);
		return 1;
	}
	return query_answer(call, m, p, f);
}

int
compiler_plan(const struct call *call, struct plan *p, struct fail *f)
{
	struct words ws = WORDS_INIT;
	struct mode mode;
	int r;

	words_parse(&call->words, false, &ws);
	mode_read(&ws, &mode);
	if (call->applet->kind == APPLET_CPP &&
		mode.phase > PHASE_PREPROCESS)
		mode.phase = PHASE_PREPROCESS;
	r = nothing_to_do(call, &ws, &mode, p, f);
	if (r == 0)
		r = engine_zigcc(call, &ws, &mode, p, f);
	words_clear(&ws);
	p->dry_run = mode.dry_run;
	return r < 0 ? -1 : 0;
}
