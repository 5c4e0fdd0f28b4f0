/*
 * Golden cases: each .case file below tests/golden is a call and what must
 * come of it (the format is in tests/lib/case.h).
 *
 *   golden-tests [PART…]           compare; PART selects by name
 *   golden-tests --accept [PART…]  show each difference and take it as right
 *   golden-tests --mutate [ID…]    switch each rule off: a case must notice
 */
#include <bsd/stdlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/rules/rules.h"
#include "tests/lib/case.h"

#define FOLDER "tests/golden"

struct suite {
	struct testcase *cases;
	size_t n;
	char **parts;           /* NULL-terminated */
};

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

/* Lines of the longest common subsequence of a[i..] and b[k..]. */
static size_t *
common_lines(const struct argvec *a, const struct argvec *b)
{
	size_t w = b->n + 1;
	size_t *t = xcalloc((a->n + 1) * w, sizeof *t);

	for (size_t i = a->n; i-- > 0;)
		for (size_t k = b->n; k-- > 0;) {
			size_t down = t[(i + 1) * w + k];
			size_t right = t[i * w + k + 1];

			if (strcmp(a->v[i], b->v[k]) == 0)
				t[i * w + k] = t[(i + 1) * w + k + 1] + 1;
			else
				t[i * w + k] = down > right ? down : right;
		}
	return t;
}

static void
show_diff(const struct argvec *a, const struct argvec *b)
{
	autofree size_t *t = common_lines(a, b);
	size_t w = b->n + 1, i = 0, k = 0;

	while (i < a->n || k < b->n) {
		if (i < a->n && k < b->n && strcmp(a->v[i], b->v[k]) == 0) {
			printf("  %s\n", a->v[i]);
			i++, k++;
		} else if (i < a->n && (k == b->n || t[(i + 1) * w + k] >=
							 t[i * w + k + 1])) {
			printf("- %s\n", a->v[i++]);
		} else {
			printf("+ %s\n", b->v[k++]);
		}
	}
}

/* --- compare -------------------------------------------------------------- */

static bool
compare(const struct testcase *tc)
{
	struct fail f = FAIL_INIT;
	autoargvec lines = ARGVEC_INIT;
	bool ok = case_run(tc, &lines, &f) == 0 && tc->expected.n > 0 &&
		  same(&tc->expected, &lines);

	if (f.what != NULL)
		printf("%s\n", f.what);
	else if (tc->expected.n == 0)
		printf("%s: expects nothing\n", tc->path);
	if (!ok)
		show_diff(&tc->expected, &lines);
	printf("%s - %s\n", ok ? "ok" : "not ok", tc->name);
	fail_clear(&f);
	return ok;
}

static int
compare_all(const struct suite *s)
{
	size_t failed = 0;

	for (size_t i = 0; i < s->n; i++)
		if (case_selected(s->cases[i].name, s->parts))
			failed += !compare(&s->cases[i]);
	return failed > 0;
}

/* --- accept --------------------------------------------------------------- */

static int
rewrite(const struct testcase *tc, const struct argvec *lines, struct fail *f)
{
	autoargvec all = ARGVEC_INIT;
	autofree char *text = NULL, *ended = NULL;

	argvec_pushv(&all, tc->head.v);
	argvec_pushv(&all, lines->v);
	text = argvec_join(&all, "\n");
	ended = xasprintf("%s\n", text);
	return path_write(tc->path, ended, strlen(ended), 0644, f);
}

static int
accept_all(const struct suite *s, struct fail *f)
{
	size_t changed = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct testcase *tc = &s->cases[i];
		autoargvec lines = ARGVEC_INIT;

		if (!case_selected(tc->name, s->parts))
			continue;
		if (case_run(tc, &lines, f) != 0)
			return fail_context(f, "%s", tc->path);
		if (same(&tc->expected, &lines))
			continue;
		changed++;
		printf("%s\n", tc->path);
		show_diff(&tc->expected, &lines);
		if (rewrite(tc, &lines, f) != 0)
			return -1;
	}
	printf("%zu of %zu cases changed: look at them before you commit\n",
		changed, s->n);
	return 0;
}

/* --- mutate --------------------------------------------------------------- */

/* The first case that comes out otherwise without the rule, or NULL. Those
 * that tell of the rule are tried first: nearly always one is enough. */
static const struct testcase *
notices(const struct suite *s, const char *id, struct fail *f)
{
	autofree char *fired = xasprintf("Fired: %s", id);

	setenv("ZBUILD_MUTATE", id, 1);
	for (size_t k = 0; k < 2 * s->n; k++) {
		autoargvec lines = ARGVEC_INIT;
		size_t i = k < s->n ? k : k - s->n;

		if (argvec_has(&s->cases[i].expected, fired) == (k >= s->n))
			continue;
		if (case_run(&s->cases[i], &lines, f) != 0)
			return NULL;
		if (!same(&s->cases[i].expected, &lines))
			return &s->cases[i];
	}
	return NULL;
}

/* Does a case notice that rule `id` is off? */
static bool
mutate(const struct suite *s, const char *id, struct fail *f)
{
	const struct testcase *tc;

	if (!case_selected(id, s->parts))
		return true;
	tc = notices(s, id, f);
	if (tc == NULL)
		printf("no case fails without it%s%s\n",
			f->what != NULL ? ": " : "",
			f->what != NULL ? f->what : "");
	printf("%s - mutate %s%s%s\n", tc != NULL ? "ok" : "not ok", id,
		tc != NULL ? ": " : "", tc != NULL ? tc->name : "");
	return tc != NULL;
}

static int
mutate_all(const struct suite *s, struct fail *f)
{
	size_t survived = 0;
	const struct testcase *tc;

	/* with no rule switched off every case must hold */
	if ((tc = notices(s, "", f)) != NULL || f->what != NULL)
		return fail_set(f, "%s fails with all rules on",
			tc != NULL ? tc->name : "a case");
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;) {
		survived += !mutate(s, r->id, f);
		if (r->spaces & RULE_TWO_IDS)
			survived += !mutate(s, rule_id(r, SPACE_LINKER), f);
	}
	unsetenv("ZBUILD_MUTATE");
	return survived > 0;
}

static int
run(const struct suite *s, const char *how, struct fail *f)
{
	if (strcmp(how, "--accept") == 0)
		return accept_all(s, f);
#ifdef ZBUILD_MUTATE
	if (strcmp(how, "--mutate") == 0)
		return mutate_all(s, f);
#else
	(void)mutate_all;
	if (strcmp(how, "--mutate") == 0)
		return fail_set(f, "built without -DZBUILD_MUTATE");
#endif
	return compare_all(s);
}

int
main(int argc, char **argv)
{
	struct suite s = { .parts = argv + 1 };
	struct fail f = FAIL_INIT, ignored = FAIL_INIT;
	const char *how = "";
	char *root = NULL;
	int r = -1;

	setprogname("golden-tests");
	if (argc > 1 && strncmp(argv[1], "--", 2) == 0) {
		how = argv[1];
		s.parts++;
	}
	if (os_temp_dir(&root, &f) == 0) {
		world_root = root;
		if (case_read_all(FOLDER, &s.cases, &s.n, &f) == 0)
			r = run(&s, how, &f);
		path_remove(root, &ignored);
	}
	if (r < 0)
		r = fail_print(&f);
	for (size_t i = 0; i < s.n; i++)
		case_clear(&s.cases[i]);
	free(s.cases);
	free(root);
	fail_clear(&f);
	return r;
}
