/* Flags of rustc: where cargo takes them from, and one more of ours. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/cargo/rustflags.h"

#define T "x86_64-unknown-linux-gnu"
#define TU "X86_64_UNKNOWN_LINUX_GNU"
#define O "aarch64-unknown-linux-gnu"
#define OU "AARCH64_UNKNOWN_LINUX_GNU"

/* The faked environment: KEY=VALUE words. */
static struct argvec fake;

static int
facts(const struct cargoconfig *c, const char *target, struct argvec *out,
	struct fail *f)
{
	(void)c;
	(void)f;
	argvec_pushl(out, "unix", "target_os=\"linux\"", NULL);
	if (strcmp(target, T) == 0)
		argvec_push(out, "target_arch=\"x86_64\"");
	return 0;
}

/* '|' stands for the byte between encoded flags, ';' between variables. */
static const struct {
	const char *env, *config, *others, *want;
} cases[] = {
	{ "", "", "", "CARGO_TARGET_" TU "_RUSTFLAGS=-Clinker=L" },
	{ "", "", O, "CARGO_TARGET_" TU "_RUSTFLAGS=-Clinker=L" },
	{ "RUSTFLAGS=-a  -b", "", "", "RUSTFLAGS=-a -b -Clinker=L" },
	{ "RUSTFLAGS=", "build.rustflags='-c'", "", "RUSTFLAGS=-Clinker=L" },
	{ "CARGO_ENCODED_RUSTFLAGS=-a b|-c;RUSTFLAGS=-x", "", "",
		"CARGO_ENCODED_RUSTFLAGS=-a b|-c|-Clinker=L" },
	{ "CARGO_ENCODED_RUSTFLAGS=", "", "",
		"CARGO_ENCODED_RUSTFLAGS=-Clinker=L" },
	/* cargo joins the files' with the variable: they need no repeating */
	{ "", "target." T ".rustflags=['-a b']", "",
		"CARGO_TARGET_" TU "_RUSTFLAGS=-Clinker=L" },
	{ "CARGO_TARGET_" TU "_RUSTFLAGS=-e", "build.rustflags='-c'", "",
		"CARGO_TARGET_" TU "_RUSTFLAGS=-e -Clinker=L" },
	/* build.rustflags would vanish once target.* is set */
	{ "", "build.rustflags='-c -d'", "",
		"CARGO_TARGET_" TU "_RUSTFLAGS=-c -d -Clinker=L" },
	{ "CARGO_BUILD_RUSTFLAGS=-e", "build.rustflags='-c'", O,
		"CARGO_TARGET_" TU "_RUSTFLAGS=-c -e -Clinker=L" },
	{ "", "build.rustflags=['-c d']", "",
		"CARGO_ENCODED_RUSTFLAGS=-c d|-Clinker=L" },
	{ "", "build.rustflags='-c'\n[target.'cfg(target_arch=\"x86_64\")']\n"
	      "rustflags='-x'",
		"", "CARGO_TARGET_" TU "_RUSTFLAGS=-Clinker=L" },
	{ "", "build.rustflags='-c'\n[target.'cfg(windows)']\n"
	      "rustflags='-x'",
		"", "CARGO_TARGET_" TU "_RUSTFLAGS=-c -Clinker=L" },
	/* RUSTFLAGS reaches all targets: taken apart */
	{ "RUSTFLAGS=-a", "", O,
		"CARGO_TARGET_" TU "_RUSTFLAGS=-a -Clinker=L;CARGO_TARGET_" OU
		"_RUSTFLAGS=-a;CARGO_ENCODED_RUSTFLAGS;RUSTFLAGS" },
	{ "CARGO_ENCODED_RUSTFLAGS=-a|-b;RUSTFLAGS=-x", "", O,
		"CARGO_TARGET_" TU "_RUSTFLAGS=-a -b -Clinker=L;CARGO_TARGET_"
		OU "_RUSTFLAGS=-a -b;CARGO_ENCODED_RUSTFLAGS;RUSTFLAGS" },
	/* ... unless that changes anything */
	{ "CARGO_ENCODED_RUSTFLAGS=-a b", "", O, NULL },
	{ "RUSTFLAGS=-a", "target." O ".rustflags='-h'", O, NULL },
	{ "RUSTFLAGS=-a;CARGO_TARGET_" TU "_RUSTFLAGS=-h", "", O, NULL },
	{ "RUSTFLAGS=", "build.rustflags='-h'", O, NULL },
	/* what cargo would refuse is not guessed at */
	{ "", "build.rustflags=1", "", NULL },
	{ "", "build.rustflags=['-a', 1]", "", NULL },
	{ "", "[target.'cfg(what?)']\nrustflags='-x'", "", NULL },
};

static void
translate(char *s, char from, char to)
{
	for (; *s != '\0'; s++)
		if (*s == from)
			*s = to;
}

START_TEST(adds)
{
	struct cargoconfig config = CARGOCONFIG_INIT;
	struct rustflags_from from = { &fake, &config, false };
	autoargvec others = ARGVEC_INIT, env = ARGVEC_INIT;
	autofree char *vars = xstrdup(cases[_i].env), *got = NULL;
	struct fail f = FAIL_INIT;
	int r;

	config.facts = facts;
	translate(vars, '|', '\x1f');
	argvec_split(&fake, vars, ";");
	argvec_split(&others, cases[_i].others, " ");
	ck_assert_int_eq(
		toml_parse(cases[_i].config, "f", &config.root, &f), 0);
	r = rustflags_add(&from, T, &others, "-Clinker=L", &env, &f);
	if (cases[_i].want == NULL) {
		ck_assert_int_eq(r, -1);
		ck_assert_ptr_nonnull(f.what);
	} else {
		ck_assert_msg(r == 0, "%s", f.what);
		got = argvec_join(&env, ";");
		translate(got, '\x1f', '|');
		ck_assert_str_eq(got, cases[_i].want);
	}
	fail_clear(&f);
	argvec_clear(&fake);
	cargoconfig_clear(&config);
}
END_TEST

START_TEST(names_without_dots)
{
	autofree char *key = rustflags_target_key(
		"thumbv8m.main-none-eabihf", "RUNNER");

	ck_assert_str_eq(key, "CARGO_TARGET_THUMBV8M_MAIN_NONE_EABIHF_RUNNER");
}
END_TEST

START_TEST(rustdoc_has_its_own)
{
	struct cargoconfig config = CARGOCONFIG_INIT;
	struct rustflags_from from = { &fake, &config, true };
	autoargvec env = ARGVEC_INIT;
	struct fail f = FAIL_INIT;

	argvec_pushl(&fake, "RUSTFLAGS=-a", "RUSTDOCFLAGS=-d", NULL);
	config.root = toml_table();
	ck_assert_int_eq(
		rustflags_add(&from, T, NULL, "-Clinker=L", &env, &f), 0);
	ck_assert_uint_eq(env.n, 1);
	ck_assert_str_eq(env.v[0], "RUSTDOCFLAGS=-d -Clinker=L");
	argvec_clear(&fake);
	cargoconfig_clear(&config);
}
END_TEST

static const struct {
	const char *words, *want;
} linkers[] = {
	{ "-Copt-level=3", NULL },
	{ "-Clinker=a", "a" },
	{ "-C linker=a", "a" },
	{ "--codegen=linker=a", "a" },
	{ "--codegen linker=a", "a" },
	{ "-Clinker=a -O -C linker=b", "b" },
	{ "-Clinker-flavor=gcc", NULL },
	{ "-C", NULL },
	{ "--codegen", NULL },
	{ "--codegen=", NULL },
	{ "-OC linker=a", "a" },
	{ "-gOClinker=a", "a" },
	{ "-Cn -C linker=a -Clinker_flavor=gcc", "a" },
};

static const struct {
	const char *words, *want;
} cpus[] = {
	{ "-C target_cpu=a", "a" },
	{ "-Ctarget_cpu=a", "a" },
	{ "--codegen target_cpu=a", "a" },
	{ "--codegen=target_cpu=a", "a" },
	{ "-Ctarget-cpu=a -Ctarget_cpu=b_c", "b_c" },
	{ "-Ctarget_cpu=a -Ctarget-cpu=b", "b" },
	{ "-Ctarget-cpus=a", NULL },
	{ "-Ctarget+cpu=a", NULL },
	{ "--cfg target-cpu=a", NULL },
};

START_TEST(sees_linkers)
{
	struct rustflags r = RUSTFLAGS_INIT;
	const char *got;

	argvec_split(&r.words, linkers[_i].words, " ");
	got = rustflags_codegen(&r, "linker=");
	if (linkers[_i].want == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, linkers[_i].want);
	argvec_clear(&r.words);
}
END_TEST

START_TEST(sees_cpus)
{
	struct rustflags r = RUSTFLAGS_INIT;
	const char *got;

	argvec_split(&r.words, cpus[_i].words, " ");
	got = rustflags_codegen(&r, "target-cpu=");
	if (cpus[_i].want == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, cpus[_i].want);
	argvec_clear(&r.words);
}
END_TEST

Suite *suite_rustflags(void);
Suite *
suite_rustflags(void)
{
	Suite *s = suite_create("rustflags");
	TCase *t = tcase_create("rustflags");

	tcase_add_loop_test(t, adds, 0, sizeof cases / sizeof *cases);
	tcase_add_test(t, names_without_dots);
	tcase_add_test(t, rustdoc_has_its_own);
	tcase_add_loop_test(
		t, sees_linkers, 0, sizeof linkers / sizeof *linkers);
	tcase_add_loop_test(t, sees_cpus, 0, sizeof cpus / sizeof *cpus);
	suite_add_tcase(s, t);
	return s;
}
