/* The environment of a build, chosen from facts that no disk and no rustc have
 * been asked for. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/build/choose.h"
#include "wrapper/cargo/linkdir.h"

#define ARM "aarch64-unknown-linux-gnu"
#define ARM_ "aarch64_unknown_linux_gnu"
#define ARM_T "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU"
#define INTEL "x86_64-unknown-linux-gnu"
#define INTEL_T "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU"
#define RISCV "riscv64gc-unknown-linux-musl"
#define RISCV_T "CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_MUSL"

static struct buildenv b;

static int
no_rustc(const struct cargoconfig *c, const char *target, struct argvec *out,
	struct fail *why)
{
	(void)c;
	(void)out;
	(void)why;
	ck_abort_msg("rustc was asked about %s", target);
}

/* As if INTEL were this machine. */
static struct targetfacts *
add_target(const char *spelling)
{
	struct buildfacts *facts = &b.facts;
	struct targetfacts *of;

	facts->of = xreallocarray(
		facts->of, facts->n + 1, sizeof *facts->of);
	of = &facts->of[facts->n++];
	*of = (struct targetfacts){ .t = fixture_target(spelling) };
	of->native = strcmp(of->t.def->rust, INTEL) == 0;
	of->dir = xasprintf("/nowhere/%s", spelling);
	of->prefix = linkdir_prefix(&of->t);
	of->toolchain = xasprintf("%s/toolchain.cmake", of->dir);
	of->clang = xstrdup("-Dzig");
	if (!of->native)
		argvec_pushl(&of->command, "/z", "run-binary", NULL);
	return of;
}

static void
set_up(void)
{
	fixture_setup();
	b = (struct buildenv)BUILDENV_INIT;
	b.facts.config.root = toml_table();
	b.facts.config.facts = no_rustc;
	argvec_push(&b.facts.vars, "PATH=/bin");
}

static void
tear_down(void)
{
	buildenv_clear(&b);
	fixture_teardown();
}

static int
choose(bool plain)
{
	return choose_env(&b.facts, plain, &b.env, &b.warnings, &f);
}

static const struct envvar *
variable(const char *key)
{
	for (size_t i = 0; i < b.env.n; i++)
		if (strcmp(b.env.v[i].key, key) == 0)
			return &b.env.v[i];
	return NULL;
}

/* "KEY=VALUE" is set, "KEY" must not be set in the child, "KEY!" is nothing to
 * us and "KEY?" the user's. */
static void
expect(const char *want)
{
	autofree char *key = xstrndup(want, strcspn(want, "=!?"));
	const struct envvar *v = variable(key);
	const char *rest = want + strlen(key);

	if (*rest == '!') {
		ck_assert_msg(v == NULL, "%s is set", key);
		return;
	}
	ck_assert_msg(v != NULL, "%s is not there", key);
	ck_assert_ptr_nonnull(v->why);
	if (*rest == '?')
		ck_assert_msg(v->kept != NULL, "%s was not kept", key);
	else
		ck_assert_msg(v->kept == NULL, "%s was kept", key);
	if (*rest == '=')
		ck_assert_str_eq(v->value, rest + 1);
	else if (*rest == '\0')
		ck_assert_ptr_null(v->value);
}

/* ';' between targets, variables and what is expected; of cargo's files one
 * text. A want without anything is a failure. */
static const struct {
	const char *targets, *vars, *config, *want;
} cases[] = {
	{ ARM ".2.17", "", "",
		"CC_" ARM_ "=aarch64-linux-gnu.2.17-gcc;" ARM_T
		"_LINKER=/nowhere/" ARM ".2.17/" ARM ".2.17-cc;" ARM_T
		"_RUNNER=/z run-binary;CC!;RUSTFLAGS!;" ARM_T
		"_RUSTFLAGS!;BINDGEN_EXTRA_CLANG_ARGS_" ARM_ "=-Dzig" },
	/* This machine's triple: a flag, which build scripts do not get
	 * (napi-rs#1430, cargo#14105). */
	{ INTEL ".2.17", "", "",
		INTEL_T "_RUSTFLAGS=-Clinker=" INTEL ".2.17-cc;" INTEL_T
			"_RUSTDOCFLAGS=-Clinker=" INTEL ".2.17-cc;" INTEL_T
			"_LINKER!;" INTEL_T "_RUNNER!" },
	{ INTEL, "RUSTFLAGS=-Ca", "",
		"RUSTFLAGS=-Ca -Clinker=" INTEL ".2.17-cc;" INTEL_T "_RUSTFLAGS!" },
	{ INTEL, "", "build.rustflags=['-Cb']",
		INTEL_T "_RUSTFLAGS=-Cb -Clinker=" INTEL ".2.17-cc" },
	/* What the user set stays (cargo-zigbuild#126). */
	{ ARM, "TARGET_CC=cc;" ARM_T "_LINKER=mold;" ARM_T "_RUNNER=r", "",
		"TARGET_CC?;CC_" ARM_ "!;" ARM_T "_LINKER?;" ARM_T "_RUNNER?" },
	{ ARM, "CC=gcc;HOST_CC=gcc", "", "CC_" ARM_ "=aarch64-linux-gnu.2.17-gcc" },
	{ ARM, "", "env.CC_" ARM_ "='mine'", "CC_" ARM_ "?" },
	{ ARM, "BINDGEN_EXTRA_CLANG_ARGS=-Dmine", "",
		"BINDGEN_EXTRA_CLANG_ARGS_" ARM_ "=-Dzig -Dmine" },
	/* The C code is for the CPU of the Rust code (cargo-zigbuild#243). */
	{ ARM, "RUSTFLAGS=-C target-cpu=neoverse-n1", "",
		"ZBUILD_CPU_" ARM_ "=neoverse-n1" },
	{ ARM, "", "", "ZBUILD_CPU_" ARM_ "!" },
	/* rustc tells a linker's kind by its name. */
	{ "wasm32-wasip2", "", "",
		"CARGO_TARGET_WASM32_WASIP2_LINKER=/nowhere/wasm32-wasip2/"
		"wasm32-wasip2-wasm-component-ld" },
	{ "wasm32-wasip1", "", "",
		"CARGO_TARGET_WASM32_WASIP1_LINKER=/nowhere/wasm32-wasip1/"
		"wasm32-wasip1-wasm-ld" },
	{ "thumbv7em-none-eabihf", "", "",
		"CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=/nowhere/"
		"thumbv7em-none-eabihf/thumbv7em-none-eabihf-ld.lld" },
	{ "x86_64-pc-windows-gnu", "", "", "WINAPI_NO_BUNDLED_LIBRARIES=1" },
	/* RUSTFLAGS would reach all targets: taken apart. */
	{ ARM ";" INTEL, "RUSTFLAGS=-Ca", "",
		"RUSTFLAGS;CARGO_ENCODED_RUSTFLAGS;" ARM_T "_RUSTFLAGS=-Ca;"
		INTEL_T "_RUSTFLAGS=-Ca -Clinker=" INTEL ".2.17-cc" },
	{ ARM ";" INTEL, "RUSTFLAGS=-Ca", "target." ARM ".rustflags=['-Cb']",
		"" },
	{ ARM ";" INTEL, "CARGO_ENCODED_RUSTFLAGS=a b", "", "" },
	{ INTEL, "", "build.rustflags=1", "" },
};

START_TEST(chooses)
{
	autoargvec targets = ARGVEC_INIT, vars = ARGVEC_INIT;
	autoargvec want = ARGVEC_INIT;

	argvec_split(&targets, cases[_i].targets, ";");
	for (size_t i = 0; i < targets.n; i++)
		add_target(targets.v[i]);
	argvec_split(&b.facts.vars, cases[_i].vars, ";");
	toml_free(b.facts.config.root);
	ck_assert_int_eq(toml_parse(cases[_i].config, "config.toml",
				 &b.facts.config.root, &f),
		0);
	argvec_split(&want, cases[_i].want, ";");
	if (want.n == 0) {
		ck_assert_int_eq(choose(false), -1);
		ck_assert_ptr_nonnull(f.what);
		return;
	}
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	for (size_t i = 0; i < want.n; i++)
		expect(want.v[i]);
}
END_TEST

/* The same from the same facts, as often as one asks; neither they nor our own
 * environment change. */
START_TEST(is_a_function)
{
	autoargvec before = ARGVEC_INIT, after = ARGVEC_INIT;
	autofree char *vars = NULL, *then = NULL, *ours = NULL, *now = NULL;
	size_t n;

	vars_own(&before);
	add_target(INTEL ".2.17")->dynamic = true;
	add_target(RISCV)->std = xstrdup("/std");
	argvec_push(&b.facts.vars, "RUSTFLAGS=-Ca");
	b.facts.workspace = xstrdup("/w/zbuild.ini");
	b.facts.libclang = xstrdup("/opt/llvm-20/lib");
	vars = argvec_join(&b.facts.vars, "\n");
	ck_assert_msg(choose(true) == 0, "%s", f.what);
	ck_assert_str_eq(variable("LIBCLANG_PATH")->value, "/opt/llvm-20/lib");
	n = b.env.n;
	ck_assert_uint_gt(n, 0);
	ck_assert_msg(choose(true) == 0, "%s", f.what);
	ck_assert_uint_eq(b.env.n, n);
	expect(RISCV_T "_RUSTFLAGS=-Ca --sysroot=/std");
	then = argvec_join(&b.facts.vars, "\n");
	ck_assert_str_eq(then, vars);
	vars_own(&after);
	ours = argvec_join(&before, "\n");
	now = argvec_join(&after, "\n");
	ck_assert_str_eq(now, ours);
}
END_TEST

/* Each flag is added to those before it. */
START_TEST(flags_add_up)
{
	struct targetfacts *of = add_target(INTEL ".2.17");

	of->dynamic = true;
	of->std = xstrdup("/std");
	argvec_push(&b.facts.vars, "RUSTFLAGS=-Ca");
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect("RUSTFLAGS=-Ca -Clinker=" INTEL ".2.17-cc "
	       "-Ctarget-feature=+crt-static --sysroot=/std");
}
END_TEST

START_TEST(musl_is_static)
{
	add_target(RISCV)->dynamic = true;
	add_target(ARM);
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect(RISCV_T "_RUSTFLAGS=-Ctarget-feature=+crt-static");
	expect(RISCV_T "_RUSTDOCFLAGS=-Ctarget-feature=+crt-static");
	expect(ARM_T "_RUSTFLAGS!");
}
END_TEST

/* With a std of ours, of the rustc that the user named. */
static const struct {
	const char *vars, *config, *want;
} rustdocs[] = {
	{ "RUSTC=/r/rustc", "", "RUSTDOC=/r/rustdoc" },
	{ "", "", "RUSTDOC!" },
	{ "RUSTC=/r/rustc;RUSTDOC=/d", "", "RUSTDOC!" },
	{ "RUSTC=/r/rustc", "build.rustdoc='/d'", "RUSTDOC!" },
};

START_TEST(rustdoc_is_of_the_same_release)
{
	add_target(ARM)->std = xstrdup("/std");
	b.facts.rustdoc = xstrdup("/r/rustdoc");
	argvec_split(&b.facts.vars, rustdocs[_i].vars, ";");
	toml_free(b.facts.config.root);
	ck_assert_int_eq(toml_parse(rustdocs[_i].config, "config.toml",
				 &b.facts.config.root, &f),
		0);
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect(ARM_T "_RUSTFLAGS=--sysroot=/std");
	expect(rustdocs[_i].want);
}
END_TEST

START_TEST(says_what_a_users_linker_means)
{
	struct targetfacts *of = add_target(ARM ".2.17");

	of->linker.word = xstrdup("mold");
	of->linker.where = xstrdup("config.toml:3");
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect(ARM_T "_LINKER!");
	ck_assert_uint_eq(b.warnings.n, 1);
	ck_assert_str_eq(b.warnings.v[0],
		ARM ": 'mold' (config.toml:3) stays the linker, so nothing "
		    "holds the glibc floor 2.17");
	/* One that is the shim holds it. */
	argvec_clear(&b.warnings);
	of->linker.ours = true;
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	ck_assert_uint_eq(b.warnings.n, 0);
	expect(ARM_T "_LINKER=/nowhere/" ARM ".2.17/" ARM ".2.17-cc");
}
END_TEST

START_TEST(a_users_runner_stays)
{
	add_target(ARM)->has_runner = true;
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect(ARM_T "_RUNNER!");
}
END_TEST

/* A root is wired up for every tool; what gave way to the user's is said. */
START_TEST(wires_a_root)
{
	struct targetfacts *of = add_target(ARM);

	of->root.dir = xstrdup("/root");
	of->root.from = xstrdup("[deps]");
	of->in_root = (struct cargoroot){ xstrdup("/root"),
		xstrdup("/root/lib/pkgconfig"), xstrdup("/root/lib"), NULL };
	of->libstdcxx = true;
	argvec_push(&b.facts.vars, "OPENSSL_DIR=/mine");
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect("ZBUILD_SYSROOT_" ARM_ "=/root");
	ck_assert_str_eq(variable("ZBUILD_SYSROOT_" ARM_)->why, "[deps]");
	expect("PKG_CONFIG_SYSROOT_DIR_" ARM_ "=/root");
	expect("PKG_CONFIG_LIBDIR_" ARM_ "=/root/lib/pkgconfig");
	expect("CXXSTDLIB_" ARM_ "=stdc++");
	expect("OPENSSL_DIR?");
	expect("AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR!");
	ck_assert_uint_eq(b.warnings.n, 1);
	ck_assert_str_eq(b.warnings.v[0],
		"OPENSSL_DIR (the environment) stays: it may hide the "
		"libraries of '/root'");
}
END_TEST

START_TEST(goes_on_without_words_for_bindgen)
{
	struct targetfacts *of = add_target(ARM);

	free(of->clang);
	of->clang = NULL;
	of->no_clang = xstrdup("zig is mute");
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	expect("BINDGEN_EXTRA_CLANG_ARGS_" ARM_ "!");
	ck_assert_uint_eq(b.warnings.n, 1);
	ck_assert_str_eq(b.warnings.v[0],
		"bindgen gets no header folders: zig is mute");
}
END_TEST

/* Cargo and the keys get the bare triple: the floor is in the tools' names
 * (setuptools-rust#534, cargo-zigbuild#231). */
START_TEST(the_floor_is_in_no_name_of_a_variable)
{
	add_target(ARM ".2.17");
	ck_assert_msg(choose(true) == 0, "%s", f.what);
	for (size_t i = 0; i < b.env.n; i++)
		ck_assert_ptr_null(strstr(b.env.v[i].key, "2.17"));
	expect("CC=/nowhere/" ARM ".2.17/aarch64-linux-gnu.2.17-gcc");
}
END_TEST

/* What a child gets: kept ones are there already, unset ones are named. */
START_TEST(applies)
{
	autoargvec changes = ARGVEC_INIT, child = ARGVEC_INIT;

	add_target(ARM);
	add_target(INTEL);
	argvec_pushl(&b.facts.vars, "RUSTFLAGS=-Ca", "TARGET_CC=mine", NULL);
	b.facts.workspace = xstrdup("/w/zbuild.ini");
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	buildenv_apply(&b, &changes);
	ck_assert(argvec_has(&changes, "RUSTFLAGS"));
	ck_assert(argvec_has(
		&changes, "ZBUILD_WORKSPACE_CONFIG=/w/zbuild.ini"));
	ck_assert(argvec_has(
		&changes, "PATH=/nowhere/" ARM ":/nowhere/" INTEL ":/bin"));
	ck_assert_ptr_null(vars_get(&changes, "TARGET_CC"));
	argvec_pushv(&child, b.facts.vars.v);
	vars_apply(&child, &changes);
	ck_assert_str_eq(vars_get(&child, "TARGET_CC"), "mine");
	ck_assert_ptr_null(vars_get(&child, "RUSTFLAGS"));
	ck_assert_str_eq(vars_get(&child, ARM_T "_RUSTFLAGS"), "-Ca");
}
END_TEST

START_TEST(without_a_path)
{
	autoargvec changes = ARGVEC_INIT;

	add_target(ARM);
	argvec_clear(&b.facts.vars);
	ck_assert_msg(choose(false) == 0, "%s", f.what);
	buildenv_apply(&b, &changes);
	ck_assert_str_eq(vars_get(&changes, "PATH"), "/nowhere/" ARM);
}
END_TEST

Suite *suite_choose(void);
Suite *
suite_choose(void)
{
	Suite *s = suite_create("choose");
	TCase *t = tcase_create("choose");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, chooses, 0, sizeof cases / sizeof *cases);
	tcase_add_test(t, is_a_function);
	tcase_add_test(t, flags_add_up);
	tcase_add_test(t, musl_is_static);
	tcase_add_loop_test(t, rustdoc_is_of_the_same_release, 0,
		sizeof rustdocs / sizeof *rustdocs);
	tcase_add_test(t, says_what_a_users_linker_means);
	tcase_add_test(t, a_users_runner_stays);
	tcase_add_test(t, wires_a_root);
	tcase_add_test(t, goes_on_without_words_for_bindgen);
	tcase_add_test(t, the_floor_is_in_no_name_of_a_variable);
	tcase_add_test(t, applies);
	tcase_add_test(t, without_a_path);
	suite_add_tcase(s, t);
	return s;
}
