#include "common/child.h"

#include <bsd/stdlib.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/system.h"
#include "common/xalloc.h"

/* ---- signals ---- */

static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { NDEADLY = COUNT(deadly), MOST = 1024 };

/* For the handler: who runs (a group is negative, 0 nobody), what came. */
static volatile sig_atomic_t running[MOST], came;

/* Children and guards, and how signals were handled before the first. */
static int users, guards;
static struct sigaction before[NDEADLY];

/* A signal of the terminal reaches our whole group without us. */
static void
pass_on(int sig, siginfo_t *info, void *context)
{
	int err = errno;

	(void)context;
	came = sig;
	for (int i = 0; i < MOST; i++)
		if (running[i] < 0)
			kill((pid_t)running[i], SIGKILL);
		else if (running[i] > 0 && !system_is_of_terminal(info))
			kill((pid_t)running[i], sig);
	errno = err;
}

/* Without SA_RESTART: a wait for a lock ends. */
static void
signals_take(void)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO };

	if (users++ > 0)
		return;
	sa.sa_sigaction = pass_on;
	sigemptyset(&sa.sa_mask);
	came = 0;
	for (int i = 0; i < NDEADLY; i++) {
		sigaction(deadly[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(deadly[i], &sa, NULL);
	}
}

static void
signals_restore(void)
{
	for (int i = 0; i < NDEADLY; i++)
		sigaction(deadly[i], &before[i], NULL);
}

static void
signals_give_back(void)
{
	if (--users == 0)
		signals_restore();
}

/* Puts `with` into a place that holds `old`. */
static void
note_running(pid_t old, pid_t with)
{
	for (int i = 0; i < MOST; i++)
		if (running[i] == old) {
			running[i] = with;
			return;
		}
}

void
child_pass_to(pid_t pid)
{
	note_running(0, pid);
}

int
child_signal(void)
{
	return (int)came;
}

void
child_guard(void)
{
	guards++;
	signals_take();
}

int
child_stopped(struct fail *f)
{
	return guards == 0 || came == 0
		       ? 0
		       : fail_status(f, 128 + (int)came, "interrupted");
}

void
child_unguard(const struct fail *f)
{
	int sig = (int)came;

	signals_give_back();
	if (--guards == 0 && sig != 0 &&
		(f == NULL || f->status != 128 + sig)) {
		fprintf(stderr, "%s: interrupted\n", getprogname());
		child_die(sig);
	}
}

int
child_die(int sig)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	raise(sig);
	return 128 + sig;
}

/* ---- starting ---- */

/* Signals wait until we know whom to pass them on to. One that executes has
 * them as they were; another goes on under our guard. */
static pid_t
start(struct child *c, bool executes)
{
	sigset_t set, mask;
	pid_t pid, parent = getpid();

	fflush(NULL);
	sigemptyset(&set);
	for (int i = 0; i < NDEADLY; i++)
		sigaddset(&set, deadly[i]);
	sigprocmask(SIG_BLOCK, &set, &mask);
	signals_take();
	c->pid = fork();
	if (c->pid == 0) {
		memset((void *)running, 0, sizeof running);
		users = guards;
		if (executes || guards == 0)
			signals_restore();
		if (c->flags & CHILD_DIES) {
			system_die_with_parent();
			/* (it may have become a program that is gone by now) */
			if (getppid() != parent)
				_exit(1);
		}
	}
	if (c->pid >= 0 && c->flags & CHILD_GROUP)
		setpgid(c->pid, c->pid);
	if (c->pid > 0)
		note_running(0, c->flags & CHILD_GROUP ? -c->pid : c->pid);
	else if (c->pid < 0)
		signals_give_back();
	sigprocmask(SIG_SETMASK, &mask, NULL);
	pid = c->pid;
	if (pid < 0)
		c->pid = 0;
	return pid;
}

static void
become(const struct child *c, int report)
{
	int null = c->flags & CHILD_NO_INPUT ? open("/dev/null", O_RDONLY) : -1;

	if (null > 0)
		dup2(null, STDIN_FILENO);
	for (int i = 0; i < 3; i++)
		if (c->fd[i] > 0)
			dup2(c->fd[i], i);
	os_putenv(c->env);
	if (c->dir == NULL || chdir(c->dir) == 0) {
		if (c->flags & CHILD_ALONE)
			system_exec_alone(c->program, c->argv->v);
		else
			execv(c->program, c->argv->v);
	}
	if (write(report, &errno, sizeof errno) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_CANNOT_RUN);
}

int
child_start(struct child *c, struct fail *f)
{
	int report[2];
	ssize_t n;
	pid_t pid;

	argvec_exec(c->argv);
	if (child_stopped(f) != 0)
		return -1;
	if (system_pipe(report) != 0)
		return fail_errno(f, "cannot run '%s'", c->program);
	pid = start(c, true);
	if (pid == 0)
		become(c, report[1]);
	if (pid < 0)
		fail_errno(f, "cannot run '%s'", c->program);
	close(report[1]);
	do
		n = read(report[0], &c->exec_errno, sizeof c->exec_errno);
	while (n < 0 && errno == EINTR);
	close(report[0]);
	if (pid < 0)
		return -1;
	if (n != sizeof c->exec_errno)
		return 0;
	child_wait(c);
	errno = c->exec_errno;
	return os_cannot_run(c->program, f);
}

pid_t
child_fork(struct child *c, struct fail *f)
{
	pid_t pid;

	if (child_stopped(f) != 0)
		return -1;
	pid = start(c, false);
	return pid >= 0 ? pid : fail_errno(f, "cannot start a process");
}

/* ---- waiting ---- */

static bool
reap(struct child *c, int options)
{
	pid_t pid;

	if (c->pid <= 0)
		return true;
	while ((pid = waitpid(c->pid, &c->ws, options)) < 0 && errno == EINTR)
		;
	if (pid == 0)
		return false;
	if (c->flags & CHILD_GROUP)
		kill(-c->pid, SIGKILL);
	note_running(c->flags & CHILD_GROUP ? -c->pid : c->pid, 0);
	c->pid = 0;
	signals_give_back();
	return true;
}

int
child_wait(struct child *c)
{
	reap(c, 0);
	return WIFSIGNALED(c->ws) ? 128 + WTERMSIG(c->ws)
				  : WEXITSTATUS(c->ws);
}

bool
child_ended(struct child *c)
{
	return reap(c, WNOHANG);
}

void
child_any(void)
{
	siginfo_t info;

	waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
}

/* ---- what it says ---- */

struct pump {
	int fd; /* -1: at the end */
	int to;
	int why; /* errno of a read that failed */
	struct child_output *c;
};

static void
tell_lines(struct child_output *c)
{
	char *end;

	while (c->each != NULL &&
		(end = memchr(c->text + c->told, '\n', c->len - c->told)) !=
			NULL) {
		*end = '\0';
		c->each(c->data, c->text + c->told);
		*end = '\n';
		c->told = (size_t)(end - c->text) + 1;
	}
}

static void
pump_read(struct pump *p)
{
	struct child_output *c = p->c;
	char buf[16384];
	ssize_t n = read(p->fd, buf, sizeof buf);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		p->why = n < 0 ? errno : 0;
		close(p->fd);
		p->fd = -1;
		return;
	}
	if (c->max != 0 && c->len + (size_t)n > c->max)
		return;
	c->text = xreallocarray(c->text, c->len + (size_t)n + 1, 1);
	memcpy(c->text + c->len, buf, (size_t)n);
	c->len += (size_t)n;
	c->text[c->len] = '\0';
	tell_lines(c);
	if (c->also_ours)
		path_write_all(p->to, buf, (size_t)n);
}

static long
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* How long to wait for output: with a limit, whether it has ended is asked
 * now and then, and what is still in the pipes then is all. */
static int
slice(const struct child *c, bool open, long left)
{
	int most = c->pid == 0 || !open ? 2 : 50;

	if (c->limit_ms == 0)
		return -1;
	return left < most ? (int)(left > 0 ? left : 0) : most;
}

static void
collect(struct child *c, struct pump p[2])
{
	long end = now_ms() + c->limit_ms;

	for (;;) {
		struct pollfd fds[2] = { { p[0].fd, POLLIN, 0 },
			{ p[1].fd, POLLIN, 0 } };
		bool open = p[0].fd >= 0 || p[1].fd >= 0;
		long left = end - now_ms();
		int ready;

		if (!open && (c->limit_ms == 0 || c->pid == 0))
			return;
		ready = poll(fds, 2, slice(c, open, left));
		for (int i = 0; ready > 0 && i < 2; i++)
			if (fds[i].revents != 0)
				pump_read(&p[i]);
		if (c->limit_ms == 0)
			continue;
		if (ready <= 0 && c->pid == 0)
			return;
		if (!child_ended(c) && left <= 0) {
			c->late = true;
			kill(c->flags & CHILD_GROUP ? -c->pid : c->pid,
				SIGKILL);
			return;
		}
	}
}

void
child_output_clear(struct child_output *o)
{
	free(o->text);
	o->text = NULL;
}

int
child_talk(struct child *c, struct child_output *out, struct child_output *err,
	struct fail *f)
{
	struct pump p[2] = { { -1, STDOUT_FILENO, 0, out },
		{ -1, STDERR_FILENO, 0, err } };
	int fd[2], r = 0;

	for (int i = 0; r == 0 && i < 2; i++) {
		if (p[i].c == NULL)
			continue;
		if (system_pipe(fd) != 0) {
			r = fail_errno(f, "cannot run '%s'", c->program);
			break;
		}
		p[i].fd = fd[0];
		c->fd[i + 1] = fd[1];
	}
	if (r == 0)
		r = child_start(c, f);
	for (int i = 0; i < 2; i++) {
		if (p[i].fd >= 0)
			close(c->fd[i + 1]);
		if (r == 0 && p[i].c != NULL && p[i].c->text == NULL)
			p[i].c->text = xstrdup("");
	}
	if (r == 0) {
		collect(c, p);
		child_wait(c);
		r = child_stopped(f);
	}
	for (int i = 0; i < 2; i++) {
		if (p[i].fd >= 0)
			close(p[i].fd);
		if (r != 0 || (errno = p[i].why) == 0)
			continue;
		r = fail_errno(f, "cannot read what '%s' says", c->program);
	}
	return r;
}

int
child_run(const char *program, struct argvec *argv, const struct argvec *env,
	struct child_output *out, struct child_output *err, int *status,
	struct fail *f)
{
	struct child c = { .program = program, .argv = argv, .env = env,
		.flags = CHILD_DIES };

	if (child_talk(&c, out, err, f) != 0)
		return -1;
	*status = child_wait(&c);
	return 0;
}
