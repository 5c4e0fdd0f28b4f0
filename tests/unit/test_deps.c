/* [deps] in a user's file, and the lock file. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/root/depslock.h"
#include "tests/unit/fixture.h"
#include "wrapper/deps/deps.h"
#include "wrapper/deps/depsini.h"
#include "wrapper/deps/roottext.h"

#define N(table) ((int)(sizeof(table) / sizeof *(table)))
#define ARM "aarch64-unknown-linux-gnu"
#define HASH "afb60f0bae432f2f0edfe2d674e99c1a13a147c9aa2b52f2f23e3df19ece76f5"

static const struct {
	const char *before, *after;
} adds[] = {
	{ "", "[deps]\nT = x\n" },
	{ "[zbuild]\nstrict = yes", "[zbuild]\nstrict = yes\n\n[deps]\nT = x\n" },
	{ "[deps]\n", "[deps]\nT = x\n" },
	{ "# mine\n[deps]\nT = a b\n\n[zbuild]\nstrict = no\n",
		"# mine\n[deps]\nT = a b\nT = x\n\n[zbuild]\nstrict = no\n" },
	{ "[deps] ; ours\n\n  T = a ; why\n\n\n",
		"[deps] ; ours\n\n  T = a ; why\nT = x\n\n\n" },
};

START_TEST(add)
{
	char *text = depsini_add(adds[_i].before, "T", "x");

	ck_assert_str_eq(text, adds[_i].after);
	free(text);
}
END_TEST

static const struct {
	const char *before, *after;
} says[] = {
	{ "", "[deps T]\nsuite = x\n" },
	{ "[deps]\nT = a", "[deps]\nT = a\n\n[deps T]\nsuite = x\n" },
	{ "[deps T]\narch = b\nsuite = y\n\n[deps]\nsuite = z\n",
		"[deps T]\narch = b\nsuite = x\n\n[deps]\nsuite = z\n" },
};

START_TEST(say)
{
	char *text = depsini_say(
		says[_i].before, "deps T", "suite", "x");

	ck_assert_str_eq(text, says[_i].after);
	free(text);
}
END_TEST

static const struct {
	const char *before, *after;
} removals[] = {
	{ "", "" },
	{ "[deps]\nT = x\n", "" },
	{ "[zbuild]\nstrict = yes\n\n[deps]\nT = x\n",
		"[zbuild]\nstrict = yes\n" },
	{ "[deps]\nT = a x b\n", "[deps]\nT = a b\n" },
	{ "[deps]\nU = x ; why\nT = x\nV = x\n", "[deps]\nV = x\n" },
	{ "[deps]\nT = a x ; why\n", "[deps]\nT = a ; why\n" },
	{ "[rule r]\nT = x\n[deps]\nT=x\n[zbuild]\n",
		"[rule r]\nT = x\n[deps]\n[zbuild]\n" },
	{ "[deps]\nT = xx\n", "[deps]\nT = xx\n" },
};

START_TEST(removal)
{
	autoargvec targets = ARGVEC_INIT;
	char *text;

	argvec_pushl(&targets, "T", "U", NULL);
	text = depsini_remove(removals[_i].before, &targets, "x");
	ck_assert_str_eq(text, removals[_i].after);
	free(text);
}
END_TEST

/* What add did, remove undoes. */
START_TEST(both)
{
	static const char *const texts[] = { "", "[zbuild]\nstrict = no\n",
		"[deps]\nT = a\n\n[zbuild]\nstrict = no\n" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		autoargvec targets = ARGVEC_INIT;
		autofree char *with = depsini_add(texts[i], "T", "x");
		autofree char *again = NULL;

		argvec_push(&targets, "T");
		again = depsini_remove(with, &targets, "x");
		ck_assert_str_eq(again, texts[i]);
	}
}
END_TEST

#define HEAD "[zbuild-lock]\nversion = 1\n"

START_TEST(lock)
{
	char *path = put_text("zbuild.lock", HEAD "[" ARM "]\nwants = bb\n"
		"aa = 1:2~x arm64 12 " HASH "\nbb = 3 all 34 " HASH "\n");
	autofree char *text = NULL, *again = NULL;
	struct depslock l;
	struct depslock_target *t;

	ck_assert_int_eq(depslock_read(&machine_real, path, &l, &f), 0);
	t = depslock_find(&l, ARM);
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(t->set.n, 2);
	ck_assert_str_eq(t->set.v[0].version, "1:2~x");
	ck_assert_uint_eq(t->set.v[1].size, 34);
	text = depslock_text(&l);
	depslock_clear(&l);
	/* What is written is read as the same. */
	path = put_text("zbuild.lock", text);
	ck_assert_int_eq(depslock_read(&machine_real, path, &l, &f), 0);
	again = depslock_text(&l);
	ck_assert_str_eq(again, text);
	depslock_drop(&l, ARM);
	ck_assert_ptr_null(depslock_find(&l, ARM));
	depslock_clear(&l);
}
END_TEST

START_TEST(no_lock)
{
	char *path = at("zbuild.lock");
	struct depslock l;

	ck_assert_int_eq(depslock_read(&machine_real, path, &l, &f), 0);
	ck_assert_uint_eq(l.n, 0);
}
END_TEST

static const struct {
	const char *text, *message;
} bad[] = {
	{ "[" ARM "]\nwants = a\n", "no version of the format" },
	{ "[zbuild-lock]\nversion = 2\n", "unknown format 2" },
	{ "[zbuild-lock]\ncolour = 1\n", "unknown key 'colour'" },
	{ HEAD "[" ARM "]\na = 1 arm64 12\n", "'a': not a package" },
	{ HEAD "[" ARM "]\nab = 1 arm64 12 xyz\n", "'ab': not a package" },
	{ HEAD "[" ARM "]\nwants =;a\n", "';a' is no package's name" },
	{ HEAD "[" ARM "]\nab = \"1 arm64 1 " HASH "\n", "'ab': not a package" },
	{ HEAD "[" ARM "]\nab = 1 a/b 1 " HASH "\n", "'ab': not a package" },
	{ HEAD "[" ARM "]\nab = 1 arm64 1x " HASH "\n", "'1x' is no size" },
	{ HEAD "[" ARM "]\n-ab = 1 arm64 1 " HASH "\n", "'-ab': not a" },
	{ HEAD "[" ARM "]\nab = 1 arm64 1 " HASH "\nab = 1 arm64 1 " HASH "\n",
		"'ab' comes twice" },
	{ "<<<<<<< HEAD\n", "neither [section] nor key = value" },
};

START_TEST(bad_lock)
{
	char *path = put_text("zbuild.lock", bad[_i].text);
	struct depslock l;

	ck_assert_int_eq(depslock_read(&machine_real, path, &l, &f), -1);
	ck_assert_msg(strstr(f.what, bad[_i].message) != NULL, "%s", f.what);
	ck_assert_ptr_nonnull(strstr(f.what, "zbuild.lock:"));
}
END_TEST

START_TEST(answers)
{
	struct depslock_target t = { 0 };
	autoargvec names = ARGVEC_INIT, sorted = ARGVEC_INIT;

	argvec_pushl(&names, "b", "a", "b", NULL);
	depslock_sorted(&names, &sorted);
	ck_assert_uint_eq(sorted.n, 2);
	ck_assert_str_eq(sorted.v[0], "a");
	ck_assert(!depslock_answers(NULL, &sorted));
	argvec_push(&t.wants, "a");
	ck_assert(!depslock_answers(&t, &sorted));
	argvec_push(&t.wants, "b");
	ck_assert(depslock_answers(&t, &sorted));
	argvec_clear(&t.wants);
}
END_TEST

static const struct {
	const char *before, *after;
} scripts[] = {
	{ "GROUP(/usr/lib/m/libbsd.so.0 AS_NEEDED(-lmd))\n",
		"GROUP(libbsd.so.0 AS_NEEDED(-lmd))\n" },
	{ "/* GNU ld script */ INPUT ( /lib/m/libx.so.1 /usr/lib/n/liby.a )\n",
		"/* GNU ld script */ INPUT ( libx.so.1 "
		"../../../usr/lib/n/liby.a )\n" },
	{ "INPUT(libncurses.so.6 -ltinfo)", "INPUT(libncurses.so.6 -ltinfo)" },
};

START_TEST(script)
{
	autofree char *text = roottext_script(
		scripts[_i].before, "../../..", "/usr/lib/m");

	ck_assert_str_eq(text, scripts[_i].after);
}
END_TEST

static const struct {
	const char *before, *after;
} paths[] = {
	{ "set(X \"/usr/include\" /usr/lib/m)",
		"set(X \"D/../../usr/include\" D/../../usr/lib/m)" },
	{ "prefix=/usr\necho -I/usr/include -L/usr/lib/m",
		"prefix=D/../../usr\necho -ID/../../usr/include "
		"-LD/../../usr/lib/m" },
	{ "/usr", "D/../../usr" },
	{ "${X}/usr/lib '/usr/lib' /usrlocal x/usr",
		"${X}/usr/lib '/usr/lib' /usrlocal x/usr" },
};

START_TEST(path)
{
	autofree char *text =
		roottext_paths(paths[_i].before, "D", "../..");

	ck_assert_str_eq(text, paths[_i].after);
}
END_TEST

START_TEST(libcs)
{
	autofree char *text = roottext_paths(
		"\"/usr/lib/m/libpthread.a;/usr/lib/m/libdl.so\" /usr/lib/libx.a",
		"${D}", "..");

	ck_assert_str_eq(text, "\"pthread;dl\" ${D}/../usr/lib/libx.a");
}
END_TEST

Suite *suite_deps(void);

Suite *
suite_deps(void)
{
	Suite *s = suite_create("deps");
	TCase *t = tcase_create("deps");

	tcase_add_checked_fixture(t, fixture_setup,
		fixture_teardown);
	tcase_add_loop_test(t, add, 0, N(adds));
	tcase_add_loop_test(t, say, 0, N(says));
	tcase_add_loop_test(t, removal, 0, N(removals));
	tcase_add_test(t, both);
	tcase_add_loop_test(t, script, 0, N(scripts));
	tcase_add_loop_test(t, path, 0, N(paths));
	tcase_add_test(t, libcs);
	tcase_add_test(t, lock);
	tcase_add_test(t, no_lock);
	tcase_add_loop_test(t, bad_lock, 0, N(bad));
	tcase_add_test(t, answers);
	suite_add_tcase(s, t);
	return s;
}
