/* The zig-cc engine: every call becomes calls of `zig cc`. */
#include "shim/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "shim/engine/apple.h"
#include "shim/plan/facts.h"
#include "shim/root/root.h"
#include "shim/rules/code.h"
#include "shim/rules/rules.h"

struct zigcc {
	const struct call *call;
	const struct words *words; /* as they were given */
	const struct mode *mode;
	struct plan *plan;
	const char *tool;        /* cc or c++ */
	const char *cpu;         /* of the compile steps, or NULL */
	struct words compile;    /* words after the rules of that step */
	struct words link;
	unsigned added;          /* 1 << enum code_rule */
};

/* A word that was not asked for; it is said once, of the first step. */
static void
add(struct zigcc *z, struct step *s, enum code_rule rule, const char *word)
{
	if ((z->added & 1u << rule) == 0 &&
		!rule_fire(z->plan, rule, NULL, word))
		return;
	z->added |= 1u << rule;
	argvec_push(&s->argv, word);
}

static void
add_default(struct zigcc *z, struct step *s, enum code_rule rule)
{
	add(z, s, rule, rule_of_code(rule)->with);
}

static struct step *
start(struct zigcc *z, const char *cpu)
{
	const struct apple *apple = z->plan->apple;
	struct step *s = plan_step(z->plan, z->call->zig->path);

	argvec_pushl(&s->argv, z->tool, "-target",
		apple != NULL ? apple->zig : z->call->target->zig, NULL);
	s->head = 2;
	if (cpu != NULL) {
		autofree char *name = zig_cpu_name(z->call->zig, z->call->target,
			cpu);
		autofree char *word = xasprintf("-mcpu=%s", name);

		add(z, s, CODE_CPU, word);
	}
	return s;
}

static void
add_c_defaults(struct zigcc *z, struct step *s)
{
	const struct words *ws = &z->compile;
	bool protector = false;

	for (size_t i = 0; i < ws->n; i++)
		if (word_is(&ws->v[i], SPACE_DRIVER, "-f") &&
			ws->v[i].value != NULL &&
			strstr(ws->v[i].value, "stack-protector") != NULL)
			protector = true;
	if (!z->mode->debug)
		add_default(z, s, CODE_NO_DEBUG);
	if (!protector)
		add_default(z, s, CODE_NO_PROTECTOR);
	add_default(z, s, CODE_NO_NDEBUG);
	add_default(z, s, CODE_DATE_TIME);
}

static void
add_no_ubsan(struct zigcc *z, struct step *s)
{
	if (!z->mode->sanitize)
		add_default(z, s, CODE_NO_UBSAN);
}

static void
add_no_ubsan_trap(struct zigcc *z, struct step *s)
{
	const struct rule *r = rule_of_code(CODE_NO_UBSAN_TRAP);

	if (z->mode->sanitize && !z->mode->sanitize_trap &&
		rule_suits_zig(r, z->call->zig))
		add_default(z, s, CODE_NO_UBSAN_TRAP);
}

static void
emit_input(const struct word *w, const char **lang, struct argvec *out)
{
	const char *want = w->lang != NULL ? w->lang : "none";

	if (strcmp(*lang, want) != 0) {
		argvec_pushl(out, "-x", want, NULL);
		*lang = want;
	}
	argvec_push(out, w->name);
}

static bool
is_mode_word(const struct word *w)
{
	return w->space == SPACE_DRIVER && w->shape != NULL &&
	       w->shape->purpose == FOR_MODE;
}

/* Words that only a link reads; zig looks for their files even with -c. */
static bool
is_link_word(const struct word *w)
{
	return w->space == SPACE_LINKER ||
	       (w->shape != NULL && w->shape->purpose == FOR_LINK);
}

/* One source to one result: `zig cc -c src -o out`; out may be NULL. */
static void
one_job(struct zigcc *z, const struct word *src, const char *phase,
	const char *out, const char *depfile, const char *dep_target)
{
	struct step *s = start(z, z->cpu);
	const char *lang = "none";

	add_c_defaults(z, s);
	add_no_ubsan(z, s);
	add_no_ubsan_trap(z, s);
	if (phase != NULL)
		argvec_push(&s->argv, phase);
	for (size_t i = 0; i < z->compile.n; i++) {
		const struct word *w = &z->compile.v[i];

		if (w->space == SPACE_INPUT) {
			if (src == NULL || w->from == src->from)
				emit_input(w, &lang, &s->argv);
		} else if (!is_mode_word(w) && !is_link_word(w)) {
			word_emit(w, false, &s->argv);
		}
	}
	for (size_t i = 0; i < z->plan->root->headers.n; i++)
		argvec_pushl(&s->argv, "-idirafter",
			z->plan->root->headers.v[i], NULL);
	if (z->plan->apple != NULL)
		apple_compile_words(z->plan->apple, &s->argv);
	if (depfile != NULL)
		argvec_pushl(&s->argv, "-MF", depfile, NULL);
	if (dep_target != NULL)
		argvec_pushl(&s->argv, "-MT", dep_target, NULL);
	if (out != NULL)
		argvec_pushl(&s->argv, "-o", out, NULL);
}

char *
engine_object_name(const char *source, const char *ext)
{
	const char *base = path_base(source);
	const char *dot = strrchr(base, '.');
	size_t n = dot != NULL && dot != base ? (size_t)(dot - base)
					      : strlen(base);

	return xasprintf("%.*s%s", (int)n, base, ext);
}

/* Is there a name for the rule in the .d file? */
static bool
names_rule(const struct zigcc *z)
{
	return words_last(&z->compile, SPACE_DRIVER, "-MT") != NULL ||
	       words_last(&z->compile, SPACE_DRIVER, "-MQ") != NULL;
}

/* Words that a source which is preprocessed already needs no more. */
static bool
is_for_cpp(const struct word *w)
{
	return word_in("-D -U -I -include -imacros -isystem -iquote -idirafter "
		       "-MD -MMD -MF -MT -MQ -MP -MG", w->name);
}

/*
 * Clang's driver does it in two jobs, with more than 64 kB of words in response
 * files, and forgets the `clang` that stands between zig and @file (direct.c).
 * So it is started for each.
 */
static void
assemble_long(struct zigcc *z, const struct word *src, const char *out,
	const char *depfile, const char *dep_target)
{
	const struct mode *m = z->mode;
	autofree char *text = xasprintf("%s/%zu.s", PLAN_TMP, src->from);
	autofree char *object = engine_object_name(src->name, ".o");
	autofree char *dep = NULL;
	struct step *s;

	if (out == NULL)
		out = object;
	if (depfile == NULL && m->depfile && m->depfile_name == NULL) {
		dep = m->output != NULL ? engine_link_depfile(m)
					: engine_object_name(out, ".d");
		depfile = dep;
	}
	if (dep_target == NULL && m->depfile && !names_rule(z))
		dep_target = out;
	one_job(z, src, "-E", text, depfile, dep_target);
	argvec_push(&z->plan->steps[z->plan->nsteps - 1].argv,
		"-Qunused-arguments");
	s = start(z, z->cpu);
	argvec_pushl(&s->argv, "-Qunused-arguments", "-c", NULL);
	for (size_t i = 0; i < z->compile.n; i++) {
		const struct word *w = &z->compile.v[i];

		if (w->space != SPACE_INPUT && !is_mode_word(w) &&
			!is_link_word(w) && !is_for_cpp(w))
			word_emit(w, false, &s->argv);
	}
	argvec_pushl(&s->argv, "-x", "assembler", text, "-o", out, NULL);
	z->plan->wants_tmp = true;
}

static void
compile_step(struct zigcc *z, const struct word *src, const char *phase,
	const char *out, const char *depfile, const char *dep_target)
{
	if (src != NULL && phase != NULL && strcmp(phase, "-c") == 0 && input_is_cpp_asm(src) &&
		argvec_bytes(&z->call->words) > 32 << 10)
		assemble_long(z, src, out, depfile, dep_target);
	else
		one_job(z, src, phase, out, depfile, dep_target);
}

/* Several sources with -c, -S or -E (to the screen, then): zig would link them
 * into one, or hand them to a clang that does not know zig's words. */
static void
compile_each(struct zigcc *z, const char *phase, const char *ext)
{
	for (size_t i = 0; i < z->compile.n; i++) {
		const struct word *w = &z->compile.v[i];
		autofree char *out = NULL;

		if (w->space != SPACE_INPUT || !input_is_source(w))
			continue;
		if (ext != NULL)
			out = engine_object_name(w->name, ext);
		compile_step(z, w, phase, out, NULL, NULL);
	}
}

/* As GCC says: "linker input file unused because linking not done". */
static void
note_unused(struct zigcc *z)
{
	for (size_t i = 0; i < z->compile.n; i++) {
		const struct word *w = &z->compile.v[i];

		if (w->space == SPACE_INPUT && !input_is_source(w))
			rule_fire(z->plan, CODE_UNUSED_INPUT, w->name, NULL);
	}
}

static const struct word *
only_source(const struct zigcc *z)
{
	for (size_t i = 0; i < z->compile.n; i++)
		if (z->compile.v[i].space == SPACE_INPUT &&
			input_is_source(&z->compile.v[i]))
			return &z->compile.v[i];
	return NULL;
}

char *
engine_link_depfile(const struct mode *m)
{
	char *dep;

	if (!m->depfile || m->depfile_name != NULL)
		return NULL;
	if (m->output == NULL)
		return xstrdup("a.d");
	dep = engine_object_name(m->output, ".d");
	if (strchr(m->output, '/') != NULL) {
		autofree char *dir = path_dir(m->output);
		char *full = path_join(dir, dep);

		free(dep);
		return full;
	}
	return dep;
}

/*
 * A call that compiles and links is two: zig builds its libc and runtime anew
 * for every set of CPU flags that a linking call carries. With -fsyntax-only it
 * looks for an object that clang did not write, so one is written and goes.
 */
static void
compile_to_tmp(struct zigcc *z)
{
	const struct mode *m = z->mode;
	bool syntax = m->phase == PHASE_SYNTAX;

	for (size_t i = 0; i < z->compile.n; i++) {
		const struct word *w = &z->compile.v[i];
		autofree char *out = NULL, *object = NULL, *dep = NULL;
		const char *about = NULL;

		if (w->space != SPACE_INPUT || !input_is_source(w))
			continue;
		out = xasprintf("%s/%zu.o", PLAN_TMP, w->from);
		object = engine_object_name(w->name, ".o");
		if (!syntax)
			dep = engine_link_depfile(m);
		else if (m->depfile && m->depfile_name == NULL)
			dep = engine_object_name(w->name, ".d");
		/* a rule in the .d file is about the result, as clang has it,
		 * not about our temp file */
		if (m->depfile && !names_rule(z))
			about = !syntax && m->output != NULL ? m->output
							     : object;
		compile_step(z, w, "-c", out, dep, about);
		z->plan->wants_tmp = true;
	}
}

static int
plan_compile(struct zigcc *z, struct fail *f)
{
	static const char *const words[] = {
		[PHASE_PREPROCESS] = "-E",
		[PHASE_SYNTAX] = "-fsyntax-only",
		[PHASE_ASSEMBLY] = "-S",
		[PHASE_OBJECT] = "-c",
		[PHASE_PRECOMPILE] = NULL,
	};
	const struct mode *m = z->mode;
	const char *phase = words[m->phase];
	bool to_file = m->phase == PHASE_OBJECT ||
		       m->phase == PHASE_ASSEMBLY;

	if (m->phase == PHASE_SYNTAX && m->sources > 0) {
		compile_to_tmp(z);
		return 0;
	}
	if (m->phase == PHASE_PREPROCESS && m->sources > 1 && m->output == NULL) {
		compile_each(z, phase, NULL);
		return 0;
	}
	if (to_file && m->sources > 0 && m->objects > 0)
		note_unused(z);
	if (to_file && m->sources > 0 && m->sources + m->objects > 1) {
		if (m->sources == 1 && m->output != NULL) {
			compile_step(z, only_source(z), phase, m->output, NULL,
				NULL);
			return 0;
		}
		if (m->output != NULL) {
			return fail_set(f,
				"cannot specify -o with several files and %s",
				phase);
		}
		compile_each(z, phase,
			m->phase == PHASE_OBJECT ? ".o" : ".s");
		return 0;
	}
	compile_step(z, m->sources == 1 ? only_source(z) : NULL, phase, m->output,
		NULL, NULL);
	return 0;
}

static void
note_input(struct plan *p, const struct word *w, const char *path)
{
	if (w->space == SPACE_INPUT)
		argvec_push(&p->inputs, path);
	else if (w->value != NULL && strcmp(w->name, "-force_load") == 0)
		argvec_push(&p->inputs, w->value);
	else if (w->space == SPACE_DRIVER && w->value != NULL &&
		 (strcmp(w->name, "-l") == 0 || strcmp(w->name, "-L") == 0))
		argvec_pushf(&p->inputs, "%s%s", w->name, w->value);
}

/* -sectcreate: zig links objects that have the sections. */
static void
section_steps(struct zigcc *z)
{
	const struct apple *a = z->plan->apple;

	for (size_t i = 0; a != NULL && 3 * i < a->sections.n; i++) {
		autofree char *text = xasprintf("%s/section%zu.s", PLAN_TMP, i);
		autofree char *object = xasprintf("%s/section%zu.o", PLAN_TMP,
			i);
		struct step *s = start(z, NULL);

		argvec_pushl(&s->argv, "-c", text, "-o", object, NULL);
		plan_file(z->plan, text, apple_section_text(z->call, a, i));
	}
}

static void
say_stubs(struct plan *p, struct argvec *names)
{
	for (size_t i = 0; i < names->n;)
		if (rule_fire(p, CODE_MAC_STUB, NULL, names->v[i]))
			i++;
		else
			argvec_remove(names, i);
}

/* What a link for macOS needs beside the words of the call. */
static void
apple_words(struct zigcc *z, struct step *s)
{
	struct apple *a = z->plan->apple;

	if (a == NULL)
		return;
	for (size_t i = 0; 3 * i < a->sections.n; i++)
		argvec_pushf(&s->argv, "%s/section%zu.o", PLAN_TMP, i);
	say_stubs(z->plan, &a->frameworks);
	say_stubs(z->plan, &a->libraries);
	if (a->frameworks.n + a->libraries.n > 0)
		z->plan->wants_tmp = true;
	apple_link_words(a, &s->argv);
}

bool
engine_wants_build_id(const struct call *call, const struct words *ws,
	const struct mode *m)
{
	enum libc_kind libc = call->target->def->libc;

	return (libc == LIBC_GLIBC || libc == LIBC_MUSL) && !m->relocatable &&
	       words_last(ws, SPACE_LINKER, "--build-id") == NULL;
}

/* What rustc's -nodefaultlibs leaves out is not Hexagon's part of the C library
 * (time64.c), which is for programs only (hexagon_tls.c). */
static bool
wants_support(const struct zigcc *z)
{
	const struct mode *m = z->mode;

	if (m->relocatable || m->nostdlib)
		return false;
	return z->call->target->def->arch == ARCH_HEXAGON ? !m->shared
							  : !m->nodefaultlibs;
}

/*
 * Of macOS libSystem has what is compiler_rt's elsewhere, but for a few, which a
 * link misses, unless it leaves what is undefined to the loader. (zig before 0.15
 * does not know -rtlib=none; libc++ takes it longer.)
 */
static bool
spares_runtime(const struct zigcc *z, const struct step *s)
{
	static const char *const others[] = { "dynamic_lookup", "-lc++",
		"-lstdc++", "rtlib" };
	struct version since = { 0, 15, 0 };

	for (size_t i = 0; i < s->argv.n; i++)
		for (size_t k = 0; k < COUNT(others); k++)
			if (strstr(s->argv.v[i], others[k]) != NULL)
				return false;
	return z->call->target->def->libc == LIBC_DARWIN &&
	       strcmp(z->tool, "cc") == 0 &&
	       version_cmp(z->call->zig->version, since) >= 0;
}

static void
emit_link_word(struct zigcc *z, const struct word *w, struct step *s)
{
	static char name[] = "-rpath";
	const struct rule *r = rule_of_code(CODE_RPATH_ONE_DASH);
	struct word one = *w;

	if (word_is(w, SPACE_LINKER, "--rpath") &&
		rule_suits_zig(r, z->call->zig) &&
		rule_fire(z->plan, CODE_RPATH_ONE_DASH, w->value, w->value))
		one.name = name;
	word_emit(&one, false, &s->argv);
}

static void
link_step(struct zigcc *z)
{
	const struct mode *m = z->mode;
	struct plan *p = z->plan;
	struct step *s = start(z, z->call->target->def->cpu);

	s->link = true;
	add_no_ubsan(z, s);
	if (engine_wants_build_id(z->call, &z->link, m))
		add_default(z, s, CODE_BUILD_ID);
	for (size_t i = 0; i < z->link.n; i++) {
		const struct word *w = &z->link.v[i];
		autofree char *object = NULL;

		if (is_mode_word(w))
			continue;
		if (w->space == SPACE_INPUT && input_is_source(w)) {
			object = xasprintf("%s/%zu.o", PLAN_TMP, w->from);
			argvec_push(&s->argv, object);
		} else {
			emit_link_word(z, w, s);
		}
		note_input(p, w, object != NULL ? object : w->name);
	}
	for (size_t i = 0; i < p->root->libraries.n; i++) {
		argvec_pushf(&s->argv, "-L%s", p->root->libraries.v[i]);
		argvec_pushf(&p->inputs, "-L%s", p->root->libraries.v[i]);
	}
	apple_words(z, s);
	p->support = wants_support(z);
	/* for lld, which looks for it when no archive is read any more */
	if (p->support && z->call->target->def->arch == ARCH_HEXAGON)
		argvec_push(&s->argv, "-Wl,-u,__tls_get_addr");
	p->output = xstrdup(m->output != NULL ? m->output : "a.out");
	argvec_pushl(&s->argv, "-o", p->output, NULL);
	p->spares_runtime = spares_runtime(z, s);
	p->variant = strcmp(z->tool, "c++") == 0 ? "zig-cc c++" : "zig-cc";
}

/* `cc -v` alone and the like: nothing to make, zig answers. */
static void
pass_through(struct zigcc *z)
{
	struct step *s = plan_tool(z->plan, z->call->zig, "clang");

	/* zig clang, since zig's driver chokes on its own -target with a
	 * glibc version when there is no input */
	argvec_pushl(&s->argv, "-target", z->call->target->def->llvm, NULL);
	argvec_pushv(&s->argv, z->call->words.v);
}

static int
apply(struct zigcc *z, unsigned step, struct words *out, struct fail *f)
{
	struct rule_context c;

	rule_context_init(&c, z->call, z->words, z->mode, WHEN_ZIGCC, step);
	c.root = z->plan->root;
	return rules_apply(&c, z->words, out, z->plan, f);
}

static int
plan_link(struct zigcc *z, struct fail *f)
{
	if (apply(z, WHEN_LINK, &z->link, f) != 0)
		return -1;
	if (z->mode->sources > 0)
		compile_to_tmp(z);
	section_steps(z);
	link_step(z);
	return 0;
}

int
engine_no_shared_cxx(const struct target *t, struct fail *f)
{
	return fail_set(f, "cxx = libc++-shared: '%s' has %s", t->def->rust,
		t->def->libc == LIBC_DARWIN
			? "the system's libc++, which is a shared one"
			: "no shared libc++; targets for glibc have");
}

/* zig's driver brings libc++, whatever is asked. */
static int
needs_other_cxx(const struct zigcc *z, struct fail *f)
{
	const struct target_def *def = z->call->target->def;
	const char *cxx;

	if (root_cxx(z->call->facts->machine, z->call->conf, def, &cxx, f) != 0)
		return -1;
	if (strcmp(z->tool, "c++") != 0 || strcmp(cxx, "libc++") == 0)
		return 0;
	if (def->libc != LIBC_GLIBC && strcmp(cxx, "libc++-shared") == 0)
		return engine_no_shared_cxx(z->call->target, f);
	fail_set(f, "cxx = %s: the zig-cc engine has %slibc++ only", cxx,
		strcmp(cxx, "libstdc++") == 0 ? "" : "a static ");
	return fail_hint(f, "use the direct engine (ZBUILD_ENGINE=direct)");
}

/* Several jobs of zig's driver for one source, whose words do not fit into a
 * command line: see assemble_long. */
static int
check_save_temps(const struct call *call, const struct mode *mode,
	struct fail *f)
{
	if (mode->sources == 0 || argvec_bytes(&call->words) <= 48 << 10)
		return 0;
	for (size_t i = 0; i < call->words.n; i++) {
		const char *w = call->words.v[i];

		if (strncmp(w, "-save-temps", 11) != 0 &&
			strncmp(w, "--save-temps", 12) != 0)
			continue;
		fail_set(f, "'%s': zig's own driver cannot do it with more "
			    "than 48 kB of words", w);
		return fail_hint(f, "leave it out, or make the words fewer%s",
			call->target->def->libc == LIBC_DARWIN
				? ""
				: "; the direct engine can "
				  "(ZBUILD_ENGINE=direct)");
	}
	return 0;
}

int
engine_zigcc(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct fail *f)
{
	struct zigcc z = { .call = call, .mode = mode, .plan = p };
	struct words own = WORDS_INIT;
	autofree char *cpu = NULL;
	int r = -1;

	p->engine = "zig-cc";
	if (call->zig->lacks)
		return fail_set(f, "zig %s has no clang, and for '%s' no other is "
			"used by engine zig-cc", call->zig->text,
			call->target->name);
	z.tool = call->applet->kind == APPLET_CXX ? "c++" : "cc";
	if (mode_empty(mode)) {
		pass_through(&z);
		return 0;
	}
	if (call->target->def->libc == LIBC_DARWIN) {
		apple_own_words(call, ws, p, &own);
		ws = &own;
		if (apple_read(call, ws, p, f) != 0)
			goto out;
	}
	z.words = ws;
	if (needs_other_cxx(&z, f) != 0 ||
		check_save_temps(call, mode, f) != 0 ||
		cpu_zig(call->target, ws, p->rust_cpu, &cpu, f) != 0)
		goto out;
	z.cpu = cpu;
	if (mode->phase != PHASE_LINK || mode->sources > 0)
		if (apply(&z, WHEN_COMPILE, &z.compile, f) != 0)
			goto out;
	r = mode->phase == PHASE_LINK ? plan_link(&z, f)
				      : plan_compile(&z, f);
out:
	words_clear(&own);
	words_clear(&z.compile);
	words_clear(&z.link);
	return r;
}
