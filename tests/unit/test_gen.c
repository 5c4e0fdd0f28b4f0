/* The generator of the built-in table, run as make runs it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"

static struct argvec args;

static void
setup(void)
{
	fixture_setup();
	argvec_push(&args, "gen");
}

static void
teardown(void)
{
	argvec_clear(&args);
	fixture_teardown();
}

static void
file(const char *name, const char *text)
{
	argvec_push(&args, put_text(name, text));
}

/* Runs gen, which is made before the programs: BUILD/targets/gen beside
 * BUILD/tests/<this>. */
static int
gen(char **out, char **err)
{
	autofree char *self = os_self(), *tests = path_dir(self);
	autofree char *program = path_join(tests, "../targets/gen");
	struct child_output o = { .text = NULL }, e = { .text = NULL };
	int status;

	ck_assert_msg(child_run(program, &args, NULL, &o, &e, &status, &f) == 0,
		"%s", f.what);
	*out = o.text;
	*err = e.text;
	return status;
}

static void
expect_rows(const char *const *wanted)
{
	autofree char *out = NULL, *err = NULL;
	const char *at;

	ck_assert_msg(gen(&out, &err) == 0, "%s", err);
	at = out;
	for (; *wanted != NULL; wanted++) {
		const char *next = strstr(at, *wanted);

		ck_assert_msg(next != NULL, "no '%s' in order in:\n%s",
			*wanted, out);
		at = next + strlen(*wanted);
	}
}

static void
expect_failure(const char *wanted)
{
	autofree char *out = NULL, *err = NULL;

	ck_assert_int_eq(gen(&out, &err), 125);
	ck_assert_msg(strstr(err, wanted) != NULL, "no '%s' in: %s", wanted,
		err);
	ck_assert(out == NULL || *out == '\0');
}

#define ROW "zig = z\ngnu = g\nllvm = l\nmachine = 62\nloader = /l\n"
#define MACHINE "arch = x86_64\nbits = 64\nendian = little\n"

START_TEST(inheritance)
{
	file("a.ini", "[template m]\n" MACHINE "qemu = q\ncpu = c\n"
		      "cpu_source = s\n[template n]\ninherit = m\n"
		      "endian = big\ncpu =\n");
	file("b.ini", "[family]\nlibc = musl\ngoos = linux\n"
		      "[z-row]\ninherit = n\n" ROW
		      "[a-row]\ninherit = m\nqemu = other\ncpu_source = \"x\\\n" ROW
		      "gnu = a-gnu\n");
	/* gnu comes twice in a-row: first the error, then without it. */
	expect_failure("b.ini:20: the key 'gnu' comes twice");
	argvec_remove(&args, 2);
	file("b.ini", "[family]\nlibc = musl\ngoos = linux\n"
		      "[z-row]\ninherit = n\n" ROW
		      "[a-row]\ninherit = m\nqemu = other\ncpu_source = \"x\\\n"
		      "zig = z\ngnu = h\nllvm = l\nmachine = 62\n"
		      "loader = /l\n");
	/* machine, musl, x86_64, 64 bits, little or big endian */
	expect_rows((const char *const[]){ " 62, 2, 0, 1, 0 }, /* a-row */",
		" 62, 2, 0, 1, 1 }, /* z-row */", "\"a-row\\0\"",
		"\"c\\0\"", "\"\\\"x\\\\\\0\"", "\"other\\0\"",
		"\"linux\\0\"", "\"z-row\\0\"", "\"q\\0\"", NULL });
}
END_TEST

START_TEST(refused_rows_need_nothing_else)
{
	file("a.ini", "[family]\nrefuse = not \"ours\"\n[one]\n[two]\n");
	expect_rows((const char *const[]){ "/* one */", "/* two */",
		"\"one\\0\"", "\"not \\\"ours\\\"\\0\"",
		"\"two\\0\"", NULL });
}
END_TEST

static const struct {
	const char *text, *what;
} bad[] = {
	{ "[r]\n" ROW MACHINE, "a.ini:1: target 'r': the key libc is missing" },
	{ "[r]\n" MACHINE "[s]\nrefuse = x\n",
		"a.ini:1: target 'r': the key zig is missing" },
	{ "[r]\nlibc = gnu\n" ROW MACHINE,
		"a.ini:1: target 'r': the key glibc_min is missing" },
	{ "[r]\nlibc = gnu\nglibc_min = 2.17\nglibc = 2.5\n" ROW MACHINE,
		"a.ini:1: target 'r': glibc 2.5 is below the architecture's "
		"first, 2.17" },
	{ "[r]\nlibc = musl\ncpu = c\n" ROW MACHINE,
		"a.ini:1: target 'r': a cpu without cpu_source" },
	{ "[r]\nlibc = musl\ntested = maybe\n" ROW MACHINE,
		"a.ini:1: target 'r': tested is run, linked or compiled" },
	{ "[r]\nnope = 1\n", "a.ini:2: unknown key 'nope'" },
	{ "[family]\nnope = 1\n", "a.ini:2: unknown key 'nope'" },
	{ "[family]\nbits = 12\n", "a.ini:2: bits: '12' is neither" },
	{ "[family]\nlibc = musl\nlibc = gnu\n",
		"a.ini:3: the key 'libc' comes twice" },
	{ "[r]\n[family]\nrefuse = x\n", "a.ini:1: target 'r': the key zig" },
	{ "[r]\nrefuse = x\n[r]\n", "a.ini:3: section [r] comes twice" },
	{ "[template r]\n[r]\nrefuse = x\n", "a.ini:2: 'r' was defined in" },
	{ "[r s]\n", "a.ini:1: 'r s' is no target's name" },
	{ "[r]\nlibc = musl\ninherit = s\n",
		"a.ini:3: inherit must be the section's first key" },
	{ "[r]\ninherit = s\n[s]\nrefuse = x\n",
		"a.ini:2: inherit: no section 's' stands before this one" },
	{ "[r]\ninherit = r\n",
		"a.ini:2: inherit: no section 'r' stands before this one" },
	{ "[r]\nlibc = musl\n" ROW MACHINE "[s]\nlibc = musl\n" ROW MACHINE,
		"'g' is a spelling of 's'" },
	{ "[r]\nlibc = musl\naliases = x s y\n" ROW MACHINE
	  "[s]\nrefuse = x\n", "'s' is a spelling of 's'" },
	{ "[r]\nrefuse = x\nno value\n",
		"a.ini:3: neither [section] nor key = value" },
	{ "refuse = x\n", "a.ini:1: the key 'refuse' is in no section" },
};

START_TEST(bad_text)
{
	file("a.ini", bad[_i].text);
	expect_failure(bad[_i].what);
}
END_TEST

START_TEST(long_line)
{
	char pad[192];
	autofree char *text = NULL;

	memset(pad, 'x', sizeof pad - 1);
	pad[sizeof pad - 1] = '\0';
	text = xasprintf("[r]\nrefuse = %s\n", pad);
	file("a.ini", text);
	expect_failure("a.ini:2: a line of 200 bytes (at most 198)");
}
END_TEST

START_TEST(two_files)
{
	file("a.ini", "[r]\nrefuse = x\n");
	file("b.ini", "[r]\nrefuse = x\n");
	expect_failure("b.ini:1: 'r' was defined in");
}
END_TEST

START_TEST(no_file)
{
	argvec_push(&args, "/nonexistent.ini");
	expect_failure("cannot open '/nonexistent.ini'");
}
END_TEST

Suite *suite_gen(void);

Suite *
suite_gen(void)
{
	Suite *s = suite_create("gen");
	TCase *tc = tcase_create("gen");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, inheritance);
	tcase_add_test(tc, refused_rows_need_nothing_else);
	tcase_add_loop_test(tc, bad_text, 0, COUNT(bad));
	tcase_add_test(tc, long_line);
	tcase_add_test(tc, two_files);
	tcase_add_test(tc, no_file);
	suite_add_tcase(s, tc);
	return s;
}
