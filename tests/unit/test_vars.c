/* An environment as a value. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/vars.h"
#include "common/xalloc.h"

static const struct {
	const char *before, *changes, *after;
} cases[] = {
	{ "A=1;B=2", "", "A=1;B=2" },
	{ "A=1;B=2", "A=3", "B=2;A=3" },
	{ "A=1;B=2", "A", "B=2" },
	{ "A=1;B=2", "C", "A=1;B=2" },
	{ "A=1", "A=;A=2", "A=2" },
	{ "A=1", "A=2;A", "" },
	/* A name that begins like another is another. */
	{ "AB=1;A=2", "A", "AB=1" },
	{ "AB=1", "A=2", "AB=1;A=2" },
	/* All that was set twice goes. */
	{ "A=1;B=2;A=3", "A=4", "B=2;A=4" },
	{ "A=1", "B=x=y", "A=1;B=x=y" },
	{ "", "A", "" },
};

START_TEST(apply)
{
	autoargvec vars = ARGVEC_INIT, changes = ARGVEC_INIT;
	autofree char *got = NULL;

	argvec_split(&vars, cases[_i].before, ";");
	argvec_split(&changes, cases[_i].changes, ";");
	vars_apply(&vars, &changes);
	got = argvec_join(&vars, ";");
	ck_assert_str_eq(got, cases[_i].after);
}
END_TEST

START_TEST(get)
{
	autoargvec vars = ARGVEC_INIT;

	ck_assert_ptr_null(vars_get(&vars, "A"));
	argvec_pushl(&vars, "AB=1", "A=x=y", "A=2", "B=", "C", NULL);
	ck_assert_str_eq(vars_get(&vars, "A"), "x=y");
	ck_assert_str_eq(vars_get(&vars, "B"), "");
	ck_assert_ptr_null(vars_get(&vars, "C"));
	ck_assert_ptr_null(vars_get(&vars, ""));
}
END_TEST

START_TEST(own)
{
	autoargvec vars = ARGVEC_INIT;

	setenv("ZBUILD_TEST_OWN", "here", 1);
	vars_own(&vars);
	ck_assert_str_eq(vars_get(&vars, "ZBUILD_TEST_OWN"), "here");
	/* It is a copy. */
	unsetenv("ZBUILD_TEST_OWN");
	ck_assert_str_eq(vars_get(&vars, "ZBUILD_TEST_OWN"), "here");
}
END_TEST

Suite *suite_vars(void);
Suite *
suite_vars(void)
{
	Suite *s = suite_create("vars");
	TCase *t = tcase_create("vars");

	tcase_add_loop_test(t, apply, 0, sizeof cases / sizeof *cases);
	tcase_add_test(t, get);
	tcase_add_test(t, own);
	suite_add_tcase(s, t);
	return s;
}
