/* Programs are told apart by their headers, and files that are none refused. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/run/binary.h"

/* What is found for these bytes: a target, or what the message says. */
static char *
found(const void *bytes, size_t n)
{
	char *file = put_bytes("file", bytes, n, 0755);
	struct binary b = BINARY_INIT;
	char *text;

	if (binary_look(file, &b, &f) != 0) {
		ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
		text = xstrdup(f.what);
	} else {
		text = xstrdup(b.def != NULL ? b.def->rust : "script");
	}
	binary_clear(&b);
	fail_clear(&f);
	return text;
}

static char *
found_pe(unsigned machine)
{
	unsigned char pe[256] = { 'M', 'Z' };

	pe[0x3c] = 0x80;
	memcpy(pe + 0x80, "PE\0", 4);
	pe[0x84] = (unsigned char)machine;
	pe[0x85] = (unsigned char)(machine >> 8);
	return found(pe, sizeof pe);
}

START_TEST(windows)
{
	static const struct {
		unsigned machine;
		const char *want;
	} rows[] = {
		{ 0x8664, "x86_64-pc-windows-gnu" },
		{ 0x14c, "i686-pc-windows-gnu" },
		{ 0xaa64, "aarch64-pc-windows-gnullvm" },
		{ 0x1c4, "no target has" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		autofree char *got = found_pe(rows[i].machine);

		ck_assert_msg(strstr(got, rows[i].want) != NULL, "%s: %s",
			rows[i].want, got);
	}
}
END_TEST

static const struct {
	const char *bytes;
	size_t n;
	const char *want;
} files[] = {
	{ "\0asm\1\0\0\0\2\x1dwasi_snapshot_preview1", 32, "wasm32-wasip1" },
	{ "\0asm\1\0\0\0", 8, "wasm32-unknown-unknown" },
	{ "\0asm\x0d\0\1\0", 8, "wasm32-wasip2" },
	{ "\xcf\xfa\xed\xfe\x0c\0\0\1", 8, "copy it to a Mac" },
	{ "\xca\xfe\xba\xbe\0\0\0\2", 8, "copy it to a Mac" },
	{ "#!/bin/sh\n", 10, "script" },
	{ "#", 1, "no kind of program" },
	{ "", 0, "no kind of program" },
	{ "\177ELF\2\1\1", 7, "file" },
	{ "MZ", 2, "no kind of program" },
	{ "MZ\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 64, "DOS" },
};

START_TEST(by_first_bytes)
{
	autofree char *got = found(files[_i].bytes, files[_i].n);

	ck_assert_msg(strstr(got, files[_i].want) != NULL, "%s: %s",
		files[_i].want, got);
}
END_TEST

/* This test program itself. */
START_TEST(own_machine)
{
	struct binary b = BINARY_INIT;
	const struct target_def *other = triple_find("s390x-linux-gnu", NULL);
	autofree char *self = os_self();

	unsetenv(HOST_VARIABLE);
	ck_assert_int_eq(binary_look(self, &b, &f), 0);
	/* (a static program of ARM has no more of its row) */
	if (b.def->arch != ARCH_ARM)
		ck_assert_str_eq(b.def->rust, host_triple());
	ck_assert_int_eq(b.def->arch, triple_find(host_triple(), NULL)->arch);
	ck_assert_int_eq(b.def->libc, triple_find(host_triple(), NULL)->libc);
	ck_assert_int_eq(b.is_static, b.def->libc == LIBC_MUSL);
	ck_assert(binary_is_of(&b, triple_find(host_triple(), NULL)));
	ck_assert(!binary_is_of(&b, other));
	ck_assert(!binary_is_of(&b, triple_find("wasm32-wasip1", NULL)));
	ck_assert(binary_is_elf_of(b.def, self));
	ck_assert(!binary_is_elf_of(other, self));
	ck_assert(!binary_is_elf_of(b.def, "/etc/passwd"));
	ck_assert(!binary_is_elf_of(b.def, "/"));
	ck_assert(!binary_is_elf_of(b.def, "/nonexistent"));
	binary_clear(&b);
}
END_TEST

START_TEST(not_there)
{
	struct binary b = BINARY_INIT;

	ck_assert_int_eq(binary_look("/nonexistent", &b, &f), -1);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
	fail_clear(&f);
	ck_assert_int_eq(binary_look(top, &b, &f), -1);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
	fail_clear(&f);
}
END_TEST

Suite *suite_binary(void);
Suite *
suite_binary(void)
{
	Suite *s = suite_create("binary");
	TCase *t = tcase_create("binary");

	tcase_add_checked_fixture(t, fixture_setup,
		fixture_teardown);
	tcase_add_test(t, windows);
	tcase_add_loop_test(t, by_first_bytes, 0, sizeof files / sizeof *files);
	tcase_add_test(t, own_machine);
	tcase_add_test(t, not_there);
	suite_add_tcase(s, t);
	return s;
}
