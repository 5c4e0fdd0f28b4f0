/* @files: expanded, and made for commands that are too long. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/words/respfile.h"
#include "tests/unit/fixture.h"

Suite *suite_respfile(void);

static char *old;
static struct argvec out;

static void
set_up(void)
{
	old = realpath(".", NULL);
	fixture_setup();
	ck_assert_int_eq(chdir(top), 0);
}

static void
tear_down(void)
{
	ck_assert_int_eq(chdir(old), 0);
	fixture_teardown();
	argvec_clear(&out);
	free(old);
}

static int
expand(const char *const *words)
{
	return respfile_expand((char *const *)words, &out, &f);
}

static void
expect(const char *const *want)
{
	size_t n = 0;

	for (; want[n] != NULL; n++) {
		ck_assert_uint_lt(n, out.n);
		ck_assert_str_eq(out.v[n], want[n]);
	}
	ck_assert_uint_eq(out.n, n);
}

START_TEST(expands_in_place)
{
	static const char *const words[] = { "a", "@r", "z", NULL };

	put_text("r", "b 'c d'\n\te\\ f \"\" \"g\\\"h\"");
	ck_assert_int_eq(expand(words), 0);
	expect((const char *[]) { "a", "b", "c d", "e f", "", "g\"h", "z",
		NULL });
}
END_TEST

START_TEST(nests_relative_to_the_current_folder)
{
	static const char *const words[] = { "@s/one", NULL };

	ck_assert_int_eq(path_mkdirs("s", &f), 0);
	put_text("s/one", "1 @two 3");
	put_text("two", "2");
	ck_assert_int_eq(expand(words), 0);
	expect((const char *[]) { "1", "2", "3", NULL });
}
END_TEST

START_TEST(nested_32_deep_is_allowed)
{
	static const char *const words[] = { "@0", NULL };

	for (int i = 0; i < 32; i++) {
		autofree char *name = xasprintf("%d", i);
		autofree char *text = i == 31 ? xstrdup("end")
					      : xasprintf("@%d", i + 1);

		put_text(name, text);
	}
	ck_assert_int_eq(expand(words), 0);
	expect((const char *[]) { "end", NULL });
}
END_TEST

START_TEST(a_file_that_includes_itself_is_an_error)
{
	static const char *const words[] = { "@loop", NULL };

	put_text("loop", "a @loop");
	ck_assert_int_eq(expand(words), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "'loop'"));
}
END_TEST

/* 2^31 times the last one. */
START_TEST(files_that_double_end)
{
	static const char *const words[] = { "@0", NULL };

	for (int i = 0; i < 31; i++) {
		autofree char *name = xasprintf("%d", i);
		autofree char *text = xasprintf("@%d @%d", i + 1, i + 1);

		put_text(name, text);
	}
	put_text("31", "end");
	ck_assert_int_eq(expand(words), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "more than 10000 are included"));
}
END_TEST

START_TEST(a_device_is_an_error)
{
	static const char *const words[] = { "@/dev/null", "@/dev/zero", NULL };

	ck_assert_int_eq(expand(words), -1);
	ck_assert_str_eq(f.what, "response file '/dev/zero': a device");
}
END_TEST

START_TEST(what_is_no_file_stays)
{
	static const char *const words[] = { "@missing", "@", "@.", "x@y", NULL };

	ck_assert_int_eq(expand(words), 0);
	expect((const char *[]) { "@missing", "@", "@.", "x@y", NULL });
}
END_TEST

START_TEST(the_callers_file_is_not_touched)
{
	static const char *const words[] = { "@r", NULL };
	autofree char *before = NULL, *after = NULL;

	put_text("r", "-c a.c");
	before = os_identity("r");
	ck_assert_int_eq(expand(words), 0);
	after = os_identity("r");
	ck_assert_str_eq(before, after);
}
END_TEST

/* Splits as zig does: std.process.ArgIteratorGeneral, Windows' rules. */
static void
split_windows(const char *s, struct argvec *to)
{
	autofree char *buf = xmalloc(strlen(s) + 1);

	while (*(s += strspn(s, " \t\r\n")) != '\0') {
		bool quoted = false;
		char *o = buf;

		for (; *s != '\0' && (quoted || !strchr(" \t\r\n", *s));) {
			size_t n = strspn(s, "\\");

			s += n;
			if (*s != '"') {
				memset(o, '\\', n);
				o += n;
				if (n == 0)
					*o++ = *s++;
				continue;
			}
			memset(o, '\\', n / 2);
			o += n / 2;
			if (n % 2 == 1)
				*o++ = '"';
			else
				quoted = !quoted;
			s++;
		}
		*o = '\0';
		argvec_push(to, buf);
	}
}

static const char *const hard[] = { "zig", "cc", "plain", "", "two words",
	"a\"b", "back\\slash", "end\\", "end\\\\", "\\\"", "a\\\\\"b", "'x'",
	"tab\there", "-DA=\"x y\"", NULL };

static void
shorten(enum respfile_dialect dialect, struct argvec *argv)
{
	for (size_t i = 0; hard[i] != NULL; i++)
		argvec_push(argv, hard[i]);
	ck_assert_int_eq(respfile_shorten(argv, 2, 1, dialect, top, &f), 0);
	ck_assert_uint_eq(argv->n, 3);
	ck_assert_str_eq(argv->v[0], "zig");
	ck_assert_str_eq(argv->v[1], "cc");
	ck_assert_int_eq(argv->v[2][0], '@');
}

START_TEST(shortens_for_gnu)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *text = NULL;

	shorten(RESPFILE_GNU, &argv);
	ck_assert_int_eq(path_read(argv.v[2] + 1, 1 << 20, &text, NULL, &f),
		0);
	quote_parse_gnu(text, &out);
	expect(hard + 2);
}
END_TEST

START_TEST(shortens_for_zig)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *text = NULL;

	shorten(RESPFILE_ZIG, &argv);
	ck_assert_int_eq(path_read(argv.v[2] + 1, 1 << 20, &text, NULL, &f),
		0);
	split_windows(text, &out);
	expect(hard + 2);
}
END_TEST

START_TEST(short_enough_stays)
{
	autoargvec argv = ARGVEC_INIT;

	argvec_pushl(&argv, "zig", "cc", "a.c", NULL);
	ck_assert_int_eq(respfile_shorten(&argv, 2, 0, RESPFILE_GNU, top, &f),
		0);
	ck_assert_uint_eq(argv.n, 3);
	ck_assert_int_eq(respfile_shorten(&argv, 2, argvec_bytes(&argv),
				 RESPFILE_GNU, top, &f),
		0);
	ck_assert_str_eq(argv.v[2], "a.c");
}
END_TEST

Suite *
suite_respfile(void)
{
	Suite *s = suite_create("respfile");
	TCase *c = tcase_create("respfile");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, expands_in_place);
	tcase_add_test(c, nests_relative_to_the_current_folder);
	tcase_add_test(c, nested_32_deep_is_allowed);
	tcase_add_test(c, a_file_that_includes_itself_is_an_error);
	tcase_add_test(c, files_that_double_end);
	tcase_add_test(c, a_device_is_an_error);
	tcase_add_test(c, what_is_no_file_stays);
	tcase_add_test(c, the_callers_file_is_not_touched);
	tcase_add_test(c, shortens_for_gnu);
	tcase_add_test(c, shortens_for_zig);
	tcase_add_test(c, short_enough_stays);
	suite_add_tcase(s, c);
	return s;
}
