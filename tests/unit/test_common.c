/* common/: vectors, quoting, files, processes, versions and messages. */
#include <bsd/string.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/fail.h"
#include "common/fill.h"
#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "tests/lib/seed.h"
#include "tests/unit/elfmake.h"

/* A word of up to 11 bytes, most of them special to somebody. */
static const char *
random_word(void)
{
	static const char special[] = " \t\n\r\f\v'\"\\$`*?[]{}()<>|&;#~!%@=,-+"
				      "ab/.\x01\x7f\xc3\xa9\xff";
	static char word[12];
	size_t n = rnd(sizeof word);

	for (size_t i = 0; i < n; i++)
		word[i] = special[rnd(sizeof special - 1)];
	word[n] = '\0';
	return word;
}

static void
same_words(const struct argvec *got, const struct argvec *want)
{
	autofree char *g = quote_sh_words(got->v);
	autofree char *w = quote_sh_words(want->v);

	ck_assert_msg(got->n == want->n, "got:    %s\nwanted: %s", g, w);
	for (size_t i = 0; i < got->n && i < want->n; i++)
		ck_assert_msg(strcmp(got->v[i], want->v[i]) == 0,
			"got:    %s\nwanted: %s", g, w);
}

/* --- argvec ------------------------------------------------------------ */

static void
words_are(struct argvec *a, const char *want)
{
	autofree char *got = argvec_join(a, "|");

	ck_assert_str_eq(got, want);
	if (a->n > 0)
		ck_assert_ptr_null(a->v[a->n]);
}

START_TEST(argvec_grows)
{
	char one[] = "1", two[] = "2", *more[] = { one, two, NULL };
	autoargvec a = ARGVEC_INIT;

	ck_assert_ptr_null(a.v);
	words_are(&a, "");
	argvec_push(&a, "a");
	argvec_pushf(&a, "%s-%d", "b", 7);
	argvec_pushl(&a, "c", "", "d", (char *)NULL);
	argvec_pushv(&a, more);
	argvec_pushv(&a, NULL);
	argvec_take(&a, xstrdup("e"));
	words_are(&a, "a|b-7|c||d|1|2|e");
	argvec_insert(&a, 0, "first");
	argvec_insert(&a, a.n, "last");
	argvec_insert(&a, 2, "third");
	words_are(&a, "first|a|third|b-7|c||d|1|2|e|last");
	argvec_remove(&a, 0);
	argvec_remove(&a, a.n - 1);
	argvec_remove(&a, 1);
	words_are(&a, "a|b-7|c||d|1|2|e");
	ck_assert(argvec_has(&a, "") && argvec_has(&a, "e"));
	ck_assert(!argvec_has(&a, "b"));
	argvec_clear(&a);
	ck_assert_uint_eq(a.n, 0);
	argvec_push(&a, "again");
	words_are(&a, "again");
}
END_TEST

START_TEST(words_named)
{
	autoargvec a = ARGVEC_INIT;
	autofree char *none = argvec_named(&a, 0), *all, *some;

	argvec_pushl(&a, "x", "y", NULL);
	all = argvec_named(&a, 2);
	some = argvec_named(&a, 5);
	ck_assert_str_eq(none, "");
	ck_assert_str_eq(all, "x, y");
	ck_assert_str_eq(some, "x, y, and 3 more");
}
END_TEST

START_TEST(words_in_lists)
{
	static const char *const list[] = { "run", "", "test" };

	ck_assert(ONE_OF(list, "run") && ONE_OF(list, "test"));
	ck_assert(ONE_OF(list, "") && !ONE_OF(list, "tes"));
	ck_assert(word_in("run t test", "run"));
	ck_assert(word_in("run t test", "t"));
	ck_assert(word_in("test tes", "tes"));
	ck_assert(!word_in("run test", "tes") && !word_in("run test", "est"));
	ck_assert(!word_in("run test", "") && !word_in("run test", "run test"));
}
END_TEST

START_TEST(text_filled)
{
	char *text = text_fill("@A@ <@BB@> @C@ a@b @A@@A@", "@A@", "@BB@",
		"@BB@", "", NULL);

	/* A value is not looked at again. */
	ck_assert_str_eq(text, "@BB@ <> @C@ a@b @BB@@BB@");
	free(text);
	text = text_fill("", "@A@", "x", NULL);
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

START_TEST(argvec_splits)
{
	autoargvec a = ARGVEC_INIT;

	argvec_split(&a, "", " ");
	argvec_split(&a, "  ", " ");
	words_are(&a, "");
	argvec_split(&a, " a bc\t d ", " \t");
	argvec_split(&a, "x", ",");
	words_are(&a, "a|bc|d|x");
}
END_TEST

START_TEST(argvec_for_exec)
{
	autoargvec a = ARGVEC_INIT;

	ck_assert_ptr_null(argvec_exec(&a)[0]);
	ck_assert_uint_eq(argvec_bytes(&a), sizeof(char *));
	argvec_pushl(&a, "ab", "", (char *)NULL);
	ck_assert_str_eq(argvec_exec(&a)[0], "ab");
	ck_assert_uint_eq(argvec_bytes(&a), 3 * sizeof(char *) + 3 + 1);
}
END_TEST

/* Random edits give what the same edits on a plain array give. */
START_TEST(argvec_like_an_array)
{
	char model[256][12];
	autoargvec a = ARGVEC_INIT;
	size_t n = 0;

	seed_init();
	for (int i = 0; i < 3000; i++) {
		size_t at = rnd(n + 1);

		if (n < 255 && rnd(3) > 0) {
			const char *w = random_word();

			memmove(model[at + 1], model[at],
				(n - at) * sizeof *model);
			strlcpy(model[at], w, sizeof model[at]);
			n++;
			if (at + 1 == n)
				argvec_push(&a, w);
			else
				argvec_insert(&a, at, w);
		} else if (at < n) {
			memmove(model[at], model[at + 1],
				(n - at - 1) * sizeof *model);
			n--;
			argvec_remove(&a, at);
		}
		ck_assert_uint_eq(a.n, n);
		for (size_t k = 0; k < n; k++)
			if (strcmp(a.v[k], model[k]) != 0)
				ck_abort_msg("step %d: word %zu", i, k);
		ck_assert(n == 0 || a.v[n] == NULL);
	}
}
END_TEST

/* --- quote ------------------------------------------------------------- */

START_TEST(quoted_for_a_shell)
{
	static const char *const cases[][2] = {
		{ "", "''" },
		{ "plain-1.2_/a:b,c@d%e+=", "plain-1.2_/a:b,c@d%e+=" },
		{ "two words", "'two words'" },
		{ "it's", "'it'\\''s'" },
		{ "'", "''\\'''" },
		{ "$HOME", "'$HOME'" },
		{ "~", "'~'" },
		{ "a\nb", "'a\nb'" },
		{ "\xc3\xa9", "'\xc3\xa9'" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		autofree char *got = quote_sh(cases[i][0]);

		ck_assert_str_eq(got, cases[i][1]);
	}
}
END_TEST

START_TEST(sh_quote_then_parse_is_identity)
{
	seed_init();
	for (int round = 0; round < 2000; round++) {
		autoargvec want = ARGVEC_INIT, got = ARGVEC_INIT;
		struct fail f = FAIL_INIT;
		autofree char *line = NULL;

		for (uint64_t n = rnd(6); n > 0; n--)
			argvec_push(&want, random_word());
		line = quote_sh_words(want.v);
		ck_assert_int_eq(quote_parse_sh(line, &got, &f), 0);
		same_words(&got, &want);
	}
}
END_TEST

/* The judge of shell quoting is a shell. */
START_TEST(a_shell_reads_the_same)
{
	autoargvec want = ARGVEC_INIT, got = ARGVEC_INIT, argv = ARGVEC_INIT;
	struct child_output out = { 0 };
	struct fail f = FAIL_INIT;
	autofree char *line = NULL;
	int status = -1;

	seed_init();
	for (int n = 0; n < 400; n++)
		argvec_push(&want, random_word());
	line = quote_sh_words(want.v);
	argvec_pushl(&argv, "sh", "-c", (char *)NULL);
	argvec_pushf(&argv, "printf '%%s\\0' %s", line);
	ck_assert_int_eq(child_run("/bin/sh", &argv, NULL, &out, NULL, &status,
				 &f),
		0);
	ck_assert_int_eq(status, 0);
	for (size_t at = 0; at < out.len; at += strlen(out.text + at) + 1)
		argvec_push(&got, out.text + at);
	same_words(&got, &want);
	free(out.text);
}
END_TEST

START_TEST(gnu_quote_then_parse_is_identity)
{
	seed_init();
	for (int round = 0; round < 2000; round++) {
		autoargvec want = ARGVEC_INIT, got = ARGVEC_INIT;
		autoargvec quoted = ARGVEC_INIT;
		autofree char *text = NULL;

		for (uint64_t n = rnd(6); n > 0; n--) {
			const char *w = random_word();

			argvec_push(&want, w);
			argvec_take(&quoted, quote_gnu(w));
		}
		text = argvec_join(&quoted, rnd(2) ? " " : "\n");
		quote_parse_gnu(text, &got);
		same_words(&got, &want);
	}
}
END_TEST

/* Every prefix and suffix of odd text is safe. */
START_TEST(parsing_any_text)
{
	seed_init();
	for (int round = 0; round < 2000; round++) {
		autoargvec words = ARGVEC_INIT;
		struct fail f = FAIL_INIT;
		const char *w = random_word();

		quote_parse_gnu(w, &words);
		if (quote_parse_sh(w, &words, &f) != 0)
			ck_assert_ptr_nonnull(f.what);
		else
			ck_assert_ptr_null(f.what);
		fail_clear(&f);
	}
}
END_TEST

static void
parses_sh(const char *text, const char *want)
{
	autoargvec a = ARGVEC_INIT;
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(quote_parse_sh(text, &a, &f), 0);
	words_are(&a, want);
}

START_TEST(shell_words)
{
	autoargvec a = ARGVEC_INIT;
	struct fail f = FAIL_INIT;

	parses_sh("a b\tc\n", "a|b|c");
	parses_sh("a'b c'\"d e\"f", "ab cd ef");
	parses_sh("'' \"\"", "|");
	parses_sh("a\\ b \\'", "a b|'");
	parses_sh("\"a\\\"b\\$c\\d\"", "a\"b$c\\d");
	parses_sh("'a\\b'", "a\\b");
	parses_sh("a\\\nb \"c\\\nd\" 'e\\\nf'", "ab|cd|e\\\nf");
	parses_sh("a \\\n \\\n b\\\n", "a|b");
	ck_assert_int_eq(quote_parse_sh("x 'y z", &a, &f), -1);
	ck_assert_str_eq(f.what, "unclosed ' in ''y z'");
	fail_clear(&f);
	ck_assert_int_eq(quote_parse_sh("\"", &a, &f), -1);
	ck_assert_str_eq(f.what, "unclosed \" in '\"'");
	fail_clear(&f);
}
END_TEST

START_TEST(gnu_words)
{
	autoargvec a = ARGVEC_INIT;

	quote_parse_gnu("a\\ b 'c d' \"e'f\" \"g\\\"h\" 'i\\'j' \"\" k\\", &a);
	words_are(&a, "a b|c d|e'f|g\"h|i'j||k\\");
}
END_TEST

/* --- version ----------------------------------------------------------- */

START_TEST(versions_parsed)
{
	static const struct {
		const char *text;
		struct version v;
		bool good;
	} cases[] = {
		{ "2.17", { 2, 17, 0 }, true },
		{ "0.17.1", { 0, 17, 1 }, true },
		{ "0.17.1-dev.3+abc", { 0, 17, 1 }, true },
		{ "2.17+x", { 2, 17, 0 }, true },
		{ "2.65535", { 2, 65535, 0 }, true },
		{ "2.65536", { 0 }, false },
		{ "2.99999999999999999999", { 0 }, false },
		{ "2", { 0 }, false },
		{ "2-1", { 0 }, false },
		{ "2.", { 0 }, false },
		{ "2.17.", { 0 }, false },
		{ "2.17.1.0", { 0 }, false },
		{ "2.17x", { 0 }, false },
		{ "2.x", { 0 }, false },
		{ ".17", { 0 }, false },
		{ " 2.17", { 0 }, false },
		{ "-2.17", { 0 }, false },
		{ "", { 0 }, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct version v = { 9, 9, 9 };

		ck_assert_msg(version_parse(cases[i].text, &v) ==
				      cases[i].good,
			"'%s'", cases[i].text);
		if (cases[i].good)
			ck_assert_int_eq(version_cmp(v, cases[i].v), 0);
		else
			ck_assert_uint_eq(v.major, 9);
	}
}
END_TEST

START_TEST(versions_ordered)
{
	static const struct version order[] = { { 0, 0, 0 }, { 0, 0, 1 },
		{ 0, 9, 0 }, { 0, 17, 1 }, { 2, 2, 5 }, { 2, 3, 0 },
		{ 2, 17, 0 }, { 3, 0, 0 } };
	enum { N = sizeof order / sizeof *order };

	for (int i = 0; i < N; i++) {
		for (int k = 0; k < N; k++) {
			int c = version_cmp(order[i], order[k]);

			ck_assert_int_eq((c > 0) - (c < 0),
				(i > k) - (i < k));
		}
		ck_assert(version_none(order[i]) == (i == 0));
	}
}
END_TEST

START_TEST(version_text_and_back)
{
	seed_init();
	for (int i = 0; i < 500; i++) {
		struct version v = { (unsigned short)rnd(100),
			(unsigned short)rnd(65536), (unsigned short)rnd(3) };
		autofree char *text = version_text(v);
		struct version back;

		ck_assert(version_parse(text, &back));
		ck_assert_int_eq(version_cmp(v, back), 0);
		ck_assert((strchr(strchr(text, '.') + 1, '.') != NULL) ==
			  (v.patch != 0));
	}
}
END_TEST

/* --- fail -------------------------------------------------------------- */

START_TEST(messages_built)
{
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(fail_set(&f, "cannot %s", "work"), -1);
	ck_assert_str_eq(f.what, "cannot work");
	ck_assert_int_eq(fail_hint(&f, "try %d", 1), -1);
	fail_hint(&f, "try %d", 2);
	ck_assert_str_eq(f.hint, "try 2");
	ck_assert_int_eq(fail_context(&f, "in '%s'", "x"), -1);
	ck_assert_str_eq(f.what, "in 'x': cannot work");
	ck_assert_str_eq(f.hint, "try 2");
	/* a new message has no old hint; an argument may be the old text */
	fail_set(&f, "again: %s", f.what);
	ck_assert_str_eq(f.what, "again: in 'x': cannot work");
	ck_assert_ptr_null(f.hint);
	errno = ENOENT;
	ck_assert_int_eq(fail_errno(&f, "cannot open '%s'", "x"), -1);
	ck_assert_str_eq(f.what, "cannot open 'x': No such file or directory");
	ck_assert_int_eq(f.status, 0);
	fail_status(&f, EXIT_USAGE, "bad word '%s'", "x");
	ck_assert_int_eq(f.status, EXIT_USAGE);
	fail_clear(&f);
	ck_assert(f.what == NULL && f.hint == NULL && f.status == 0);
}
END_TEST

START_TEST(fail_goes_on)
{
	struct fail f = FAIL_INIT, why = FAIL_INIT;
	struct fail *none = FAIL_IGNORED;

	/* nothing is kept, and nothing that can be printed is missing */
	ck_assert_int_eq(fail_status(none, 7, "gone %d", 1), -1);
	fail_hint(none, "none");
	fail_context(none, "here");
	ck_assert_str_eq(none->what, "ignored");
	ck_assert_ptr_null(none->hint);
	ck_assert_int_eq(none->status, 7);
	fail_status(&why, 3, "why");
	fail_hint(&why, "do");
	fail_set(&f, "old");
	ck_assert_int_eq(fail_move(&f, &why), -1);
	ck_assert_str_eq(f.what, "why");
	ck_assert_str_eq(f.hint, "do");
	ck_assert_int_eq(f.status, 3);
	ck_assert(why.what == NULL && why.hint == NULL && why.status == 0);
	fail_move(none, &f);
	ck_assert_ptr_null(f.what);
	fail_clear(none);
	ck_assert_str_eq(none->what, "ignored");
}
END_TEST

/* Runs fn in a child with stderr going to a file; its exit status, and what
 * it wrote in *text. */
static int
child_says(void (*fn)(void), char **text)
{
	const char *log = build_path("stderr");
	struct fail f = FAIL_INIT;
	int ws;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, STDERR_FILENO);
		fn();
		_exit(99);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &ws, 0), pid);
	ck_assert(WIFEXITED(ws));
	ck_assert_int_eq(path_read(log, 1 << 20, text, NULL, &f), 0);
	return WEXITSTATUS(ws);
}

static void
print_default(void)
{
	struct fail f = FAIL_INIT;

	fail_set(&f, "cannot work");
	_exit(fail_print(&f));
}

static void
print_usage(void)
{
	struct fail f = FAIL_INIT;

	fail_status(&f, EXIT_USAGE, "bad word 'x'");
	fail_hint(&f, "use y");
	_exit(fail_print(&f));
}

START_TEST(messages_printed)
{
	autofree char *text = NULL, *usage = NULL;
	const char *at;

	ck_assert_int_eq(child_says(print_default, &text), EXIT_FAILED);
	at = strstr(text, ": cannot work\n");
	ck_assert_ptr_nonnull(at);
	ck_assert(at > text && at[14] == '\0');
	ck_assert_int_eq(child_says(print_usage, &usage), EXIT_USAGE);
	ck_assert_ptr_nonnull(strstr(usage, ": bad word 'x'\nhint: use y\n"));
}
END_TEST

/* --- path -------------------------------------------------------------- */

START_TEST(path_parts)
{
	static const char *const cases[][3] = {
		/* path, dir, base */
		{ "a", ".", "a" },
		{ "a/b", "a", "b" },
		{ "/a", "/", "a" },
		{ "/a/b.c", "/a", "b.c" },
		{ "a/", "a", "" },
		{ "", ".", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		autofree char *dir = path_dir(cases[i][0]);

		ck_assert_str_eq(dir, cases[i][1]);
		ck_assert_str_eq(path_base(cases[i][0]), cases[i][2]);
	}
}
END_TEST

START_TEST(path_inside)
{
	ck_assert(path_is_in("/r", "/r") && path_is_in("/r/usr/lib", "/r"));
	ck_assert(!path_is_in("/r2/lib", "/r") && !path_is_in("/", "/r"));
}
END_TEST

START_TEST(path_joined)
{
	autofree char *a = path_join("a", "b"), *b = path_join("a/", "b");
	autofree char *c = path_join("", "b"), *d = path_join("/", "b");
	autofree char *cwd = path_absolute("."), *e = NULL, *g = NULL;
	autofree char *h = path_absolute("/x/y"), *want = NULL;

	ck_assert_str_eq(a, "a/b");
	ck_assert_str_eq(b, "a/b");
	ck_assert_str_eq(c, "b");
	ck_assert_str_eq(d, "/b");
	ck_assert_str_eq(h, "/x/y");
	ck_assert_int_eq(chdir("/"), 0);
	e = path_absolute("x/y");
	ck_assert_str_eq(e, "/x/y");
	ck_assert_int_eq(chdir(build_dir), 0);
	g = path_absolute("././x");
	want = path_join(build_dir, "x");
	ck_assert_str_eq(g, want);
	ck_assert_int_eq(chdir(cwd), 0);
}
END_TEST

START_TEST(folders_made)
{
	struct fail f = FAIL_INIT;
	struct stat st;

	umask(022);
	ck_assert_int_eq(path_mkdirs(build_path("a/b//c/"), &f), 0);
	ck_assert_int_eq(path_mkdirs(build_path("a/b/c"), &f), 0);
	ck_assert(path_is_dir(build_path("a/b/c")));
	ck_assert(!path_is_file(build_path("a/b/c")));
	ck_assert_int_eq(stat(build_path("a/b"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	build_write("a/file", "x", 1);
	ck_assert(path_is_file(build_path("a/file")));
	ck_assert(!path_is_dir(build_path("a/file")));
	ck_assert_int_eq(path_mkdirs(build_path("a/file"), &f), -1);
	ck_assert_int_eq(path_mkdirs(build_path("a/file/b"), &f), -1);
	ck_assert_int_eq(path_mkdirs("", &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot create folder ''"));
	ck_assert_int_eq(path_mkdirs("/", &f), 0);
	fail_clear(&f);
}
END_TEST

START_TEST(files_read)
{
	struct fail f = FAIL_INIT;
	autofree char *text = NULL, *empty = NULL, *none = NULL;
	size_t len = 9;

	build_write("nul", "a\0b", 3);
	ck_assert_int_eq(path_read(build_path("nul"), 3, &text, &len, &f), 0);
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(text, "a\0b\0", 4);
	build_write("empty", "", 0);
	ck_assert_int_eq(path_read(build_path("empty"), 0, &empty, NULL, &f),
		0);
	ck_assert_str_eq(empty, "");
	ck_assert_int_eq(path_read(build_path("nul"), 2, &none, &len, &f),
		-1);
	ck_assert_ptr_nonnull(strstr(f.what, "larger than 2 bytes"));
	ck_assert_int_eq(path_read(build_path("gone"), 9, &none, &len, &f),
		-1);
	ck_assert_ptr_nonnull(strstr(f.what, "No such file"));
	ck_assert_int_eq(path_read(build_dir, 9, &none, &len, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "not a regular file"));
	ck_assert_int_eq(mkfifo(build_path("fifo"), 0600), 0);
	ck_assert_int_eq(path_read(build_path("fifo"), 9, &none, &len, &f),
		-1);
	ck_assert_ptr_null(none);
	fail_clear(&f);
}
END_TEST

/* A reader sees the old contents or the new ones, whole, while it is
 * replaced; and no temp file stays. */
START_TEST(files_replaced_whole)
{
	const char *path = build_path("swap/file");
	char a[8192], b[12288];
	struct fail f = FAIL_INIT;
	autoargvec ls = ARGVEC_INIT;
	struct child_output out = { 0 };
	int status;
	pid_t pid;

	memset(a, 'a', sizeof a);
	memset(b, 'b', sizeof b);
	ck_assert_int_eq(path_mkdirs(build_path("swap"), &f), 0);
	ck_assert_int_eq(path_write(path, a, sizeof a, 0640, &f), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 300; i++)
			path_write(path, i % 2 ? a : b,
				i % 2 ? sizeof a : sizeof b, 0640, &f);
		_exit(f.what != NULL);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		char *text = NULL;
		size_t n = 0;

		ck_assert_msg(path_read(path, sizeof b, &text, &n, &f) == 0,
			"%s", f.what);
		ck_assert(n == sizeof a || n == sizeof b);
		ck_assert_mem_eq(text, n == sizeof a ? a : b, n);
		free(text);
	}
	ck_assert_int_eq(status, 0);
	argvec_pushl(&ls, "ls", "-A", build_path("swap"), (char *)NULL);
	ck_assert_int_eq(child_run("/bin/ls", &ls, NULL, &out, NULL, &status, &f),
		0);
	ck_assert_str_eq(out.text, "file\n");
	free(out.text);
}
END_TEST

START_TEST(files_written)
{
	struct fail f = FAIL_INIT;
	autofree char *text = NULL;
	struct stat st;

	ck_assert_int_eq(path_write(build_path("new"), "abc", 3, 0750, &f),
		0);
	ck_assert_int_eq(stat(build_path("new"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0750);
	ck_assert_int_eq(path_read(build_path("new"), 9, &text, NULL, &f), 0);
	ck_assert_str_eq(text, "abc");
	ck_assert_int_eq(path_write(build_path("no/new"), "", 0, 0600, &f),
		-1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot write '"));
	fail_clear(&f);
	/* a folder in the way: an error, and no temp file beside it */
	ck_assert_int_eq(path_mkdirs(build_path("way/dir/x"), &f), 0);
	ck_assert_int_eq(path_write(build_path("way/dir"), "", 0, 0600, &f),
		-1);
	ck_assert_int_eq(path_remove(build_path("way/dir"), &f), 0);
	ck_assert_int_eq(rmdir(build_path("way")), 0);
	fail_clear(&f);
}
END_TEST

START_TEST(files_updated_when_different)
{
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	const char *path = build_path("update");
	struct fail f = FAIL_INIT;
	struct stat st;

	ck_assert_int_eq(path_update(path, "abc", 3, 0600, &f), 1);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, old, 0), 0);
	ck_assert_int_eq(path_update(path, "abc", 3, 0600, &f), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mtime, 1000);
	ck_assert_int_eq(path_update(path, "abd", 3, 0600, &f), 1);
	ck_assert_int_eq(path_update(path, "ab", 2, 0600, &f), 1);
	ck_assert_int_eq(path_update(path, "", 0, 0600, &f), 1);
	ck_assert_int_eq(path_update(path, "", 0, 0600, &f), 0);
	ck_assert_int_eq(path_update(build_path("no/f"), "", 0, 0600, &f), -1);
	fail_clear(&f);
}
END_TEST

START_TEST(folder_names)
{
	struct fail f = FAIL_INIT;
	autoargvec names = ARGVEC_INIT;

	ck_assert_int_eq(path_mkdirs(build_path("names/b"), &f), 0);
	build_write("names/c", "x", 1);
	build_write("names/.a", "x", 1);
	argvec_push(&names, "z");
	ck_assert_int_eq(path_names(build_path("names"), &names, &f), 0);
	ck_assert_uint_eq(names.n, 4);
	ck_assert_str_eq(names.v[0], "z");
	ck_assert_str_eq(names.v[1], ".a");
	ck_assert_str_eq(names.v[2], "b");
	ck_assert_str_eq(names.v[3], "c");
	ck_assert_int_eq(path_names(build_path("nowhere"), &names, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "nowhere"));
	ck_assert_uint_eq(names.n, 4);
	fail_clear(&f);
}
END_TEST

START_TEST(removed_without_following)
{
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(path_mkdirs(build_path("rm/sub"), &f), 0);
	ck_assert_int_eq(path_mkdirs(build_path("kept"), &f), 0);
	build_write("rm/sub/file", "x", 1);
	build_write("kept/file", "x", 1);
	ck_assert_int_eq(symlink(build_path("kept"), build_path("rm/link")),
		0);
	ck_assert_int_eq(path_remove(build_path("rm"), &f), 0);
	ck_assert(!path_is_dir(build_path("rm")));
	ck_assert(path_is_file(build_path("kept/file")));
	ck_assert_int_eq(symlink(build_path("kept"), build_path("link")), 0);
	ck_assert_int_eq(path_remove(build_path("link"), &f), 0);
	ck_assert(path_is_file(build_path("kept/file")));
	ck_assert_int_eq(path_remove(build_path("kept/file"), &f), 0);
	ck_assert(!path_is_file(build_path("kept/file")));
	ck_assert_int_eq(path_remove(build_path("kept/file"), &f), 0);
	ck_assert_ptr_null(f.what);
}
END_TEST

static void
program(const char *name, mode_t mode)
{
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(path_write(build_path(name), "#!/bin/sh\n", 10, mode,
				 &f),
		0);
}

static void
found(const char *name, const char *path, dev_t dev, ino_t ino,
	const char *want)
{
	autofree char *got = path_search(name, path, dev, ino);

	if (want == NULL)
		ck_assert_msg(got == NULL, "found %s", got);
	else
		ck_assert_str_eq(got, build_path(want));
}

START_TEST(programs_searched)
{
	autofree char *list = NULL;
	struct fail f = FAIL_INIT;
	struct stat st;

	ck_assert_int_eq(path_mkdirs(build_path("p1/tool"), &f), 0);
	ck_assert_int_eq(path_mkdirs(build_path("p2"), &f), 0);
	ck_assert_int_eq(path_mkdirs(build_path("p3"), &f), 0);
	program("p2/tool", 0755);
	program("p3/tool", 0755);
	program("p1/text", 0644);
	program("p3/text", 0755);
	list = xasprintf("/nonexistent:%s:%s:%s", build_path("p1"),
		build_path("p2"), build_path("p3"));
	found("tool", list, 0, 0, "p2/tool");
	found("text", list, 0, 0, "p3/text");
	found("gone", list, 0, 0, NULL);
	found("tool", NULL, 0, 0, NULL);
	found("tool", "", 0, 0, NULL);
	ck_assert_int_eq(stat(build_path("p2/tool"), &st), 0);
	found("tool", list, st.st_dev, st.st_ino, "p3/tool");
	/* a name with a slash is tested as it is */
	found(build_path("p2/tool"), list, 0, 0, "p2/tool");
	found(build_path("p2/tool"), list, st.st_dev, st.st_ino, NULL);
	found("p2/tool", list, 0, 0, NULL);
}
END_TEST

/* An empty element of PATH is the current folder. */
START_TEST(programs_in_this_folder)
{
	autofree char *cwd = path_absolute("."), *got = NULL;

	program("here", 0755);
	ck_assert_int_eq(chdir(build_dir), 0);
	got = path_search("here", "/nonexistent:", 0, 0);
	ck_assert_str_eq(got, "./here");
	ck_assert_int_eq(chdir(cwd), 0);
}
END_TEST

START_TEST(identity_changes_with_the_file)
{
	autofree char *a = NULL, *b = NULL, *c = NULL, *again = NULL;
	const char *path = build_path("id");

	ck_assert_ptr_null(os_identity(build_path("gone")));
	build_write("id", "one", 3);
	a = os_identity(path);
	again = os_identity(path);
	ck_assert_str_eq(a, again);
	build_write("id2", "one", 3);
	ck_assert_int_eq(rename(build_path("id2"), path), 0);
	b = os_identity(path);
	ck_assert_str_ne(a, b);
	ck_assert_int_eq(truncate(path, 1), 0);
	c = os_identity(path);
	ck_assert_str_ne(b, c);
}
END_TEST

/* --- os ---------------------------------------------------------------- */

static struct fail
run_sh(const char *script, const struct argvec *env, struct child_output *out,
	struct child_output *err, int *status)
{
	autoargvec argv = ARGVEC_INIT;
	struct fail f = FAIL_INIT;
	int r;

	argvec_pushl(&argv, "sh", "-c", script, (char *)NULL);
	r = child_run("/bin/sh", &argv, env, out, err, status, &f);
	ck_assert_int_eq(r, f.what != NULL ? -1 : 0);
	return f;
}

START_TEST(children_captured)
{
	struct child_output out = { 0 }, err = { 0 };
	int status = -1;

	ck_assert_ptr_null(run_sh("echo out; echo err >&2; exit 7", NULL, &out,
		&err, &status).what);
	ck_assert_int_eq(status, 7);
	ck_assert_str_eq(out.text, "out\n");
	ck_assert_uint_eq(out.len, 4);
	ck_assert_str_eq(err.text, "err\n");
	free(out.text);
	free(err.text);
	/* more than a pipe holds, on both at once */
	out = err = (struct child_output){ 0 };
	run_sh("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234"
	       "567890123456789; echo 0123456789012345678901234567890123456789"
	       " >&2; i=$((i+1)); done", NULL, &out, &err, &status);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(out.len, 123000);
	ck_assert_uint_eq(err.len, 123000);
	free(out.text);
	free(err.text);
}
END_TEST

START_TEST(children_end_by_signals)
{
	int status = -1;

	run_sh("kill -TERM $$", NULL, NULL, NULL, &status);
	ck_assert_int_eq(status, 128 + SIGTERM);
}
END_TEST

/* What ends us ends the tool; afterwards our own handling is back. */
START_TEST(signals_passed_on)
{
	struct sigaction before, after;
	autofree char *script = NULL;
	int status = -1;

	sigaction(SIGTERM, NULL, &before);
	script = xasprintf("trap 'exit 9' TERM; kill -TERM %ld; "
			   "i=0; while [ $i -lt 600 ]; do sleep 0.1; "
			   "i=$((i+1)); done",
		(long)getpid());
	run_sh(script, NULL, NULL, NULL, &status);
	ck_assert_int_eq(status, 9);
	sigaction(SIGTERM, NULL, &after);
	ck_assert(before.sa_handler == after.sa_handler);
}
END_TEST

START_TEST(children_get_the_environment)
{
	struct child_output out = { 0 };
	autoargvec env = ARGVEC_INIT;
	int status;

	setenv("TEST_GONE", "x", 1);
	setenv("TEST_KEPT", "kept", 1);
	argvec_pushl(&env, "TEST_NEW=a=b", "TEST_GONE", "TEST_EMPTY=",
		(char *)NULL);
	run_sh("echo \"$TEST_NEW,${TEST_GONE-unset},${TEST_EMPTY-unset},"
	       "$TEST_KEPT\"", &env, &out, NULL, &status);
	ck_assert_str_eq(out.text, "a=b,unset,,kept\n");
	ck_assert_str_eq(getenv("TEST_GONE"), "x");
	ck_assert_ptr_null(getenv("TEST_NEW"));
	os_putenv(&env);
	ck_assert_ptr_null(getenv("TEST_GONE"));
	ck_assert_str_eq(getenv("TEST_NEW"), "a=b");
	os_putenv(NULL);
	free(out.text);
}
END_TEST

static struct fail
run_file(const char *name, bool replace)
{
	struct fail f = FAIL_INIT;
	autoargvec argv = ARGVEC_INIT;
	int status = -1, r;

	argvec_push(&argv, "x");
	if (replace)
		r = os_exec(build_path(name), &argv, NULL, &f);
	else
		r = child_run(build_path(name), &argv, NULL, NULL, NULL, &status,
			&f);
	ck_assert_int_eq(r, -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot run '"));
	return f;
}

START_TEST(programs_that_cannot_run)
{
	struct fail f;

	build_write("text", "hello\n", 6);
	ck_assert_int_eq(chmod(build_path("text"), 0755), 0);
	build_write("data", "hello\n", 6);
	f = run_file("gone", _i);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
	fail_clear(&f);
	f = run_file("data", _i);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
	fail_clear(&f);
	f = run_file("text", _i);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
	fail_clear(&f);
}
END_TEST

static void
cache_is(const char *want)
{
	autofree char *got = os_cache_dir();

	ck_assert_str_eq(got, want);
}

START_TEST(cache_folder_by_environment)
{
	autofree char *fallback = NULL;

	setenv("ZBUILD_CACHE_DIR", "/own/cache", 1);
	setenv("XDG_CACHE_HOME", "/xdg", 1);
	setenv("HOME", "/home/x", 1);
	setenv("TMPDIR", "/t", 1);
	cache_is("/own/cache");
	ck_assert_int_eq(chdir("/"), 0);
	setenv("ZBUILD_CACHE_DIR", "rel", 1);
	cache_is("/rel");
	setenv("ZBUILD_CACHE_DIR", "", 1);
	cache_is("/xdg/zbuild");
	setenv("XDG_CACHE_HOME", "relative-is-ignored", 1);
	cache_is("/home/x/.cache/zbuild");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	fallback = xasprintf("/t/zbuild-%lu", (unsigned long)getuid());
	cache_is(fallback);
	setenv("TMPDIR", "rel", 1);
	free(fallback);
	fallback = xasprintf("/tmp/zbuild-%lu", (unsigned long)getuid());
	cache_is(fallback);
}
END_TEST

START_TEST(cache_folder_made)
{
	struct fail f = FAIL_INIT;
	autofree char *sub = NULL;
	struct stat st;

	setenv("ZBUILD_CACHE_DIR", build_path("cache"), 1);
	ck_assert_msg(os_cache_sub("deep/er", &sub, &f) == 0, "%s", f.what);
	ck_assert_str_eq(sub, build_path("cache/deep/er"));
	ck_assert_int_eq(stat(sub, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
}
END_TEST

/* Whoever may write there may plant what we run. */
START_TEST(cache_folder_of_others)
{
	struct fail f = FAIL_INIT;
	autofree char *sub = NULL;

	setenv("ZBUILD_CACHE_DIR", build_path("open"), 1);
	ck_assert_int_eq(path_mkdirs(build_path("open"), &f), 0);
	ck_assert_int_eq(chmod(build_path("open"), 0777), 0);
	ck_assert_int_eq(os_cache_sub("x", &sub, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "everybody may write"));
	ck_assert_ptr_nonnull(f.hint);
	fail_clear(&f);
	ck_assert_int_eq(chmod(build_path("open"), 0700), 0);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(build_path("open"), 12345, 0), 0);
		ck_assert_int_eq(os_cache_sub("x", &sub, &f), -1);
		ck_assert_ptr_nonnull(strstr(f.what, "belongs to user 12345"));
		fail_clear(&f);
	}
	build_write("file", "", 0);
	setenv("ZBUILD_CACHE_DIR", build_path("file"), 1);
	ck_assert_int_eq(os_cache_sub("x", &sub, &f), -1);
	ck_assert_ptr_null(sub);
	fail_clear(&f);
}
END_TEST

static void
refused_as(const char *sub, const char *why)
{
	autofree char *a = NULL, *b = NULL;
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(os_cache_find(sub, &a, &f), -1);
	ck_assert_msg(strstr(f.what, why) != NULL, "%s", f.what);
	ck_assert_ptr_nonnull(f.hint);
	fail_clear(&f);
	ck_assert_int_eq(os_cache_sub(sub, &b, &f), -1);
	ck_assert_msg(strstr(f.what, why) != NULL, "%s", f.what);
	fail_clear(&f);
}

/* The folder itself and each below it, before anything is made in there. */
START_TEST(cache_folder_planted)
{
	struct fail f = FAIL_INIT;
	autofree char *sub = NULL, *temp = NULL;

	setenv("ZBUILD_CACHE_DIR", build_path("c"), 1);
	ck_assert_int_eq(os_cache_sub("sysroots/x/y", &sub, &f), 0);
	ck_assert_int_eq(chmod(build_path("c"), 01777), 0);
	refused_as("sysroots/x", "c': everybody may write to it (user ");
	ck_assert_int_eq(chmod(build_path("c"), 0755), 0);
	ck_assert_int_eq(chmod(build_path("c/sysroots"), 0777), 0);
	refused_as("sysroots/x", "c/sysroots': everybody");
	refused_as("sysroots/new", "c/sysroots': everybody");
	ck_assert_int_ne(access(build_path("c/sysroots/new"), F_OK), 0);
	ck_assert_int_eq(chmod(build_path("c/sysroots"), 0700), 0);
	unsetenv("ZBUILD_CACHE_DIR");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	setenv("TMPDIR", build_dir, 1);
	temp = xasprintf("%s/zbuild-%lu", build_dir, (unsigned long)getuid());
	ck_assert_int_eq(symlink(build_path("c"), temp), 0);
	refused_as("sysroots/x", "it is a symlink");
	if (geteuid() != 0)
		return;
	setenv("ZBUILD_CACHE_DIR", build_path("c"), 1);
	ck_assert_int_eq(chown(build_path("c/sysroots"), 12345, 0), 0);
	refused_as("sysroots/x", "c/sysroots': it belongs to user 12345");
	ck_assert_int_eq(chown(build_path("c/sysroots"), 0, 12345), 0);
	ck_assert_int_eq(chmod(build_path("c/sysroots"), 0770), 0);
	refused_as("sysroots/x", "c/sysroots': its group may write to it");
	ck_assert_int_eq(chmod(build_path("c/sysroots"), 0750), 0);
	setenv("ZBUILD_CACHE_DIR", build_path("link"), 1);
	ck_assert_int_eq(symlink(build_path("c"), build_path("link")), 0);
	free(sub);
	sub = NULL;
	ck_assert_int_eq(os_cache_find("sysroots/x", &sub, &f), 0);
	ck_assert_int_eq(lchown(build_path("link"), 12345, 0), 0);
	refused_as("sysroots/x", "link': it belongs to user 12345");
}
END_TEST

/* A home that cannot be made falls back to the temp folder. */
START_TEST(cache_folder_without_home)
{
	struct fail f = FAIL_INIT;
	autofree char *sub = NULL, *want = NULL;

	unsetenv("ZBUILD_CACHE_DIR");
	unsetenv("XDG_CACHE_HOME");
	setenv("HOME", "/proc/no-such-home", 1);
	setenv("TMPDIR", build_dir, 1);
	ck_assert_msg(os_cache_sub("x", &sub, &f) == 0, "%s", f.what);
	want = xasprintf("%s/zbuild-%lu/x", build_dir,
		(unsigned long)getuid());
	ck_assert_str_eq(sub, want);
	ck_assert_ptr_null(f.what);
}
END_TEST

/* The same folder as os_cache_sub's, and nothing is made. */
START_TEST(cache_folder_found)
{
	struct fail f = FAIL_INIT;
	autofree char *a = NULL, *b = NULL, *made = NULL;

	setenv("ZBUILD_CACHE_DIR", build_path("cache"), 1);
	ck_assert_int_eq(os_cache_find("deep/er", &a, &f), 0);
	ck_assert_str_eq(a, build_path("cache/deep/er"));
	ck_assert_int_ne(access(build_path("cache"), F_OK), 0);
	unsetenv("ZBUILD_CACHE_DIR");
	unsetenv("XDG_CACHE_HOME");
	setenv("HOME", "/proc/no-such-home", 1);
	setenv("TMPDIR", build_dir, 1);
	ck_assert_int_eq(os_cache_find("x", &b, &f), 0);
	ck_assert_int_ne(access(b, F_OK), 0);
	ck_assert_int_eq(os_cache_sub("x", &made, &f), 0);
	/* (elsewhere /proc looks as if it could be written to) */
	if (system_is_sealed("/proc"))
		ck_assert_str_eq(b, made);
	setenv("ZBUILD_CACHE_DIR", build_path("open"), 1);
	ck_assert_int_eq(path_mkdirs(build_path("open"), &f), 0);
	ck_assert_int_eq(chmod(build_path("open"), 0777), 0);
	ck_assert_int_eq(os_cache_find("x", &made, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "everybody may write"));
	fail_clear(&f);
}
END_TEST

START_TEST(temp_folders_are_new)
{
	struct fail f = FAIL_INIT;
	autofree char *a = NULL, *b = NULL;
	struct stat st;

	setenv("TMPDIR", build_dir, 1);
	ck_assert_int_eq(os_temp_dir(&a, &f), 0);
	ck_assert_int_eq(os_temp_dir(&b, &f), 0);
	ck_assert_str_ne(a, b);
	ck_assert_int_eq(strncmp(a, build_dir, strlen(build_dir)), 0);
	ck_assert_int_eq(stat(a, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	setenv("TMPDIR", build_path("gone"), 1);
	free(b);
	b = NULL;
	ck_assert_int_eq(os_temp_dir(&b, &f), -1);
	ck_assert_ptr_null(b);
	fail_clear(&f);
}
END_TEST

START_TEST(who_we_are)
{
	char arg0[] = "called-as", *argv[] = { arg0, NULL };
	char *none[] = { NULL };
	autofree char *self = os_self();

	ck_assert_int_eq(self[0], '/');
	ck_assert(path_is_file(self));
	/* the kernel's word for it, whatever argv says */
	if (system_exec_name() != NULL)
		ck_assert_str_eq(path_base(os_exec_name(argv)),
			path_base(os_exec_name(none)));
	else
		ck_assert_str_eq(os_exec_name(argv), arg0);
}
END_TEST

/* --- lock, trace ------------------------------------------------------- */

START_TEST(lock_is_for_one)
{
	const char *path = build_path("lock");
	struct fail f = FAIL_INIT;
	int fd = lock_take(path, &f), ws, ready[2];
	char c;
	pid_t pid;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		int mine;

		/* a copy of the descriptor would hold the lock as well */
		close(fd);
		mine = lock_take(path, &f);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		lock_drop(mine);
		_exit(mine < 0);
	}
	close(ready[1]);
	ck_assert_int_eq(fcntl(ready[0], F_SETFL, O_NONBLOCK), 0);
	usleep(100000);
	ck_assert_int_eq(read(ready[0], &c, 1), -1);
	lock_drop(fd);
	ck_assert_int_eq(waitpid(pid, &ws, 0), pid);
	ck_assert_int_eq(ws, 0);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	ck_assert(path_is_file(path));
	ck_assert_int_eq(lock_take(build_path("no/lock"), &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot open lock"));
	fail_clear(&f);
	ck_assert_int_eq(symlink("lock", build_path("lock-link")), 0);
	ck_assert_int_eq(lock_take(build_path("lock-link"), &f), -1);
	fail_clear(&f);
	lock_drop(-1);
}
END_TEST

START_TEST(trace_off)
{
	static const char *const values[] = { NULL, "", "0" };
	struct fail f = FAIL_INIT;

	for (size_t i = 0; i < 3; i++) {
		if (values[i] != NULL)
			setenv("ZBUILD_TRACE", values[i], 1);
		else
			unsetenv("ZBUILD_TRACE");
		ck_assert_int_eq(trace_open(&f), 0);
		ck_assert(!trace_on());
		trace_line("not written");
	}
}
END_TEST

START_TEST(trace_to_a_file)
{
	char env1[] = "A=x y", one[] = "cc", two[] = "a b", three[] = "";
	char *env[] = { env1, NULL }, *words[] = { one, two, three, NULL };
	struct fail f = FAIL_INIT;
	autofree char *text = NULL;

	setenv("ZBUILD_TRACE", build_path("trace"), 1);
	ck_assert_int_eq(trace_open(&f), 0);
	ck_assert(trace_on());
	trace_line("rule %s", "x");
	trace_words("run", env, words);
	trace_words("run", NULL, words);
	ck_assert_int_eq(path_read(build_path("trace"), 4096, &text, NULL, &f),
		0);
	ck_assert_str_eq(text, "zbuild: rule x\n"
			       "zbuild: run: 'A=x y' cc 'a b' ''\n"
			       "zbuild: run: cc 'a b' ''\n");
}
END_TEST

START_TEST(trace_refused)
{
	static const char *const values[] = { "yes", "10", "9", "rel/path",
		"/nonexistent/x", "-1" };

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct fail f = FAIL_INIT;

		close(9);
		setenv("ZBUILD_TRACE", values[i], 1);
		ck_assert_msg(trace_open(&f) == -1, "%s", values[i]);
		ck_assert_ptr_nonnull(strstr(f.what, "ZBUILD_TRACE"));
		ck_assert(!trace_on());
		fail_clear(&f);
	}
}
END_TEST

static void
argvec_and_quote(TCase *t)
{
	tcase_add_test(t, argvec_grows);
	tcase_add_test(t, words_in_lists);
	tcase_add_test(t, words_named);
	tcase_add_test(t, argvec_splits);
	tcase_add_test(t, text_filled);
	tcase_add_test(t, argvec_for_exec);
	tcase_add_test(t, argvec_like_an_array);
	tcase_add_test(t, quoted_for_a_shell);
	tcase_add_test(t, sh_quote_then_parse_is_identity);
	tcase_add_test(t, a_shell_reads_the_same);
	tcase_add_test(t, gnu_quote_then_parse_is_identity);
	tcase_add_test(t, parsing_any_text);
	tcase_add_test(t, shell_words);
	tcase_add_test(t, gnu_words);
}

static void
version_and_fail(TCase *t)
{
	tcase_add_test(t, versions_parsed);
	tcase_add_test(t, versions_ordered);
	tcase_add_test(t, version_text_and_back);
	tcase_add_test(t, messages_built);
	tcase_add_test(t, messages_printed);
	tcase_add_test(t, fail_goes_on);
}

static void
path(TCase *t)
{
	tcase_add_test(t, path_parts);
	tcase_add_test(t, path_inside);
	tcase_add_test(t, path_joined);
	tcase_add_test(t, folder_names);
	tcase_add_test(t, folders_made);
	tcase_add_test(t, files_read);
	tcase_add_test(t, files_replaced_whole);
	tcase_add_test(t, files_written);
	tcase_add_test(t, files_updated_when_different);
	tcase_add_test(t, removed_without_following);
	tcase_add_test(t, programs_searched);
	tcase_add_test(t, programs_in_this_folder);
	tcase_add_test(t, identity_changes_with_the_file);
}

static void
os(TCase *t)
{
	tcase_add_test(t, children_captured);
	tcase_add_test(t, children_end_by_signals);
	tcase_add_test(t, signals_passed_on);
	tcase_add_test(t, children_get_the_environment);
	tcase_add_loop_test(t, programs_that_cannot_run, 0, 2);
	tcase_add_test(t, cache_folder_by_environment);
	tcase_add_test(t, cache_folder_made);
	tcase_add_test(t, cache_folder_of_others);
	tcase_add_test(t, cache_folder_planted);
	tcase_add_test(t, cache_folder_without_home);
	tcase_add_test(t, cache_folder_found);
	tcase_add_test(t, temp_folders_are_new);
	tcase_add_test(t, who_we_are);
	tcase_add_test(t, lock_is_for_one);
	tcase_add_test(t, trace_off);
	tcase_add_test(t, trace_to_a_file);
	tcase_add_test(t, trace_refused);
}

Suite *suite_common(void);

Suite *
suite_common(void)
{
	static const struct {
		const char *name;
		void (*add)(TCase *);
	} cases[] = {
		{ "words", argvec_and_quote },
		{ "values", version_and_fail },
		{ "path", path },
		{ "os", os },
	};
	Suite *s = suite_create("common");

	/* Each test has a temp folder and, being a process, an environment
	 * of its own. */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		TCase *t = tcase_create(cases[i].name);

		tcase_add_checked_fixture(t, build_init, build_clear);
		tcase_set_timeout(t, 60);
		cases[i].add(t);
		suite_add_tcase(s, t);
	}
	return s;
}
