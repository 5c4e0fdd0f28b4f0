/* shim/sysroot/musl: which files musl's own rule takes. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/sysroot/musl.h"
#include "tests/unit/fixture.h"

static const char *const files[] = {
	"src/string/memcpy.c",
	"src/string/memset.c",
	"src/string/memmem.c",
	"src/string/strlen.h",
	"src/string/README",
	"src/string/arm/memcpy.S",
	"src/string/arm/memset.s",
	"src/string/arm/only_here.c",
	"src/string/arm/notes.txt",
	"src/string/x86_64/memset.s",
	"src/string/x86_64/mem.c",
	"src/malloc/free.c",
	"src/malloc/mallocng/free.c",
	"src/malloc/mallocng/glue.h",
	"src/malloc/oldmalloc/free.c",
	"src/include/features.h",
	"src/top.c",
	"crt/crt1.c",
	"ldso/dynlink.c",
	"compat/time32/time32.c",
};

static void
setup(void)
{
	fixture_setup();
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		put_text(files[i], "");
}

static char *
sources(const char *arch)
{
	autoargvec out = ARGVEC_INIT;

	ck_assert_int_eq(musl_sources(top, arch, &out, &f), 0);
	return argvec_join(&out, " ");
}

/* A file of the architecture stands for the one of the same name, whatever it
 * is written in; "mem" stands for no "memcpy". */
START_TEST(one_architecture)
{
	autofree char *arm = sources("arm"), *x86 = sources("x86_64");
	autofree char *other = sources("riscv64");

	ck_assert_str_eq(arm,
		"src/malloc/free.c src/string/memmem.c "
		"src/string/arm/memcpy.S src/string/arm/memset.s "
		"src/string/arm/only_here.c src/malloc/mallocng/free.c");
	ck_assert_str_eq(x86,
		"src/malloc/free.c src/string/memcpy.c src/string/memmem.c "
		"src/string/x86_64/mem.c src/string/x86_64/memset.s "
		"src/malloc/mallocng/free.c");
	ck_assert_str_eq(other,
		"src/malloc/free.c src/string/memcpy.c src/string/memmem.c "
		"src/string/memset.c src/malloc/mallocng/free.c");
}
END_TEST

START_TEST(no_musl_there)
{
	char *none = at("crt");
	autoargvec out = ARGVEC_INIT;

	ck_assert_int_eq(musl_sources(none, "arm", &out, &f), 0);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

Suite *suite_musl(void);

Suite *
suite_musl(void)
{
	Suite *s = suite_create("musl");
	TCase *t = tcase_create("musl");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_test(t, one_architecture);
	tcase_add_test(t, no_musl_there);
	suite_add_tcase(s, t);
	return s;
}
