/* common/ending: why a program failed, in words. */
#include <check.h>
#include <stdlib.h>

#include "common/ending.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"

#define MEMORY ", as the kernel does when memory runs out"

static const struct {
	int status;
	bool first;
	const char *said, *want;
} rows[] = {
	{ 1, true, NULL, "exit status 1, and it said nothing" },
	{ 1, true, "\n \n", "exit status 1, and it said nothing" },
	{ 137, true, NULL, "killed by signal 9 (Killed)" MEMORY },
	{ 139, true, "panic: index\n",
		"killed by signal 11 (Segmentation fault): panic: index" },
	{ 255, true, "so it is\n", "so it is" },
	{ 1, true, "a.c:1: error: one\na.c:2: error: two\nmore\n", "one" },
	{ 1, false, "error: one\nerror: two\nmore\n", "error: two" },
	{ 1, false, "curl: (6) could not resolve\n\n",
		"curl: (6) could not resolve" },
	{ 1, true, "write: No space left on device\nerror: cannot go on\n",
		"write: No space left on device" },
	{ 1, false, "x.zig: NoSpaceLeft\nerror: so\n", "x.zig: NoSpaceLeft" },
	{ 101, true, "error: could not compile `core`\n  process didn't exit "
		     "successfully: `rustc` (signal: 9, SIGKILL: kill)\n",
		"what it ran was killed" MEMORY },
};

START_TEST(texts)
{
	autofree char *got = ending_text(
		rows[_i].status, rows[_i].said, rows[_i].first);

	ck_assert_str_eq(got, rows[_i].want);
}
END_TEST

START_TEST(failures)
{
	ck_assert_int_eq(ending_fail("it", 0, "error: x", true, &f), 0);
	ck_assert_ptr_null(f.what);
	ck_assert_int_eq(ending_fail("it", 3, "error: x", true, &f), -1);
	ck_assert_str_eq(f.what, "it failed: x");
	fail_clear(&f);
	ck_assert_int_eq(ending_fail("it", 130, "error: x", true, &f), -1);
	ck_assert_str_eq(f.what, "interrupted");
	ck_assert_int_eq(f.status, 130);
}
END_TEST

Suite *suite_ending(void);

Suite *
suite_ending(void)
{
	Suite *s = suite_create("ending");
	TCase *t = tcase_create("ending");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_loop_test(t, texts, 0, COUNT(rows));
	tcase_add_test(t, failures);
	suite_add_tcase(s, t);
	return s;
}
