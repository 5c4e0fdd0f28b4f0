/* cargo's cfg(…) expressions. */
#include <check.h>

#include "wrapper/cargo/cfgexpr.h"

static const struct {
	const char *expr;
	int want; /* 1 holds, 0 does not, -1 cannot be read */
} cases[] = {
	{ "cfg(unix)", 1 },
	{ "cfg(windows)", 0 },
	{ "cfg( target_os = \"linux\" )", 1 },
	{ "cfg(target_os=\"macos\")", 0 },
	{ "cfg(all(unix, target_arch = \"aarch64\"))", 1 },
	{ "cfg(all(unix, windows))", 0 },
	{ "cfg(any(windows, unix,))", 1 },
	{ "cfg(not(unix))", 0 },
	{ "cfg(not(any(windows, all(unix, not(windows)))))", 0 },
	{ "cfg(all())", 1 },
	{ "cfg(any())", 0 },
	{ "cfg(true)", 1 },
	{ "cfg(false)", 0 },
	{ "cfg(target_feature = \"neon\")", 1 },
	{ "cfg(target_feature = \"sse\")", 0 },
	{ "cfg(unix", -1 },
	{ "cfg()", -1 },
	{ "unix", -1 },
	{ "cfg(unix) x", -1 },
	{ "cfg(not(unix, windows))", -1 },
	{ "cfg(maybe(unix))", -1 },
	{ "cfg(target_os = linux)", -1 },
	{ "cfg(target_os = \"linux)", -1 },
	{ "cfg(all(unix windows))", -1 },
};

START_TEST(evaluates)
{
	autoargvec facts = ARGVEC_INIT;
	struct fail f = FAIL_INIT;
	bool holds = false;
	int r;

	argvec_pushl(&facts, "unix", "target_os=\"linux\"",
		"target_arch=\"aarch64\"", "target_feature=\"neon\"", NULL);
	r = cfgexpr_holds(cases[_i].expr, &facts, &holds, &f);
	ck_assert_msg((r == 0 ? holds : -1) == cases[_i].want, "%s",
		cases[_i].expr);
	fail_clear(&f);
}
END_TEST

Suite *suite_cfgexpr(void);
Suite *
suite_cfgexpr(void)
{
	Suite *s = suite_create("cfgexpr");
	TCase *t = tcase_create("cfgexpr");

	tcase_add_loop_test(t, evaluates, 0, sizeof cases / sizeof *cases);
	suite_add_tcase(s, t);
	return s;
}
