/* ar, ranlib, lib and ld, which zig has; strip, objcopy, nm and size, which it lacks. */
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/engine/ldscript.h"
#include "shim/engine/pelink.h"
#include "shim/engine/wasmlibs.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"
#include "shim/rules/emulation.h"
#include "shim/rules/rules.h"
#include "shim/tools/own.h"
#include "shim/tools/tools.h"
#include "shim/words/words.h"
#include "targets/host.h"
#include "targets/triple.h"

static struct step *
zig_step(const struct call *call, struct plan *p, const char *role)
{
	struct step *s = plan_tool(p, call->zig, role);

	s->gnu_quotes = true;
	for (size_t i = 0; i < call->words.n; i++)
		argvec_push(&s->argv, call->words.v[i]);
	return s;
}

int
tool_zig(const struct call *call, struct plan *p, struct fail *f)
{
	(void)f;
	zig_step(call, p, call->applet->name);
	return 0;
}

static const char *
linker_role(const struct target_def *d)
{
	switch (d->libc) {
	case LIBC_WASI:
		return "wasm-ld";
	case LIBC_DARWIN:
		return NULL;
	default:
		return d->arch == ARCH_WASM32 ? "wasm-ld"
		       : target_is_uefi(d)    ? "lld-link"
					      : "ld.lld";
	}
}

/* rustc starts a linker of the lld family with "-flavor wasm", which only
 * lld's generic program takes. */
static void
drop_flavor(struct plan *p, struct step *s)
{
	struct argvec *argv = &s->argv;
	size_t at = s->head;

	if (argv->n < at + 2 || strcmp(argv->v[at], "-flavor") != 0 ||
		!rule_fire(p, CODE_LD_FLAVOR, argv->v[at + 1], NULL))
		return;
	argvec_remove(argv, at);
	argvec_remove(argv, at);
}

/* With -rtlib=compiler-rt clang's driver names LLVM's archive by its path. */
static void
use_our_builtins(const struct call *call, struct plan *p, struct step *s)
{
	for (size_t i = s->head; i < s->argv.n; i++) {
		const char *w = s->argv.v[i];

		if (call->target->def->elf_machine == 0 || *w != '/' ||
			strncmp(path_base(w), "libclang_rt.builtins", 20) != 0 ||
			call->facts->machine->is_file(w) ||
			!rule_fire(p, CODE_LD_BUILTINS, w, "-lgcc"))
			continue;
		argvec_remove(&s->argv, i);
		argvec_insert(&s->argv, i, "-lgcc");
	}
}

/* What GNU ld knows and lld does not, in lld's words. A libc's rules are the
 * driver's. */
static int
apply_rules(const struct call *call, struct plan *p, struct step *s,
	const struct words *ws, struct fail *f)
{
	scoped(words) ruled = WORDS_INIT;
	struct rule_context c;
	struct mode mode;
	size_t fired = p->nfired;
	const char *emulation = linker_emulation(call->target->def);

	mode_read(ws, &mode);
	rule_context_init(&c, call, ws, &mode, WHEN_DIRECT, WHEN_LINK);
	c.when &= ~(unsigned)WHEN_GNU;
	if (rules_apply(&c, ws, &ruled, p, f) != 0)
		return -1;
	ldscript_adapt(call, p, &ruled);
	if (p->nfired > fired) {
		while (s->argv.n > s->head)
			argvec_remove(&s->argv, s->argv.n - 1);
		for (size_t i = 0; i < ruled.n; i++)
			word_emit(&ruled.v[i], true, &s->argv);
	}
	/* lld asks the first object, and a file of bytes is none */
	if (emulation != NULL && words_last(ws, SPACE_LINKER, "-m") == NULL &&
		(words_last(ws, SPACE_LINKER, "-b") != NULL ||
			words_last(ws, SPACE_LINKER, "--format") != NULL)) {
		argvec_insert(&s->argv, s->head, emulation);
		argvec_insert(&s->argv, s->head, "-m");
	}
	return 0;
}

int
tool_ld(const struct call *call, struct plan *p, struct fail *f)
{
	const char *role = linker_role(call->target->def);
	scoped(words) ws = WORDS_INIT;
	autoargvec words = ARGVEC_INIT;
	const struct word *out;
	struct step *s;

	if (call->target->def->libc == LIBC_MINGW)
		return pelink_ld(call, p, f);
	if (role == NULL) {
		fail_set(f, "zig has no Mach-O linker to run by itself");
		return fail_hint(f, "link with %s-cc", call->target->name);
	}
	s = zig_step(call, p, role);
	drop_flavor(p, s);
	/* the words of rustc's, which are Microsoft's */
	if (target_is_uefi(call->target->def)) {
		s->gnu_quotes = false;
		return 0;
	}
	use_our_builtins(call, p, s);
	argvec_pushv(&words, argvec_exec(&s->argv) + s->head);
	words_parse(&words, true, &ws);
	if (apply_rules(call, p, s, &ws, f) != 0)
		return -1;
	out = words_last(&ws, SPACE_LINKER, "-o");
	if (out == NULL)
		out = words_last(&ws, SPACE_LINKER, "--output");
	for (size_t i = 0; i < ws.n; i++) {
		const struct word *w = &ws.v[i];

		if (w->space == SPACE_INPUT)
			argvec_push(&p->inputs, w->name);
		else if (w->value != NULL && (strcmp(w->name, "-l") == 0 ||
						     strcmp(w->name, "-L") == 0))
			argvec_pushf(&p->inputs, "%s%s", w->name, w->value);
	}
	if (p->inputs.n > 0) {
		s->link = true;
		p->output = xstrdup(out != NULL && out->value != NULL
					    ? out->value
					    : "a.out");
	}
	if (strcmp(role, "wasm-ld") != 0)
		return 0;
	if (wasmlibs_add(call, &ws, s, p, f) != 0)
		return -1;
	return target_is_component(call->target->def) &&
			       !ends_with(call->name, "wasm-ld")
		       ? wasmlibs_component(call, s, p, f)
		       : 0;
}

/* What we have ourselves, for ELF targets and Windows. */
static bool
has_own(const struct target_def *d)
{
	return d->elf_machine != 0 || d->libc == LIBC_MINGW;
}

static char *
find_binutil(const struct call *call)
{
	const char *tool = call->applet->name;
	const struct target_def *d = call->target->def;
	const struct target_def *host = triple_find(host_triple(), NULL);
	autofree char *gnu = xasprintf("%s-%s", d->gnu, tool);
	autofree char *llvm = xasprintf("llvm-%s", tool);
	const struct machine *m = call->facts->machine;
	char *found;

	/* Another zshim found us under the tool's name: it is our turn. */
	if (m->env("ZBUILD_SHIM_DEPTH") != NULL && has_own(d))
		return NULL;
	found = m->on_path(gnu);
	if (found == NULL)
		found = m->on_path(llvm);
	for (int v = 30; found == NULL && v >= 13; v--) {
		autofree char *versioned = xasprintf("llvm-%s-%d", tool, v);

		found = m->on_path(versioned);
	}
	if (found == NULL && host != NULL && d->elf_machine != 0 &&
		(host->arch == d->arch || (host->arch == ARCH_X86_64 &&
						  d->arch == ARCH_X86)))
		found = m->on_path(tool);
	return found;
}

static const struct tool *const own_tools[] = {
	[APPLET_STRIP] = &own_strip,
	[APPLET_OBJCOPY] = &own_objcopy,
	[APPLET_NM] = &own_nm,
	[APPLET_SIZE] = &own_size,
};

int
tool_binutil(const struct call *call, struct plan *p, struct fail *f)
{
	autofree char *found = NULL;
	struct step *s;

	if (call->target->def->libc == LIBC_DARWIN &&
		call->applet->kind != APPLET_OBJCOPY &&
		call->applet->kind != APPLET_SIZE)
		return tool_apple(call, p, f);
	found = find_binutil(call);
	if (found == NULL && has_own(call->target->def) &&
		rule_fire(p, CODE_OWN_BINUTIL, call->applet->name,
			rule_of_code(CODE_OWN_BINUTIL)->with)) {
		tool_own(own_tools[call->applet->kind], p);
		return 0;
	}
	if (found == NULL) {
		fail_status(f, EXIT_NOT_FOUND,
			"zig has no %s, and PATH has neither %s-%s nor "
			"llvm-%s",
			call->applet->name, call->target->def->gnu,
			call->applet->name, call->applet->name);
		return fail_hint(f, "install llvm, or the binutils of %s",
			call->target->def->gnu);
	}
	s = plan_step(p, found);
	for (size_t i = 0; i < call->words.n; i++)
		argvec_push(&s->argv, call->words.v[i]);
	return 0;
}

int
tool_lib(const struct call *call, struct plan *p, struct fail *f)
{
	if (call->target->def->libc != LIBC_MINGW)
		return tool_not_needed(call, "windows", f);
	zig_step(call, p, "lib");
	return 0;
}
