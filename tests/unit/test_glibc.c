/*
 * data/abilists-V holds the header and a dozen symbols, byte for byte, of
 * lib/libc/glibc/abilists of zig V: 0.13.0 for the old format, 0.14.1 without
 * and 0.17.1 with the section of thread-local objects.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/glibc.h"
#include "tests/unit/fixture.h"

static const char *const releases[] = { "0.13.0", "0.14.1", "0.17.1" };

enum { OLD, NO_TLS, NEW };

static char *
release_bytes(int release, size_t *len)
{
	autofree char *path = xasprintf("tests/unit/data/abilists-%s",
		releases[release]);
	char *text;

	ck_assert_msg(path_read(path, 1 << 20, &text, len, &f) == 0, "%s",
		f.what);
	return text;
}

/* Opens bytes as a zig's list; NULL if they are refused. */
static struct glibc_lists *
open_bytes(const char *bytes, size_t len)
{
	char *lists = put_bytes("libc/glibc/abilists", bytes, len, 0600);
	struct glibc_lists *g = NULL;

	if (glibc_open(top, &g, &f) == 0)
		return g;
	ck_assert_ptr_nonnull(strstr(f.what, lists));
	fail_clear(&f);
	return NULL;
}

static struct glibc_lists *
open_release(int release)
{
	size_t len;
	autofree char *text = release_bytes(release, &len);
	struct glibc_lists *g = open_bytes(text, len);

	ck_assert_ptr_nonnull(g);
	return g;
}

START_TEST(versions)
{
	static const unsigned newest[] = { 39, 41, 44 };
	struct glibc_lists *g = open_release(_i);
	size_t n;
	const struct version *v = glibc_versions(g, &n);

	ck_assert_uint_gt(n, 40);
	ck_assert_uint_eq(v[0].minor, 0);
	ck_assert_uint_eq(v[n - 1].minor, newest[_i]);
	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(version_cmp(v[i - 1], v[i]), 0);
	glibc_free(g);
}
END_TEST

static const struct {
	const char *target, *symbol, *version, *lib;
} symbols[] = {
	{ "x86_64-unknown-linux-gnu",      "getentropy",       "2.25", "c" },
	{ "aarch64-unknown-linux-gnu",     "getentropy",       "2.25", "c" },
	{ "riscv64gc-unknown-linux-gnu",   "getentropy",       "2.27", "c" },
	{ "armv7-unknown-linux-gnueabihf", "getentropy",       "2.25", "c" },
	{ "i686-unknown-linux-gnu",        "fcntl64",          "2.28", "c" },
	{ "s390x-unknown-linux-gnu",       "__isoc23_strtoul", "2.38", "c" },
	{ "x86_64-unknown-linux-gnu",      "arc4random_buf",   "2.36", "c" },
	{ "x86_64-unknown-linux-gnu",      "memcpy",           "2.2.5", "c" },
	{ "aarch64-unknown-linux-gnu",     "memcpy",           "2.17", "c" },
	{ "x86_64-unknown-linux-gnu",      "dlopen",           "2.2.5", "dl" },
	{ "mips-unknown-linux-gnu",        "sin",              "2.0", "m" },
	{ "x86_64-unknown-linux-gnu",      "gettid",           "2.30", "c" },
	/* objects */
	{ "x86_64-unknown-linux-gnu",      "environ",          "2.2.5", "c" },
	{ "aarch64-unknown-linux-gnu",     "environ",          "2.17", "c" },
	{ "x86_64-unknown-linux-gnu",      "_IO_2_1_stdout_",  "2.2.5", "c" },
	{ "x86_64-unknown-linux-gnu",      "no_such_symbol",   NULL, NULL },
	{ "x86_64-unknown-linux-gnu",      "",                 NULL, NULL },
	{ "x86_64-unknown-linux-musl",     "memcpy",           NULL, NULL },
};

static void
symbol_in(int release, int i)
{
	struct glibc_lists *g = open_release(release);
	struct target t = fixture_target(symbols[i].target);
	const char *lib = NULL;
	struct version v, want;
	bool found = glibc_symbol(g, &t, symbols[i].symbol, &v, &lib);

	ck_assert_msg(found == (symbols[i].version != NULL), "%s in zig %s",
		symbols[i].symbol, releases[release]);
	if (found) {
		ck_assert(version_parse(symbols[i].version, &want));
		ck_assert_msg(version_cmp(v, want) == 0,
			"%s in zig %s: %u.%u.%u", symbols[i].symbol,
			releases[release], v.major, v.minor, v.patch);
		ck_assert_str_eq(lib, symbols[i].lib);
	}
	glibc_free(g);
}

START_TEST(symbol)
{
	for (int release = OLD; release <= NEW; release++)
		symbol_in(release, _i);
}
END_TEST

static const struct {
	int release;
	const char *target, *what, *hint;
} checks[] = {
	{ NEW, "x86_64-unknown-linux-gnu.2.17", NULL, NULL },
	{ NEW, "x86_64-unknown-linux-gnu.2.2.5", NULL, NULL },
	{ NEW, "x86_64-unknown-linux-gnu.2.44", NULL, NULL },
	{ NEW, "x86_64-unknown-linux-musl", NULL, NULL },
	{ OLD, "x86_64-unknown-linux-gnu.2.39", NULL, NULL },
	{ NEW, "x86_64-unknown-linux-gnu.2.99", "unknown glibc version '2.99'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.44" },
	{ OLD, "aarch64-linux-gnu.2.40", "unknown glibc version '2.40'",
		"the nearest valid one is aarch64-unknown-linux-gnu.2.39" },
	{ NEW, "x86_64-unknown-linux-gnu.2.3.4", NULL, NULL },
	{ NEW, "x86_64-unknown-linux-gnu.2.3.9",
		"unknown glibc version '2.3.9'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.3.4" },
	{ NO_TLS, "powerpc-unknown-linux-gnu", NULL, NULL },
	{ NEW, "powerpc-unknown-linux-gnu",
		"this zig has no glibc for 'powerpc-unknown-linux-gnu'", NULL },
	{ OLD, "loongarch64-unknown-linux-gnu",
		"this zig has no glibc for 'loongarch64-unknown-linux-gnu'",
		NULL },
};

START_TEST(check)
{
	struct glibc_lists *g = open_release(checks[_i].release);
	struct target t = fixture_target(checks[_i].target);
	int result = glibc_check(g, &t, &f);

	ck_assert_int_eq(result, checks[_i].what == NULL ? 0 : -1);
	ck_assert_pstr_eq(f.what, checks[_i].what);
	if (checks[_i].hint != NULL)
		ck_assert_pstr_eq(f.hint, checks[_i].hint);
	fail_clear(&f);
	glibc_free(g);
}
END_TEST

/* A file cut off anywhere is refused; only the sections of thread-local
 * objects may be missing as a whole. */
START_TEST(cut_off)
{
	size_t len;
	autofree char *text = release_bytes(_i, &len);

	for (size_t n = 0; n < len; n++) {
		/* Exactly n bytes on the heap, so that ASan sees more. */
		autofree char *part = xmalloc(n + (n == 0));
		struct glibc_lists *g;

		memcpy(part, text, n);
		g = open_bytes(part, n);
		ck_assert_msg((g != NULL) == (_i == NEW && n == len - 2),
			"%zu of %zu bytes", n, len);
		glibc_free(g);
	}
}
END_TEST

/* Bytes turned over: refused or read, never a crash. */
START_TEST(damaged)
{
	size_t len;
	autofree char *text = release_bytes(_i, &len);
	struct target t = fixture_target("x86_64-unknown-linux-gnu");

	for (size_t i = 0; i < len; i++) {
		char was = text[i];
		struct glibc_lists *g;
		struct version v;
		const char *lib = "";

		text[i] = (char)~was;
		g = open_bytes(text, len);
		if (g != NULL && glibc_symbol(g, &t, "environ", &v, &lib))
			ck_assert_uint_gt(strlen(lib), 0);
		glibc_free(g);
		text[i] = was;
	}
}
END_TEST

START_TEST(more_behind_the_end)
{
	size_t len;
	autofree char *text = release_bytes(NEW, &len);
	autofree char *more = xcalloc(len + 2, 1);

	memcpy(more, text, len);
	ck_assert_ptr_null(open_bytes(more, len + 2));
}
END_TEST

START_TEST(missing)
{
	struct glibc_lists *g;

	ck_assert_int_eq(glibc_open("/nonexistent", &g, &f), -1);
	ck_assert_ptr_nonnull(
		strstr(f.what, "'/nonexistent/libc/glibc/abilists'"));
	fail_clear(&f);
}
END_TEST

Suite *suite_glibc(void);

Suite *
suite_glibc(void)
{
	Suite *s = suite_create("glibc");
	TCase *tc = tcase_create("glibc");

	tcase_add_checked_fixture(tc, fixture_setup,
		fixture_teardown);
	tcase_add_loop_test(tc, versions, 0, COUNT(releases));
	tcase_add_loop_test(tc, symbol, 0, COUNT(symbols));
	tcase_add_loop_test(tc, check, 0, COUNT(checks));
	tcase_add_loop_test(tc, cut_off, 0, COUNT(releases));
	tcase_add_loop_test(tc, damaged, 0, COUNT(releases));
	tcase_add_test(tc, more_behind_the_end);
	tcase_add_test(tc, missing);
	/* Some thousand small files are written. */
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}
