/* The words with which cargo builds std. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "targets/triple.h"
#include "wrapper/std/stdbuild.h"

static char *
way(const char *name)
{
	const struct target_def *d = triple_find(name, NULL);
	char *s;

	ck_assert_ptr_nonnull(d);
	s = stdbuild_way(d);
	ck_assert_uint_eq(strlen(s), 8);
	ck_assert_uint_eq(strspn(s, "0123456789abcdef"), 8);
	return s;
}

/* The way is a part of the library's place in the cache: the same for targets
 * that are built with the same words, another where the words differ. */
START_TEST(the_words_are_the_way)
{
	char *arm = way("aarch64-unknown-linux-gnu");
	char *again = way("aarch64-unknown-linux-gnu");
	char *riscv = way("riscv64gc-unknown-linux-gnu");
	char *bare = way("thumbv6m-none-eabi");

	ck_assert_str_eq(arm, again);
	ck_assert_str_eq(arm, riscv);
	ck_assert_str_ne(arm, bare);
	free(arm);
	free(again);
	free(riscv);
	free(bare);
}
END_TEST

Suite *suite_stdbuild(void);

Suite *
suite_stdbuild(void)
{
	Suite *s = suite_create("stdbuild");
	TCase *tc = tcase_create("stdbuild");

	tcase_add_test(tc, the_words_are_the_way);
	suite_add_tcase(s, tc);
	return s;
}
