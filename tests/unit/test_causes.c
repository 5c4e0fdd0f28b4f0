#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/explain.h"

Suite *suite_causes(void);

static struct target
musl(void)
{
	struct fail f = FAIL_INIT;
	struct target t;

	ck_assert_int_eq(
		triple_parse("aarch64-unknown-linux-musl", NULL, &t, &f), 0);
	return t;
}

/* Every row is found by its own example, and fills in what it names. */
START_TEST(test_every_row)
{
	const struct symptom *s = &symptoms[_i];
	autofree char *log = xasprintf(
		"   Compiling x v1.0.0\n  |  %s\nwarning: done\n", s->example);
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	symptom_find(s, log, &t, &c);
	ck_assert_msg(c.n == 1, "not found: %s", s->example);
	ck_assert_msg(strstr(s->example, c.v[0].line) != NULL,
		"'%s' is no part of '%s'", c.v[0].line, s->example);
	ck_assert_ptr_null(strstr(c.v[0].cause, "`?`"));
	ck_assert_ptr_null(strchr(c.v[0].cause, '%'));
	ck_assert_ptr_nonnull(c.v[0].fix);
	ck_assert_ptr_null(strchr(c.v[0].fix, '%'));
	symptom_find(s, log, &t, &c);
	ck_assert_uint_eq(c.n, 1);
	causes_clear(&c);
}
END_TEST

START_TEST(test_nothing_known)
{
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	causes_find("   Compiling serde v1.0.0\nerror[E0308]: mismatched types\n"
		    "warning: unused variable\n",
		&t, NULL, &c);
	ck_assert_uint_eq(c.n, 0);
	causes_find("", &t, NULL, &c);
	ck_assert_uint_eq(c.n, 0);
	causes_clear(&c);
}
END_TEST

START_TEST(test_names_are_filled_in)
{
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	causes_find("  |  ssl.c:1:10: fatal error: 'openssl/ssl.h' file not "
		    "found\nld.lld: error: undefined symbol: open64\n",
		&t, NULL, &c);
	ck_assert_uint_eq(c.n, 2);
	ck_assert_ptr_nonnull(strstr(c.v[0].cause, "musl 1.2.4"));
	ck_assert_str_eq(c.v[1].line,
		"ssl.c:1:10: fatal error: 'openssl/ssl.h' file not found");
	ck_assert_ptr_nonnull(strstr(c.v[1].cause, "`openssl/ssl.h`"));
	ck_assert_ptr_nonnull(
		strstr(c.v[1].fix, "--target aarch64-unknown-linux-musl"));
	causes_clear(&c);
}
END_TEST

START_TEST(test_error_lines)
{
	autoargvec lines = ARGVEC_INIT;

	error_lines("   Compiling a\nerror: one\n  | error: two\nerror: one\n"
		    "make: *** [all] Error 2\nfine",
		3, &lines);
	ck_assert_uint_eq(lines.n, 3);
	ck_assert_str_eq(lines.v[0], "error: one");
	ck_assert_str_eq(lines.v[1], "error: two");
	ck_assert_str_eq(lines.v[2], "make: *** [all] Error 2");
}
END_TEST

Suite *
suite_causes(void)
{
	Suite *s = suite_create("causes");
	TCase *c = tcase_create("symptoms");

	tcase_add_loop_test(c, test_every_row, 0, (int)symptoms_n);
	tcase_add_test(c, test_nothing_known);
	tcase_add_test(c, test_names_are_filled_in);
	tcase_add_test(c, test_error_lines);
	suite_add_tcase(s, c);
	return s;
}
