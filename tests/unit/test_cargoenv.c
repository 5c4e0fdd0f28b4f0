/* The variables of a target, and the user's own among them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/build/bindgen.h"
#include "wrapper/build/cmakefile.h"
#include "wrapper/cargo/cargoenv.h"
#include "wrapper/cargo/linkdir.h"

#define A "aarch64_unknown_linux_gnu"

static void
fill(struct cargoenv *e, const char *triple, bool native, bool plain,
	const struct argvec *vars)
{
	struct cargoconfig config = CARGOCONFIG_INIT;
	struct cargoroot no_root = { 0 };
	struct argvec none = ARGVEC_INIT;
	struct target t;
	struct fail f = FAIL_INIT;
	struct cargoenv_from from = { .native = native,
		.dir = "/links",
		.prefix = "pre.2.17",
		.toolchain = "/links/toolchain.cmake",
		.linker = native ? NULL : "/links/link-cc",
		.runner = native ? NULL : "qemu -L /r",
		.bindgen = "-Dx=1",
		.vars = vars != NULL ? vars : &none,
		.config = &config,
		.root = &no_root,
		.plain = plain };

	ck_assert_msg(triple_parse(triple, NULL, &t, &f) == 0, "%s", f.what);
	from.t = &t;
	cargoenv_add(e, &from);
}

static const struct envvar *
find(const struct cargoenv *e, const char *key)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->v[i].key, key) == 0)
			return &e->v[i];
	return NULL;
}

static const struct {
	const char *key, *value;
} ours[] = {
	{ "CC_" A, "pre.2.17-gcc" },
	{ "CXX_" A, "pre.2.17-g++" },
	{ "AR_" A, "pre.2.17-ar" },
	{ "RANLIB_" A, "pre.2.17-ranlib" },
	{ "CXXSTDLIB_" A, "c++" },
	{ "CMAKE_TOOLCHAIN_FILE_" A, "/links/toolchain.cmake" },
	{ "PKG_CONFIG_LIBDIR_" A, "" },
	{ "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "/links/link-cc" },
	{ "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "qemu -L /r" },
	{ "BINDGEN_EXTRA_CLANG_ARGS_" A, "-Dx=1" },
};

START_TEST(sets_cargos)
{
	struct cargoenv e = CARGOENV_INIT;
	size_t n = sizeof ours / sizeof *ours;
	autoargvec words = ARGVEC_INIT;

	fill(&e, "aarch64-unknown-linux-gnu.2.17", false, false, NULL);
	ck_assert_uint_eq(e.n, n);
	for (size_t i = 0; i < n; i++) {
		const struct envvar *v = find(&e, ours[i].key);

		ck_assert_msg(v != NULL, "%s", ours[i].key);
		ck_assert_ptr_null(v->kept);
		ck_assert_str_eq(v->value, ours[i].value);
	}
	cargoenv_words(&e, "/bin", &words);
	ck_assert_uint_eq(words.n, n + 1);
	ck_assert(argvec_has(&words, "PATH=/links:/bin"));
	ck_assert(argvec_has(&words, "CC_" A "=pre.2.17-gcc"));
	cargoenv_clear(&e);
}
END_TEST

/* Each spelling that cc-rs and the others would take before ours. */
static const struct {
	const char *users, *lost;
	bool native;
} kept[] = {
	{ "CC_aarch64-unknown-linux-gnu=u", "CC_" A, false },
	{ "CC_" A "=u", "CC_" A, false },
	{ "TARGET_CC=u", "CC_" A, false },
	{ "HOST_AR=u", "AR_x86_64_unknown_linux_gnu", true },
	{ "TARGET_CXXSTDLIB=u", "CXXSTDLIB_" A, false },
	{ "CMAKE_TOOLCHAIN_FILE=u", "CMAKE_TOOLCHAIN_FILE_" A, false },
	{ "PKG_CONFIG_ALLOW_CROSS_" A "=u", "PKG_CONFIG_LIBDIR_" A, false },
	{ "TARGET_PKG_CONFIG_SYSROOT_DIR=u", "PKG_CONFIG_LIBDIR_" A, false },
	{ "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=u",
		"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", false },
	{ "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=u",
		"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", false },
};

START_TEST(keeps_the_users)
{
	struct cargoenv e = CARGOENV_INIT;
	autoargvec vars = ARGVEC_INIT, words = ARGVEC_INIT;
	const struct envvar *v;
	autofree char *name = xstrndup(
		kept[_i].users, strcspn(kept[_i].users, "="));
	size_t n = strlen(kept[_i].lost);

	argvec_push(&vars, kept[_i].users);
	fill(&e,
		kept[_i].native ? "x86_64-unknown-linux-gnu.2.17"
				: "aarch64-unknown-linux-gnu.2.17",
		kept[_i].native, false, &vars);
	v = find(&e, name);
	ck_assert_ptr_nonnull(v);
	ck_assert_str_eq(v->value, "u");
	ck_assert_str_eq(v->kept, "the environment");
	cargoenv_words(&e, NULL, &words);
	for (size_t i = 0; i < words.n; i++)
		ck_assert_msg(strncmp(words.v[i], kept[_i].lost, n) != 0 ||
				      words.v[i][n] != '=',
			"%s", words.v[i]);
	cargoenv_clear(&e);
}
END_TEST

/* These say nothing about the target: ours is set all the same. */
static const struct {
	const char *users, *still;
	bool native;
} others[] = {
	{ "CC=gcc", "CC_" A, false },
	{ "HOST_CC=gcc", "CC_" A, false },
	{ "TARGET_CC=gcc", "CC_x86_64_unknown_linux_gnu", true },
	{ "CC_x86_64_unknown_linux_gnu=gcc", "CC_" A, false },
	{ "PKG_CONFIG_PATH=u", "PKG_CONFIG_LIBDIR_" A, false },
};

START_TEST(is_not_fooled)
{
	struct cargoenv e = CARGOENV_INIT;
	autoargvec vars = ARGVEC_INIT;
	const struct envvar *v;

	argvec_push(&vars, others[_i].users);
	fill(&e,
		others[_i].native ? "x86_64-unknown-linux-gnu"
				  : "aarch64-unknown-linux-gnu",
		others[_i].native, false, &vars);
	v = find(&e, others[_i].still);
	ck_assert_ptr_nonnull(v);
	ck_assert_str_eq(v->value,
		strncmp(v->key, "CC_", 3) == 0 ? "pre.2.17-gcc" : "");
	ck_assert_ptr_null(v->kept);
	ck_assert_ptr_null(v->kept);
	cargoenv_clear(&e);
}
END_TEST

static const struct {
	const char *users, *name, *want;
	bool kept;
} clang[] = {
	{ "BINDGEN_EXTRA_CLANG_ARGS=-Iu", "BINDGEN_EXTRA_CLANG_ARGS_" A,
		"-Dx=1 -Iu", false },
	{ "BINDGEN_EXTRA_CLANG_ARGS_" A "=-Iu",
		"BINDGEN_EXTRA_CLANG_ARGS_" A, "-Dx=1 -Iu", false },
	{ "BINDGEN_EXTRA_CLANG_ARGS_aarch64-unknown-linux-gnu=-Iu",
		"BINDGEN_EXTRA_CLANG_ARGS_aarch64-unknown-linux-gnu",
		"-Dx=1 -Iu", false },
	{ "BINDGEN_EXTRA_CLANG_ARGS=-I 'u", "BINDGEN_EXTRA_CLANG_ARGS",
		"-I 'u", true },
};

START_TEST(joins_bindgens)
{
	struct cargoenv e = CARGOENV_INIT;
	autoargvec vars = ARGVEC_INIT;
	const struct envvar *v;

	argvec_push(&vars, clang[_i].users);
	fill(&e, "aarch64-unknown-linux-gnu.2.17", false, false, &vars);
	v = find(&e, clang[_i].name);
	ck_assert_ptr_nonnull(v);
	ck_assert_str_eq(v->value, clang[_i].want);
	ck_assert_int_eq(v->kept != NULL, clang[_i].kept);
	cargoenv_clear(&e);
}
END_TEST

START_TEST(plain_names_on_demand)
{
	struct cargoenv e = CARGOENV_INIT, n = CARGOENV_INIT;
	autoargvec vars = ARGVEC_INIT;

	argvec_push(&vars, "CXX=mine");
	fill(&e, "aarch64-unknown-linux-gnu.2.17", false, true, &vars);
	ck_assert_str_eq(find(&e, "CC")->value, "/links/pre.2.17-gcc");
	ck_assert_str_eq(find(&e, "CXX")->value, "mine");
	ck_assert_ptr_nonnull(find(&e, "CXX")->kept);
	ck_assert_str_eq(find(&e, "HOST_CC")->value, "cc");
	ck_assert_ptr_null(find(&e, "HOST_CXX"));
	ck_assert_str_eq(find(&e, "host_alias")->value, "aarch64-linux-gnu");
	ck_assert_str_eq(find(&e, "GOARCH")->value, "arm64");
	/* cross modes stay off for this machine */
	fill(&n, "x86_64-unknown-linux-gnu.2.17", true, true, NULL);
	ck_assert_str_eq(find(&n, "CC")->value, "/links/pre.2.17-gcc");
	ck_assert_ptr_null(find(&n, "host_alias"));
	ck_assert_ptr_null(find(&n, "HOST_CC"));
	ck_assert_ptr_null(find(&n, "CC_target"));
	cargoenv_clear(&e);
	cargoenv_clear(&n);
}
END_TEST

static const struct {
	const char *triple, *target, *prefix;
} prefixes[] = {
	{ "aarch64-unknown-linux-gnu.2.17",
		"aarch64-unknown-linux-gnu.2.17", "aarch64-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-musl", "x86_64-unknown-linux-musl",
		"x86_64-linux-musl" },
	{ "riscv64gc-unknown-linux-gnu.2.31",
		"riscv64gc-unknown-linux-gnu.2.31",
		"riscv64-linux-gnu.2.31" },
};

/* The prefix must mean the same target when the shim reads it back. */
START_TEST(prefix_means_the_target)
{
	struct target t, back;
	struct fail f = FAIL_INIT;
	autofree char *full = NULL, *prefix = NULL;

	ck_assert_int_eq(triple_parse(prefixes[_i].triple, NULL, &t, &f), 0);
	full = linkdir_target(&t);
	prefix = linkdir_prefix(&t);
	ck_assert_str_eq(full, prefixes[_i].target);
	ck_assert_str_eq(prefix, prefixes[_i].prefix);
	ck_assert_int_eq(triple_parse(prefix, NULL, &back, &f), 0);
	ck_assert_str_eq(back.def->rust, t.def->rust);
	ck_assert_int_eq(version_cmp(back.glibc, t.glibc), 0);
}
END_TEST

/* arm-linux-gnueabihf is the GNU name of several Rust targets. */
START_TEST(no_prefix_means_another_target)
{
	static const char *const all[] = { "arm-unknown-linux-gnueabihf",
		"armv7-unknown-linux-gnueabihf", "arm-unknown-linux-gnueabi",
		"i586-unknown-linux-gnu", "i686-unknown-linux-gnu" };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct target t, back;
		struct fail f = FAIL_INIT;
		autofree char *prefix = NULL;

		if (triple_find(all[i], NULL) == NULL)
			continue;
		ck_assert_int_eq(triple_parse(all[i], NULL, &t, &f), 0);
		prefix = linkdir_prefix(&t);
		ck_assert_int_eq(triple_parse(prefix, NULL, &back, &f), 0);
		ck_assert_str_eq(back.def->rust, all[i]);
	}
}
END_TEST

START_TEST(host_keeps_its_gcc)
{
	struct target t;
	struct fail f = FAIL_INIT;
	autoargvec names = ARGVEC_INIT;
	autofree char *own = NULL;
	const struct target_def *host;

	setenv(HOST_VARIABLE, "x86_64-unknown-linux-gnu", 1);
	host = triple_find(host_triple(), NULL);
	ck_assert_ptr_nonnull(host);
	ck_assert_int_eq(triple_parse(host_triple(), NULL, &t, &f), 0);
	linkdir_names(&t, &names);
	own = xasprintf("%s-gcc", host->gnu);
	ck_assert(!argvec_has(&names, own));
	free(own);
	own = xasprintf("%s.%u.%u-gcc", host->gnu, t.glibc.major,
		t.glibc.minor);
	ck_assert(argvec_has(&names, own));
}
END_TEST

START_TEST(bindgen_words_are_in_clangs_order)
{
	static const char line[] =
		"clang version 22\n \"/z/zig\" -cc1 -triple x -isystem "
		"/z/lib/libcxx/include -isystem /z/lib/libcxxabi/include "
		"-isystem /z/lib/include -isystem \"/z/lib/libc/in clude\" "
		"-D __GLIBC_MINOR__=17 -x c++ /dev/null\nEnd of search\n";
	autofree char *got = bindgen_from_line(line, "/z/lib");
	autofree char *none = bindgen_from_line("nothing", "/z/lib");

	ck_assert_str_eq(got,
		"-nostdlibinc -cxx-isystem /z/lib/libcxx/include -cxx-isystem "
		"/z/lib/libcxxabi/include -idirafter '/z/lib/libc/in clude' "
		"-D__GLIBC_MINOR__=17 -idirafter /z/lib/include");
	ck_assert_ptr_null(none);
}
END_TEST

/* zig names what is below the current folder from there, and a build script
 * runs in another one. */
START_TEST(bindgen_folders_are_absolute)
{
	autofree char *lib = path_absolute("z/lib");
	autofree char *got = bindgen_from_line(
		" \"z/zig\" -cc1 -isystem z/lib/include -isystem z/lib/libc\n",
		lib);
	autofree char *want = xasprintf("-nostdlibinc -idirafter %s/libc "
					"-idirafter %s/include",
		lib, lib);

	ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(toolchain_file)
{
	struct target t;
	struct fail f = FAIL_INIT;
	autoargvec emulator = ARGVEC_INIT;
	autofree char *text = NULL;

	ck_assert_int_eq(triple_parse("powerpc64le-unknown-linux-gnu", NULL,
				 &t, &f),
		0);
	argvec_pushl(&emulator, "qemu-ppc64le", "-L", "/r", NULL);
	text = cmakefile_text(&t, "/d$\"x", "p", &emulator, NULL);
	ck_assert_ptr_nonnull(strstr(text, "set(CMAKE_SYSTEM_NAME Linux)\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "set(CMAKE_SYSTEM_PROCESSOR ppc64le)\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "set(CMAKE_C_COMPILER \"/d\\$\\\"x/p-cc\")\n"));
	ck_assert_ptr_nonnull(strstr(text,
		"set(CMAKE_CROSSCOMPILING_EMULATOR \"qemu-ppc64le\" \"-L\" "
		"\"/r\")\n"));
}
END_TEST

Suite *suite_cargoenv(void);
Suite *
suite_cargoenv(void)
{
	Suite *s = suite_create("cargoenv");
	TCase *t = tcase_create("cargoenv");

	tcase_add_test(t, sets_cargos);
	tcase_add_loop_test(t, keeps_the_users, 0, sizeof kept / sizeof *kept);
	tcase_add_loop_test(
		t, is_not_fooled, 0, sizeof others / sizeof *others);
	tcase_add_loop_test(t, joins_bindgens, 0, sizeof clang / sizeof *clang);
	tcase_add_test(t, plain_names_on_demand);
	tcase_add_loop_test(t, prefix_means_the_target, 0,
		sizeof prefixes / sizeof *prefixes);
	tcase_add_test(t, no_prefix_means_another_target);
	tcase_add_test(t, host_keeps_its_gcc);
	tcase_add_test(t, bindgen_words_are_in_clangs_order);
	tcase_add_test(t, bindgen_folders_are_absolute);
	tcase_add_test(t, toolchain_file);
	suite_add_tcase(s, t);
	return s;
}
