/* Damage in the cache: what the list of digests tells, and when. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/path.h"
#include "common/seal.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"

static void
setup(void)
{
	fixture_setup();
	put_text("d/lib/a", "aaaaaaaaaaaaaaaaaaaaaaa");
	put_text("d/lib/b", "");
	put_bytes("d/big", NULL, 0, 0644);
	ck_assert_int_eq(truncate(at("d/big"), 300000), 0);
	ck_assert_int_eq(symlink("nowhere", at("d/link")), 0);
	ck_assert_int_eq(seal_write(at("d"), &f), 0);
}

static void
flip(const char *name, off_t where)
{
	int fd = open(at(name), O_RDWR);
	char c;

	ck_assert_int_eq(pread(fd, &c, 1, where), 1);
	c ^= 1;
	ck_assert_int_eq(pwrite(fd, &c, 1, where), 1);
	close(fd);
}

static void
named(const char *name)
{
	autofree char *what = NULL;

	ck_assert(!seal_check(at("d"), &what));
	ck_assert_str_eq(what, at(name));
}

static time_t
stamp(void)
{
	struct stat st;

	ck_assert_int_eq(stat(at("d/digests"), &st), 0);
	return st.st_mtime;
}

START_TEST(damage)
{
	autofree char *what = NULL;

	ck_assert(seal_check(at("d"), &what));
	ck_assert_ptr_null(what);
	flip("d/lib/a", 22);
	named("d/lib/a");
	flip("d/lib/a", 22);
	flip("d/big", 299999);
	named("d/big");
	flip("d/big", 299999);
	ck_assert_int_eq(truncate(at("d/big"), 299992), 0);
	named("d/big");
	ck_assert_int_eq(truncate(at("d/big"), 300000), 0);
	ck_assert(seal_check(at("d"), &what));
	ck_assert_int_eq(unlink(at("d/lib/b")), 0);
	named("d/lib/b");
	/* The list itself: cut off, and full of NULs. */
	put_text("d/lib/b", "");
	ck_assert_int_eq(truncate(at("d/digests"), 30), 0);
	named("d/digests");
	ck_assert_int_eq(truncate(at("d/digests"), 0), 0);
	ck_assert_int_eq(truncate(at("d/digests"), 60), 0);
	named("d/digests");
}
END_TEST

/* Once: until the next boot, or until somebody has doubts. */
START_TEST(once_per_boot)
{
	flip("d/lib/a", 0);
	ck_assert(seal_holds(at("d")));
	seal_doubt(at("d"), 600);
	ck_assert(seal_holds(at("d")));
	seal_doubt(at("d"), 0);
	/* where it is not known when that was, only seal_check tells */
	if (system_boot_time() == 0)
		return;
	ck_assert(!seal_holds(at("d")));
	ck_assert(!seal_holds(at("d")));
	flip("d/lib/a", 0);
	ck_assert_int_eq(stamp(), 1);
	ck_assert(seal_holds(at("d")));
	ck_assert_int_ge(stamp(), time(NULL) - 60);
	flip("d/lib/a", 0);
	ck_assert(seal_holds(at("d")));
}
END_TEST

START_TEST(added)
{
	autofree char *what = NULL;

	put_text("d/lib/c", "new");
	ck_assert_int_eq(seal_add_one(at("d"), "lib/c", &f), 0);
	put_text("d/lib/a", "changed");
	ck_assert_int_eq(seal_add_one(at("d"), "lib/a", &f), 0);
	ck_assert(seal_check(at("d"), &what));
	flip("d/lib/c", 0);
	named("d/lib/c");
	/* A folder of before is as it is. */
	ck_assert_int_eq(unlink(at("d/digests")), 0);
	ck_assert_int_eq(seal_add_one(at("d"), "lib/c", &f), 0);
	ck_assert_int_ne(access(at("d/digests"), F_OK), 0);
	ck_assert(seal_holds(at("d")));
}
END_TEST

Suite *suite_seal(void);

Suite *
suite_seal(void)
{
	Suite *s = suite_create("seal");
	TCase *t = tcase_create("seal");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_test(t, damage);
	tcase_add_test(t, once_per_boot);
	tcase_add_test(t, added);
	suite_add_tcase(s, t);
	return s;
}
