/* Root file systems of a target: who names them, and what is in them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/root/depslock.h"
#include "shim/root/root.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/build/cmakefile.h"
#include "wrapper/cargo/cargoenv.h"

#define ARM "aarch64-unknown-linux-gnu"
#define VARIABLE "ZBUILD_SYSROOT_aarch64_unknown_linux_gnu"
#define HASH "afb60f0bae432f2f0edfe2d674e99c1a13a147c9aa2b52f2f23e3df19ece76f5"

static const struct target_def *arm;
static struct root root;
static bool none;

static void
setup(void)
{
	fixture_setup();
	arm = triple_find(ARM, NULL);
	root = (struct root)ROOT_INIT;
	unsetenv(VARIABLE);
	setenv("ZBUILD_CACHE_DIR", top, 1);
}

static void
teardown(void)
{
	unsetenv(VARIABLE);
	root_clear(&root);
	fixture_teardown();
}

/* A list below top, joined by blanks. */
static void
expect(const struct argvec *list, const char *want)
{
	autoargvec short_ones = ARGVEC_INIT;
	autofree char *got = NULL;

	for (size_t i = 0; i < list->n; i++) {
		ck_assert(strncmp(list->v[i], top, strlen(top)) == 0);
		argvec_push(&short_ones, list->v[i] + strlen(top) + 1);
	}
	got = argvec_join(&short_ones, " ");
	ck_assert_str_eq(got, want);
}

static void
make_debian(void)
{
	char *link = at("r/lib");

	put_dir("r/usr/include/aarch64-linux-gnu");
	put_dir("r/usr/lib/aarch64-linux-gnu/pkgconfig");
	put_dir("r/usr/share/pkgconfig");
	put_dir("r/usr/lib64/pkgconfig");
	ck_assert_int_eq(symlink("usr/lib", link), 0);
}

START_TEST(folders)
{
	char *dir = at("r//");
	autoargvec pc = ARGVEC_INIT;

	make_debian();
	ck_assert_int_eq(root_set(&machine_real, &root, arm, dir, "me", &f), 0);
	expect(&root.headers,
		"r/usr/include/aarch64-linux-gnu r/usr/include");
	/* lib leads to usr/lib: each folder once */
	expect(&root.libraries,
		"r/usr/lib/aarch64-linux-gnu r/usr/lib64 r/usr/lib");
	root_pkgconfig(&machine_real, &root, arm, &pc);
	expect(&pc, "r/usr/lib/aarch64-linux-gnu/pkgconfig "
		    "r/usr/lib64/pkgconfig r/usr/share/pkgconfig");
	ck_assert(root_has(&machine_real, &root.libraries, root.libraries.v[0]));
	ck_assert(!root_has(&machine_real, &root.libraries, root.headers.v[0]));
}
END_TEST

START_TEST(narrow_word)
{
	char *dir = at("r");

	make_debian();
	ck_assert_int_eq(root_set(&machine_real, &root,
				 triple_find("armv7-unknown-linux-gnueabihf",
					 NULL),
				 dir, "me", &f),
		0);
	expect(&root.libraries, "r/usr/lib");
}
END_TEST

START_TEST(named)
{
	struct conf c = CONF_INIT;
	char *one = at("one");
	char *ini = at("zbuild.ini");
	const char *cxx;

	put_dir("one");
	put_dir("two");
	put_text("zbuild.ini", "[target " ARM "]\nsysroot = two\n"
				"cxx = libstdc++\n");
	ck_assert_int_eq(root_named(&machine_real, &c, arm, &root, &none, &f), 0);
	ck_assert_ptr_null(root.dir);
	ck_assert_int_eq(conf_read(&c, ini, &f), 0);
	ck_assert_int_eq(root_cxx(&machine_real, &c, arm, &cxx, &f), 0);
	ck_assert_str_eq(cxx, "libstdc++");
	ck_assert_int_eq(root_cxx(&machine_real, &c,
				 triple_find("x86_64-unknown-linux-gnu", NULL),
				 &cxx, &f), 0);
	ck_assert_str_eq(cxx, "libc++");
	ck_assert_int_eq(root_named(&machine_real, &c, arm, &root, &none, &f), 0);
	ck_assert_str_eq(path_base(root.dir), "two");
	setenv(VARIABLE, one, 1);
	ck_assert_int_eq(root_named(&machine_real, &c, arm, &root, &none, &f), 0);
	ck_assert_str_eq(path_base(root.dir), "one");
	ck_assert_str_eq(root.from, VARIABLE);
	ck_assert(!none);
	setenv(VARIABLE, "", 1);
	root_clear(&root);
	ck_assert_int_eq(root_find(&machine_real, &c, arm, &root, &f), 0);
	ck_assert_ptr_null(root.dir);
	setenv(VARIABLE, "/not/there", 1);
	ck_assert_int_eq(root_find(&machine_real, &c, arm, &root, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "'/not/there'"));
	ck_assert_ptr_nonnull(strstr(f.what, VARIABLE));
	conf_clear(&c);
}
END_TEST

/* What zbuild.lock says is used only as it stands in [deps], and made. */
START_TEST(locked)
{
	struct conf c = CONF_INIT;
	char *ini = at("zbuild.ini");
	autofree char *path = path_join(top, "zbuild.lock"), *dir = NULL;
	struct depslock l;

	put_text("zbuild.ini", "[deps]\n" ARM " = zlib1g-dev\n");
	put_text("zbuild.lock", "[zbuild-lock]\nversion = 1\n[" ARM "]\n"
				 "wants = other\nab = 1 arm64 1 " HASH "\n");
	ck_assert_int_eq(conf_read(&c, ini, &f), 0);
	ck_assert_int_eq(root_find(&machine_real, &c, arm, &root, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "are others than in [deps]"));
	fail_clear(&f);
	put_text("zbuild.lock", "[zbuild-lock]\nversion = 1\n[" ARM "]\n"
				 "wants = zlib1g-dev\nab = 1 arm64 1 " HASH
				 "\n");
	ck_assert_int_eq(root_find(&machine_real, &c, arm, &root, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "are not unpacked"));
	ck_assert_ptr_nonnull(strstr(f.hint, "(ZBUILD_SYSROOT_aarch64_"));
	ck_assert_ptr_nonnull(strstr(f.hint, "cargo zbuild deps sync"));
	fail_clear(&f);
	ck_assert_int_eq(depslock_read(&machine_real, path, &l, &f), 0);
	ck_assert_int_eq(apt_set_root(&machine_real, "arm64", &l.v[0].set, &dir, &f), 0);
	ck_assert_int_eq(path_mkdirs(dir, &f), 0);
	ck_assert_int_eq(root_find(&machine_real, &c, arm, &root, &f), 0);
	ck_assert_str_eq(root.dir, dir);
	depslock_clear(&l);
	conf_clear(&c);
}
END_TEST

START_TEST(libstdcxx)
{
	autofree char *dir = path_join(top, "r"), *lib = NULL;
	autoargvec headers = ARGVEC_INIT;

	make_debian();
	ck_assert_int_eq(root_set(&machine_real, &root, arm, dir, "me", &f), 0);
	ck_assert_int_eq(root_libstdcxx(&machine_real, &root, arm, &headers, &lib, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.hint, "libstdc++-12-dev"));
	fail_clear(&f);
	put_dir("r/usr/include/c++/9");
	put_dir("r/usr/include/c++/12/backward");
	put_dir("r/usr/include/aarch64-linux-gnu/c++/12");
	put_text("r/usr/lib/gcc/aarch64-linux-gnu/9/libstdc++.a", "");
	put_text("r/usr/lib/gcc/aarch64-linux-gnu/12/libstdc++.a", "");
	ck_assert_int_eq(root_libstdcxx(&machine_real, &root, arm, &headers, &lib, &f), 0);
	expect(&headers, "r/usr/include/c++/12 "
			 "r/usr/include/aarch64-linux-gnu/c++/12 "
			 "r/usr/include/c++/12/backward");
	ck_assert_str_eq(path_base(lib), "12");
}
END_TEST

static const struct {
	const char *triple, *path;
	bool hosts;
} places[] = {
	{ ARM, "/usr/lib", true },
	{ ARM, "/usr/lib/x86_64-linux-gnu/libz.so", true },
	{ ARM, "/lib64/libz.so", true },
	{ ARM, "/usr/lib/aarch64-linux-gnu/libz.so", false },
	{ ARM, "/usr/libexec/x", false },
	{ ARM, "/opt/lib/libz.so", false },
	{ "x86_64-unknown-linux-gnu", "/usr/lib/x86_64-linux-gnu", true },
};

START_TEST(hosts)
{
	ck_assert_int_eq(root_is_hosts(triple_find(places[_i].triple, NULL),
				 places[_i].path),
		places[_i].hosts);
}
END_TEST

/* ---- what other tools get to see of one ---- */

static const struct envvar *
variable(const struct cargoenv *e, const char *key)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->v[i].key, key) == 0)
			return &e->v[i];
	return NULL;
}

static void
fill(struct cargoenv *e, const struct target *t, const char *users)
{
	struct cargoconfig config = CARGOCONFIG_INIT;
	struct cargoroot has = { 0 };
	autoargvec vars = ARGVEC_INIT;
	struct cargoenv_from from = { .t = t, .dir = "/links",
		.prefix = "pre", .vars = &vars, .config = &config,
		.root = &has, .libstdcxx = true };

	if (users != NULL)
		argvec_pushf(&vars, "%s=u", users);
	cargoroot_look(&root, t->def, &has);
	cargoenv_add(e, &from);
	cargoroot_clear(&has);
}

START_TEST(variables)
{
	autofree char *dir = path_join(top, "r"), *want = NULL;
	struct cargoenv e = CARGOENV_INIT;
	struct target t;

	make_debian();
	put_text("r/usr/include/openssl/ssl.h", "");
	put_text("r/usr/lib/aarch64-linux-gnu/libssl.a", "");
	ck_assert_int_eq(triple_parse(ARM, NULL, &t, &f), 0);
	ck_assert_int_eq(root_set(&machine_real, &root, arm, dir, "me", &f), 0);
	fill(&e, &t, NULL);
	ck_assert_str_eq(
		variable(&e, "PKG_CONFIG_aarch64_unknown_linux_gnu")->value,
		"pre-pkg-config");
	ck_assert_str_eq(
		variable(&e, "PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_"
			     "gnu")->value, dir);
	ck_assert_str_eq(
		variable(&e, "CXXSTDLIB_aarch64_unknown_linux_gnu")->value,
		"stdc++");
	want = path_join(dir, "usr/lib/aarch64-linux-gnu");
	ck_assert_str_eq(
		variable(&e, "AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR")
			->value, want);
	ck_assert_ptr_nonnull(variable(
		&e, "AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_INCLUDE_DIR"));
	cargoenv_clear(&e);
	/* The user's own OpenSSL, or pkg-config, is left alone. */
	fill(&e, &t, "OPENSSL_DIR");
	ck_assert_ptr_null(variable(
		&e, "AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR"));
	ck_assert_str_eq(variable(&e, "OPENSSL_DIR")->kept, "the environment");
	cargoenv_clear(&e);
	fill(&e, &t, "PKG_CONFIG_LIBDIR");
	ck_assert_ptr_null(variable(
		&e, "PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu"));
	cargoenv_clear(&e);
}
END_TEST

START_TEST(cmake)
{
	autofree char *dir = path_join(top, "r"), *text = NULL, *want = NULL;
	autoargvec none_such = ARGVEC_INIT;
	struct target t;

	make_debian();
	ck_assert_int_eq(triple_parse(ARM, NULL, &t, &f), 0);
	ck_assert_int_eq(root_set(&machine_real, &root, arm, dir, "me", &f), 0);
	text = cmakefile_text(&t, "/links", "pre", &none_such, &root);
	want = xasprintf("list(APPEND CMAKE_FIND_ROOT_PATH \"%s\")\n", dir);
	ck_assert_ptr_nonnull(strstr(text, want));
	ck_assert_ptr_nonnull(strstr(
		text, "set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)"));
	ck_assert_ptr_nonnull(
		strstr(text, "set(ENV{PKG_CONFIG} \"/links/pre-pkg-config\")"));
	ck_assert_ptr_null(strstr(text, "set(ENV{PKG_CONFIG_LIBDIR} \"\")"));
}
END_TEST

Suite *suite_root(void);

Suite *
suite_root(void)
{
	Suite *s = suite_create("root");
	TCase *t = tcase_create("root");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, folders);
	tcase_add_test(t, narrow_word);
	tcase_add_test(t, named);
	tcase_add_test(t, locked);
	tcase_add_test(t, libstdcxx);
	tcase_add_loop_test(t, hosts, 0, sizeof places / sizeof *places);
	tcase_add_test(t, variables);
	tcase_add_test(t, cmake);
	suite_add_tcase(s, t);
	return s;
}
