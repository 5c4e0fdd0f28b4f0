/* First use of a target: one at a time, until one has succeeded. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/progress.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "shim/plan/record.h"
#include "shim/sysroot/prepare.h"
#include "tests/unit/fixture.h"
#include "wrapper/deps/debroot.h"

static struct target_def def = { .rust = "t-gnu", .cpu = "generic" };
static struct target target = { .def = &def, .name = "t-gnu.2.17",
	.zig = "t-gnu.2.17" };
static char path[] = "/opt/zig", identity[] = "1-2-3";
static struct zig zig = { .path = path, .identity = identity,
	.text = "0.17.1" };

static void
setup(void)
{
	fixture_setup();
	setenv("ZBUILD_CACHE_DIR", at("cache"), 1);
	unsetenv("ZIG_GLOBAL_CACHE_DIR");
}

static void
pause_ms(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&ts, &ts) != 0 && errno == EINTR)
		;
}

static int
begin(const char *variant)
{
	int fd = -2;

	if (prepare_begin(&zig, &target, variant, &fd, &f) != 0)
		ck_abort_msg("prepare_begin: %s", f.what);
	return fd;
}

START_TEST(once)
{
	int fd = begin("c");

	ck_assert_int_ge(fd, 0);
	prepare_end(fd, true, &zig, &target, "c");
	ck_assert_int_eq(begin("c"), -1);
	prepare_end(-1, true, &zig, &target, "c");
}
END_TEST

START_TEST(failed_link_proves_nothing)
{
	int fd = begin("c");

	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &zig, &target, "c");
	fd = begin("c");
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, true, &zig, &target, "c");
	ck_assert_int_eq(begin("c"), -1);
}
END_TEST

/* Whatever decides what zig builds needs a first link of its own. */
START_TEST(keys)
{
	struct zig z2 = zig;
	struct target t2 = target;
	struct target_def d2 = def;
	char other[] = "1-2-4";
	int fd = begin("c");

	prepare_end(fd, true, &zig, &target, "c");
	fd = begin("c++");
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &zig, &target, "c++");

	z2.identity = other;
	ck_assert_int_eq(prepare_begin(&z2, &target, "c", &fd, &f), 0);
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &z2, &target, "c");

	strcpy(t2.zig, "t-gnu.2.28");
	ck_assert_int_eq(prepare_begin(&zig, &t2, "c", &fd, &f), 0);
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &zig, &t2, "c");

	d2.cpu = "special";
	t2 = target;
	t2.def = &d2;
	ck_assert_int_eq(prepare_begin(&zig, &t2, "c", &fd, &f), 0);
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &zig, &t2, "c");

	setenv("ZIG_GLOBAL_CACHE_DIR", "/elsewhere", 1);
	fd = begin("c");
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, false, &zig, &target, "c");
}
END_TEST

/* A byte in top/name for each process that built. */
static void
add_byte(const char *name)
{
	char *file = at(name);
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (write(fd, "x", 1) != 1)
		_exit(9);
	close(fd);
}

static long
bytes(const char *name)
{
	char *file = at(name);
	struct stat st;

	return stat(file, &st) == 0 ? (long)st.st_size : 0;
}

static void
link_once(void)
{
	int fd = begin("c");

	if (fd >= 0) {
		add_byte("built");
		pause_ms(100);
	}
	prepare_end(fd, true, &zig, &target, "c");
	add_byte("done");
	_exit(0);
}

START_TEST(sixteen_at_once)
{
	pid_t pid[16];
	int status;

	for (int i = 0; i < 16; i++)
		if ((pid[i] = fork()) == 0)
			link_once();
	for (int i = 0; i < 16; i++) {
		ck_assert_int_eq(waitpid(pid[i], &status, 0), pid[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(bytes("built"), 1);
	ck_assert_int_eq(bytes("done"), 16);
}
END_TEST

START_TEST(killed_holder)
{
	pid_t pid = fork();
	int fd;

	if (pid == 0) {
		begin("c");
		add_byte("built");
		for (;;)
			pause();
	}
	while (bytes("built") == 0)
		pause_ms(5);
	kill(pid, SIGKILL);
	fd = begin("c");
	ck_assert_int_ge(fd, 0);
	prepare_end(fd, true, &zig, &target, "c");
	waitpid(pid, NULL, 0);
}
END_TEST

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

enum { TOO_LONG = 7 };

static void
link_slowly(const char *file, long ms)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double start = seconds();

	dup2(fd, STDERR_FILENO);
	fd = begin("slow");
	pause_ms(ms);
	prepare_end(fd, false, &zig, &target, "slow");
	/* A busy machine may make a second of less. */
	if (ms < 1000 && seconds() - start >= 1)
		_exit(TOO_LONG);
	/* Too late for a notice. */
	pause_ms(ms < 1000 ? 1200 : 0);
	_exit(0);
}

/* What `ms` of linking under the lock writes to stderr. */
static char *
stderr_of(long ms)
{
	char *file = at("stderr");
	char *text = NULL;
	int status;

	do {
		pid_t pid = fork();

		if (pid == 0)
			link_slowly(file, ms);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	} while (WIFEXITED(status) && WEXITSTATUS(status) == TOO_LONG);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(path_read(file, 4096, &text, NULL, &f), 0);
	return text;
}

START_TEST(notice_after_a_second)
{
	autofree char *slow = stderr_of(1300), *fast = stderr_of(100);

	ck_assert_str_eq(slow, "preparing t-gnu.2.17: zig builds its "
			       "libc and runtime (once)\xe2\x80\xa6\n");
	ck_assert_str_eq(fast, "");
}
END_TEST

/* By the seconds of one core, whatever this machine has. */
START_TEST(notice_says_how_long)
{
	autofree char *want = xasprintf("preparing t-gnu.2.17: its libc "
					"(once, about %zu s)\xe2\x80\xa6\n",
		(30 + system_cores() - 1) / system_cores());
	const char *file = at("stderr");
	autofree char *text = NULL;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
		progress_delay_ms = 1;
		prepare_notice_start(&target, "its libc", 30);
		pause_ms(100);
		prepare_notice_stop();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(path_read(file, 4096, &text, NULL, &f), 0);
	ck_assert_str_eq(text, want);
}
END_TEST

/* The same as the link does it: child_run(), whose pipes are being read. */
START_TEST(notice_does_not_disturb_os_run)
{
	struct child_output out = { 0 };
	autoargvec argv = ARGVEC_INIT;
	int status = -1, fd, null = open("/dev/null", O_WRONLY);
	int err = dup(STDERR_FILENO);

	argvec_pushl(&argv, "/bin/sh", "-c", "sleep 1.4; echo done", NULL);
	dup2(null, STDERR_FILENO);
	fd = begin("c");
	ck_assert_int_eq(child_run("/bin/sh", &argv, NULL, &out, NULL, &status,
				 &f), 0);
	prepare_end(fd, true, &zig, &target, "c");
	dup2(err, STDERR_FILENO);
	close(err);
	close(null);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(out.text, "done\n");
	free(out.text);
}
END_TEST

START_TEST(cache_refused)
{
	char *file = at("file");
	autofree char *dir = path_join(file, "cache");
	int fd;

	ck_assert_int_eq(path_write(file, "", 0, 0600, &f), 0);
	setenv("ZBUILD_CACHE_DIR", dir, 1);
	ck_assert_int_eq(prepare_begin(&zig, &target, "c", &fd, &f), -1);
	ck_assert_int_eq(fd, -1);
	ck_assert_ptr_nonnull(f.what);
}
END_TEST

/* What others may have planted is not even looked at. */
START_TEST(planted)
{
	const char *const mode_error = "everybody may write to it";
	struct record record = { 0 };
	static const struct target_def arm = {
		.rust = "aarch64-unknown-linux-gnu", .debian = "arm64" };
	autoargvec names = ARGVEC_INIT;
	autofree char *root = NULL;
	int fd = begin("c");

	prepare_end(fd, true, &zig, &target, "c");
	ck_assert_int_eq(chmod(at("cache/ready"), 0777), 0);
	ck_assert_int_eq(prepare_begin(&zig, &target, "c", &fd, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, mode_error));
	fail_clear(&f);
	put_text("cache/records/link", "");
	ck_assert_int_eq(chmod(at("cache/records"), 0777), 0);
	ck_assert_int_eq(record_read(false, &record, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, mode_error));
	argvec_push(&names, "libc6");
	put_text("cache/deps/arm64/x", "");
	ck_assert_int_eq(symlink(at("."), at("cache/deps/arm64/of-libc6")), 0);
	root = debroot_known(&arm, NULL, &names);
	ck_assert_ptr_nonnull(root);
	ck_assert_int_eq(chmod(at("cache/deps/arm64"), 0777), 0);
	ck_assert_ptr_null(debroot_known(&arm, NULL, &names));
}
END_TEST

Suite *suite_prepare(void);

Suite *
suite_prepare(void)
{
	Suite *s = suite_create("prepare");
	TCase *t = tcase_create("prepare");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, once);
	tcase_add_test(t, failed_link_proves_nothing);
	tcase_add_test(t, keys);
	tcase_add_test(t, sixteen_at_once);
	tcase_add_test(t, killed_holder);
	tcase_add_test(t, notice_after_a_second);
	tcase_add_test(t, notice_says_how_long);
	tcase_add_test(t, notice_does_not_disturb_os_run);
	tcase_add_test(t, cache_refused);
	tcase_add_test(t, planted);
	suite_add_tcase(s, t);
	return s;
}
