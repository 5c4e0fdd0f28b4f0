/* cargo's configuration files, merged as cargo merges them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"
#include "wrapper/cargo/cargoconfig.h"

static void
set_up(void)
{
	fixture_setup();
	setenv("CARGO_HOME", at("home"), 1);
}

static void
tear_down(void)
{
	fixture_teardown();
	unsetenv("CARGO_HOME");
}

/* The string or the joined words of build.<key>, seen from top/a/b. */
static char *
build_key(const char *dir, const struct argvec *cli, const char *key)
{
	struct cargoconfig c = CARGOCONFIG_INIT;
	autofree char *full = dir != NULL ? path_join(top, dir) : NULL;
	autoargvec words = ARGVEC_INIT;
	char *got = NULL;

	if (cargoconfig_load(&c, full, cli, &f) == 0 &&
		cargoconfig_words(
			cargoconfig_get(&c, "build", key, NULL), &words, &f) ==
			0)
		got = argvec_join(&words, " ");
	else
		got = xasprintf("error: %s", f.what);
	fail_clear(&f);
	cargoconfig_clear(&c);
	return got;
}

START_TEST(nearest_file_wins_and_lists_join)
{
	autofree char *s = NULL, *l = NULL, *home = NULL;

	put_text("home/config.toml",
		"[build]\ntarget='h'\nrustflags=['-h']\njobs=1");
	put_text(".cargo/config.toml", "[build]\ntarget='r'\nrustflags=['-r']");
	put_text("a/.cargo/config", "[build]\ntarget='old name'");
	put_text("a/.cargo/config.toml", "[build]\ntarget='shadowed'");
	put_text("a/b/.cargo/config.toml", "[build]\nrustflags=['-b']");
	s = build_key("a/b", NULL, "target");
	ck_assert_str_eq(s, "old name");
	l = build_key("a/b", NULL, "rustflags");
	ck_assert_str_eq(l, "-h -r -b");
	home = build_key(NULL, NULL, "target");
	ck_assert_str_eq(home, "h");
}
END_TEST

/* Cut off there, the rest would be lost without a word. */
START_TEST(a_nul_is_an_error)
{
	autofree char *got = NULL;

	put_bytes("home/config.toml", "[build]\0\ntarget='t'\n", 20, 0600);
	got = build_key(NULL, NULL, "target");
	ck_assert_msg(strstr(got, "config.toml': a NUL byte") != NULL, "%s", got);
}
END_TEST

START_TEST(cli_beats_files)
{
	autoargvec cli = ARGVEC_INIT;
	autofree char *s = NULL, *l = NULL, *file = path_join(top, "x.toml");

	put_text(".cargo/config.toml", "[build]\ntarget='r'\nrustflags=['-r']");
	put_text("x.toml", "build.rustflags=['-x']");
	argvec_pushl(&cli, "build.target='c'", file, "build.target = 'd'",
		NULL);
	s = build_key("", &cli, "target");
	ck_assert_str_eq(s, "d");
	l = build_key("", &cli, "rustflags");
	ck_assert_str_eq(l, "-r -x");
}
END_TEST

START_TEST(knows_what_cli_said)
{
	struct cargoconfig c = CARGOCONFIG_INIT;
	autoargvec cli = ARGVEC_INIT;
	char *file = at("x.toml");

	put_text(".cargo/config.toml", "a='1'\nb='2'\nc='3'");
	put_text("x.toml", "c='5'");
	argvec_pushl(&cli, "b='4'", file, NULL);
	ck_assert_int_eq(cargoconfig_load(&c, top, &cli, &f), 0);
	ck_assert(!cargoconfig_from_cli(cargoconfig_get(&c, "a", NULL)));
	ck_assert(cargoconfig_from_cli(cargoconfig_get(&c, "b", NULL)));
	ck_assert(cargoconfig_from_cli(cargoconfig_get(&c, "c", NULL)));
	cargoconfig_clear(&c);
}
END_TEST

START_TEST(includes_come_below)
{
	autofree char *s = NULL, *l = NULL;

	put_text(".cargo/config.toml",
		"include=['one.toml', {path='sub/two.toml'},"
		" {path='none.toml', optional=true}]\n"
		"[build]\nrustflags=['-own']");
	put_text(".cargo/one.toml", "[build]\ntarget='1'\nrustflags=['-1']");
	put_text(".cargo/sub/two.toml",
		"include='three.toml'\nbuild.target='2'");
	put_text(".cargo/sub/three.toml", "build.rustflags=['-3']");
	s = build_key("", NULL, "target");
	ck_assert_str_eq(s, "2");
	l = build_key("", NULL, "rustflags");
	ck_assert_str_eq(l, "-1 -3 -own");
}
END_TEST

static const struct {
	const char *config, *want;
} wrong[] = {
	{ "include='none.toml'", "cannot open" },
	{ "include='config.toml'", "includes itself" },
	{ "include=1", "cannot read 'include'" },
	{ "include=[{optional=true}]", "cannot read 'include'" },
	{ "build = [", "expected a value" },
	{ "build.rustflags = { a = 1 }", "neither a string nor a list" },
};

START_TEST(errs_loudly)
{
	autofree char *s = NULL;

	put_text(".cargo/config.toml", wrong[_i].config);
	s = build_key("", NULL, "rustflags");
	ck_assert_msg(strstr(s, wrong[_i].want) != NULL, "%s", s);
	ck_assert_msg(strstr(s, "config.toml") != NULL, "%s", s);
}
END_TEST

START_TEST(reads_env_table)
{
	struct cargoconfig c = CARGOCONFIG_INIT;
	const char *where = NULL;

	put_text(".cargo/config.toml",
		"[env]\nCC_x='mine'\nAR_x={value='its', force=true}");
	ck_assert_int_eq(cargoconfig_load(&c, top, NULL, &f), 0);
	ck_assert_str_eq(cargoconfig_env(&c, "CC_x", &where), "mine");
	ck_assert_ptr_nonnull(strstr(where, ".cargo/config.toml:2"));
	ck_assert_str_eq(cargoconfig_env(&c, "AR_x", &where), "its");
	ck_assert_ptr_null(cargoconfig_env(&c, "CXX_x", &where));
	cargoconfig_clear(&c);
}
END_TEST

static int asked;

static int
facts(const struct cargoconfig *c, const char *target, struct argvec *out,
	struct fail *why)
{
	(void)c;
	(void)target;
	(void)why;
	asked++;
	argvec_push(out, "unix");
	return 0;
}

START_TEST(asks_for_facts_only_when_it_must)
{
	struct cargoconfig c = CARGOCONFIG_INIT;
	struct toml *nodes[4];

	c.facts = facts;
	asked = 0;
	put_text(".cargo/config.toml",
		"[target.t]\nlinker='own'\n[target.'cfg(unix)']\n"
		"runner='r'\n[target.'cfg(windows)']\nrunner='w'");
	ck_assert_int_eq(cargoconfig_load(&c, top, NULL, &f), 0);
	ck_assert_int_eq(
		cargoconfig_target(&c, "t", "linker", nodes, 4, &f), 1);
	ck_assert_str_eq(nodes[0]->text, "own");
	ck_assert_int_eq(asked, 0);
	ck_assert_int_eq(
		cargoconfig_target(&c, "t", "runner", nodes, 4, &f), 1);
	ck_assert_str_eq(nodes[0]->text, "r");
	ck_assert_int_eq(asked, 1);
	/* What is known is not asked again. */
	ck_assert_int_eq(cargoconfig_know(&c, "t", "t", &f), 0);
	ck_assert_int_eq(cargoconfig_know(&c, "t", "t", &f), 0);
	ck_assert_int_eq(asked, 2);
	c.facts = NULL;
	ck_assert_int_eq(
		cargoconfig_target(&c, "t", "runner", nodes, 4, &f), 1);
	ck_assert_str_eq(nodes[0]->text, "r");
	ck_assert_int_eq(
		cargoconfig_target(&c, "u", "runner", nodes, 4, &f), -1);
	cargoconfig_clear(&c);
}
END_TEST

Suite *suite_cargoconfig(void);
Suite *
suite_cargoconfig(void)
{
	Suite *s = suite_create("cargoconfig");
	TCase *t = tcase_create("cargoconfig");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, nearest_file_wins_and_lists_join);
	tcase_add_test(t, a_nul_is_an_error);
	tcase_add_test(t, cli_beats_files);
	tcase_add_test(t, knows_what_cli_said);
	tcase_add_test(t, includes_come_below);
	tcase_add_loop_test(t, errs_loudly, 0, sizeof wrong / sizeof *wrong);
	tcase_add_test(t, reads_env_table);
	tcase_add_test(t, asks_for_facts_only_when_it_must);
	suite_add_tcase(s, t);
	return s;
}
