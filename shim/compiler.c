#include "shim/compiler.h"

#include <stdlib.h>
#include <string.h>

#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "shim/engine/choose.h"
#include "shim/engine/engine.h"
#include "shim/engine/pelink.h"
#include "shim/plan/facts.h"
#include "shim/queries.h"
#include "shim/root/root.h"

/* cc -Wl,--version, -Wl,-v, -Wl,--help: the linker speaks for itself (clang
 * would start this machine's for some targets); meson wants a line that it
 * knows (meson#11918). */
static const char *
asks_linker(const struct words *ws, const struct mode *m)
{
	static const char *const asked[] = { "--version", "-v", "-V", "--help" };

	if (!mode_empty(m) || m->dry_run)
		return NULL;
	for (size_t i = 0; i < ws->n; i++)
		for (size_t k = 0; k < COUNT(asked); k++)
			if (word_is(&ws->v[i], SPACE_LINKER, asked[k]))
				return k < 3 ? asked[0] : asked[k];
	return NULL;
}

static void
plan_linker_answer(const struct call *call, const char *asked, struct plan *p)
{
	struct step *s;

	if (strcmp(asked, "--help") == 0 &&
		call->target->def->libc == LIBC_MINGW) {
		p->answer = pelink_help(call);
		return;
	}
	s = plan_tool(p, call->zig, "ld.lld");
	argvec_push(&s->argv, asked);
}

/* What a question to the linker and an empty call have in common. */
static int
nothing_to_do(const struct call *call, const struct words *ws,
	const struct mode *m, struct plan *p, struct fail *f)
{
	const char *asked = asks_linker(ws, m);

	if (asked != NULL) {
		plan_linker_answer(call, asked, p);
		return 1;
	}
	return query_answer(call, ws, p, f);
}

static int
plan_by_engine(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f)
{
	enum engine engine = ENGINE_ZIGCC;
	const char *why = NULL;

	if (engine_choose(call, &engine, &why, f) != 0 ||
		cpu_check_known(call, ws, p, f) != 0)
		return -1;
	if (engine == ENGINE_DIRECT)
		return engine_direct(call, ws, mode, p, f);
	trace_line("engine zig-cc: %s", why);
	return engine_zigcc(call, ws, mode, p, f);
}

/* The word of this call counts before what is set for the target. A folder
 * that is not there is the caller's affair: it had none to give. */
static int
find_root(const struct call *call, const struct words *ws, struct plan *p,
	struct fail *f)
{
	const struct target_def *d = call->target->def;
	const struct word *w = words_last(ws, SPACE_DRIVER, "--sysroot");
	autofail ignored = FAIL_INIT;

	p->root = xcalloc(1, sizeof *p->root);
	/* Apple's is an SDK (apple.h), not a root file system. */
	if (call->sdk != NULL)
		return 0;
	if (w == NULL || w->value == NULL || *w->value == '\0' ||
		d->libc == LIBC_DARWIN)
		return root_find(call->facts->machine, call->conf, d, p->root, f);
	if (root_set(call->facts->machine, p->root, d, w->value, "--sysroot", &ignored) != 0)
		trace_line("--sysroot: %s", ignored.what);
	return 0;
}

int
compiler_plan(const struct call *call, struct plan *p, struct fail *f)
{
	struct words ws = WORDS_INIT;
	const struct word *open;
	struct mode mode;
	int r;

	words_parse(&call->words, false, &ws);
	mode_read(&ws, &mode);
	if (call->applet->kind == APPLET_CPP &&
		mode.phase > PHASE_PREPROCESS)
		mode.phase = PHASE_PREPROCESS;
	r = nothing_to_do(call, &ws, &mode, p, f);
	if (r == 0 && (open = words_unfinished(&ws)) != NULL)
		r = fail_set(f, "argument to '%s' is missing", open->name);
	if (r == 0)
		r = find_root(call, &ws, p, f);
	if (r == 0)
		r = plan_by_engine(call, &ws, &mode, p, f);
	words_clear(&ws);
	p->dry_run = mode.dry_run;
	return r < 0 ? -1 : 0;
}
