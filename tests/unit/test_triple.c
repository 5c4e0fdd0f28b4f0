/* Spellings of targets, good ones and bad. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "targets/conf.h"
#include "targets/triple.h"

static const struct {
	const char *spelling, *name, *zig;
} good[] = {
	{ "x86_64-unknown-linux-gnu", "x86_64-unknown-linux-gnu",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.17", "x86_64-unknown-linux-gnu.2.17",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.28", "x86_64-unknown-linux-gnu.2.28",
		"x86_64-linux-gnu.2.28" },
	{ "x86_64-unknown-linux-gnu.2.2.5", "x86_64-unknown-linux-gnu.2.2.5",
		"x86_64-linux-gnu.2.2.5" },
	{ "x86_64-linux-gnu.2.17.0", "x86_64-unknown-linux-gnu.2.17",
		"x86_64-linux-gnu.2.17" },
	{ "aarch64-linux-gnu", "aarch64-unknown-linux-gnu",
		"aarch64-linux-gnu.2.17" },
	{ "aarch64-linux-gnu.2.31", "aarch64-unknown-linux-gnu.2.31",
		"aarch64-linux-gnu.2.31" },
	{ "arm64-apple-ios14.0-simulator", "aarch64-apple-ios-sim",
		"aarch64-ios-simulator" },
	{ "arm64-apple-xros2.1", "aarch64-apple-visionos",
		"aarch64-visionos" },
	{ "arm64-linux-gnu", "aarch64-unknown-linux-gnu",
		"aarch64-linux-gnu.2.17" },
	{ "arm64-unknown-linux-gnu.2.18", "aarch64-unknown-linux-gnu.2.18",
		"aarch64-linux-gnu.2.18" },
	{ "aarch64-none-linux-gnu", "aarch64-unknown-linux-gnu",
		"aarch64-linux-gnu.2.17" },
	{ "amd64-linux-gnu", "x86_64-unknown-linux-gnu",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-pc-linux-gnu", "x86_64-unknown-linux-gnu",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-redhat-linux", "x86_64-unknown-linux-gnu",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-linux", "x86_64-unknown-linux-gnu",
		"x86_64-linux-gnu.2.17" },
	{ "x86_64-alpine-linux-musl", "x86_64-unknown-linux-musl",
		"x86_64-linux-musl" },
	{ "i386-linux-gnu", "i686-unknown-linux-gnu", "x86-linux-gnu.2.17" },
	{ "i486-linux-gnu", "i586-unknown-linux-gnu", "x86-linux-gnu.2.17" },
	{ "i586-linux-gnu", "i586-unknown-linux-gnu", "x86-linux-gnu.2.17" },
	{ "i686-linux-gnu", "i686-unknown-linux-gnu", "x86-linux-gnu.2.17" },
	{ "i686-pc-linux-gnu", "i686-unknown-linux-gnu",
		"x86-linux-gnu.2.17" },
	{ "x86-linux-gnu", "i686-unknown-linux-gnu", "x86-linux-gnu.2.17" },
	{ "riscv64-linux-gnu", "riscv64gc-unknown-linux-gnu",
		"riscv64-linux-gnu.2.29" },
	{ "riscv64-linux-gnu.2.27", "riscv64gc-unknown-linux-gnu.2.27",
		"riscv64-linux-gnu.2.27" },
	{ "riscv64gc-linux-gnu", "riscv64gc-unknown-linux-gnu",
		"riscv64-linux-gnu.2.29" },
	{ "powerpc64le-linux-gnu", "powerpc64le-unknown-linux-gnu",
		"powerpc64le-linux-gnu.2.32" },
	{ "ppc64le-linux-gnu", "powerpc64le-unknown-linux-gnu",
		"powerpc64le-linux-gnu.2.32" },
	{ "arm-unknown-linux-gnueabihf", "arm-unknown-linux-gnueabihf",
		"arm-linux-gnueabihf.2.17" },
	{ "arm-linux-gnueabihf", "armv7-unknown-linux-gnueabihf",
		"arm-linux-gnueabihf.2.17" },
	{ "arm-none-linux-gnueabihf", "armv7-unknown-linux-gnueabihf",
		"arm-linux-gnueabihf.2.17" },
	{ "armv6l-linux-gnueabihf", "arm-unknown-linux-gnueabihf",
		"arm-linux-gnueabihf.2.17" },
	{ "armv7a-unknown-linux-gnueabihf", "armv7-unknown-linux-gnueabihf",
		"arm-linux-gnueabihf.2.17" },
	{ "arm-linux-gnueabi", "arm-unknown-linux-gnueabi",
		"arm-linux-gnueabi.2.17" },
	{ "mips-linux-gnu", "mips-unknown-linux-gnu",
		"mips-linux-gnueabihf.2.23" },
	{ "mips-linux-gnueabihf", "mips-unknown-linux-gnu",
		"mips-linux-gnueabihf.2.23" },
	{ "loongarch64-unknown-linux-gnu", "loongarch64-unknown-linux-gnu",
		"loongarch64-linux-gnu.2.36" },
	{ "armv7-linux-musleabihf", "armv7-unknown-linux-musleabihf",
		"arm-linux-musleabihf" },
	/* Whether zig knows it is glibc_check's question. */
	{ "x86_64-linux-gnu.2.99", "x86_64-unknown-linux-gnu.2.99",
		"x86_64-linux-gnu.2.99" },
};

START_TEST(good_spelling)
{
	struct target t;
	struct fail f = FAIL_INIT;

	ck_assert_msg(triple_parse(good[_i].spelling, NULL, &t, &f) == 0,
		"%s: %s", good[_i].spelling, f.what);
	ck_assert_str_eq(t.name, good[_i].name);
	ck_assert_str_eq(t.zig, good[_i].zig);
}
END_TEST

static const struct {
	const char *spelling, *what, *hint;
} bad[] = {
	{ "x86_64-unknown-linux-gnu.2.17.x",
		"malformed glibc version '2.17.x' of target "
		"'x86_64-unknown-linux-gnu'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.x",
		"malformed glibc version '2.x' of target "
		"'x86_64-unknown-linux-gnu'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.",
		"malformed glibc version '' of target "
		"'x86_64-unknown-linux-gnu'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "aarch64-unknown-linux-gnu.2",
		"malformed glibc version '2' of target "
		"'aarch64-unknown-linux-gnu'",
		"the nearest valid one is aarch64-unknown-linux-gnu.2.17" },
	{ "aarch64-linux-gnu.2.31.",
		"malformed glibc version '2.31.' of target "
		"'aarch64-linux-gnu'",
		"the nearest valid one is aarch64-linux-gnu.2.31" },
	{ "aarch64-linux-gnu.2.031",
		"malformed glibc version '2.031' of target "
		"'aarch64-linux-gnu'",
		"the nearest valid one is aarch64-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.17.0.1",
		"malformed glibc version '2.17.0.1' of target "
		"'x86_64-unknown-linux-gnu'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.99999",
		"malformed glibc version '2.99999' of target "
		"'x86_64-unknown-linux-gnu'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.17.3", "unknown glibc version '2.17.3'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "aarch64-linux-gnu.2.4.1", "unknown glibc version '2.4.1'",
		"the nearest valid one is aarch64-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.3.1", "unknown glibc version '3.1'",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.17" },
	{ "aarch64-unknown-linux-gnu.2.5",
		"glibc version '2.5' is too old: aarch64-unknown-linux-gnu has "
		"glibc since 2.17",
		"the nearest valid one is aarch64-unknown-linux-gnu.2.17" },
	{ "x86_64-unknown-linux-gnu.2.1",
		"glibc version '2.1' is too old: x86_64-unknown-linux-gnu has "
		"glibc since 2.2.5",
		"the nearest valid one is x86_64-unknown-linux-gnu.2.2.5" },
	{ "riscv64-linux-gnu.2.17",
		"glibc version '2.17' is too old: riscv64gc-unknown-linux-gnu "
		"has glibc since 2.27",
		"the nearest valid one is riscv64-linux-gnu.2.27" },
	{ "x86_64-unknown-linux-musl.2.17",
		"target 'x86_64-unknown-linux-musl' takes no glibc version "
		"'2.17': its C library is musl",
		"the nearest valid ones are x86_64-unknown-linux-musl and "
		"x86_64-unknown-linux-gnu.2.17" },
	{ "armv7-unknown-linux-musleabihf.2.28",
		"target 'armv7-unknown-linux-musleabihf' takes no glibc "
		"version '2.28': its C library is musl",
		"the nearest valid ones are armv7-unknown-linux-musleabihf "
		"and armv7-unknown-linux-gnueabihf.2.28" },
	{ "aarch64-unknown-linux-musl.2.5",
		"target 'aarch64-unknown-linux-musl' takes no glibc version "
		"'2.5': its C library is musl",
		"the nearest valid ones are aarch64-unknown-linux-musl and "
		"aarch64-unknown-linux-gnu.2.17" },
	/* powerpc64 has no glibc target that we can build for. */
	{ "powerpc64-unknown-linux-musl.2.17",
		"target 'powerpc64-unknown-linux-musl' takes no glibc version "
		"'2.17': its C library is musl",
		"the nearest valid one is powerpc64-unknown-linux-musl" },
	{ "x86_64-unknown-linux-gun", "unknown target "
		"'x86_64-unknown-linux-gun'",
		"the nearest known: x86_64-unknown-linux-gnu "
		"(`cargo zbuild targets` lists all)" },
	{ "x86_64-unkown-linux-gnu.2.17", "unknown target "
		"'x86_64-unkown-linux-gnu'",
		"the nearest known: x86_64-unknown-linux-gnu "
		"(`cargo zbuild targets` lists all)" },
	{ "arch64-linux-gnu", "unknown target 'arch64-linux-gnu'",
		"the nearest known: aarch64-linux-gnu "
		"(`cargo zbuild targets` lists all)" },
	{ "", "unknown target ''",
		"`cargo zbuild targets` lists the known ones" },
	{ "-", "unknown target '-'",
		"`cargo zbuild targets` lists the known ones" },
	/* never another system */
	{ "x86_64-unknown-plan9", "unknown target 'x86_64-unknown-plan9'",
		"`cargo zbuild targets` lists the known ones" },
	{ "x86_64-unknown-dragonflybsd", "unknown target "
		"'x86_64-unknown-dragonflybsd'",
		"`cargo zbuild targets` lists the known ones" },
	{ "x86_64-unknown-netbds", "unknown target 'x86_64-unknown-netbds'",
		"the nearest known: x86_64-unknown-netbsd "
		"(`cargo zbuild targets` lists all)" },
	{ "x86_64-apple-linux", "unknown target 'x86_64-apple-linux'",
		"`cargo zbuild targets` lists the known ones" },
	{ "x86_64-apple-darvin", "unknown target 'x86_64-apple-darvin'",
		"the nearest known: x86_64-apple-darwin "
		"(`cargo zbuild targets` lists all)" },
	{ "wasm32", "unknown target 'wasm32'",
		"`cargo zbuild targets` lists the known ones" },
	{ "x86_64-wrs-vxworks",
		"cannot build for 'x86_64-wrs-vxworks': VxWorks' libraries and "
		"its linker wr-c++ come with Wind River's SDK only", NULL },
};

START_TEST(bad_spelling)
{
	struct target t = { .def = NULL };
	struct fail f = FAIL_INIT;

	ck_assert_msg(triple_parse(bad[_i].spelling, NULL, &t, &f) == -1, "%s",
		bad[_i].spelling);
	ck_assert_str_eq(f.what, bad[_i].what);
	if (bad[_i].hint == NULL)
		ck_assert_ptr_null(f.hint);
	else
		ck_assert_pstr_eq(f.hint, bad[_i].hint);
	ck_assert_ptr_null(t.def);
	fail_clear(&f);
}
END_TEST

START_TEST(endless_spelling)
{
	enum { LENGTH = 99999 };
	autofree char *tail = xcalloc(LENGTH + 1, 1), *s = NULL;
	struct target t;
	struct fail f = FAIL_INIT;

	memset(tail, 'a', LENGTH);
	s = xasprintf("x86_64-%s", tail);
	ck_assert_int_eq(triple_parse(s, NULL, &t, &f), -1);
	ck_assert_uint_lt(strlen(f.what), 200);
	fail_clear(&f);
	ck_assert_ptr_null(triple_find(s, NULL));
}
END_TEST

static const struct {
	const char *target, *option;
	bool same;
} options[] = {
	{ "x86_64-unknown-linux-gnu.2.17", "x86_64-unknown-linux-gnu", true },
	{ "x86_64-unknown-linux-gnu.2.17", "x86_64-pc-linux-gnu", true },
	{ "x86_64-unknown-linux-gnu.2.17", "x86_64-linux-gnu", true },
	{ "x86_64-unknown-linux-gnu.2.17", "x86_64-linux-gnu.2.28", true },
	{ "x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", false },
	{ "x86_64-unknown-linux-gnu", "x86_64-unknown-linux-gnux32", false },
	{ "x86_64-unknown-linux-gnu", "i686-unknown-linux-gnu", false },
	{ "i586-unknown-linux-gnu", "i386-unknown-linux-gnu", true },
	{ "riscv64gc-unknown-linux-gnu", "riscv64-unknown-linux-gnu", true },
	{ "thumbv7neon-unknown-linux-gnueabihf",
		"armv7-unknown-linux-gnueabihf", true },
	{ "armv7-unknown-linux-gnueabihf", "armv7-unknown-linux-gnueabi",
		false },
	{ "mips64-unknown-linux-muslabi64", "mips64-unknown-linux-musl",
		true },
	{ "powerpc64le-unknown-linux-musl", "powerpc64-unknown-linux-musl",
		false },
	{ "aarch64-unknown-linux-gnu", "aarch64-linux-android", false },
	{ "aarch64-unknown-linux-gnu", "native", false },
	{ "aarch64-unknown-linux-gnu", "", false },
};

START_TEST(compiler_option)
{
	struct target t;
	struct fail f = FAIL_INIT;

	ck_assert_int_eq(triple_parse(options[_i].target, NULL, &t, &f), 0);
	ck_assert_msg(triple_same(options[_i].option, &t, NULL) ==
			options[_i].same,
		"%s %s", options[_i].target, options[_i].option);
}
END_TEST

START_TEST(distance)
{
	ck_assert_uint_eq(nearest_distance("", ""), 0);
	ck_assert_uint_eq(nearest_distance("abc", ""), 3);
	ck_assert_uint_eq(nearest_distance("", "abc"), 3);
	ck_assert_uint_eq(nearest_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(nearest_distance("gnueabi", "gnueabihf"), 2);
	ck_assert_uint_eq(nearest_distance("glibc", "gilbc"), 1);
}
END_TEST

Suite *suite_triple(void);

Suite *
suite_triple(void)
{
	Suite *s = suite_create("triple");
	TCase *tc = tcase_create("triple");

	tcase_add_loop_test(tc, good_spelling, 0, COUNT(good));
	tcase_add_loop_test(tc, bad_spelling, 0, COUNT(bad));
	tcase_add_test(tc, endless_spelling);
	tcase_add_loop_test(tc, compiler_option, 0, COUNT(options));
	tcase_add_test(tc, distance);
	suite_add_tcase(s, tc);
	return s;
}
