/* The hashes of zig's wheels. */
#include <check.h>
#include <stddef.h>

#include "wrapper/zig/known.h"

static const struct {
	const char *version;
	bool known;
} versions[] = {
	{ "0.11.0", true }, { "0.12.1", true }, { "0.13.0.post1", true },
	{ "0.15.2", true }, { "0.17.0.post0", true }, { "0.17.1", true },
	{ "0.17", false }, { "0.17.2", false }, { "0.1", false },
	{ "", false }, { "0.10.0", false }, { "17.1", false },
};

START_TEST(version)
{
	ck_assert_int_eq(
		zigknown_version(versions[_i].version), versions[_i].known);
}
END_TEST

/* 0.17.1 of x86_64, as tests/deps.sh has it, too. */
#define HASH "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54"

START_TEST(archive)
{
	ck_assert(zigknown_archive(HASH));
	ck_assert(!zigknown_archive("f" HASH));
	ck_assert(!zigknown_archive("ea6cc5d8"));
	ck_assert(!zigknown_archive(""));
	ck_assert(!zigknown_archive("fa6cc5d87b033cf0aedfbc8f9549a908"
				    "cae6c50ac31f1698188fa48a74524b54"));
}
END_TEST

Suite *suite_known(void);

Suite *
suite_known(void)
{
	Suite *s = suite_create("known");
	TCase *t = tcase_create("known");

	tcase_add_loop_test(t, version, 0, sizeof versions / sizeof *versions);
	tcase_add_test(t, archive);
	suite_add_tcase(s, t);
	return s;
}
