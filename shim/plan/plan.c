#include "shim/plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/plan/apple.h"
#include "shim/root/root.h"
#include "shim/sysroot/sysroot.h"

struct step *
plan_step(struct plan *p, const char *program)
{
	struct step *s;

	p->steps = xreallocarray(p->steps, p->nsteps + 1, sizeof *p->steps);
	s = &p->steps[p->nsteps++];
	*s = (struct step){ .program = xstrdup(program) };
	argvec_push(&s->argv, program);
	return s;
}

struct step *
plan_tool(struct plan *p, const struct zig *z, const char *name)
{
	autoargvec argv = ARGVEC_INIT;
	struct step *s;

	zig_tool(z, name, &argv);
	s = plan_step(p, argv.v[0]);
	argvec_pushv(&s->argv, argvec_exec(&argv) + 1);
	s->head = s->argv.n;
	return s;
}

void
plan_file(struct plan *p, const char *path, char *text)
{
	p->files = xreallocarray(p->files, p->nfiles + 1, sizeof *p->files);
	p->files[p->nfiles++] = (struct plan_file){ xstrdup(path), text };
	p->wants_tmp = true;
}

void
plan_renew(struct plan *p, const char *path, const char *to)
{
	argvec_pushl(&p->links, path, to, NULL);
}

static bool
equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same(const struct fired *r, const char *id, enum fired_action action,
	const char *in, const char *out)
{
	return r->action == action && strcmp(r->id, id) == 0 &&
	       equal(r->in, in) && equal(r->out, out);
}

void
plan_fire(struct plan *p, const char *id, const char *why,
	enum fired_action action, const char *in, const char *out)
{
	/* A call that compiles and links applies the rules twice. */
	for (size_t i = 0; i < p->nfired; i++)
		if (same(&p->fired[i], id, action, in, out))
			return;
	p->fired = xreallocarray(p->fired, p->nfired + 1, sizeof *p->fired);
	p->fired[p->nfired++] = (struct fired){ id, why, action,
		in != NULL ? xstrdup(in) : NULL,
		out != NULL ? xstrdup(out) : NULL };
}

void
plan_trace(const struct plan *p)
{
	static const char *const verbs[] = {
		[FIRED_KEEP] = "kept",
		[FIRED_REPLACE] = "replaced",
		[FIRED_DROP] = "dropped",
		[FIRED_NOTE] = "dropped",
		[FIRED_WARN] = "kept",
		[FIRED_ADD] = "added",
	};

	if (!trace_on())
		return;
	for (size_t i = 0; i < p->nfired; i++) {
		const struct fired *r = &p->fired[i];

		trace_line("rule %s: %s%s%s%s%s (%s)", r->id,
			verbs[r->action], r->in != NULL ? " " : "",
			r->in != NULL ? r->in : "",
			r->out == NULL    ? ""
			: r->in != NULL ? " by "
					: " ",
			r->out != NULL ? r->out : "", r->why);
	}
}

void
plan_clear(struct plan *p)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		free(p->steps[i].program);
		argvec_clear(&p->steps[i].argv);
	}
	for (size_t i = 0; i < p->nfired; i++) {
		free(p->fired[i].in);
		free(p->fired[i].out);
	}
	for (size_t i = 0; i < p->nfiles; i++) {
		free(p->files[i].path);
		free(p->files[i].text);
	}
	free(p->files);
	apple_free(p->apple);
	if (p->sysroot != NULL)
		sysroot_clear(p->sysroot);
	free(p->sysroot);
	if (p->root != NULL)
		root_clear(p->root);
	free(p->root);
	free(p->steps);
	free(p->fired);
	free(p->answer);
	free(p->cpus);
	free(p->output);
	argvec_clear(&p->env);
	argvec_clear(&p->inputs);
	argvec_clear(&p->links);
	*p = (struct plan)PLAN_INIT;
}
