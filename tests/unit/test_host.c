/* Which machine this is, whatever libc zbuild itself was made with. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "targets/host.h"
#include "targets/table.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"

Suite *suite_host(void);

/* As the start of a program: what it says is all that is looked at. */
static const char *
program(const char *loader)
{
	char head[1024] = "\177ELF";

	memcpy(head + 0x318, loader, strlen(loader) + 1);
	return put_bytes("sh", head, sizeof head, 0755);
}

static void
set_up(void)
{
	fixture_setup();
	unsetenv(HOST_VARIABLE);
}

/* The sibling of this machine's triple with another C library. */
static const struct target_def *
host_with(enum libc_kind libc)
{
	const struct target_def *host = triple_find(host_triple(), NULL);

	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *d = target_row(i);

		if (d->libc == libc && d->arch == host->arch &&
			host_by_loader(program(d->loader)) != NULL)
			return d;
	}
	return NULL;
}

START_TEST(host_is_known)
{
	const struct target_def *def = triple_find(host_triple(), NULL);

	ck_assert_ptr_nonnull(def);
	ck_assert_str_eq(def->rust, host_triple());
	ck_assert_ptr_null(def->refuse);
	ck_assert_int_eq(def->is64, sizeof(void *) == 8);
}
END_TEST

static const char *
loader_of(const char *triple)
{
	ck_assert_ptr_nonnull(triple);
	return triple_find(triple, NULL)->loader;
}

START_TEST(loader_tells)
{
	const struct target_def *gnu = host_with(LIBC_GLIBC);
	const struct target_def *musl = host_with(LIBC_MUSL);

	ck_assert_ptr_nonnull(gnu);
	ck_assert_ptr_nonnull(musl);
	/* (rows share one: armv7 and ARMv6, riscv64gc and riscv64a23) */
	ck_assert_str_eq(loader_of(host_by_loader(program(gnu->loader))), gnu->loader);
	ck_assert_str_eq(loader_of(host_by_loader(program(musl->loader))), musl->loader);
#ifdef __x86_64__
	ck_assert_str_eq(host_by_loader(program(gnu->loader)), gnu->rust);
	ck_assert_str_eq(host_by_loader(program(musl->loader)), musl->rust);
#endif
}
END_TEST

START_TEST(nothing_tells)
{
	ck_assert_ptr_null(host_by_loader(program("/nix/store/ld.so")));
	ck_assert_ptr_null(host_by_loader(put_text("empty", "")));
	ck_assert_ptr_null(host_by_loader(at("missing")));
	ck_assert_ptr_null(host_by_loader(put_dir("folder")));
}
END_TEST

START_TEST(said)
{
	setenv(HOST_VARIABLE, "aarch64-unknown-linux-musl", 1);
	ck_assert_str_eq(host_triple(), "aarch64-unknown-linux-musl");
	ck_assert(!host_in_doubt());
	/* rustc's word */
	host_set("s390x-unknown-linux-gnu");
	ck_assert_str_eq(host_triple(), "s390x-unknown-linux-gnu");
}
END_TEST

Suite *
suite_host(void)
{
	Suite *s = suite_create("host");
	TCase *tc = tcase_create("host");

	tcase_add_checked_fixture(tc, set_up, fixture_teardown);
	tcase_add_test(tc, host_is_known);
	tcase_add_test(tc, loader_tells);
	tcase_add_test(tc, nothing_tells);
	tcase_add_test(tc, said);
	suite_add_tcase(s, tc);
	return s;
}
