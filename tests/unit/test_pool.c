/* common/pool: many commands, some at a time. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/pool.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"

/* `sh -c SCRIPT DIR N` */
static int
start(struct pool *p, const char *script, int n, const struct argvec *env)
{
	autoargvec argv = ARGVEC_INIT;

	argvec_pushl(&argv, "/bin/sh", "-c", script, top, NULL);
	argvec_pushf(&argv, "%d", n);
	return pool_start(p, &argv, env, &f);
}

/* How many of those that ran at any moment were counted at most. */
static int
most(int n)
{
	int max = 0;

	for (int i = 0; i < n; i++) {
		autofree char *path = xasprintf("%s/seen-%d", top, i);
		autofree char *text = NULL;

		ck_assert_int_eq(path_read(path, 64, &text, NULL, &f), 0);
		if (atoi(text) > max)
			max = atoi(text);
	}
	return max;
}

START_TEST(some_at_a_time)
{
	/* Each says that it is there, looks who else is, and goes. */
	static const char script[] =
		"cd $0; : >here-$1; sleep 0.05; ls | grep -c ^here- "
		">seen-$1; rm here-$1";
	struct pool p;

	pool_init(&p, 3, at("log"));
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(start(&p, script, i, NULL), 0);
	ck_assert_int_eq(pool_finish(&p, &f), 0);
	ck_assert_uint_eq(p.ended, 20);
	ck_assert_int_ge(most(20), 2);
	ck_assert_int_le(most(20), 3);
}
END_TEST

START_TEST(a_failure_ends_it)
{
	struct pool p;
	int i = 0;

	pool_init(&p, 2, at("log"));
	while (i < 100 && start(&p, "test $1 != 5 || { echo no five; exit 3; }",
				  i, NULL) == 0)
		i++;
	ck_assert_int_ge(i, 5);
	ck_assert_int_lt(i, 90);
	fail_clear(&f);
	ck_assert_int_eq(pool_finish(&p, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "status 3"));
	ck_assert_ptr_nonnull(strstr(f.what, "no five"));
}
END_TEST

START_TEST(the_last_one_fails)
{
	struct pool p;

	pool_init(&p, 4, at("log"));
	ck_assert_int_eq(start(&p, "kill -9 $$", 0, NULL), 0);
	ck_assert_int_eq(pool_finish(&p, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "status 137"));
}
END_TEST

START_TEST(no_such_command)
{
	autoargvec argv = ARGVEC_INIT;
	struct pool p;

	pool_init(&p, 1, at("log"));
	argvec_push(&argv, "/nonexistent/cc");
	ck_assert_int_eq(pool_start(&p, &argv, NULL, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "/nonexistent/cc"));
	fail_clear(&f);
	ck_assert_int_eq(pool_finish(&p, &f), 0);
}
END_TEST

START_TEST(environment)
{
	autoargvec env = ARGVEC_INIT;
	autofree char *text = NULL;
	struct pool p;

	setenv("POOL_OLD", "old", 1);
	setenv("POOL_OTHER", "kept", 1);
	argvec_pushl(&env, "POOL_OLD=new", "POOL_NEW=too", "POOL_NEW=last",
		NULL);
	pool_init(&p, 2, at("log"));
	ck_assert_int_eq(start(&p, "env | grep ^POOL_ | sort", 0, &env), 0);
	ck_assert_int_eq(pool_finish(&p, &f), 0);
	ck_assert_int_eq(path_read(at("log"), 4096, &text, NULL, &f), 0);
	ck_assert_str_eq(
		text, "POOL_NEW=last\nPOOL_OLD=new\nPOOL_OTHER=kept\n");
	ck_assert_str_eq(getenv("POOL_OLD"), "old");
}
END_TEST

START_TEST(processes_of_ours)
{
	struct pool p;
	pid_t pid;

	pool_init(&p, 2, at("log"));
	pid = pool_fork(&p, &f);
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		pool_say(&p, "from the child");
		_exit(7);
	}
	/* its place is taken until it ends; then nothing more starts */
	while (start(&p, "sleep 0.02", 0, NULL) == 0)
		;
	fail_clear(&f);
	ck_assert_int_eq(pool_finish(&p, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "status 7: from the child"));
}
END_TEST

Suite *suite_pool(void);

Suite *
suite_pool(void)
{
	Suite *s = suite_create("pool");
	TCase *t = tcase_create("pool");

	tcase_add_checked_fixture(t, fixture_setup,
		fixture_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, some_at_a_time);
	tcase_add_test(t, a_failure_ends_it);
	tcase_add_test(t, the_last_one_fails);
	tcase_add_test(t, no_such_command);
	tcase_add_test(t, environment);
	tcase_add_test(t, processes_of_ours);
	suite_add_tcase(s, t);
	return s;
}
