/* TOML as it is read and merged. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/toml.h"

/* The tree as text: tables as {k=v;}, arrays as [v,], strings in quotes. */
static char *
show(const struct toml *t)
{
	char *s, *end;

	if (t->kind == TOML_STRING)
		return xasprintf("\"%s\"", t->text);
	if (t->kind == TOML_OTHER)
		return xstrdup(t->text);
	s = xstrdup(t->kind == TOML_TABLE ? "{" : "[");
	for (size_t i = 0; i < t->n; i++) {
		autofree char *item = show(t->items[i]);
		char *more = t->kind == TOML_TABLE
				     ? xasprintf("%s%s=%s;", s,
					       t->items[i]->key, item)
				     : xasprintf("%s%s,", s, item);

		free(s);
		s = more;
	}
	end = xasprintf("%s%s", s, t->kind == TOML_TABLE ? "}" : "]");
	free(s);
	return end;
}

static const struct {
	const char *text, *want;
} good[] = {
	{ "", "{}" },
	{ "\xef\xbb\xbf# only\n\n", "{}" },
	{ "a = 1", "{a=1;}" },
	{ "a = true # c\r\nb=-1.5e3\r\n", "{a=true;b=-1.5e3;}" },
	{ "d = 1979-05-27 07:32:00\n", "{d=1979-05-27 07:32:00;}" },
	{ "a.b.c = 'x'\na.b.d = \"y\"", "{a={b={c=\"x\";d=\"y\";};};}" },
	{ "[target.'cfg(target_os = \"linux\")']\nlinker='l'",
		"{target={cfg(target_os = \"linux\")={linker=\"l\";};};}" },
	{ "[ a . \"b.c\" ]\nx=1\n[a]\ny=2", "{a={b.c={x=1;};y=2;};}" },
	{ "a = [ 1, # one\n [ 'x' ],\n 2, ]", "{a=[1,[\"x\",],2,];}" },
	{ "a = { b = 1, c.d = [ ] }", "{a={b=1;c={d=[];};};}" },
	{ "[[p]]\nn=1\n[p.q]\nr=1\n[[p]]\nn=2",
		"{p=[{n=1;q={r=1;};},{n=2;},];}" },
	{ "s = \"a\\tb\\\"\\\\\\u00e9\\U0001F600\\n\"",
		"{s=\"a\tb\"\\\xc3\xa9\xf0\x9f\x98\x80\n\";}" },
	{ "s = 'no\\escape'", "{s=\"no\\escape\";}" },
	{ "s = \"\"\"\nx\n  y\"\"\"", "{s=\"x\n  y\";}" },
	{ "s = \"\"\"a \\\n\n   b\"\"\"", "{s=\"a b\";}" },
	{ "s = '''it''s'''''", "{s=\"it''s''\";}" },
	{ "s = \"\"", "{s=\"\";}" },
	{ "s = \"a\\u0000b\"", "{s=\"a" TOML_NUL "b\";}" },
	{ "s = \"\\x41\\e\"", "{s=\"A\033\";}" },
	{ "a = {\n b = 1, # c\n}\nt = 07:32", "{a={b=1;};t=07:32;}" },
	{ "a.b = 1\na.c = 2", "{a={b=1;c=2;};}" },
	{ "[a]\nb.c = 1\n[a.b.d]\ne = 2", "{a={b={c=1;d={e=2;};};};}" },
	{ "[[a.b]]\n[a.b.c]\n[[a.b]]\n[a.b.c]",
		"{a={b=[{c={};},{c={};},];};}" },
	{ "a = 9223372036854775807", "{a=9223372036854775807;}" },
	{ "a = 0xdead_beef\nb = 1e-1_0", "{a=0xdead_beef;b=1e-1_0;}" },
	{ "a = 2000-02-29T23:59:60.5+01:30", "{a=2000-02-29T23:59:60.5+01:30;}" },
};

START_TEST(reads)
{
	struct fail f = FAIL_INIT;
	struct toml *t = NULL;
	autofree char *got = NULL;

	ck_assert_msg(toml_parse(good[_i].text, "f", &t, &f) == 0, "%s",
		f.what);
	got = show(t);
	ck_assert_str_eq(got, good[_i].want);
	toml_free(t);
}
END_TEST

static const struct {
	const char *text, *want;
} wrong[] = {
	{ "a", "f:1: expected '=' after a key" },
	{ "\n= 1", "f:2: expected a key" },
	{ "a = ", "f:1: expected a value" },
	{ "a = yes", "f:1: expected a value" },
	{ "a = 1 b = 2", "f:1: unexpected text after a value" },
	{ "a = 'x\n'", "f:1: string without end" },
	{ "a = \"\"\"x\n", "f:2: string without end" },
	{ "a = \"\\q\"", "f:1: unknown escape in a string" },
	{ "a = \"\\ud800\"", "f:1: bad unicode escape" },
	{ "a = [1 2]", "f:1: expected ',' or ']' in an array" },
	{ "a = {b=1 c=2}", "f:1: expected ',' or '}' in a table" },
	{ "a = 1\n\na = 2", "f:3: duplicate key 'a'" },
	{ "a = 1\na.b = 2", "f:2: a key is used as a value and as a table" },
	{ "[a]\n[a]", "f:2: a table is opened twice" },
	{ "a = {b=1}\n[a]", "f:2: a table is opened twice" },
	{ "[a\nx=1", "f:1: expected ']' after a table's name" },
	{ "[a.b.c]\n[a]\nb.c.d = 1", "f:3: a key is used as a value and as a "
				    "table" },
	{ "[a.b.c]\n[a]\nb.d = 1", "f:3: a key is used as a value and as a "
				  "table" },
	{ "[a]\nb.c = 1\n[a.b]", "f:3: a table is opened twice" },
	{ "[[a]]\n[a]", "f:2: a key is used as a value and as a table" },
	{ "a = [{}]\n[a.b]", "f:2: a key is used as a value and as a table" },
	{ "a = 9223372036854775808", "f:1: expected a value" },
	{ "a = 0xffff_ffff_ffff_ffff", "f:1: expected a value" },
	{ "a = 1e400", "f:1: expected a value" },
	{ "a = 01", "f:1: expected a value" },
	{ "a = 1_", "f:1: expected a value" },
	{ "a = 1.", "f:1: expected a value" },
	{ "a = truer", "f:1: expected a value" },
	{ "a = 1900-02-29", "f:1: expected a value" },
	{ "a = 24:00", "f:1: expected a value" },
	{ "a = 2000-01-01T00:00+24:00", "f:1: expected a value" },
	{ "\n# \r", "f:2: a control character" },
	{ "a = '\x7f'", "f:1: a control character" },
	{ "# \xed\xa0\x80", "f:1: bytes that are no UTF-8" },
	{ "a = '" TOML_NUL "'", "f:1: bytes that are no UTF-8" },
	{ "a = 1\n[[a]]", "f:2: a key is used as a value and as a list of "
			   "tables" },
};

START_TEST(refuses)
{
	struct fail f = FAIL_INIT;
	struct toml *t = NULL;

	ck_assert_int_eq(toml_parse(wrong[_i].text, "f", &t, &f), -1);
	ck_assert_str_eq(f.what, wrong[_i].want);
	fail_clear(&f);
}
END_TEST

/* Every beginning of every text above ends in an answer, not in a crash. */
START_TEST(prefixes_are_safe)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		for (size_t n = 0; n <= strlen(good[i].text); n++) {
			autofree char *cut = xstrndup(good[i].text, n);
			struct fail f = FAIL_INIT;
			struct toml *t = NULL;

			if (toml_parse(cut, "f", &t, &f) != 0)
				ck_assert_ptr_nonnull(f.what);
			toml_free(t);
			fail_clear(&f);
		}
}
END_TEST

START_TEST(depth_is_bounded)
{
	autofree char *deep = xmalloc(100001);
	struct fail f = FAIL_INIT;
	struct toml *t = NULL;

	memset(deep, '[', 100000);
	memcpy(deep, "a=", 2);
	deep[100000] = '\0';
	ck_assert_int_eq(toml_parse(deep, "f", &t, &f), -1);
	ck_assert_str_eq(f.what, "f:1: nested too deeply");
	fail_clear(&f);
}
END_TEST

START_TEST(merges_like_cargo)
{
	struct fail f = FAIL_INIT;
	struct toml *base = NULL, *over = NULL;
	autofree char *got = NULL;

	ck_assert_int_eq(toml_parse("s='low'\nl=[1]\n[t]\na=1\nb=2", "lo",
				 &base, &f),
		0);
	ck_assert_int_eq(toml_parse("s='high'\nl=[2]\nn=3\n[t]\nb=9", "hi",
				 &over, &f),
		0);
	ck_assert_int_eq(toml_merge(base, over, &f), 0);
	got = show(base);
	ck_assert_str_eq(got, "{s=\"high\";l=[1,2,];t={a=1;b=9;};n=3;}");
	ck_assert_str_eq(toml_get(base, "s")->where, "hi:1");
	toml_free(base);
}
END_TEST

START_TEST(kinds_do_not_mix)
{
	struct fail f = FAIL_INIT;
	struct toml *base = NULL, *over = NULL;

	toml_parse("x='a'", "lo", &base, &f);
	toml_parse("y=1\nx=['b']\nz=2", "hi", &over, &f);
	ck_assert_int_eq(toml_merge(base, over, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "'x' is of one kind in lo:1"));
	toml_free(base);
	fail_clear(&f);
}
END_TEST

Suite *suite_toml(void);
Suite *
suite_toml(void)
{
	Suite *s = suite_create("toml");
	TCase *t = tcase_create("toml");

	tcase_add_loop_test(t, reads, 0, sizeof good / sizeof *good);
	tcase_add_loop_test(t, refuses, 0, sizeof wrong / sizeof *wrong);
	tcase_add_test(t, prefixes_are_safe);
	tcase_add_test(t, depth_is_bounded);
	tcase_add_test(t, merges_like_cargo);
	tcase_add_test(t, kinds_do_not_mix);
	suite_add_tcase(s, t);
	return s;
}
