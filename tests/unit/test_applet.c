/* The names that the shim is run by: tool and target. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/applets.h"
#include "targets/table.h"
#include "targets/triple.h"

Suite *suite_applet(void);

static struct fail f;
static struct target t;

static void
tear_down(void)
{
	fail_clear(&f);
}

START_TEST(names_are_unique)
{
	for (size_t i = 0; i < applets_n; i++) {
		autoargvec names = ARGVEC_INIT;

		argvec_split(&names, applets[i].names, " ");
		ck_assert_str_eq(names.v[0], applets[i].name);
		for (size_t k = 0; k < names.n; k++)
			ck_assert_ptr_eq(applet_find(names.v[k]), &applets[i]);
	}
	ck_assert_ptr_null(applet_find(""));
	ck_assert_ptr_null(applet_find("cc gcc"));
	ck_assert_ptr_null(applet_find("g"));
}
END_TEST

/* What the contract promises. */
static const char *const promised[] = { "cc", "gcc", "clang", "c++", "g++",
	"clang++", "cpp", "ar", "ranlib", "ld", "ld.lld", "strip", "objcopy",
	"nm", "dlltool", "windres", "lib", "install_name_tool" };

START_TEST(every_promised_tool_is_there)
{
	ck_assert_ptr_nonnull(applet_find(promised[_i]));
}
END_TEST

static const struct {
	const char *name;
	int result;
	const char *applet, *target;
} names[] = {
	{ "x86_64-unknown-linux-gnu.2.17-cc", 1, "cc", "x86_64-unknown-linux-gnu.2.17" },
	{ "./x86_64-unknown-linux-gnu.2.17-cc", 1, "cc", "x86_64-unknown-linux-gnu.2.17" },
	{ "/a-b/c-d/aarch64-linux-gnu-g++", 1, "c++", "aarch64-unknown-linux-gnu" },
	{ "aarch64-linux-gnu-gcc-ar", 1, "ar", "aarch64-unknown-linux-gnu" },
	{ "aarch64-linux-gnu-gcc-12", 1, "cc", "aarch64-unknown-linux-gnu" },
	{ "x86_64-unknown-linux-musl-clang++-19", 1, "c++", "x86_64-unknown-linux-musl" },
	{ "/o/x86_64-unknown-linux-gnu.2.28/cc", 1, "cc", "x86_64-unknown-linux-gnu.2.28" },
	{ "/o/x86_64-unknown-linux-gnu.2.28/ld.lld", 1, "ld", "x86_64-unknown-linux-gnu.2.28" },
	{ "/o/aarch64-unknown-linux-gnu.2.28/aarch64-linux-gnu-gcc", 1, "cc", "aarch64-unknown-linux-gnu.2.28" },
	{ "/o/aarch64-unknown-linux-gnu.2.28/aarch64-unknown-linux-gnu.2.31-cc", 1, "cc", "aarch64-unknown-linux-gnu.2.31" },
	{ "zshim", 0, NULL, NULL },
	{ "/usr/bin/zshim", 0, NULL, NULL },
	{ "zshim-1.0", 0, NULL, NULL },
	{ "/usr/bin/cc", -1, NULL, NULL },
	{ "", -1, NULL, NULL },
	{ "-cc", -1, NULL, NULL },
	{ "-", -1, NULL, NULL },
	{ "x86_64-unknown-linux-gnu.2.17-", -1, NULL, NULL },
	{ "x86_64-unknown-linux-gnu.2.17-frob", -1, NULL, NULL },
	{ "nonsense-cc", -1, NULL, NULL },
};

START_TEST(names_say_tool_and_target)
{
	const struct applet *a = NULL;

	ck_assert_int_eq(applet_from_name(names[_i].name, NULL, &a, &t, &f),
		names[_i].result);
	ck_assert((f.what != NULL) == (names[_i].result < 0));
	if (names[_i].result == 1) {
		ck_assert_str_eq(a->name, names[_i].applet);
		ck_assert_str_eq(t.name, names[_i].target);
	}
}
END_TEST

/* Whatever link makes, running it by that name means tool and target. */
START_TEST(linked_names_are_understood)
{
	autoargvec links = ARGVEC_INIT;
	const struct target_def *d = target_row(_i);
	struct target meant;

	if (d->refuse != NULL)
		return;
	ck_assert_int_eq(triple_parse(d->rust, NULL, &t, &f), 0);
	meant = t;
	applet_link_names(&meant, &links);
	ck_assert_uint_gt(links.n, 20);
	for (size_t i = 0; i < links.n; i++) {
		const struct applet *a = NULL;

		ck_assert_int_eq(
			applet_from_name(links.v[i], NULL, &a, &t, &f), 1);
		ck_assert_ptr_eq(t.def, meant.def);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(links.v[i], links.v[k]);
	}
}
END_TEST

START_TEST(a_floor_is_in_the_linked_names)
{
	autoargvec links = ARGVEC_INIT;

	ck_assert_int_eq(triple_parse("aarch64-unknown-linux-gnu.2.28", NULL,
				 &t, &f),
		0);
	applet_link_names(&t, &links);
	ck_assert(argvec_has(&links, "aarch64-unknown-linux-gnu.2.28-cc"));
	ck_assert(argvec_has(&links, "aarch64-linux-gnu-gcc"));
	ck_assert(!argvec_has(&links, "aarch64-unknown-linux-gnu-cc"));
	ck_assert(!argvec_has(&links, "aarch64-linux-gnu-dlltool"));
}
END_TEST

Suite *
suite_applet(void)
{
	Suite *s = suite_create("applet");
	TCase *c = tcase_create("applet");

	tcase_add_checked_fixture(c, NULL, tear_down);
	tcase_add_test(c, names_are_unique);
	tcase_add_loop_test(c, every_promised_tool_is_there, 0,
		COUNT(promised));
	tcase_add_loop_test(c, names_say_tool_and_target, 0, COUNT(names));
	tcase_add_loop_test(c, linked_names_are_understood, 0,
		(int)target_table_n);
	tcase_add_test(c, a_floor_is_in_the_linked_names);
	suite_add_tcase(s, c);
	return s;
}
