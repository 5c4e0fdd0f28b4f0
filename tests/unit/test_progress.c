/* What is said while something takes long. */
#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/progress.h"

Suite *suite_progress(void);

enum { SHORT_MS = 20 };

static void
rest(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	/* The alarm interrupts it. */
	while (nanosleep(&left, &left) != 0)
		;
}

/* Works for ms, or for much less than the delay if ms is 0; nested is a second
 * pair inside. */
static void
work(long ms, bool nested)
{
	progress_delay_ms = ms > 0 ? SHORT_MS : 60000;
	progress_start("building %s", "things");
	progress_set(3, 4);
	if (nested) {
		progress_start("inner");
		progress_stop();
	}
	rest(ms);
	progress_stop();
	progress_stop();
}

/* What a child says on this descriptor. */
static void
listen_to(int from, char *said, size_t size)
{
	size_t n = 0;
	ssize_t r;

	while (n + 1 < size && (r = read(from, said + n, size - 1 - n)) > 0)
		n += (size_t)r;
	said[n] = '\0';
}

static void
run(int their, int ours, const char *term, long ms, bool nested, char *said,
	size_t size)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(their, STDERR_FILENO);
		close(their);
		close(ours);
		setenv("TERM", term, 1);
		work(ms, nested);
		_exit(0);
	}
	close(their);
	listen_to(ours, said, size);
	waitpid(pid, NULL, 0);
}

static void
on_pipe(long ms, bool nested, char *said, size_t size)
{
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	run(p[1], p[0], "xterm", ms, nested, said, size);
	close(p[0]);
}

static void
on_terminal(const char *term, unsigned short columns, long ms, char *said,
	size_t size)
{
	struct winsize ws = { .ws_row = 24, .ws_col = columns };
	int ours = posix_openpt(O_RDWR | O_NOCTTY), their;

	ck_assert_int_ge(ours, 0);
	ck_assert_int_eq(grantpt(ours), 0);
	ck_assert_int_eq(unlockpt(ours), 0);
	their = open(ptsname(ours), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(their, 0);
	ioctl(their, TIOCSWINSZ, &ws);
	run(their, ours, term, ms, false, said, size);
	close(ours);
}

START_TEST(test_short_work_says_nothing)
{
	char said[4096];

	on_pipe(0, false, said, sizeof said);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(test_no_terminal_gets_one_line)
{
	char said[4096];

	on_pipe(900, false, said, sizeof said);
	ck_assert_str_eq(said, "building things\xe2\x80\xa6\n");
}
END_TEST

START_TEST(test_pairs_nest)
{
	char said[4096];

	on_pipe(200, true, said, sizeof said);
	ck_assert_str_eq(said, "building things\xe2\x80\xa6\n");
}
END_TEST

START_TEST(test_terminal_gets_a_bar)
{
	static const char bar[] =
		"\rbuilding things [###############.....] 75% 3/4 ";
	char said[4096];
	const char *at;

	/* twice, which a busy machine may need more time for */
	for (long ms = 700; ms < 10000; ms *= 3) {
		on_terminal("xterm", 80, ms, said, sizeof said);
		at = strstr(said, "75%");
		if (at != NULL && strstr(at + 1, "75%") != NULL)
			break;
	}
	at = strstr(said, bar);
	ck_assert_ptr_nonnull(at);
	/* the seconds: some more on a slow machine */
	at += strlen(bar);
	ck_assert_uint_gt(strspn(at, "0123456789"), 0);
	at += strspn(at, "0123456789");
	ck_assert_int_eq(strncmp(at, " s\033[K", 5), 0);
	/* drawn again, and wiped at the end */
	ck_assert_ptr_nonnull(strstr(strchr(said, '%') + 1, "75%"));
	ck_assert_str_eq(said + strlen(said) - 4, "\r\033[K");
	ck_assert_ptr_null(strchr(said, '\n'));
}
END_TEST

/* What another program has written of its files, as it grows. */
START_TEST(test_files_grow)
{
	char dir[] = "/tmp/zbuild-progress.XXXXXX", said[4096];
	char one[64], two[64], *const files[] = { one, two, NULL };
	int ours = posix_openpt(O_RDWR | O_NOCTTY), their;
	pid_t pid;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(one, sizeof one, "%s/one", dir);
	snprintf(two, sizeof two, "%s/two", dir);
	ck_assert_int_eq(grantpt(ours), 0);
	ck_assert_int_eq(unlockpt(ours), 0);
	their = open(ptsname(ours), O_RDWR | O_NOCTTY);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(their, STDERR_FILENO);
		setenv("TERM", "xterm", 1);
		/* long enough for the second call to come before it */
		progress_delay_ms = 500;
		progress_start("getting things");
		progress_files(files, 400);
		rest(700);
		close(open(one, O_CREAT | O_WRONLY, 0600));
		close(open(two, O_CREAT | O_WRONLY, 0600));
		if (truncate(one, 100) != 0 || truncate(two, 200) != 0)
			_exit(1);
		rest(700);
		progress_stop();
		_exit(0);
	}
	close(their);
	listen_to(ours, said, sizeof said);
	waitpid(pid, NULL, 0);
	close(ours);
	unlink(one);
	unlink(two);
	rmdir(dir);
	ck_assert_ptr_nonnull(strstr(said, "\rgetting things [....."));
	ck_assert_ptr_nonnull(strstr(said, "] 75% "));
}
END_TEST

START_TEST(test_narrow_and_dumb_terminals)
{
	char said[4096];

	on_terminal("xterm", 24, 700, said, sizeof said);
	ck_assert_ptr_nonnull(
		strstr(said, "\rbuilding th 75% 3/4 "));
	on_terminal("dumb", 80, 700, said, sizeof said);
	ck_assert_str_eq(said, "building things\xe2\x80\xa6\r\n");
}
END_TEST

Suite *
suite_progress(void)
{
	Suite *s = suite_create("progress");
	TCase *c = tcase_create("line");

	tcase_set_timeout(c, 60);
	tcase_add_test(c, test_short_work_says_nothing);
	tcase_add_test(c, test_no_terminal_gets_one_line);
	tcase_add_test(c, test_pairs_nest);
	tcase_add_test(c, test_terminal_gets_a_bar);
	tcase_add_test(c, test_files_grow);
	tcase_add_test(c, test_narrow_and_dumb_terminals);
	suite_add_tcase(s, c);
	return s;
}
