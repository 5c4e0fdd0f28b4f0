#include "shim/engine/sdk.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"

/* A program of the SDK's, filled in; "" goes before name. */
static char *
program(const struct sdk *sdk, const char *path, const char *name)
{
	autofree char *word = xasprintf("%s%s", path, name);
	autoargvec made = ARGVEC_INIT;

	sdk_words(sdk, word, &made);
	return path_join(sdk->dir, made.v[0]);
}

/* The words of the call; the target is in ours. */
static void
push_words(const struct call *call, bool compiler, struct step *s)
{
	for (size_t i = 0; i < call->words.n; i++) {
		const char *w = call->words.v[i];

		if (compiler && strncmp(w, "--target=", 9) == 0)
			continue;
		if (compiler && (strcmp(w, "-target") == 0 ||
					strcmp(w, "--target") == 0)) {
			i++;
			continue;
		}
		argvec_push(&s->argv, w);
	}
}

/* clang's driver runs its linker by name. */
static void
lld_link_for_driver(const struct call *call, struct plan *p, struct step *s)
{
	autofree char *zig = quote_sh(call->zig->path);

	argvec_push(&s->argv, "-B" PLAN_TMP);
	plan_file(p, PLAN_TMP "/lld-link",
		xasprintf("#!/bin/sh\nexec %s lld-link \"$@\"\n", zig));
}

static void
plan_compiler(const struct call *call, const struct sdk *sdk, struct plan *p)
{
	bool cxx = call->applet->kind == APPLET_CXX;
	const char *own = cxx ? sdk->row->cxx : sdk->row->cc;
	struct step *s;

	if (own != NULL) {
		autofree char *path = program(sdk, own, "");

		s = plan_step(p, path);
		s->head = 1;
	} else {
		s = plan_tool(p, call->zig, "clang");
		argvec_push(&s->argv, "--no-default-config");
		if (cxx)
			argvec_push(&s->argv, "--driver-mode=g++");
		lld_link_for_driver(call, p, s);
	}
	s->gnu_quotes = true;
	if (call->applet->kind == APPLET_CPP)
		argvec_push(&s->argv, "-E");
	/* before ours, which are unused where nothing is linked */
	argvec_push(&s->argv, "-Qunused-arguments");
	sdk_words(sdk, sdk->row->words, &s->argv);
	if (call->target->def->clang != NULL)
		argvec_split(&s->argv, call->target->def->clang, " ");
	push_words(call, true, s);
}

static void
plan_linker(const struct call *call, const struct sdk *sdk, struct plan *p)
{
	struct step *s;

	if (sdk->row->ld != NULL) {
		autofree char *path = program(sdk, sdk->row->ld, "");

		s = plan_step(p, path);
		s->head = 1;
	} else {
		s = plan_tool(p, call->zig, "lld-link");
	}
	push_words(call, false, s);
	/* rustc calls a linker of lld's family by "-flavor link" */
	if (s->argv.n > s->head + 1 &&
		strcmp(s->argv.v[s->head], "-flavor") == 0 &&
		rule_fire(p, CODE_LD_FLAVOR, s->argv.v[s->head + 1], NULL)) {
		argvec_remove(&s->argv, s->head);
		argvec_remove(&s->argv, s->head);
	}
	if (sdk->row->link != NULL)
		sdk_words(sdk, sdk->row->link, &s->argv);
}

int
engine_sdk(const struct call *call, const struct sdk *sdk, struct plan *p,
	struct fail *f)
{
	autofree char *tool = NULL;

	p->engine = "sdk";
	switch (call->applet->kind) {
	case APPLET_CC:
	case APPLET_CXX:
	case APPLET_CPP:
		plan_compiler(call, sdk, p);
		return 0;
	case APPLET_LD:
		plan_linker(call, sdk, p);
		return 0;
	case APPLET_PKG_CONFIG:
		return call->applet->plan(call, p, f);
	default:
		break;
	}
	if (sdk->row->tools == NULL)
		return call->applet->plan(call, p, f);
	tool = program(sdk, sdk->row->tools, call->applet->name);
	if (!call->facts->machine->exists(tool)) {
		return fail_status(f, EXIT_NOT_FOUND, "%s has no '%s'",
			sdk->row->name, tool);
	}
	push_words(call, false, plan_step(p, tool));
	p->steps[p->nsteps - 1].head = 1;
	return 0;
}
