/*
 * A plan is a value: every golden case is planned from made-up facts, while each
 * function of the C library that could ask or change the machine is watched
 * (the linker's --wrap; the Makefile takes the names from the rows below).
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "tests/lib/fake.h"

static bool planning;
static char touched[PATH_MAX];

/* Remembers the first call; what follows would only be its consequence. */
static void
touch(const char *function, const char *what)
{
	if (planning && *touched == '\0')
		snprintf(touched, sizeof touched, "%s(%s)", function,
			what != NULL ? what : "");
}

#define WRAP(function, type, params, args, what) \
	type __real_##function params; \
	type __wrap_##function params; \
	type __wrap_##function params \
	{ \
		touch(#function, what); \
		return __real_##function args; \
	}

WRAP(access, int, (const char *p, int m), (p, m), p)
WRAP(faccessat, int, (int d, const char *p, int m, int fl), (d, p, m, fl), p)
WRAP(stat, int, (const char *p, struct stat *st), (p, st), p)
WRAP(lstat, int, (const char *p, struct stat *st), (p, st), p)
WRAP(fstat, int, (int fd, struct stat *st), (fd, st), "")
/* musl's names for them on 32-bit machines */
#ifdef _REDIR_TIME64
WRAP(__stat_time64, int, (const char *p, struct stat *st), (p, st), p)
WRAP(__lstat_time64, int, (const char *p, struct stat *st), (p, st), p)
WRAP(__fstat_time64, int, (int fd, struct stat *st), (fd, st), "")
#endif
WRAP(statfs, int, (const char *p, struct statfs *st), (p, st), p)
WRAP(fopen, FILE *, (const char *p, const char *m), (p, m), p)
WRAP(opendir, DIR *, (const char *p), (p), p)
WRAP(nftw, int, (const char *p, int (*fn)(const char *, const struct stat *, int,
	struct FTW *), int n, int fl), (p, fn, n, fl), p)
WRAP(readlink, ssize_t, (const char *p, char *b, size_t n), (p, b, n), p)
WRAP(realpath, char *, (const char *p, char *b), (p, b), p)
WRAP(getcwd, char *, (char *b, size_t n), (b, n), "")
WRAP(flock, int, (int fd, int how), (fd, how), "")
WRAP(mkdir, int, (const char *p, mode_t m), (p, m), p)
WRAP(mkdtemp, char *, (char *p), (p), p)
WRAP(mkostemp, int, (char *p, int fl), (p, fl), p)
WRAP(rename, int, (const char *a, const char *b), (a, b), a)
WRAP(symlink, int, (const char *a, const char *b), (a, b), b)
WRAP(link, int, (const char *a, const char *b), (a, b), b)
WRAP(unlink, int, (const char *p), (p), p)
WRAP(rmdir, int, (const char *p), (p), p)
WRAP(remove, int, (const char *p), (p), p)
WRAP(fork, pid_t, (void), (), "")
WRAP(pipe2, int, (int fd[2], int fl), (fd, fl), "")
WRAP(execv, int, (const char *p, char *const *v), (p, v), p)
WRAP(setenv, int, (const char *k, const char *v, int o), (k, v, o), k)
WRAP(unsetenv, int, (const char *k), (k), k)

/* open and getenv are their own: one has words that vary, and getopt asks for
 * this variable. */
#define WRAP_OWN(function)
WRAP_OWN(open)
WRAP_OWN(getenv)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	touch("open", path);
	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return __real_open(path, flags, mode);
}

char *__real_getenv(const char *name);
char *__wrap_getenv(const char *name);
char *
__wrap_getenv(const char *name)
{
	if (strcmp(name, "POSIXLY_CORRECT") != 0)
		touch("getenv", name);
	return __real_getenv(name);
}

/* ---- the cases ---- */

static struct testcase *cases;
static size_t ncases;

/* Plans a case from made-up facts; what comes of it as the case has it. */
static void
plan_case(const struct testcase *tc, struct argvec *lines)
{
	struct plan p = PLAN_INIT;
	struct fail f = FAIL_INIT;
	struct world w;
	int r;

	ck_assert_msg(world_make(&w, tc, &f) == 0, "%s: %s", tc->name, f.what);
	w.call.facts = fake_facts(&w, tc);
	planning = true;
	r = world_plan(&w, &p);
	planning = false;
	world_lines(&w, &p, r, lines);
	plan_clear(&p);
	fake_clear();
	world_clear(&w);
}

static void
cases_read(void)
{
	struct fail f = FAIL_INIT;
	static char root[] = "/tmp/zbuild-plans.XXXXXX";

	ck_assert_msg(case_read_all("tests/golden", &cases, &ncases, &f) == 0,
		"%s", f.what);
	ck_assert_ptr_nonnull(mkdtemp(root));
	world_root = root;
}

static void
cases_clear(void)
{
	struct fail ignored = FAIL_INIT;

	for (size_t i = 0; i < ncases; i++)
		case_clear(&cases[i]);
	free(cases);
	path_remove(world_root, &ignored);
	fail_clear(&ignored);
}

START_TEST(golden_cases_touch_nothing)
{
	for (size_t i = 0; i < ncases; i++) {
		autoargvec lines = ARGVEC_INIT;

		*touched = '\0';
		plan_case(&cases[i], &lines);
		ck_assert_msg(*touched == '\0', "%s: planning called %s",
			cases[i].path, touched);
	}
	ck_assert_uint_gt(ncases, 100);
}
END_TEST

START_TEST(golden_cases_hold_on_a_made_up_machine)
{
	for (size_t i = 0; i < ncases; i++) {
		autoargvec lines = ARGVEC_INIT;
		autofree char *want = NULL, *got = NULL;

		plan_case(&cases[i], &lines);
		want = argvec_join(&cases[i].expected, "\n");
		got = argvec_join(&lines, "\n");
		ck_assert_msg(strcmp(want, got) == 0,
			"%s\n-- wanted:\n%s\n-- got:\n%s", cases[i].path, want,
			got);
	}
}
END_TEST

/* The watch itself: a plan on the real machine does ask. */
START_TEST(the_watch_sees)
{
	planning = true;
	path_is_file("/etc/passwd");
	planning = false;
#ifdef _REDIR_TIME64
	ck_assert_str_eq(touched, "__stat_time64(/etc/passwd)");
#else
	ck_assert_str_eq(touched, "stat(/etc/passwd)");
#endif
	*touched = '\0';
	planning = true;
	machine_real.env("HOME");
	planning = false;
	ck_assert_str_eq(touched, "getenv(HOME)");
}
END_TEST

Suite *suite_plan(void);

Suite *
suite_plan(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("value");

	tcase_add_checked_fixture(t, cases_read, cases_clear);
	tcase_set_timeout(t, 300);
	tcase_add_test(t, the_watch_sees);
	tcase_add_test(t, golden_cases_touch_nothing);
	tcase_add_test(t, golden_cases_hold_on_a_made_up_machine);
	suite_add_tcase(s, t);
	return s;
}
