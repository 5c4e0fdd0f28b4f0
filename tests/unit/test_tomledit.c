/* TOML changed in place: includes and blocks, in and out again. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/toml.h"
#include "wrapper/text/tomledit.h"

#define E "{ path = \"z.toml\", optional = true }"
#define LINE "include = [" E "]  # by cargo zbuild setup"

static void
parses(const char *text)
{
	struct fail f = FAIL_INIT;
	struct toml *root = NULL;
	int r = toml_parse(text, "t", &root, &f);

	ck_assert_msg(r == 0, "%s in:\n%s", f.what, text);
	toml_free(root);
}

/* Adds, looks, and takes back: every byte must come again. */
static void
include_back(const char *before, const char *want)
{
	struct fail f = FAIL_INIT;
	autofree char *with = NULL, *back = NULL;
	bool string;

	ck_assert(!tomledit_includes(before, "z.toml"));
	ck_assert_msg(
		tomledit_include(before, "z.toml", &string, &with, &f) == 0,
		"%s: %s", before, f.what);
	if (want != NULL)
		ck_assert_str_eq(with, want);
	parses(with);
	ck_assert(tomledit_includes(with, "z.toml"));
	ck_assert_int_eq(
		tomledit_exclude(with, "z.toml", string, &back, &f), 0);
	ck_assert_str_eq(back, before);
}

START_TEST(include_line)
{
	include_back("", LINE "\n");
	include_back("# c\n[build]\n", LINE "\n# c\n[build]\n");
	include_back("a = 1\r\n", LINE "\r\na = 1\r\n");
	include_back("\xef\xbb\xbf"
		     "a = 1\n",
		"\xef\xbb\xbf" LINE "\na = 1\n");
	include_back("a = 1", LINE "\na = 1");
	/* Not at the top level, not a key. */
	include_back(
		"[a]\ninclude = [\"b\"]\n", LINE "\n[a]\ninclude = [\"b\"]\n");
	include_back("a = \"\"\"\ninclude = []\n\"\"\"\n", NULL);
	include_back("a = '''\n\\'''\nb = \"\\\"\\\\\" # \"\n", NULL);
}
END_TEST

START_TEST(include_list)
{
	include_back("include = []\n", "include = [" E "]\n");
	include_back("include = [ ]\n", "include = [" E " ]\n");
	include_back("include = [ # x ]\n]\n", "include = [" E " # x ]\n]\n");
	include_back("include = ['a']\n", "include = [" E ", 'a']\n");
	include_back(
		"include=[ \"a\" ,\n]#c\n", "include=[" E ",  \"a\" ,\n]#c\n");
	include_back(
		"include = [\n\t# one\n\t\"a\", # two\n\t\"b\"\n]\n", NULL);
	include_back("include = [{ path = \"a]\" }]", NULL);
	include_back("\"include\" = [\"a\"]\n", NULL);
	include_back("\n\n  'include'  =  [\"a\"]\n", NULL);
	include_back(
		"x = { y = [1, 2] }\ninclude = [\"a\"]\n[t]\nz=[\n]\n", NULL);
}
END_TEST

START_TEST(include_string)
{
	include_back("include = \"a\" # c\n", "include = [" E ", \"a\"] # c\n");
	include_back("include='a'", "include=[" E ", 'a']");
	include_back("include = \"\"\"a\"\"\"\n", NULL);
}
END_TEST

START_TEST(include_unknown)
{
	static const char *const texts[] = {
		"[[include]]\npath = \"a\"\n",
		"include.path = \"a\"\n",
		"[include]\npath = \"a\"\n",
		"include = 1\n",
		"include = { path = \"a\" }\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fail f = FAIL_INIT;
		char *out = NULL;
		bool string;

		ck_assert_msg(tomledit_include(texts[i], "z.toml", &string,
				      &out, &f) == -1,
			"%s", texts[i]);
		ck_assert_ptr_nonnull(f.what);
		fail_clear(&f);
	}
}
END_TEST

START_TEST(includes_in_any_form)
{
	ck_assert(tomledit_includes("include = \"z.toml\"", "z.toml"));
	ck_assert(tomledit_includes("include = ['./z.toml']", "z.toml"));
	ck_assert(tomledit_includes("[[include]]\npath='z.toml'\n", "z.toml"));
	ck_assert(!tomledit_includes("include = ['y.toml']", "z.toml"));
	ck_assert(!tomledit_includes("[a]\ninclude = ['z.toml']", "z.toml"));
	ck_assert(!tomledit_includes("not toml", "z.toml"));
}
END_TEST

static void
excludes(const char *text, const char *want)
{
	struct fail f = FAIL_INIT;
	autofree char *out = NULL;

	ck_assert_int_eq(tomledit_exclude(text, "z.toml", false, &out, &f), 0);
	ck_assert_str_eq(out, want);
}

/* After edits of the user's. */
START_TEST(exclude_anywhere)
{
	excludes("include = [\"a\", " E "]\n", "include = [\"a\"]\n");
	excludes("include = [\"a\", " E ", \"b\"]\n",
		"include = [\"a\", \"b\"]\n");
	excludes(
		"include = [\n " E ",\n \"b\"]\n", "include = [\n \n \"b\"]\n");
	excludes("include = [\"z.toml\"]\n", "include = []\n");
	excludes("# top\n" LINE "\na = 1\n", "# top\na = 1\n");
	excludes("a = 1\n" LINE, "a = 1\n");
	excludes("a = 1\n", "a = 1\n");
	excludes("[[include]]\npath = 'a'\n", "[[include]]\npath = 'a'\n");
}
END_TEST

static int
block(const char *text, const char *a, const char *b, char **out,
	struct fail *f)
{
	autofree char *x = xstrdup(a), *y = b != NULL ? xstrdup(b) : NULL;
	char *path[] = { x, y, NULL };
	autoargvec lines = ARGVEC_INIT;

	argvec_pushl(&lines, "k = \"v\"", "l = []", NULL);
	return tomledit_block(text, path, &lines, out, f);
}

/* Two blocks, the key found in the right table, and both taken back. */
static void
block_back(const char *before)
{
	struct fail f = FAIL_INIT;
	autofree char *one = NULL, *two = NULL, *back = NULL, *blank = NULL;
	struct toml *root = NULL;

	ck_assert_msg(block(before, "env", NULL, &one, &f) == 0, "%s: %s",
		before, f.what);
	parses(one);
	ck_assert_msg(block(one, "target", "a.b", &two, &f) == 0, "%s: %s", one,
		f.what);
	ck_assert_msg(
		toml_parse(two, "t", &root, &f) == 0, "%s\n%s", f.what, two);
	ck_assert_str_eq(toml_get(toml_get(root, "env"), "k")->text, "v");
	ck_assert_str_eq(
		toml_get(toml_get(toml_get(root, "target"), "a.b"), "k")->text,
		"v");
	toml_free(root);
	ck_assert_int_eq(tomledit_unblock(two, &back, &f), 0);
	ck_assert_str_eq(back, before);
	blank = xstrdup(two);
	tomledit_blank_blocks(blank);
	ck_assert_uint_eq(strlen(blank), strlen(two));
	ck_assert_ptr_null(strstr(blank, "zbuild"));
	ck_assert_ptr_null(strstr(blank, "\"v\""));
	for (size_t i = 0; two[i] != '\0'; i++)
		ck_assert_int_eq(blank[i] == '\n', two[i] == '\n');
}

START_TEST(blocks)
{
	block_back("");
	block_back("x = 1");
	block_back("x = 1\r\n[y]\r\nz = 2");
	block_back("[env]");
	block_back("[env]\na = 1\n[target.'a.b'] # c\nl2 = 1\n");
	block_back("[ target . \"a.b\" ]\r\n[env]\r\n");
	block_back("[env.a]\nvalue = 1\n[target.other]\n");
	block_back("# only a comment");
	block_back("\xef\xbb\xbf[build]\n");
}
END_TEST

START_TEST(blocks_refused)
{
	static const char *const texts[] = {
		"env.a = 1\n",
		"env = { a = 1 }\n",
		"env = {}\n",
		"[[env]]\na = 1\n",
		"\"env\".a.b = 1\n",
	};
	struct fail f = FAIL_INIT;
	char *out = NULL;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		ck_assert_msg(block(texts[i], "env", NULL, &out, &f) == -1,
			"%s", texts[i]);
		ck_assert_ptr_nonnull(f.what);
		fail_clear(&f);
	}
	ck_assert_int_eq(
		block("[target]\nt.linker = 1\n", "target", "t", &out, &f), -1);
	fail_clear(&f);
	ck_assert_int_eq(
		tomledit_unblock("a\n# >>> cargo zbuild setup\nb\n", &out, &f),
		-1);
	fail_clear(&f);
}
END_TEST

START_TEST(markers_inside_lines_are_text)
{
	struct fail f = FAIL_INIT;
	autofree char *out = NULL;
	const char *text = "a = 1 # >>> cargo zbuild setup\n";

	ck_assert_ptr_null(tomledit_find_block(text));
	ck_assert_int_eq(tomledit_unblock(text, &out, &f), 0);
	ck_assert_str_eq(out, text);
}
END_TEST

static unsigned
next(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

/* Files made of pieces that are good TOML in any order. */
START_TEST(any_file_comes_back)
{
	static const char *const heads[] = { "# c\n", "\n", "p_@ = 1\n",
		"q_@ = \"it's\"\n", "r_@ = [1, [2, '['], # ]\n]\n",
		"s_@ = { a = \"}\", b = [] }\r\n",
		"t_@.u = \"\"\"\n[env]\n\"\"\"\n" };
	static const char *const tails[] = { "[v_@]\n", "[v_@.w]\nx = 1\n",
		"[[y_@]]\n", "# [env]\n",
		"[z_@] # include = []\r\na='''\n'\n'''\n",
		"[aa_@]\nbb = 1979-05-27 07:32:00\ncc = -inf" };
	unsigned seed = (unsigned)_i + 1;

	for (int round = 0; round < 40; round++) {
		autofree char *text = xstrdup("");
		unsigned n = next(&seed, 8), m = next(&seed, 6);
		bool open = false;

		for (unsigned i = 0; i < n + m && !open; i++) {
			const char *piece = i < n ? heads[next(&seed, 7)]
						  : tails[next(&seed, 6)];
			char buf[128];
			char *more;

			snprintf(buf, sizeof buf, "%s", piece);
			for (char *p = buf; *p != '\0'; p++)
				if (*p == '@')
					*p = (char)('a' + i);
			open = strchr("\n", buf[strlen(buf) - 1]) == NULL;
			more = xasprintf("%s%s", text, buf);
			free(text);
			text = more;
		}
		parses(text);
		include_back(text, NULL);
		block_back(text);
	}
}
END_TEST

START_TEST(words)
{
	autofree char *s = tomledit_string("a\"b\\c\td\x7f\xc3\xa4");
	autofree char *k = tomledit_key("x86_64-unknown-linux-gnu");
	autofree char *q = tomledit_key("thumbv8m.main-none-eabi");
	autofree char *e = tomledit_key("");

	ck_assert_str_eq(s, "\"a\\\"b\\\\c\\u0009d\\u007F\xc3\xa4\"");
	ck_assert_str_eq(k, "x86_64-unknown-linux-gnu");
	ck_assert_str_eq(q, "\"thumbv8m.main-none-eabi\"");
	ck_assert_str_eq(e, "\"\"");
}
END_TEST

Suite *suite_tomledit(void);

Suite *
suite_tomledit(void)
{
	Suite *s = suite_create("tomledit");
	TCase *tc = tcase_create("tomledit");

	tcase_add_test(tc, include_line);
	tcase_add_test(tc, include_list);
	tcase_add_test(tc, include_string);
	tcase_add_test(tc, include_unknown);
	tcase_add_test(tc, includes_in_any_form);
	tcase_add_test(tc, exclude_anywhere);
	tcase_add_test(tc, blocks);
	tcase_add_test(tc, blocks_refused);
	tcase_add_test(tc, markers_inside_lines_are_text);
	tcase_add_loop_test(tc, any_file_comes_back, 0, 16);
	tcase_add_test(tc, words);
	suite_add_tcase(s, tc);
	return s;
}
