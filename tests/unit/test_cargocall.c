/* A command line of cargo's: which options are ours, what it will do. */
#include <check.h>
#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"
#include "wrapper/build/universal.h"
#include "wrapper/cargo/cargocall.h"
#include "wrapper/cargo/cargoconfig.h"

static const struct {
	const char *in, *words, *sub, *targets;
	enum cargocall_kind kind;
} cases[] = {
	{ "", "build", "build", "", CARGOCALL_BUILDS },
	{ "--release --target a", "build --release --target a", "build", "a",
		CARGOCALL_BUILDS },
	{ "test --target=a --target b -- --target c",
		"test --target=a --target b -- --target c", "test", "a b",
		CARGOCALL_BUILDS },
	{ "-v --color never check", "-v --color never check", "check", "",
		CARGOCALL_BUILDS },
	{ "-v --release", "build -v --release", "build", "",
		CARGOCALL_BUILDS },
	{ "+nightly", "+nightly build", "build", "", CARGOCALL_BUILDS },
	{ "+nightly run --target a", "+nightly run --target a", "run", "a",
		CARGOCALL_BUILDS },
	{ "--config a.b=1 -Zx b", "--config a.b=1 -Zx b", "b", "",
		CARGOCALL_BUILDS },
	{ "nextest run --target a", "nextest run --target a", "nextest", "a",
		CARGOCALL_OTHER },
	{ "tree --target all", "tree --target all", "tree", "all",
		CARGOCALL_IDLE },
	{ "metadata --filter-platform a --filter-platform=b",
		"metadata --filter-platform a --filter-platform=b", "metadata",
		"a b", CARGOCALL_IDLE },
	{ "metadata --filter-platform", "metadata --filter-platform",
		"metadata", "", CARGOCALL_IDLE },
	{ "fmt", "fmt", "fmt", "", CARGOCALL_IDLE },
	{ "rm x", "rm x", "rm", "", CARGOCALL_IDLE },
	{ "build --help", "build --help", "build", "", CARGOCALL_IDLE },
	{ "run -- --help", "run -- --help", "run", "", CARGOCALL_BUILDS },
	{ "build --target-dir x --target", "build --target-dir x --target",
		"build", "", CARGOCALL_BUILDS },
	{ "build --target=", "build --target=", "build", "",
		CARGOCALL_BUILDS },
};

START_TEST(takes_apart)
{
	struct cargocall c = CARGOCALL_INIT;
	struct cargocall_target at[8];
	autoargvec in = ARGVEC_INIT, targets = ARGVEC_INIT;
	autofree char *words = NULL, *list = NULL;
	size_t n;

	argvec_split(&in, cases[_i].in, " ");
	cargocall_parse(&c, (int)in.n, in.v);
	words = argvec_join(&c.words, " ");
	ck_assert_str_eq(words, cases[_i].words);
	ck_assert_str_eq(cargocall_sub(&c), cases[_i].sub);
	ck_assert_int_eq(cargocall_kind(&c), cases[_i].kind);
	n = cargocall_targets(&c, at, 8);
	for (size_t i = 0; i < n; i++)
		argvec_push(&targets, c.words.v[at[i].word] + at[i].offset);
	list = argvec_join(&targets, " ");
	ck_assert_str_eq(list, cases[_i].targets);
	cargocall_clear(&c);
}
END_TEST

/* However many --target words stand before it. */
START_TEST(takes_the_last_of_many)
{
	struct cargocall c = CARGOCALL_INIT;
	struct cargoconfig config = CARGOCONFIG_INIT;
	autoargvec in = ARGVEC_INIT;
	struct fail f = FAIL_INIT;

	argvec_push(&in, "build");
	for (int i = 0; i < 700; i++)
		argvec_pushl(&in, "--target", "wasm32-wasip1", NULL);
	argvec_push(&in, "--target=" UNIVERSAL);
	cargocall_parse(&c, (int)in.n, in.v);
	ck_assert_int_eq(universal_take(&c, &config, NULL, &f), 1);
	ck_assert_uint_eq(c.words.n, in.n + 1);
	ck_assert_str_eq(c.words.v[in.n], "--target=x86_64-apple-darwin");
	cargocall_clear(&c);
}
END_TEST

START_TEST(notes_options)
{
	struct cargocall c = CARGOCALL_INIT;
	autoargvec in = ARGVEC_INIT;

	argvec_pushl(&in, "install", "-q", "--config=x=1", "--config", "f",
		"--manifest-path", "m/Cargo.toml", "--path=p", "--",
		"--config", "no", NULL);
	cargocall_parse(&c, (int)in.n, in.v);
	ck_assert(c.quiet);
	ck_assert_uint_eq(c.configs.n, 2);
	ck_assert_str_eq(c.configs.v[0], "x=1");
	ck_assert_str_eq(c.configs.v[1], "f");
	ck_assert_str_eq(c.manifest, "m/Cargo.toml");
	ck_assert_str_eq(c.path, "p");
	cargocall_clear(&c);
}
END_TEST

START_TEST(takes_out_our_options)
{
	autoargvec in = ARGVEC_INIT;
	autofree char *words = NULL;

	argvec_split(&in, "--glibc-check --glibc-check test -v -- --glibc-check",
		" ");
	ck_assert(cargocall_take(&in, "--glibc-check"));
	words = argvec_join(&in, " ");
	ck_assert_str_eq(words, "test -v -- --glibc-check");
	ck_assert(!cargocall_take(&in, "--glibc-check"));
}
END_TEST

static const struct {
	const char *in;
	bool builds;
} stds[] = {
	{ "build -Zbuild-std", true },
	{ "-Z build-std=core,alloc build", true },
	{ "build -Zbuild-std=std", true },
	{ "build -Zbuild-std-features=x", false },
	{ "build -Z", false },
	{ "rustc -- -Zbuild-std", false },
	{ "build build-std", false },
};

START_TEST(knows_build_std)
{
	struct cargocall c = CARGOCALL_INIT;
	autoargvec in = ARGVEC_INIT;

	argvec_split(&in, stds[_i].in, " ");
	cargocall_parse(&c, (int)in.n, in.v);
	ck_assert_msg(cargocall_builds_std(&c) == stds[_i].builds, "%s",
		stds[_i].in);
	cargocall_clear(&c);
}
END_TEST

static const struct {
	const char *in;
	bool runs, links;
} runners[] = {
	{ "run --target a", true, true },
	{ "r", true, true },
	{ "test --workspace -- list", true, true },
	{ "+nightly bench", true, true },
	{ "nextest run", true, false },
	{ "nextest r --target a", true, false },
	{ "nextest list", true, false },
	{ "nextest show-config version", false, false },
	{ "nextest archive --target a", false, false },
	{ "test --no-run", false, true },
	{ "test -- --no-run", true, true },
	{ "test --help", false, false },
	{ "build --target run", false, true },
	{ "test list", true, true },
	{ "b", false, true },
	{ "install x", false, true },
	{ "check --target a", false, false },
	{ "c", false, false },
	{ "+nightly clippy", false, false },
	{ "doc", false, false },
	{ "fix", false, false },
	{ "fmt", false, false },
};

START_TEST(knows_what_runs_programs)
{
	struct cargocall c = CARGOCALL_INIT;
	autoargvec in = ARGVEC_INIT;

	argvec_split(&in, runners[_i].in, " ");
	cargocall_parse(&c, (int)in.n, in.v);
	ck_assert_msg(cargocall_runs(&c) == runners[_i].runs, "%s",
		runners[_i].in);
	ck_assert_msg(cargocall_links(&c) == runners[_i].links, "%s",
		runners[_i].in);
	cargocall_clear(&c);
}
END_TEST

static const struct {
	const char *in, *config, *want;
} aliases[] = {
	{ "xb --release", "alias.xb='build --target a'",
		"build --target a --release" },
	{ "x", "alias={x='y -v', y=['-q', 'test']}", "-q test -v" },
	{ "build", "alias.build='fmt'", "build" },
	{ "nextest run", "alias.other='fmt'", "nextest run" },
	{ "x", "alias.x='x'", NULL },
};

START_TEST(expands_aliases)
{
	struct cargoconfig config = CARGOCONFIG_INIT;
	struct cargocall c = CARGOCALL_INIT;
	autoargvec in = ARGVEC_INIT;
	autofree char *got = NULL;
	struct fail f = FAIL_INIT;
	int r;

	ck_assert_int_eq(
		toml_parse(aliases[_i].config, "f", &config.root, &f), 0);
	argvec_split(&in, aliases[_i].in, " ");
	cargocall_parse(&c, (int)in.n, in.v);
	r = cargocall_expand(&c, &config, &f);
	if (aliases[_i].want == NULL) {
		ck_assert_int_eq(r, -1);
	} else {
		got = argvec_join(&c.words, " ");
		ck_assert_str_eq(got, aliases[_i].want);
	}
	fail_clear(&f);
	cargocall_clear(&c);
	cargoconfig_clear(&config);
}
END_TEST

Suite *suite_cargocall(void);
Suite *
suite_cargocall(void)
{
	Suite *s = suite_create("cargocall");
	TCase *t = tcase_create("cargocall");

	tcase_add_loop_test(t, takes_apart, 0, sizeof cases / sizeof *cases);
	tcase_add_test(t, takes_the_last_of_many);
	tcase_add_test(t, notes_options);
	tcase_add_loop_test(
		t, expands_aliases, 0, sizeof aliases / sizeof *aliases);
	tcase_add_test(t, takes_out_our_options);
	tcase_add_loop_test(t, knows_build_std, 0, sizeof stds / sizeof *stds);
	tcase_add_loop_test(t, knows_what_runs_programs, 0,
		sizeof runners / sizeof *runners);
	suite_add_tcase(s, t);
	return s;
}
