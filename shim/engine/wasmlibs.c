#include "shim/engine/wasmlibs.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/engine/runtimes.h"
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

static const char component_ld[] = "wasm-component-ld";

/* In the toolchain of this rustc: rustlib/HOST/bin. */
static char *
component_ld_of(const struct machine *m, const char *name)
{
	autofree char *rustc = NULL;
	autofree char *root = runtimes_rustc(m, name, &rustc);
	autofree char *rustlib =
		root != NULL ? path_join(root, "lib/rustlib") : NULL;
	autoargvec hosts = ARGVEC_INIT;
	char *found = NULL;

	if (rustlib != NULL)
		m->list(rustlib, &hosts);
	for (size_t i = 0; found == NULL && i < hosts.n; i++) {
		autofree char *file = xasprintf("%s/%s/bin/%s", rustlib,
			hosts.v[i], component_ld);

		found = m->on_path(file);
	}
	return found;
}

static char *
find_component_ld(const struct machine *m)
{
	char *found = m->on_path(component_ld);

	if (found == NULL)
		found = component_ld_of(m, m->env("RUSTC"));
	return found != NULL ? found : component_ld_of(m, "rustc");
}

int
wasmlibs_component(const struct call *call, struct step *s, struct plan *p,
	struct fail *f)
{
	autofree char *tool = find_component_ld(call->facts->machine);
	autofree char *run = NULL;
	autoargvec words = ARGVEC_INIT, quoted = ARGVEC_INIT;

	if (tool == NULL) {
		fail_status(f, EXIT_NOT_FOUND, "'%s' is neither on PATH nor in "
			"the toolchain of a rustc there: it makes the components "
			"that programs of %s are", component_ld,
			call->target->name);
		return fail_hint(f, "rustup's toolchains bring it; or `cargo "
				    "install wasm-component-ld`");
	}
	argvec_push(&words, tool);
	argvec_push(&words, "--wasm-ld-path=" PLAN_TMP "/wasm-ld");
	for (size_t i = 0; i < s->argv.n; i++) {
		const char *w = s->argv.v[i];

		if (i < s->head)
			argvec_take(&quoted, quote_sh(w));
		else if (strcmp(w, "--wasm-ld-path") == 0) /* clang's guess */
			i++;
		else
			argvec_push(&words, w);
	}
	run = argvec_join(&quoted, " ");
	plan_file(p, PLAN_TMP "/wasm-ld",
		xasprintf("#!/bin/sh\nexec %s \"$@\"\n", run));
	free(s->program);
	s->program = xstrdup(tool);
	argvec_clear(&s->argv);
	argvec_pushv(&s->argv, words.v);
	s->head = 1;
	return 0;
}
