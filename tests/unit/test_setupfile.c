/* The file of `setup`: its record, and what is the user's own in it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/cargo/setupfile.h"

static char *
generated(const struct setupfile_record *r, const char *eol)
{
	autoargvec lines = ARGVEC_INIT;
	autofree char *text = NULL;

	setupfile_head(&lines);
	setupfile_write(r, &lines);
	argvec_push(&lines, "[env]");
	argvec_push(&lines, "CC_t = \"x\"");
	text = argvec_join(&lines, eol);
	return xasprintf("%s%s", text, eol);
}

START_TEST(record_comes_back)
{
	for (int i = 0; i < 16; i++) {
		struct setupfile_record a = SETUPFILE_RECORD_INIT;
		struct setupfile_record b = SETUPFILE_RECORD_INIT;
		autofree char *text = NULL;

		argvec_push(&a.targets, "x86_64-unknown-linux-gnu.2.17");
		if (i & 8)
			argvec_push(&a.targets, "aarch64-unknown-linux-musl");
		a.made_config = i & 1;
		a.made_dir = i & 2;
		a.was_string = i & 4;
		text = generated(&a, i & 1 ? "\r\n" : "\n");
		ck_assert(setupfile_ours(text));
		ck_assert(setupfile_read(text, &b));
		ck_assert_uint_eq(a.targets.n, b.targets.n);
		for (size_t k = 0; k < a.targets.n; k++)
			ck_assert_str_eq(a.targets.v[k], b.targets.v[k]);
		ck_assert_int_eq(a.made_config, b.made_config);
		ck_assert_int_eq(a.made_dir, b.made_dir);
		ck_assert_int_eq(a.was_string, b.was_string);
		setupfile_clear(&a);
		setupfile_clear(&b);
	}
}
END_TEST

START_TEST(others_are_not_ours)
{
	struct setupfile_record r = SETUPFILE_RECORD_INIT;

	ck_assert(!setupfile_ours(""));
	ck_assert(!setupfile_ours("# zbuild targets: x\n"));
	ck_assert(!setupfile_read("# zbuild targets: x\n", &r));
	ck_assert_uint_eq(r.targets.n, 0);
}
END_TEST

START_TEST(blanking_leaves_the_users_part)
{
	struct setupfile_record r = SETUPFILE_RECORD_INIT;
	autofree char *ours = generated(&r, "\n");
	char theirs[] = "a = 1\n# >>> cargo zbuild setup\nb = 2\n"
			"# <<< cargo zbuild setup\nc = 3\n";

	setupfile_blank(ours);
	ck_assert_uint_eq(strspn(ours, " \n"), strlen(ours));
	setupfile_blank(theirs);
	ck_assert_ptr_nonnull(strstr(theirs, "a = 1\n"));
	ck_assert_ptr_null(strstr(theirs, "b = 2"));
	ck_assert_ptr_nonnull(strstr(theirs, "\nc = 3\n"));
}
END_TEST

Suite *suite_setupfile(void);

Suite *
suite_setupfile(void)
{
	Suite *s = suite_create("setupfile");
	TCase *tc = tcase_create("setupfile");

	tcase_add_test(tc, record_comes_back);
	tcase_add_test(tc, others_are_not_ours);
	tcase_add_test(tc, blanking_leaves_the_users_part);
	suite_add_tcase(s, tc);
	return s;
}
