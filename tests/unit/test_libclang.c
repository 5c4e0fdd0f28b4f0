/* Which libclang bindgen takes, and when it is told to take another. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"
#include "wrapper/build/libclang.h"

/* A folder with this file in it makes the file one of clang's. */
static void
put_library(const char *name, bool foreign)
{
	autofree char *self = os_self();
	unsigned char head[20];
	FILE *in = fopen(self, "rb");

	ck_assert_ptr_nonnull(in);
	ck_assert_uint_eq(fread(head, 1, sizeof head, in), sizeof head);
	fclose(in);
	head[18] = foreign ? (unsigned char)(head[18] + 1) : head[18];
	put_bytes(name, head, sizeof head, 0644);
}

static void
setup(void)
{
	fixture_setup();
	unsetenv("VIRTUAL_ENV");
	unsetenv("PYENV_ROOT");
	unsetenv("PIPX_HOME");
	setenv("HOME", at("home"), 1);
	setenv("PATH", put_dir("bin"), 1);
}

/* Files (a '!' in front: of another machine), LIBCLANG_PATH and LD_LIBRARY_PATH
 * below the folder, what bindgen takes, the newest, and what it is told. */
static const struct {
	const char *files, *named, *loaded, *taken;
	unsigned major, newest;
	const char *told;
} cases[] = {
	{ "", NULL, NULL, NULL, 0, 0, NULL },
	{ "usr/lib/llvm-14/lib/libclang-14.so.1", NULL, NULL,
		"usr/lib/llvm-14/lib/libclang-14.so.1", 14, 14, NULL },
	/* the newest by its name is taken by itself */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 "
	  "usr/lib/x86_64-linux-gnu/libclang-19.so.19 "
	  "usr/lib/x86_64-linux-gnu/libclang-cpp.so.20.1",
		NULL, NULL, "usr/lib/x86_64-linux-gnu/libclang-19.so.19", 19, 19,
		NULL },
	{ "usr/lib64/libclang.so.17.0.6 usr/lib64/llvm18/lib/libclang.so.18.1.8",
		NULL, NULL, "usr/lib64/llvm18/lib/libclang.so.18.1.8", 18, 18,
		NULL },
	/* a folder that clang-sys does not look into */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 opt/llvm-20/lib/libclang.so.20.1 "
	  "opt/llvm-20/lib/clang/20/x",
		NULL, NULL, "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 20,
		"opt/llvm-20/lib" },
	/* ... the newer is too old as well */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 opt/llvm-18/lib/libclang.so.18.1 "
	  "opt/llvm-18/lib/clang/18/x",
		NULL, NULL, "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 18, NULL },
	/* ... is of another machine */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 !opt/llvm-20/lib/libclang.so.20.1",
		NULL, NULL, "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 14, NULL },
	/* ... has no headers, and no clang is there that has */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 opt/llvm-20/lib/libclang.so.20.1",
		NULL, NULL, "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 20, NULL },
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 opt/llvm-20/lib/libclang.so.20.1 "
	  "bin/clang",
		NULL, NULL, "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 20,
		"opt/llvm-20/lib" },
	/* Python's package: its file's name says nothing */
	{ "usr/lib/llvm-16/lib/libclang-16.so.1 "
	  "home/.local/lib/python3.11/site-packages/clang/native/libclang.so "
	  "home/.local/lib/python3.11/site-packages/libclang-19.1.0.dist-info/x "
	  "bin/clang",
		NULL, NULL, "usr/lib/llvm-16/lib/libclang-16.so.1", 16, 19,
		"home/.local/lib/python3.11/site-packages/clang/native" },
	/* no number loses, though it is the newer one */
	{ "usr/lib/llvm-14/lib/libclang-14.so.1 x/libclang.so x/clang/19/x", NULL,
		"x", "usr/lib/llvm-14/lib/libclang-14.so.1", 14, 19, "x" },
	/* the user's word stays, a folder or a file */
	{ "x/libclang-14.so.1 opt/llvm-20/lib/libclang.so.20.1 bin/clang", "x",
		NULL, "x/libclang-14.so.1", 14, 14, NULL },
	{ "x/libclang-14.so.1 x/libclang-15.so", "x/libclang-14.so.1", NULL,
		"x/libclang-14.so.1", 14, 14, NULL },
	/* none that says its version is left alone */
	{ "usr/local/lib/libclang.so opt/llvm-20/lib/libclang.so.20.1 bin/clang",
		NULL, NULL, "usr/local/lib/libclang.so", 0, 0, NULL },
};

static void
put_files(const char *files)
{
	autoargvec names = ARGVEC_INIT;

	argvec_split(&names, files, " ");
	for (size_t i = 0; i < names.n; i++) {
		bool foreign = *names.v[i] == '!';

		put_library(names.v[i] + foreign, foreign);
		if (strcmp(names.v[i], "bin/clang") == 0)
			put_bytes("bin/clang", "#!", 2, 0755);
	}
}

START_TEST(found)
{
	autoargvec vars = ARGVEC_INIT;
	scoped(libclang) taken = { NULL, 0 }, newest = { NULL, 0 };
	struct zig z = { .version = { 0, 17, 1 } }, old = { .version = { 0, 13, 0 } };
	autofree char *told = NULL;

	put_files(cases[_i].files);
	if (cases[_i].named != NULL)
		argvec_pushf(&vars, "LIBCLANG_PATH=%s", at(cases[_i].named));
	if (cases[_i].loaded != NULL)
		argvec_pushf(&vars, "LD_LIBRARY_PATH=%s", at(cases[_i].loaded));
	libclang_find(top, 19, &vars, &taken, &newest);
	if (cases[_i].taken == NULL)
		ck_assert_ptr_null(taken.path);
	else
		ck_assert_str_eq(taken.path, at(cases[_i].taken));
	ck_assert_uint_eq(taken.major, cases[_i].major);
	ck_assert_uint_eq(newest.major, cases[_i].newest);
	told = libclang_choose(top, &z, &vars);
	if (cases[_i].told == NULL)
		ck_assert_ptr_null(told);
	else
		ck_assert_str_eq(told, at(cases[_i].told));
	/* zig 0.13's libc++ is read by any */
	ck_assert_ptr_null(libclang_choose(top, &old, &vars));
}
END_TEST

static const struct {
	struct version zig;
	unsigned needed;
} needs[] = { { { 0, 13, 0 }, 0 }, { { 0, 14, 0 }, 16 }, { { 0, 15, 2 }, 16 },
	{ { 0, 16, 0 }, 19 }, { { 0, 17, 1 }, 19 }, { { 0, 18, 0 }, 19 } };

START_TEST(needed)
{
	struct zig z = { .version = needs[_i].zig };

	ck_assert_uint_eq(zig_clang_needed(&z), needs[_i].needed);
}
END_TEST

Suite *suite_libclang(void);

Suite *
suite_libclang(void)
{
	Suite *s = suite_create("libclang");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_loop_test(t, found, 0, COUNT(cases));
	tcase_add_loop_test(t, needed, 0, COUNT(needs));
	suite_add_tcase(s, t);
	return s;
}
