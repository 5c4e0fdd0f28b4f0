/*
 * What must hold for every command line, tried on the golden cases and on
 * random ones made from their words, the tables and odd bytes.
 *
 *   prop-tests [PART…]     ZBUILD_SEED=N repeats a run, ZBUILD_ROUNDS=N lasts
 *                          longer
 */
#include <bsd/stdlib.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/rules/rules.h"
#include "shim/words/respfile.h"
#include "shim/words/words.h"
#include "tests/lib/case.h"
#include "tests/lib/seed.h"

#define FOLDER "tests/golden"

enum { ROUNDS = 2000, MAX_WORDS = 12 };

static struct testcase *cases;
static size_t ncases;
static struct argvec pool;      /* words to choose from */
static unsigned long rounds = ROUNDS;

/* Bytes that quoting and splitting care about, and others. */
static char *
random_text(size_t max)
{
	static const char bytes[] = "ab01-=,.@/ \t\n\r\f\v'\"\\$`*%:\x01\x7f\xc3";
	size_t n = rnd(max);
	char *s = xmalloc(n + 1);

	for (size_t i = 0; i < n; i++)
		s[i] = bytes[rnd(sizeof bytes - 1)];
	s[n] = '\0';
	return s;
}

/* One that is looked up for words. */
static const struct rule *
random_rule(void)
{
	const struct rule *r = NULL;
	size_t n = 0;

	while ((r = rule_next(r)) != NULL)
		n += (r->spaces & RULE_LOOKED_UP) != 0;
	n = rnd(n) + 1;
	do {
		r = rule_next(r);
		n -= (r->spaces & RULE_LOOKED_UP) != 0;
	} while (n > 0);
	return r;
}

/* A rule's pattern with something for its stars. */
static char *
random_match(void)
{
	const char *match = random_rule()->match;
	char *out = xstrdup("");

	for (; *match != '\0'; match++) {
		autofree char *value = *match == '*' ? random_text(6) : NULL;
		char *longer = value != NULL ? xasprintf("%s%s", out, value)
					     : xasprintf("%s%c", out, *match);

		free(out);
		out = longer;
	}
	return out;
}

static void
random_word(struct argvec *out)
{
	switch (rnd(8)) {
	case 0:
		argvec_take(out, random_text(10));
		break;
	case 1:
		argvec_take(out, random_match());
		break;
	case 2: {
		autofree char *w = random_match();

		argvec_pushf(out, "-Wl,%s", w);
		break;
	}
	case 3: {
		autofree char *w = random_match();

		argvec_push(out, "-Xlinker");
		argvec_push(out, w);
		break;
	}
	default:
		argvec_push(out, pool.v[rnd(pool.n)]);
	}
}

static void
random_words(struct argvec *out)
{
	for (uint64_t n = rnd(MAX_WORDS); n > 0; n--)
		random_word(out);
}

static void
make_pool(void)
{
	for (size_t i = 0; i < ncases; i++)
		argvec_pushv(&pool, cases[i].args.v);
}

/* --- what the properties share -------------------------------------------- */

static bool
same(const struct argvec *a, const struct argvec *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return true;
}

/* Always false: says what went wrong and with which words. */
static bool
broken(const char *what, const struct argvec *in, const struct argvec *a,
	const struct argvec *b)
{
	const struct argvec *rows[] = { in, a, b };
	static const char *const names[] = { "words", "one", "other" };

	printf("%s\n", what);
	for (size_t i = 0; i < 3; i++) {
		autofree char *line = NULL;

		if (rows[i] == NULL)
			continue;
		line = quote_sh_words(argvec_exec((struct argvec *)rows[i]));
		printf("  %-6s %s\n", names[i], line);
	}
	return false;
}

static void
emit(const struct words *ws, bool linker, struct argvec *out)
{
	for (size_t i = 0; i < ws->n; i++)
		word_emit(&ws->v[i], linker, out);
}

static void
normal(const struct argvec *in, bool linker, struct argvec *out)
{
	struct words ws = WORDS_INIT;

	words_parse(in, linker, &ws);
	emit(&ws, linker, out);
	words_clear(&ws);
}

/* Calls of different kinds, so that conditions differ. */
static const char *const runs[] = { "x86_64-unknown-linux-gnu.2.17-cc",
	"aarch64-unknown-linux-gnu.2.28-c++",
	"armv7-unknown-linux-gnueabihf-cc", "x86_64-unknown-linux-musl-cc",
	"riscv64gc-unknown-linux-gnu-cc", "i686-unknown-linux-gnu-cc",
	"x86_64-unknown-linux-musl-cpp" };
static const char *const zigs[] = { "0.13.0", "0.15.2", "0.16.0", "0.17.1" };

static struct testcase
random_case(void)
{
	struct testcase tc = { 0 };

	tc.path = xstrdup("random");
	tc.run = xstrdup(runs[rnd(sizeof runs / sizeof *runs)]);
	tc.zig = xstrdup(zigs[rnd(sizeof zigs / sizeof *zigs)]);
	random_words(&tc.args);
	return tc;
}

/* The lines that come of tc. */
static bool
outcome(const struct testcase *tc, struct argvec *lines)
{
	struct fail f = FAIL_INIT;
	bool ok = case_run(tc, lines, &f) == 0;

	if (!ok)
		printf("%s\n", f.what);
	fail_clear(&f);
	return ok;
}

/* --- properties of plans -------------------------------------------------- */

/* A plan is a plan, or says why not. */
static bool
makes_sense(const struct testcase *tc)
{
	struct plan p = PLAN_INIT;
	struct fail f = FAIL_INIT;
	struct world w;
	bool ok = world_make(&w, tc, &f) == 0;
	int r = ok ? world_plan(&w, &p) : -1;

	if (!ok)
		printf("%s\n", f.what);
	else if (r != 0 && w.fail.what == NULL)
		ok = broken("fails without a reason", &tc->args, NULL, NULL);
	else if (r == 0 && p.nsteps == 0 && p.answer == NULL &&
		 p.run == NULL)
		ok = broken("a plan of nothing", &tc->args, NULL, NULL);
	for (size_t i = 0; i < p.nsteps; i++)
		if (p.steps[i].argv.n == 0 ||
			p.steps[i].head > p.steps[i].argv.n)
			ok = broken("a step without words", &tc->args, NULL,
				NULL);
	plan_clear(&p);
	world_clear(&w);
	fail_clear(&f);
	return ok;
}

static bool
every_prefix(void)
{
	for (size_t i = 0; i < ncases; i++) {
		struct testcase tc = cases[i];
		size_t n = tc.args.n;

		/* args' words stay those of the case */
		for (tc.args.n = 0; tc.args.n < n; tc.args.n++) {
			struct testcase cut = tc;

			cut.args = (struct argvec)ARGVEC_INIT;
			for (size_t k = 0; k < tc.args.n; k++)
				argvec_push(&cut.args, tc.args.v[k]);
			bool ok = makes_sense(&cut);

			argvec_clear(&cut.args);
			if (!ok)
				return false;
		}
	}
	return true;
}

static bool
any_words(void)
{
	for (size_t i = 0; i < rounds; i++) {
		struct testcase tc = random_case();
		bool ok = makes_sense(&tc);

		case_clear(&tc);
		if (!ok)
			return false;
	}
	return true;
}

/* The call of tc with all its words in one response file. */
static void
into_file(const struct testcase *tc, struct testcase *out)
{
	*out = (struct testcase){ .path = xstrdup(tc->path),
		.run = xstrdup(tc->run),
		.zig = tc->zig != NULL ? xstrdup(tc->zig) : NULL,
		.engine = tc->engine != NULL ? xstrdup(tc->engine) : NULL };
	argvec_pushv(&out->conf, tc->conf.v);
	argvec_pushv(&out->files, tc->files.v);
	argvec_pushv(&out->execs, tc->execs.v);
	argvec_pushv(&out->dirs, tc->dirs.v);
	argvec_pushv(&out->env, tc->env.v);
	argvec_pushv(&out->cpus, tc->cpus.v);
	argvec_push(&out->args, "@all.rsp");
	for (size_t i = 0; i < tc->args.n; i++) {
		autofree char *quoted = quote_gnu(tc->args.v[i]);

		argvec_pushf(&out->files, "all.rsp=%s", quoted);
	}
}

/* Words that would be other ones in a file: zshim's own, our file's folder. */
static bool
fits_file(const struct testcase *tc)
{
	if (strncmp(tc->run, "zshim", 5) == 0 || tc->args.n == 0 ||
		strcmp(tc->name, "respfile/self") == 0)
		return false;
	for (size_t i = 0; i < tc->args.n; i++)
		if (strpbrk(tc->args.v[i], "\n$") != NULL ||
			strcmp(tc->args.v[i], "-?") == 0)
			return false;
	return true;
}

static bool
file_is_inline(void)
{
	bool ok = true;

	for (size_t i = 0; i < ncases && ok; i++) {
		autoargvec a = ARGVEC_INIT, b = ARGVEC_INIT;
		struct testcase filed;

		if (!fits_file(&cases[i]))
			continue;
		into_file(&cases[i], &filed);
		ok = outcome(&cases[i], &a) && outcome(&filed, &b);
		if (ok && !same(&a, &b))
			ok = broken("@file differs", &cases[i].args, &a, &b);
		case_clear(&filed);
	}
	return ok;
}

/* --- properties of words -------------------------------------------------- */

/* Linker words have several spellings; the others have one. */
static bool
is_linker_word(const char *w)
{
	return strncmp(w, "-Wl,", 4) == 0 || strcmp(w, "-Xlinker") == 0;
}

static bool
words_round_trip(void)
{
	for (size_t i = 0; i < rounds * 4; i++) {
		autoargvec in = ARGVEC_INIT, once = ARGVEC_INIT;
		autoargvec twice = ARGVEC_INIT;
		bool plain = true;

		random_words(&in);
		for (size_t k = 0; k < in.n; k++)
			plain &= !is_linker_word(in.v[k]);
		normal(&in, false, &once);
		normal(&once, false, &twice);
		if (!same(&once, &twice))
			return broken("emit, parse, emit", &in, &once, &twice);
		if (plain && !same(&in, &once))
			return broken("parse and emit", &in, &once, NULL);
	}
	return true;
}

static bool
linker_words_round_trip(void)
{
	for (size_t i = 0; i < rounds * 4; i++) {
		autoargvec in = ARGVEC_INIT, once = ARGVEC_INIT;
		autoargvec twice = ARGVEC_INIT;

		random_words(&in);
		normal(&in, true, &once);
		normal(&once, true, &twice);
		if (!same(&once, &twice))
			return broken("emit, parse, emit", &in, &once, &twice);
	}
	return true;
}

/* Words for a linker without commas, which -Wl, cannot hold. */
static void
random_linker_words(struct argvec *out)
{
	for (uint64_t n = 1 + rnd(5); n > 0; n--) {
		char *w = rnd(2) ? random_match() : random_text(8);

		for (char *p = w; (p = strchr(p, ',')) != NULL;)
			*p = '.';
		argvec_take(out, w);
	}
}

static bool
list_is_xlinker(void)
{
	for (size_t i = 0; i < rounds * 4; i++) {
		autoargvec items = ARGVEC_INIT, list = ARGVEC_INIT;
		autoargvec single = ARGVEC_INIT;
		autoargvec a = ARGVEC_INIT, b = ARGVEC_INIT;
		autofree char *joined = NULL;

		random_linker_words(&items);
		joined = argvec_join(&items, ",");
		argvec_pushf(&list, "-Wl,%s", joined);
		for (size_t k = 0; k < items.n; k++) {
			argvec_push(&single, "-Xlinker");
			argvec_push(&single, items.v[k]);
		}
		normal(&list, false, &a);
		normal(&single, false, &b);
		if (!same(&a, &b))
			return broken("-Wl,a,b and -Xlinker", &items, &a, &b);
	}
	return true;
}

/* The texts by which rules know the words of argv. */
static void
texts(const struct argvec *argv, struct argvec *out)
{
	struct words ws = WORDS_INIT;

	words_parse(argv, false, &ws);
	for (size_t i = 0; i < ws.n; i++)
		argvec_take(out, word_text(&ws.v[i]));
	words_clear(&ws);
}

/* `-L x` is `-Lx` and `--sysroot x` is `--sysroot=x`, for every option of the
 * table that can be written both ways. */
static bool
joined_is_next(void)
{
	size_t tried = 0;

	for (size_t i = 0; i < pool.n; i++) {
		const struct optshape *s;
		const char *value;
		unsigned form;
		autoargvec two = ARGVEC_INIT, one = ARGVEC_INIT;
		autoargvec a = ARGVEC_INIT, b = ARGVEC_INIT;

		if (pool.v[i][0] != '-' || is_linker_word(pool.v[i]))
			continue;
		s = optshape_find(SPACE_DRIVER, pool.v[i], &form, &value);
		if (s == NULL || !(s->shapes & SHAPE_NEXT) ||
			!(s->shapes & (SHAPE_JOINED | SHAPE_EQUALS)))
			continue;
		argvec_push(&two, s->name);
		argvec_push(&two, "0value");
		argvec_pushf(&one, "%s%s0value", s->name,
			s->shapes & SHAPE_EQUALS ? "=" : "");
		texts(&two, &a);
		texts(&one, &b);
		if (!same(&a, &b))
			return broken("two words and one", &two, &a, &b);
		tried++;
	}
	return tried > 20;
}

/* --- properties of rules -------------------------------------------------- */

struct subject {
	struct world w;
	struct words ws;
	struct mode mode;
	struct rule_context c;
};

static bool
subject_make(struct subject *s, const struct testcase *tc, unsigned step)
{
	struct fail f = FAIL_INIT;
	bool ok = world_make(&s->w, tc, &f) == 0;

	s->ws = (struct words)WORDS_INIT;
	fail_clear(&f);
	if (!ok || !s->w.ready || s->w.call.applet->kind > APPLET_CPP)
		return false;
	words_parse(&s->w.call.words, false, &s->ws);
	mode_read(&s->ws, &s->mode);
	rule_context_init(&s->c, &s->w.call, &s->ws, &s->mode,
		rnd(2) ? WHEN_ZIGCC : WHEN_DIRECT, step);
	return true;
}

static void
subject_clear(struct subject *s)
{
	words_clear(&s->ws);
	world_clear(&s->w);
}

/* The words after the rules, and how many fired; -1 when one refuses. */
static int
ruled(const struct subject *s, const struct words *in, struct argvec *out)
{
	struct plan p = PLAN_INIT;
	struct fail f = FAIL_INIT;
	struct words ws = WORDS_INIT;
	int r = rules_apply(&s->c, in, &ws, &p, &f) == 0 ? (int)p.nfired : -1;

	/* Those change nothing. */
	for (size_t i = 0; r > 0 && i < p.nfired; i++)
		r -= p.fired[i].action == FIRED_WARN;

	emit(&ws, false, out);
	words_clear(&ws);
	plan_clear(&p);
	fail_clear(&f);
	return r;
}

/* One word: kept as it is and nobody fired, or changed and somebody did. */
static bool
word_accounted(const struct subject *s, size_t at, struct argvec *all)
{
	struct words one = { &s->ws.v[at], 1, 1 };
	autoargvec in = ARGVEC_INIT, out = ARGVEC_INIT;
	int fired = ruled(s, &one, &out);

	emit(&one, false, &in);
	argvec_pushv(all, out.v);
	if (fired >= 0 && same(&in, &out) != (fired == 0))
		return broken(fired ? "fired for nothing"
				    : "changed without a rule",
			&in, &out, NULL);
	return true;
}

/* Each word for itself, and all together the same in order. */
static bool
subject_accounted(const struct subject *s)
{
	autoargvec all = ARGVEC_INIT, together = ARGVEC_INIT;
	bool ok = true;

	for (size_t i = 0; i < s->ws.n && ok; i++)
		ok = word_accounted(s, i, &all);
	if (ok && ruled(s, &s->ws, &together) >= 0 && !same(&all, &together))
		ok = broken("words change each other", &s->w.call.words, &all,
			&together);
	return ok;
}

/* A rule may put something behind a word that stays; saying it twice is
 * saying it once. */
static void
drop_repeats(struct argvec *a)
{
	for (size_t i = 1; i < a->n;)
		if (strcmp(a->v[i - 1], a->v[i]) == 0)
			argvec_remove(a, i);
		else
			i++;
}

/* What the rules made, under the rules again. */
static bool
subject_idempotent(const struct subject *s)
{
	autoargvec once = ARGVEC_INIT, twice = ARGVEC_INIT;
	struct words ws = WORDS_INIT;
	bool ok = true;

	/* such a call is refused: the next word would be the value */
	if (words_unfinished(&s->ws) != NULL || ruled(s, &s->ws, &once) < 0)
		return true;
	words_parse(&once, false, &ws);
	if (ruled(s, &ws, &twice) < 0)
		ok = broken("refuses its own output", &once, NULL, NULL);
	drop_repeats(&once);
	drop_repeats(&twice);
	if (ok && !same(&once, &twice))
		ok = broken("rules change their own output",
			&s->w.call.words, &once, &twice);
	words_clear(&ws);
	return ok;
}

/* fnmatch(3) and a plain scan in place of rule_match and the search. */
static const struct rule *
plain_scan(const struct rule_context *c, const char *text, enum space space)
{
	const struct version *z = &c->call->zig->version;
	unsigned zig = z->major * 10000u + z->minor * 100u + z->patch;
	const struct rule *best = NULL;
	size_t best_len = 0;
	bool best_exact = false;

	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;) {
		size_t len = 0;
		bool exact;

		if ((r->spaces & 1u << space) == 0)
			continue;
		exact = strchr(r->match, '*') == NULL;
		for (const char *p = r->match; *p != '\0'; p++)
			len += *p != '*';
		if ((r->when & ~c->when) != 0 || zig < r->zig_from ||
			(r->zig_below != 0 && zig >= r->zig_below) ||
			fnmatch(r->match, text, FNM_NOESCAPE) != 0)
			continue;
		if (best == NULL || len > best_len ||
			(len == best_len && exact && !best_exact)) {
			best = r;
			best_len = len;
			best_exact = exact;
		}
	}
	return best;
}

/* Compares the first look-up only: that of the word as it is written. */
static bool
subject_search(const struct subject *s)
{
	for (size_t i = 0; i < s->ws.n; i++) {
		const struct word *w = &s->ws.v[i];
		autofree char *text = word_text(w);
		const struct rule *r = rule_for(&s->c, text, w->space);
		const struct rule *plain = plain_scan(&s->c, text, w->space);

		/* user rules are looked at first, and a linker's word with
		 * the other number of dashes last */
		if (s->w.conf.nrules > 0 ||
			(plain == NULL && w->space == SPACE_LINKER))
			continue;
		/* gnu.txt's words, where no row matches */
		if (plain == NULL && r != NULL &&
			(r->spaces & RULE_LOOKED_UP) == 0)
			continue;
		if (r != plain) {
			printf("'%s': %s and %s\n", text,
				r != NULL ? r->id : "none",
				plain != NULL ? plain->id : "none");
			return false;
		}
	}
	return true;
}

/* A property for golden and random calls, as linking and compiling steps. */
static bool
for_subjects(bool (*holds)(const struct subject *))
{
	static const unsigned steps[] = { WHEN_LINK, WHEN_COMPILE };
	bool ok = true;

	for (size_t i = 0; i < ncases + rounds && ok; i++) {
		struct testcase tc = i < ncases ? cases[i] : random_case();

		for (size_t k = 0; k < 2 && ok; k++) {
			struct subject s;

			if (subject_make(&s, &tc, steps[k]))
				ok = holds(&s);
			subject_clear(&s);
		}
		if (i >= ncases)
			case_clear(&tc);
	}
	return ok;
}

static bool
every_word_accounted(void)
{
	return for_subjects(subject_accounted);
}

static bool
rules_idempotent(void)
{
	return for_subjects(subject_idempotent);
}

static bool
search_is_plain_scan(void)
{
	return for_subjects(subject_search);
}

/* --- quoting -------------------------------------------------------------- */

static bool
quote_is_identity(void)
{
	for (size_t i = 0; i < rounds * 10; i++) {
		autoargvec in = ARGVEC_INIT, gnu = ARGVEC_INIT;
		autoargvec sh = ARGVEC_INIT, lines = ARGVEC_INIT;
		autofree char *gnu_text = NULL, *sh_text = NULL;
		struct fail f = FAIL_INIT;

		for (uint64_t n = rnd(5); n > 0; n--)
			argvec_take(&in, random_text(12));
		for (size_t k = 0; k < in.n; k++)
			argvec_take(&lines, quote_gnu(in.v[k]));
		gnu_text = argvec_join(&lines, rnd(2) ? " " : "\n");
		quote_parse_gnu(gnu_text, &gnu);
		if (!same(&in, &gnu))
			return broken("quote_gnu", &in, &gnu, NULL);
		sh_text = quote_sh_words(argvec_exec(&in));
		if (quote_parse_sh(sh_text, &sh, &f) != 0 || !same(&in, &sh)) {
			fail_clear(&f);
			return broken("quote_sh", &in, &sh, NULL);
		}
	}
	return true;
}

/* --- all of it ------------------------------------------------------------ */

static const struct property {
	const char *name;
	bool (*holds)(void);
} properties[] = {
	{ "every prefix of every golden call is safe", every_prefix },
	{ "any words make a plan or an error", any_words },
	{ "@file is the same words inline", file_is_inline },
	{ "driver words survive parse and emit", words_round_trip },
	{ "linker words survive parse and emit", linker_words_round_trip },
	{ "-Wl,a,b is -Xlinker a -Xlinker b", list_is_xlinker },
	{ "-L x is -Lx", joined_is_next },
	{ "each word is kept, or a rule says what became of it", every_word_accounted },
	{ "rules change nothing in their own output", rules_idempotent },
	{ "the search for a rule is a plain scan", search_is_plain_scan },
	{ "quote then parse is identity", quote_is_identity },
};


static int
run_all(char *const *parts)
{
	uint64_t seed = seed_init();
	const char *often = getenv("ZBUILD_ROUNDS");
	int failed = 0;

	if (often != NULL && *often != '\0')
		rounds = strtoul(often, NULL, 10);
	make_pool();
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		const struct property *p = &properties[i];
		bool ok;

		if (!case_selected(p->name, parts))
			continue;
		seed_set(seed);
		ok = p->holds();
		failed += !ok;
		if (!ok)
			printf("repeat with ZBUILD_SEED=%llu\n",
				(unsigned long long)seed);
		printf("%s - %s\n", ok ? "ok" : "not ok", p->name);
		fflush(stdout);
	}
	return failed > 0;
}

int
main(int argc, char **argv)
{
	struct fail f = FAIL_INIT, ignored = FAIL_INIT;
	char *root = NULL;
	int r = -1;

	(void)argc;
	setprogname("prop-tests");
	if (os_temp_dir(&root, &f) == 0) {
		world_root = root;
		if (case_read_all(FOLDER, &cases, &ncases, &f) == 0)
			r = run_all(argv + 1);
		path_remove(root, &ignored);
	}
	if (r < 0)
		r = fail_print(&f);
	for (size_t i = 0; i < ncases; i++)
		case_clear(&cases[i]);
	free(cases);
	argvec_clear(&pool);
	free(root);
	fail_clear(&f);
	return r;
}
