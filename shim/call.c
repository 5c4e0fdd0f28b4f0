#include "shim/call.h"

#include <string.h>

#include "common/fail.h"
#include "common/path.h"
#include "shim/applets.h"
#include "shim/engine/sdk.h"
#include "shim/plan/facts.h"
#include "shim/words/respfile.h"
#include "targets/host.h"
#include "targets/triple.h"

static bool
is_compiler(const struct applet *a)
{
	return a->kind == APPLET_CC || a->kind == APPLET_CXX ||
	       a->kind == APPLET_CPP;
}

/* zshim cc: the target is the last --target= among the words, or the host;
 * the words stay, since a rule takes them out. */
static int
target_from_words(const struct argvec *words, const struct conf *conf,
	struct target *t, struct fail *f)
{
	const char *spelling = host_triple();

	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];

		if (strncmp(w, "--target=", 9) == 0)
			spelling = w + 9;
		else if ((strcmp(w, "-target") == 0 ||
				 strcmp(w, "--target") == 0) &&
			 i + 1 < words->n)
			spelling = words->v[++i];
	}
	return triple_parse(spelling, conf, t, f);
}

/* zshim ar: the --target= in front is ours, later ones are the tool's own. */
static int
target_in_front(char **argv, const struct conf *conf, struct target *t,
	int *skip, struct fail *f)
{
	if (argv[0] != NULL && strncmp(argv[0], "--target=", 9) == 0) {
		++*skip;
		return triple_parse(argv[0] + 9, conf, t, f);
	}
	if (argv[0] != NULL && argv[1] != NULL &&
		strcmp(argv[0], "--target") == 0) {
		*skip += 2;
		return triple_parse(argv[1], conf, t, f);
	}
	return triple_parse(host_triple(), conf, t, f);
}

int
call_identify(char **argv, struct call *c, struct target *t, int *skip,
	struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	int named = applet_from_name(c->name, c->conf, &c->applet, t, f);

	*skip = 1;
	c->target = t;
	if (named != 0)
		return named < 0 ? -1 : 0;
	if (argv[1] == NULL || (c->applet = applet_find(argv[1])) == NULL) {
		fail_status(f, EXIT_USAGE, "%s '%s'",
			argv[1] != NULL ? "unknown tool" : "no tool given to",
			argv[1] != NULL ? argv[1] : "zshim");
		return fail_hint(f, "zshim --help lists the tools");
	}
	*skip = 2;
	if (!is_compiler(c->applet))
		return target_in_front(argv + 2, c->conf, t, skip, f);
	argvec_pushv(&words, argv + 2);
	return target_from_words(&words, c->conf, t, f);
}

/*
 * sccache takes for a compiler's identity its file, which is the same for all
 * of ours, and what __VERSION__ is to a probe named testfile.c; not its name.
 * Without the target in there it gives the object of one target to another
 * (src/compiler/compiler.rs: detect_c_compiler; its hash in c.rs).
 */
static void
answer_sccache(struct call *c)
{
	bool probe = false;

	for (size_t i = 0; i < c->words.n; i++)
		probe = probe ||
			strcmp(path_base(c->words.v[i]), "testfile.c") == 0;
	if (!probe || !argvec_has(&c->words, "-E") || c->zig == NULL)
		return;
	argvec_push(&c->words, "-Wno-builtin-macro-redefined");
	argvec_pushf(&c->words, "-D__VERSION__=\"Clang %s (zig %s, %s)\"",
		c->zig->clang, c->zig->text, c->target->zig);
}

int
call_words(char **argv, struct call *c, struct fail *f)
{
	const struct conf_target *ct = conf_target(c->conf, c->target->def);

	if (target_is_asan(c->target->def) && is_compiler(c->applet))
		argvec_push(&c->words, "-fsanitize=address");
	if (ct != NULL && is_compiler(c->applet)) {
		argvec_pushv(&c->words, ct->cppflags.v);
		argvec_pushv(&c->words, c->applet->kind == APPLET_CXX
						? ct->cxxflags.v
						: ct->cflags.v);
		if (ct->linker != NULL)
			argvec_pushf(&c->words, "-fuse-ld=%s", ct->linker);
		argvec_pushv(&c->words, ct->ldflags.v);
	}
	if (respfile_expand(argv, &c->words, f) != 0)
		return -1;
	if (is_compiler(c->applet))
		answer_sccache(c);
	return 0;
}

int
call_plan(const struct call *c, struct plan *p, struct fail *f)
{
	scoped(sdk) sdk = SDK_INIT;

	const struct sdk_row *row = sdk_of(c->target->def);
	struct call own = *c;

	/* Apple's archives and programs are ours to read and change */
	if (row == NULL ||
		(row->words == NULL && !is_compiler(c->applet) &&
			c->applet->kind != APPLET_XCRUN))
		return c->applet->plan(c, p, f);
	if (sdk_find(c->facts->machine, c->conf, c->target->def, &c->words,
		    &sdk, f) != 0)
		return -1;
	own.sdk = sdk.dir;
	return row->words != NULL ? engine_sdk(c, &sdk, p, f)
				  : c->applet->plan(&own, p, f);
}
