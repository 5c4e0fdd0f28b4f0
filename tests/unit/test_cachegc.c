/* wrapper/cache/gc: what goes, what stays, and why. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/child.h"
#include "common/lock.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"
#include "wrapper/cache/cachedir.h"
#include "wrapper/cache/gc.h"
#include "wrapper/cache/scan.h"

#define SYSROOTS "sysroots/0123456789abcdef01234567/"
#define ARM SYSROOTS "aarch64-unknown-linux-musl"
#define X86 SYSROOTS "x86_64-unknown-linux-musl"
#define RISCV SYSROOTS "riscv64gc-unknown-linux-musl"

static const long long HOUR = 3600, DAY = 24LL * 3600;

static const struct cachegc no_limit = { .older_than = -1, .max_size = -1 };

/* What cachegc printed, and said on stderr. */
static char *printed, *said;

static void
setup(void)
{
	fixture_setup();
	setenv("ZBUILD_CACHE_DIR", top, 1);
}

static void
teardown(void)
{
	free(printed);
	free(said);
	printed = said = NULL;
	fixture_teardown();
}

/* Everything at or below path was last used so many seconds ago. */
static void
age(const char *path, long long seconds)
{
	struct timespec t[2] = { { .tv_sec = time(NULL) - seconds },
		{ .tv_sec = time(NULL) - seconds } };
	autoargvec names = ARGVEC_INIT;

	path_list(path, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *full = path_join(path, names.v[i]);

		age(full, seconds);
	}
	ck_assert_int_eq(utimensat(AT_FDCWD, path, t, AT_SYMLINK_NOFOLLOW), 0);
}

/* A sysroot, or a layer, with a file of so many kilobytes. */
static void
make(const char *name, size_t kilobytes, long long seconds)
{
	autofree char *recipe = path_join(name, "recipe");
	autofree char *lib = path_join(name, "lib/libc.a");
	autofree char *bytes = xcalloc(kilobytes + 1, 1024);

	put_text(recipe, "recipe\n");
	put_bytes(lib, bytes, kilobytes * 1024, 0600);
	age(at(name), seconds);
}

static bool
there(const char *name)
{
	return access(at(name), F_OK) == 0;
}

static void
swap(int fd, const char *file, int *old)
{
	int to = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(to, 0);
	*old = dup(fd);
	dup2(to, fd);
	close(to);
}

/* cachegc with what it says in printed and said; files outside of the cache. */
static void
collect(struct cachegc g)
{
	autofree char *out = xasprintf("%s.out", top);
	autofree char *err = xasprintf("%s.err", top);
	int o, e, r;

	fflush(stdout);
	swap(STDOUT_FILENO, out, &o);
	swap(STDERR_FILENO, err, &e);
	r = cachegc(&g, NULL, &f);
	fflush(stdout);
	dup2(o, STDOUT_FILENO);
	dup2(e, STDERR_FILENO);
	close(o);
	close(e);
	free(printed);
	free(said);
	ck_assert_int_eq(path_read(out, 1 << 20, &printed, NULL, &f), 0);
	ck_assert_int_eq(path_read(err, 1 << 20, &said, NULL, &f), 0);
	unlink(out);
	unlink(err);
	ck_assert_int_eq(r, 0);
}

static void
older_than(long long seconds)
{
	struct cachegc g = no_limit;

	g.older_than = seconds;
	collect(g);
}

static unsigned long long
size_now(void)
{
	struct cachedir c;
	unsigned long long n;

	ck_assert_int_eq(cachedir_read(NULL, &c, &f), 0);
	n = c.bytes;
	cachedir_clear(&c);
	return n;
}

/* ---- age and size ---- */

START_TEST(by_age)
{
	struct cachegc dry = { .older_than = 5 * DAY, .max_size = -1,
		.dry_run = true };

	make(ARM, 8, 10 * DAY);
	make(X86, 8, 2 * DAY);
	collect(dry);
	ck_assert_ptr_nonnull(strstr(printed,
		"would remove sysroot aarch64-unknown-linux-musl"));
	ck_assert(there(ARM));
	older_than(5 * DAY);
	ck_assert(!there(ARM));
	ck_assert(there(X86 "/lib/libc.a"));
	ck_assert_ptr_nonnull(strstr(printed,
		"removed sysroot aarch64-unknown-linux-musl ("));
	ck_assert_ptr_null(strstr(printed, "x86_64"));
	/* nothing is left half-removed, and nothing more is to be done */
	older_than(5 * DAY);
	ck_assert_ptr_null(strstr(printed, "removed"));
}
END_TEST

/* The use counts, not the making. */
START_TEST(by_use)
{
	struct timespec t[2] = { { .tv_sec = time(NULL) - 2 * HOUR },
		{ .tv_sec = time(NULL) - 10 * DAY } };

	make(ARM, 8, 10 * DAY);
	ck_assert_int_eq(utimensat(AT_FDCWD, at(ARM "/lib/libc.a"), t, 0), 0);
	older_than(5 * DAY);
	ck_assert(there(ARM));
}
END_TEST

START_TEST(by_size)
{
	struct cachegc g = no_limit;

	make(ARM, 100, 3 * DAY);
	make(X86, 100, 5 * DAY);
	make(RISCV, 100, 4 * DAY);
	g.max_size = (long long)size_now() - 50 * 1024LL;
	collect(g);
	/* the one that was used longest ago, and that is enough */
	ck_assert(!there(X86));
	ck_assert(there(ARM));
	ck_assert(there(RISCV));
	g.max_size = 120 * 1024LL;
	collect(g);
	ck_assert(!there(RISCV));
	ck_assert(there(ARM));
	g.max_size = 0;
	collect(g);
	ck_assert(!there(ARM));
}
END_TEST

START_TEST(young)
{
	struct cachegc g = no_limit;

	make(ARM, 8, HOUR / 2);
	make(X86, 8, 2 * HOUR);
	g.max_size = 0;
	collect(g);
	ck_assert(there(ARM));
	ck_assert(!there(X86));
	ck_assert_ptr_nonnull(strstr(said, "used within the last hour"));
	ck_assert_ptr_nonnull(strstr(said, "--force"));
	g.force = true;
	collect(g);
	ck_assert(!there(ARM));
}
END_TEST

/* ---- in use ---- */

START_TEST(locked)
{
	int fd;

	make(ARM, 8, 10 * DAY);
	fd = lock_take(at(SYSROOTS "lock-aarch64-unknown-linux-musl"), &f);
	ck_assert_int_ge(fd, 0);
	older_than(DAY);
	ck_assert(there(ARM));
	ck_assert_ptr_nonnull(strstr(said, "kept sysroot "
		"aarch64-unknown-linux-musl: being made"));
	lock_drop(fd);
	older_than(DAY);
	ck_assert(!there(ARM));
}
END_TEST

/* A call that has read the recipe holds it until it is done. */
START_TEST(recipe_held)
{
	int fd;

	make(ARM, 8, 10 * DAY);
	fd = open(at(ARM "/recipe"), O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(flock(fd, LOCK_SH | LOCK_NB), 0);
	older_than(DAY);
	ck_assert(there(ARM));
	ck_assert_ptr_nonnull(strstr(said, ": in use"));
	close(fd);
	older_than(DAY);
	ck_assert(!there(ARM));
}
END_TEST

/* A process that lives until `release` has the word on its line or, with
 * env, in its environment. */
static void
hold_word(struct child *c, struct argvec *argv, struct argvec *env,
	const char *word, int go[2])
{
	ck_assert_int_eq(pipe2(go, O_CLOEXEC), 0);
	argvec_pushl(argv, "sh", "-c", "read x; :", "sh", NULL);
	if (env != NULL)
		argvec_pushf(env, "HELD=%s", word);
	else
		argvec_push(argv, word);
	*c = (struct child){ .program = "/bin/sh", .argv = argv, .env = env,
		.fd = { go[0] } };
	ck_assert_int_eq(child_start(c, &f), 0);
}

static void
release(struct child *c, int go[2])
{
	close(go[0]);
	close(go[1]);
	child_wait(c);
}

START_TEST(on_a_command_line)
{
	autoargvec argv = ARGVEC_INIT, longer = ARGVEC_INIT;
	autofree char *word = NULL, *other = NULL;
	struct child c, c2;
	int go[2], go2[2];

	make(ARM, 8, 10 * DAY);
	make(X86, 8, 10 * DAY);
	word = xasprintf("--sysroot=%s/lib", at(ARM));
	/* the beginning of another name is not it */
	other = xasprintf("--sysroot=%s.2.17", at(X86));
	hold_word(&c, &argv, NULL, word, go);
	hold_word(&c2, &longer, NULL, other, go2);
	older_than(DAY);
	ck_assert(there(ARM));
	ck_assert(!there(X86));
	release(&c, go);
	release(&c2, go2);
	older_than(DAY);
	ck_assert(!there(ARM));
}
END_TEST

#define STD "std/1.90.0-abc/aarch64-unknown-linux-musl"

START_TEST(in_an_environment)
{
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	struct child c;
	int go[2];

	put_text(STD "/lib/libstd.rlib", "x");
	age(at(STD), 10 * DAY);
	hold_word(&c, &argv, &env, at(STD), go);
	older_than(DAY);
	ck_assert(there(STD));
	release(&c, go);
	older_than(DAY);
	ck_assert(!there(STD));
}
END_TEST

/* ---- leftovers, notes, packages ---- */

/* They go without being asked for, but not under a call's hands. */
START_TEST(leftovers)
{
	const char *work = SYSROOTS "tmp.aarch64-unknown-linux-musl.abcdef";
	const char *std = STD ".tmp.abcdef";
	int fd;

	make(work, 8, HOUR / 2);
	put_text(STD ".tmp.abcdef/work/x", "x");
	age(at(std), 2 * HOUR);
	make(ARM, 8, 10 * DAY);
	collect(no_limit);
	ck_assert(there(work));
	ck_assert(!there(std));
	ck_assert(there(ARM));
	age(at(work), 2 * HOUR);
	fd = lock_take(at(SYSROOTS "lock-aarch64-unknown-linux-musl"), &f);
	collect(no_limit);
	ck_assert(there(work));
	lock_drop(fd);
	collect(no_limit);
	ck_assert(!there(work));
}
END_TEST

START_TEST(notes)
{
	put_text("found/old", "zig");
	put_text("found/new", "zig");
	put_text("records/old", "link");
	age(at("found"), 10 * DAY);
	age(at("found/new"), HOUR / 2);
	age(at("records"), 10 * DAY);
	older_than(5 * DAY);
	ck_assert(!there("found/old"));
	ck_assert(there("found/new"));
	ck_assert(there("records/old"));
	ck_assert_ptr_nonnull(strstr(printed, "1 of the notes in found"));
}
END_TEST

/* What may be gone from the archive goes only when that is asked for; what is
 * not ours to judge never. */
START_TEST(packages)
{
	struct cachegc g = { .older_than = DAY, .max_size = -1 };

	put_text("deps/roots/arm64-0123abcd/usr/lib/libz.so", "x");
	put_text("deps/store/0123.deb", "x");
	put_text("zigs/0.15.1/zig", "x");
	put_text("mine/file", "x");
	age(top, 10 * DAY);
	collect(g);
	ck_assert(there("deps/roots/arm64-0123abcd"));
	ck_assert(there("deps/store/0123.deb"));
	g.deps = true;
	collect(g);
	ck_assert(!there("deps/roots/arm64-0123abcd"));
	ck_assert(!there("deps/store/0123.deb"));
	ck_assert(there("zigs/0.15.1/zig"));
	ck_assert(there("mine/file"));
}
END_TEST

/* No cache at all is an empty one. */
START_TEST(nothing_there)
{
	setenv("ZBUILD_CACHE_DIR", at("none"), 1);
	older_than(0);
	ck_assert_str_eq(printed, "freed 0 kB; 0 kB stay\n");
	ck_assert(!there("none"));
}
END_TEST

Suite *suite_cachegc(void);

Suite *
suite_cachegc(void)
{
	Suite *s = suite_create("cachegc");
	TCase *t = tcase_create("cachegc");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, by_age);
	tcase_add_test(t, by_use);
	tcase_add_test(t, by_size);
	tcase_add_test(t, young);
	tcase_add_test(t, locked);
	tcase_add_test(t, recipe_held);
	tcase_add_test(t, on_a_command_line);
	tcase_add_test(t, in_an_environment);
	tcase_add_test(t, leftovers);
	tcase_add_test(t, notes);
	tcase_add_test(t, packages);
	tcase_add_test(t, nothing_there);
	suite_add_tcase(s, t);
	return s;
}
