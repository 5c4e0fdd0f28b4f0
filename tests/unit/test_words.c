/* Words of a call classified: spellings, values, where they came from. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/words/words.h"

Suite *suite_words(void);

static struct words ws;

static void
parse(const char *line, bool linker)
{
	autoargvec argv = ARGVEC_INIT;

	words_clear(&ws);
	argvec_split(&argv, line, " ");
	words_parse(&argv, linker, &ws);
}

static void
expect_text(size_t at, enum space space, const char *want)
{
	autofree char *text = NULL;

	ck_assert_uint_lt(at, ws.n);
	text = word_text(&ws.v[at]);
	ck_assert_int_eq(ws.v[at].space, space);
	ck_assert_str_eq(text, want);
}

static void
expect_emitted(bool linker, const char *want)
{
	autoargvec out = ARGVEC_INIT;
	autofree char *line = NULL;

	for (size_t i = 0; i < ws.n; i++)
		word_emit(&ws.v[i], linker, &out);
	line = argvec_join(&out, " ");
	ck_assert_str_eq(line, want);
}

static void
tear_down(void)
{
	words_clear(&ws);
}

/* A line, and the texts of its words, driver's words unless marked. */
static const struct {
	const char *line, *text;
	enum space space;
} spellings[] = {
	{ "-lfoo", "-lfoo", SPACE_DRIVER },
	{ "-l foo", "-lfoo", SPACE_DRIVER },
	{ "-L dir", "-Ldir", SPACE_DRIVER },
	{ "--sysroot=/x", "--sysroot=/x", SPACE_DRIVER },
	{ "--sysroot /x", "--sysroot=/x", SPACE_DRIVER },
	{ "--target=a", "--target=a", SPACE_DRIVER },
	{ "-target a", "-target a", SPACE_DRIVER },
	{ "-march=armv8-a", "-march=armv8-a", SPACE_DRIVER },
	{ "-O2", "-O2", SPACE_DRIVER },
	{ "-O", "-O", SPACE_DRIVER },
	{ "-Wp,-MD,x", "-Wp,-MD,x", SPACE_DRIVER },
	{ "-Wp,", "-Wp,", SPACE_DRIVER },
	{ "-isystem /a", "-isystem/a", SPACE_DRIVER },
	{ "-unknown-thing", "-unknown-thing", SPACE_DRIVER },
	{ "-", "-", SPACE_INPUT },
	{ "a.c", "a.c", SPACE_INPUT },
	{ "-Wl,-rpath,/x", "--rpath=/x", SPACE_LINKER },
	{ "-Wl,--rpath=/x", "--rpath=/x", SPACE_LINKER },
	{ "-Xlinker -rpath -Xlinker /x", "--rpath=/x", SPACE_LINKER },
	{ "-Wl,-rpath -Wl,/x", "--rpath=/x", SPACE_LINKER },
	{ "-Wl,-z,now", "-znow", SPACE_LINKER },
	{ "-Wl,-znow", "-znow", SPACE_LINKER },
	{ "-Wl,-soname=x", "--soname=x", SPACE_LINKER },
	{ "-Wl,-O1", "-O1", SPACE_LINKER },
	{ "-Wl,--threads", "--threads", SPACE_LINKER },
	{ "-Wl,a.o", "a.o", SPACE_INPUT },
};

START_TEST(one_text_for_each_spelling)
{
	parse(spellings[_i].line, false);
	ck_assert_uint_eq(ws.n, 1);
	expect_text(0, spellings[_i].space, spellings[_i].text);
}
END_TEST

/* ld(1): a long name may have one dash, so these are no short options with
 * a glued value. */
static const char *const long_names[] = { "eh-frame-hdr", "end-group",
	"enable-new-dtags", "emit-relocs", "hash-style=gnu", "help",
	"undefined-version", "unresolved-symbols=ignore-all",
	"error-unresolved-symbols", "library=z", "library-path=d",
	"merge-exidx-entries", "export-dynamic", "entry=x", "exclude-libs=ALL",
	"threads=2", "Map=x", "Ttext=0" };

START_TEST(long_names_with_one_dash)
{
	autofree char *one = xasprintf("-Wl,-%s", long_names[_i]);
	autofree char *two = xasprintf("--%s", long_names[_i]);

	parse(one, false);
	ck_assert_uint_eq(ws.n, 1);
	expect_text(0, SPACE_LINKER, two);
}
END_TEST

START_TEST(names_with_o_need_two_dashes)
{
	parse("-oformat", true);
	ck_assert(word_is(&ws.v[0], SPACE_LINKER, "-o"));
	ck_assert_str_eq(ws.v[0].value, "format");
}
END_TEST

static const char *const lone[] = { "-o", "-x", "-L", "-l", "-u", "-Xclang",
	"-target", "--sysroot", "-Xlinker", "-include", "-Wl,-rpath" };

START_TEST(an_option_at_the_end_has_no_value)
{
	const struct word *w;

	parse(lone[_i], false);
	ck_assert_uint_eq(ws.n, 1);
	w = words_unfinished(&ws);
	ck_assert_ptr_eq(w, &ws.v[0]);
	ck_assert_ptr_null(w->value);
	parse("-c a.c -lfoo -O -Wl,-z,now", false);
	ck_assert_ptr_null(words_unfinished(&ws));
}
END_TEST

START_TEST(languages_hold_until_the_next)
{
	parse("a.c -x c++ b.txt -xc c.txt -x none d.o", false);
	ck_assert_ptr_null(ws.v[0].lang);
	ck_assert_str_eq(ws.v[2].lang, "c++");
	ck_assert_str_eq(ws.v[4].lang, "c");
	ck_assert_ptr_null(ws.v[6].lang);
}
END_TEST

START_TEST(words_know_where_they_came_from)
{
	parse("-c -o x a.c -Wl,a,b", false);
	ck_assert_uint_eq(ws.n, 5);
	ck_assert_uint_eq(ws.v[1].from, 1);
	ck_assert_uint_eq(ws.v[2].from, 3);
	ck_assert_uint_eq(ws.v[3].from, 4);
	ck_assert_uint_eq(ws.v[4].from, 4);
}
END_TEST

START_TEST(emits_for_a_driver_and_for_a_linker)
{
	parse("-Wl,--start-group a.o -lz -Wl,-rpath,/x -Xlinker --defsym=a=1,2",
		false);
	expect_emitted(false, "-Wl,--start-group a.o -lz -Wl,--rpath,/x "
			      "-Xlinker --defsym=a=1,2");
	parse("-o app --start-group a.o -lz --end-group -rpath /x", true);
	expect_emitted(true, "-o app --start-group a.o -lz --end-group "
			     "--rpath /x");
}
END_TEST

START_TEST(the_last_one_is_found)
{
	parse("-o a -o b -lc", false);
	ck_assert_str_eq(words_last(&ws, SPACE_DRIVER, "-o")->value, "b");
	ck_assert_ptr_null(words_last(&ws, SPACE_LINKER, "-o"));
}
END_TEST

Suite *
suite_words(void)
{
	Suite *s = suite_create("words");
	TCase *c = tcase_create("words");

	tcase_add_checked_fixture(c, NULL, tear_down);
	tcase_add_loop_test(c, one_text_for_each_spelling, 0,
		COUNT(spellings));
	tcase_add_loop_test(c, long_names_with_one_dash, 0,
		COUNT(long_names));
	tcase_add_test(c, names_with_o_need_two_dashes);
	tcase_add_loop_test(c, an_option_at_the_end_has_no_value, 0,
		COUNT(lone));
	tcase_add_test(c, languages_hold_until_the_next);
	tcase_add_test(c, words_know_where_they_came_from);
	tcase_add_test(c, emits_for_a_driver_and_for_a_linker);
	tcase_add_test(c, the_last_one_is_found);
	suite_add_tcase(s, c);
	return s;
}
