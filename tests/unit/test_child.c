/* common/child: programs that we start, and signals that come meanwhile. */
#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/pool.h"
#include "common/xalloc.h"

static struct fail f = FAIL_INIT;
static struct child_output out;

static void
setup(void)
{
	out = (struct child_output){ 0 };
}

static void
teardown(void)
{
	fail_clear(&f);
	free(out.text);
}

/* `sh -c SCRIPT sh OUR-PID`, stdout to `out`. */
static int
talk(struct child *c, const char *script)
{
	autoargvec argv = ARGVEC_INIT;
	int r;

	argvec_pushl(&argv, "sh", "-c", script, "sh", NULL);
	argvec_pushf(&argv, "%ld", (long)getpid());
	c->program = "/bin/sh";
	c->argv = &argv;
	r = child_talk(c, &out, NULL, &f);
	c->argv = NULL;
	return r;
}

/* Until nobody has that pid; a test that waits in vain runs into its limit. */
static void
wait_gone(pid_t pid)
{
	ck_assert_int_gt(pid, 1);
	while (kill(pid, 0) == 0) {
		autofree char *file = xasprintf("/proc/%ld/stat", (long)pid);
		FILE *in = fopen(file, "r");
		char state = 'Z';

		/* one that waits for init to take notice counts as gone */
		if (in != NULL) {
			if (fscanf(in, "%*d (%*[^)]) %c", &state) != 1)
				state = 'Z';
			fclose(in);
		}
		if (state == 'Z')
			return;
		usleep(10000);
	}
}

START_TEST(how_it_ended)
{
	struct child c = { 0 };

	ck_assert_int_eq(talk(&c, "echo said; exit 3"), 0);
	ck_assert_int_eq(child_wait(&c), 3);
	ck_assert_str_eq(out.text, "said\n");
	ck_assert_int_eq(c.pid, 0);
	ck_assert_int_eq(talk(&c, "kill -KILL $$"), 0);
	ck_assert_int_eq(child_wait(&c), 128 + SIGKILL);
	ck_assert(WIFSIGNALED(c.ws));
}
END_TEST

START_TEST(what_cannot_be_executed)
{
	autoargvec argv = ARGVEC_INIT;
	struct child c = { .program = "/no/such/program", .argv = &argv };

	argvec_push(&argv, "x");
	ck_assert_int_eq(child_start(&c, &f), -1);
	ck_assert_int_eq(c.exec_errno, ENOENT);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
	ck_assert_int_eq(c.pid, 0);
	c = (struct child){ .program = "/dev/null", .argv = &argv };
	ck_assert_int_eq(child_start(&c, &f), -1);
	ck_assert_int_eq(c.exec_errno, EACCES);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
}
END_TEST

START_TEST(no_input)
{
	struct child c = { 0 };
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(write(fd[1], "x\n", 2), 2);
	close(fd[1]);
	c.fd[0] = fd[0];
	ck_assert_int_eq(talk(&c, "cat"), 0);
	ck_assert_str_eq(out.text, "x\n");
	c = (struct child){ .flags = CHILD_NO_INPUT };
	free(out.text);
	out = (struct child_output){ 0 };
	ck_assert_int_eq(dup2(fd[0], 0), 0);
	ck_assert_int_eq(talk(&c, "cat; echo end"), 0);
	ck_assert_str_eq(out.text, "end\n");
	close(fd[0]);
}
END_TEST

START_TEST(only_so_much)
{
	struct child c = { 0 };

	out.max = 10;
	ck_assert_int_eq(talk(&c, "echo 1234567; echo 1234567890"), 0);
	ck_assert_uint_le(out.len, 10);
}
END_TEST

/* At the limit all of the group are killed, the child's children too. */
START_TEST(late)
{
	struct child c = { .flags = CHILD_GROUP, .limit_ms = 300 };
	pid_t its;

	ck_assert_int_eq(talk(&c, "sleep 1000 & echo $!; wait"), 0);
	ck_assert(c.late);
	ck_assert_int_eq(child_wait(&c), 128 + SIGKILL);
	its = (pid_t)atol(out.text);
	wait_gone(its);
}
END_TEST

/* Within it, what is left running is not waited for, and killed. */
START_TEST(in_time)
{
	struct child c = { .flags = CHILD_GROUP, .limit_ms = 100000 };
	pid_t its;

	ck_assert_int_eq(talk(&c, "sleep 1000 & echo $!; exit 4"), 0);
	ck_assert(!c.late);
	ck_assert_int_eq(child_wait(&c), 4);
	its = (pid_t)atol(out.text);
	wait_gone(its);
}
END_TEST

START_TEST(signals_pass)
{
	struct sigaction before, after;
	struct child c = { 0 };

	sigaction(SIGTERM, NULL, &before);
	ck_assert_int_eq(talk(&c, "trap 'exit 9' TERM; kill -TERM $1; "
				  "while :; do sleep 0.1; done"), 0);
	ck_assert_int_eq(child_wait(&c), 9);
	ck_assert_int_eq(child_signal(), SIGTERM);
	sigaction(SIGTERM, NULL, &after);
	ck_assert(before.sa_handler == after.sa_handler);
	/* the next one knows nothing of it */
	ck_assert_int_eq(talk(&c, ":"), 0);
	ck_assert_int_eq(child_signal(), 0);
}
END_TEST

/* nohup: neither we nor the child are to hear of it. */
START_TEST(ignored_stays_ignored)
{
	struct child c = { 0 };

	signal(SIGHUP, SIG_IGN);
	ck_assert_int_eq(talk(&c, "kill -HUP $1; kill -HUP $$; exit 5"), 0);
	ck_assert_int_eq(child_wait(&c), 5);
	ck_assert_int_eq(child_signal(), 0);
	signal(SIGHUP, SIG_DFL);
}
END_TEST

/* ---- under guard ---- */

START_TEST(guarded)
{
	struct sigaction before, after;
	struct child c = { 0 };

	sigaction(SIGTERM, NULL, &before);
	child_guard();
	child_guard();
	ck_assert_int_eq(child_stopped(&f), 0);
	/* a child that says that all is well does not hide it */
	ck_assert_int_eq(talk(&c, "trap '' TERM; kill -TERM $1"), -1);
	ck_assert_int_eq(f.status, 128 + SIGTERM);
	ck_assert_str_eq(f.what, "interrupted");
	fail_clear(&f);
	ck_assert_int_eq(talk(&c, "echo started"), -1);
	ck_assert_str_eq(out.text, "");
	ck_assert_int_eq(child_fork(&c, &f), -1);
	child_unguard(NULL);
	ck_assert_int_eq(child_stopped(&f), -1);
	child_unguard(&f);
	ck_assert_int_eq(child_stopped(&f), 0);
	sigaction(SIGTERM, NULL, &after);
	ck_assert(before.sa_handler == after.sa_handler);
}
END_TEST

/* Whose caller does not tell of a signal dies of it, once all is put away. */
START_TEST(untold)
{
	pid_t pid = fork();
	int ws = 0;

	if (pid == 0) {
		child_guard();
		raise(SIGHUP);
		f.status = EXIT_FAILED;
		child_unguard(&f);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &ws, 0), pid);
	ck_assert(WIFSIGNALED(ws));
	ck_assert_int_eq(WTERMSIG(ws), SIGHUP);
}
END_TEST

/* What does not listen is killed with its group. */
START_TEST(group_is_killed)
{
	struct child c = { .flags = CHILD_GROUP };
	pid_t its;

	child_guard();
	ck_assert_int_eq(talk(&c, "trap '' TERM; (trap '' TERM; "
				  "exec sleep 1000) & echo $!; "
				  "kill -TERM $1; wait"), -1);
	ck_assert_int_eq(f.status, 128 + SIGTERM);
	child_unguard(&f);
	its = (pid_t)atol(out.text);
	wait_gone(its);
}
END_TEST

/* All of a pool hear of it, and nothing more is started. */
START_TEST(pool_is_stopped)
{
	autofree char *log = xstrdup("/dev/null");
	struct pool p;
	int started = 0;

	child_guard();
	pool_init(&p, 3, log);
	for (int i = 0; i < 3; i++) {
		autoargvec argv = ARGVEC_INIT;

		argvec_pushl(&argv, "/bin/sleep", "1000", NULL);
		started += pool_start(&p, &argv, NULL, &f) == 0;
	}
	ck_assert_int_eq(started, 3);
	kill(getpid(), SIGTERM);
	ck_assert_int_eq(pool_finish(&p, &f), -1);
	ck_assert_int_eq(f.status, 128 + SIGTERM);
	ck_assert_str_eq(f.what, "interrupted");
	child_unguard(&f);
}
END_TEST

/* ---- processes of ours ---- */

START_TEST(forked)
{
	struct child c = { 0 };
	int go[2];
	char byte;

	ck_assert_int_eq(pipe(go), 0);
	if (child_fork(&c, &f) == 0) {
		close(go[1]);
		_exit(read(go[0], &byte, 1) == 1 ? 6 : 7);
	}
	ck_assert_int_gt(c.pid, 0);
	ck_assert(!child_ended(&c));
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	child_any();
	ck_assert(child_ended(&c));
	ck_assert_int_eq(child_wait(&c), 6);
	close(go[0]);
	close(go[1]);
}
END_TEST

static pid_t middle;

static void
after_the_parent(void)
{
	while (getppid() == middle)
		usleep(1000);
}

/* The parent may end before its child has said that it dies with it. */
START_TEST(dies_with_a_parent_that_is_gone)
{
	int back[2];
	char byte;

	ck_assert_int_eq(pipe(back), 0);
	middle = fork();
	if (middle == 0) {
		struct child c = { .flags = CHILD_DIES };

		middle = getpid();
		pthread_atfork(NULL, NULL, after_the_parent);
		if (child_fork(&c, &f) == 0)
			_exit(write(back[1], "x", 1) != 1);
		_exit(0);
	}
	close(back[1]);
	ck_assert_int_eq(waitpid(middle, NULL, 0), middle);
	ck_assert_int_eq(read(back[0], &byte, 1), 0);
	close(back[0]);
}
END_TEST

Suite *suite_child(void);

Suite *
suite_child(void)
{
	Suite *s = suite_create("child");
	TCase *t = tcase_create("child");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, how_it_ended);
	tcase_add_test(t, what_cannot_be_executed);
	tcase_add_test(t, no_input);
	tcase_add_test(t, only_so_much);
	tcase_add_test(t, late);
	tcase_add_test(t, in_time);
	tcase_add_test(t, signals_pass);
	tcase_add_test(t, ignored_stays_ignored);
	tcase_add_test(t, guarded);
	tcase_add_test(t, untold);
	tcase_add_test(t, group_is_killed);
	tcase_add_test(t, pool_is_stopped);
	tcase_add_test(t, forked);
	tcase_add_test(t, dies_with_a_parent_that_is_gone);
	suite_add_tcase(s, t);
	return s;
}
