#include "shim/engine/wasmlibs.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"

/* A start file by its bare name: that is what rustc says when it has none. */
static bool
is_missing_start(const struct machine *m, const struct word *w)
{
	return (word_is(w, SPACE_INPUT, "crt1-command.o") ||
		       word_is(w, SPACE_INPUT, "crt1-reactor.o")) &&
	       !m->is_file(w->name);
}

static bool
in_folders(const struct machine *m, const struct words *ws, const char *lib)
{
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];
		autofree char *path = NULL;

		if (w->value == NULL || (strcmp(w->name, "-L") != 0 &&
						strcmp(w->name, "--library-path") != 0))
			continue;
		path = xasprintf("%s/lib%s.a", w->value, lib);
		if (m->is_file(path))
			return true;
	}
	return false;
}

/* Does a -l word name a library that no -L folder has? *cxx: one of libc++'s. */
static bool
lacks_library(const struct machine *m, const struct words *ws, bool *cxx)
{
	bool lacks = false;

	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->value == NULL || strcmp(w->name, "-l") != 0 ||
			in_folders(m, ws, w->value))
			continue;
		lacks = true;
		if (strcmp(w->value, "c++") == 0 ||
			strcmp(w->value, "c++abi") == 0)
			*cxx = true;
	}
	return lacks;
}

int
wasmlibs_add(const struct call *call, const struct words *ws, struct step *s,
	struct plan *p, struct fail *f)
{
	const struct machine *m = call->facts->machine;
	bool cxx = false, lacks = lacks_library(m, ws, &cxx);
	autofree char *folder = NULL;

	for (size_t i = 0; i < ws->n; i++)
		lacks |= is_missing_start(m, &ws->v[i]);
	if (!lacks || call->target->def->libc != LIBC_WASI)
		return 0;
	p->sysroot = xcalloc(1, sizeof *p->sysroot);
	if (call->facts->sysroot(call->zig, call->target, p->sysroot, f) != 0)
		return -1;
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];
		char **at = &s->argv.v[s->head + w->from];
		autofree char *ours = NULL;

		if (!is_missing_start(m, w))
			continue;
		ours = xasprintf("%s/lib/%s", p->sysroot->dir, w->name);
		if (rule_fire(p, CODE_WASI_START, w->name, ours)) {
			free(*at);
			*at = xstrdup(ours);
		}
	}
	folder = xasprintf("-L%s/lib", p->sysroot->dir);
	if (!rule_fire(p, CODE_WASI_LIBRARIES, NULL, folder))
		return 0;
	argvec_push(&s->argv, folder);
	/* cc-rs names libc++ only */
	if (cxx) {
		argvec_push(&s->argv, "-lc++abi");
		p->pieces |= 1u << PIECE_CXX;
	}
	return 0;
}
