/* Archives and wheels from elsewhere: damaged and hostile ones. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/fixture.h"
#include "wrapper/files/hash.h"
#include "wrapper/files/unpack.h"
#include "wrapper/zig/wheel.h"

static const struct {
	const char *name;
	bool ok;
} names[] = {
	{ "a", true },
	{ "a/b.zig", true },
	{ "./a", true },
	{ "a/..b/c..", true },
	{ "a/...", true },
	{ "a/", true },
	{ "", false },
	{ "/a", false },
	{ "..", false },
	{ "../a", false },
	{ "a/../b", false },
	{ "a/..", false },
	{ "a\\..\\b", false },
	{ "a\nb", false },
};

START_TEST(name_ok)
{
	ck_assert_int_eq(unpack_name_ok(names[_i].name), names[_i].ok);
}
END_TEST

/* A zip file being made: stored members, no checksums (nobody looks). */
struct zip {
	uint8_t bytes[4096], dir[2048];
	size_t n, ndir;
	unsigned count;
};

static void
put(uint8_t *p, unsigned long v, int n)
{
	for (; n > 0; n--, v >>= 8)
		*p++ = (uint8_t)v;
}

static void
zip_add(struct zip *z, const char *name, size_t len, unsigned mode,
	unsigned flags)
{
	uint8_t *p = z->bytes + z->n, *d = z->dir + z->ndir;

	memset(p, 0, 30);
	put(p, 0x04034b50, 4);
	put(p + 6, flags, 2);
	put(p + 26, len, 2);
	memcpy(p + 30, name, len);
	memset(d, 0, 46);
	put(d, 0x02014b50, 4);
	put(d + 8, flags, 2);
	put(d + 28, len, 2);
	put(d + 38, (unsigned long)mode << 16, 4);
	put(d + 42, z->n, 4);
	memcpy(d + 46, name, len);
	z->n += 30 + len;
	z->ndir += 46 + len;
	z->count++;
}

static void
zip_end(struct zip *z, unsigned count)
{
	size_t start = z->n;
	uint8_t *p;

	memcpy(z->bytes + z->n, z->dir, z->ndir);
	z->n += z->ndir;
	p = z->bytes + z->n;
	memset(p, 0, 22);
	put(p, 0x06054b50, 4);
	put(p + 8, count, 2);
	put(p + 10, count, 2);
	put(p + 12, z->ndir, 4);
	put(p + 16, start, 4);
	z->n += 22;
}

static int
zip_check(const struct zip *z, size_t n)
{
	fail_clear(&f);
	return unpack_check_zip(put_bytes("x.zip", z->bytes, n, 0600), &f);
}

static void
zip_small(struct zip *z)
{
	memset(z, 0, sizeof *z);
	zip_add(z, "ziglang/", 8, 040755, 0);
	zip_add(z, "ziglang/zig", 11, 0100755, 0);
}

START_TEST(zip_good)
{
	struct zip z;

	zip_small(&z);
	zip_end(&z, z.count);
	if (zip_check(&z, z.n) != 0)
		ck_abort_msg("refused: %s", f.what);
}
END_TEST

START_TEST(zip_cut)
{
	struct zip z;

	zip_small(&z);
	zip_end(&z, z.count);
	for (size_t n = 0; n < z.n; n++)
		if (zip_check(&z, n) == 0)
			ck_abort_msg("cut to %zu of %zu bytes it passed", n,
				z.n);
}
END_TEST

/* No byte of the directory, changed at will, crashes the check. */
START_TEST(zip_flipped)
{
	static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };
	struct zip z, y;
	int refused = 0;

	zip_small(&z);
	zip_end(&z, z.count);
	for (size_t i = z.n - 22 - z.ndir; i < z.n; i++)
		for (size_t k = 0; k < sizeof values; k++) {
			y = z;
			y.bytes[i] = values[k];
			refused += zip_check(&y, y.n) != 0;
		}
	ck_assert_int_gt(refused, 100);
}
END_TEST

static const struct {
	const char *name;
	size_t len;
	unsigned mode, flags;
	const char *why;
} members[] = {
	{ "../evil", 7, 0100644, 0, "could be written elsewhere" },
	{ "/evil", 5, 0100644, 0, "could be written elsewhere" },
	{ "a\0/../b", 7, 0100644, 0, "could be written elsewhere" },
	{ "a/link", 6, 0120777, 0, "is a symlink" },
	{ "a/secret", 8, 0100644, 1, "is encrypted" },
};

START_TEST(zip_hostile)
{
	struct zip z;

	zip_small(&z);
	zip_add(&z, members[_i].name, members[_i].len, members[_i].mode,
		members[_i].flags);
	zip_end(&z, z.count);
	ck_assert_int_eq(zip_check(&z, z.n), -1);
	ck_assert_ptr_nonnull(strstr(f.what, members[_i].why));
}
END_TEST

/* A member behind the number of them would be unpacked all the same. */
START_TEST(zip_hidden_member)
{
	struct zip z;

	zip_small(&z);
	zip_add(&z, "../evil", 7, 0100644, 0);
	zip_end(&z, z.count - 1);
	ck_assert_int_eq(zip_check(&z, z.n), -1);
}
END_TEST

START_TEST(not_an_archive)
{
	char *file = put_text("x", "<html>"), *dir = put_dir("d");

	ck_assert_int_eq(unpack_archive(file, dir, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "no .whl, .zip, .tar.xz"));
	fail_clear(&f);
	put_text("x", "");
	ck_assert_int_eq(unpack_archive(file, dir, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "it is empty"));
	fail_clear(&f);
	ck_assert_int_eq(unpack_archive(dir, dir, &f), -1);
}
END_TEST

/* Hashes by Python's hashlib and base64.urlsafe_b64encode. */
#define HELLO "sha256=WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM,6"
#define EMPTY "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
#define INFO "z-1.dist-info/RECORD,,\n"

static const struct {
	const char *record;
	const char *why;       /* NULL: it is right */
} wheels[] = {
	{ "z/hello," HELLO "\nz/empty," EMPTY "\n" INFO, NULL },
	{ "z/hello," HELLO "\r\n\"z/empty\"," EMPTY "\r\n" INFO, NULL },
	{ "z/hello," EMPTY "\nz/empty," EMPTY "\n" INFO, "has 6 bytes, not 0" },
	{ "z/hello,sha256=WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgN,6\n"
	  "z/empty," EMPTY "\n" INFO, "another SHA-256" },
	{ "z/hello," HELLO "\n" INFO, "'z/empty' is not in its RECORD" },
	{ "z/hello," HELLO "\nz/empty," EMPTY "\n", "is not in its RECORD" },
	{ "z/hello,,\nz/empty," EMPTY "\n" INFO, "no SHA-256" },
	{ "z/hello,md5=x,6\nz/empty," EMPTY "\n" INFO, "no SHA-256" },
	{ "z/hello," HELLO "\nz/empty," EMPTY "\nz/more," EMPTY "\n" INFO,
		"'z/more' is missing" },
	{ "z/hello," HELLO "\nz/hello," HELLO "\nz/empty," EMPTY "\n" INFO,
		"there twice" },
	{ "z/hello," HELLO "\n../x," EMPTY "\nz/empty," EMPTY "\n" INFO,
		"leads elsewhere" },
	{ "", "is not in its RECORD" },
	{ ",,,\n\"\n\"a\"b,\n", "leads elsewhere" },
};

START_TEST(wheel)
{
	int rc;

	put_text("z/hello", "hello\n");
	put_text("z/empty", "");
	put_text("z-1.dist-info/RECORD", wheels[_i].record);
	rc = wheel_check(top, &f);
	if (wheels[_i].why == NULL && rc != 0)
		ck_abort_msg("refused: %s", f.what);
	if (wheels[_i].why == NULL)
		return;
	ck_assert_int_eq(rc, -1);
	if (strstr(f.what, wheels[_i].why) == NULL)
		ck_abort_msg("no '%s' in: %s", wheels[_i].why, f.what);
}
END_TEST

START_TEST(wheel_without_record)
{
	put_text("z/hello", "hello\n");
	ck_assert_int_eq(wheel_check(top, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "it has no RECORD"));
}
END_TEST

START_TEST(sha256)
{
	char *file = at("x");
	char hex[65];

	put_text("x", "hello\n");
	ck_assert_int_eq(hash_file_hex(file, hex, &f), 0);
	ck_assert_str_eq(hex, "5891b5b522d5df086d0ff0b110fbd9d2"
			      "1bb4fc7163af34d08286a2e846f6be03");
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *suite_unpack(void);

Suite *
suite_unpack(void)
{
	Suite *s = suite_create("unpack");
	TCase *t = tcase_create("unpack");

	tcase_add_checked_fixture(t, fixture_setup,
		fixture_teardown);
	tcase_add_loop_test(t, name_ok, 0, N(names));
	tcase_add_test(t, zip_good);
	tcase_add_test(t, zip_cut);
	tcase_add_test(t, zip_flipped);
	tcase_add_loop_test(t, zip_hostile, 0, N(members));
	tcase_add_test(t, zip_hidden_member);
	tcase_add_test(t, not_an_archive);
	tcase_add_loop_test(t, wheel, 0, N(wheels));
	tcase_add_test(t, wheel_without_record);
	tcase_add_test(t, sha256);
	suite_add_tcase(s, t);
	return s;
}
