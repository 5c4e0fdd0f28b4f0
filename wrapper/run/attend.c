#include "wrapper/run/attend.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"

static volatile sig_atomic_t child, passed_on;

/* A signal of the terminal reaches the whole group without us. */
static void
pass_on(int sig, siginfo_t *info, void *context)
{
	(void)context;
	passed_on = sig;
	if (info->si_code != SI_KERNEL && child > 0)
		kill((pid_t)child, sig);
}

static const int passed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { NPASSED = sizeof passed / sizeof *passed };

/* A signal that is ignored (nohup, a script's background) stays so. */
static void
take_signals(void)
{
	struct sigaction sa = {.sa_flags = SA_RESTART | SA_SIGINFO}, old;

	sa.sa_sigaction = pass_on;
	sigemptyset(&sa.sa_mask);
	for (int i = 0; i < NPASSED; i++)
		if (sigaction(passed[i], NULL, &old) == 0 &&
			old.sa_handler != SIG_IGN)
			sigaction(passed[i], &sa, NULL);
}

static void
block(bool on, sigset_t *was)
{
	sigset_t set;

	sigemptyset(&set);
	for (int i = 0; i < NPASSED; i++)
		sigaddset(&set, passed[i]);
	sigprocmask(
		on ? SIG_BLOCK : SIG_SETMASK, on ? &set : was, on ? was : NULL);
}

static void
start_program(const struct attend *a, struct argvec *words, int in, int out,
	int report, sigset_t *mask)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (in >= 0)
		dup2(in, STDIN_FILENO);
	if (out >= 0)
		dup2(out, STDOUT_FILENO);
	block(false, mask);
	execv(a->program, argvec_exec(words));
	if (write(report, &errno, sizeof errno) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_CANNOT_RUN);
}

int
attend_start(struct attend *a, const char *program, struct argvec *words,
	int in, int out, struct fail *f)
{
	sigset_t mask;
	int report[2];
	pid_t pid;

	a->program = program;
	fflush(NULL);
	if (pipe2(report, O_CLOEXEC) != 0)
		return fail_errno(f, "cannot run '%s'", program);
	/* What it leaves behind becomes ours. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Until we know whom to pass them on to, signals wait. */
	block(true, &mask);
	pid = fork();
	if (pid == 0)
		start_program(a, words, in, out, report[1], &mask);
	close(report[1]);
	if (pid < 0) {
		block(false, &mask);
		close(report[0]);
		return fail_errno(f, "cannot run '%s'", program);
	}
	child = a->pid = pid;
	a->exec_report = report[0];
	take_signals();
	block(false, &mask);
	return 0;
}

/* ---- what was left behind ---- */

/* The parent and the session of a process: fields 4 and 6 of its stat, behind
 * a name in parentheses which may hold anything. */
static bool
is_left_behind(const char *pid)
{
	autofree char *file = xasprintf("/proc/%s/stat", pid);
	char text[512];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	long parent, session;
	ssize_t n;
	char *p;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	p = strrchr(text, ')');
	if (p == NULL || strlen(p) < 4)
		return false;
	parent = strtol(p + 4, &p, 10);
	strtol(p, &p, 10);
	session = strtol(p, &p, 10);
	return parent == getpid() && session == getsid(0);
}

/* The children of a process that ends become ours: again until none is left.
 * wine's own services have sessions of their own, and other programs use them,
 * too. */
static void
end_left_behind(void)
{
	bool some = true;

	while (some) {
		DIR *dir = opendir("/proc");
		struct dirent *e;

		some = false;
		while (dir != NULL && (e = readdir(dir)) != NULL) {
			pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);

			if (!isdigit((unsigned char)e->d_name[0]) ||
				!is_left_behind(e->d_name))
				continue;
			some = true;
			kill(pid, SIGKILL);
			while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
				;
		}
		if (dir != NULL)
			closedir(dir);
	}
}

/* ---- the end ---- */

int
attend_wait(struct attend *a, int *sig, struct fail *f)
{
	int ws = 0, error = 0;
	ssize_t n;

	*sig = 0;
	while (waitpid(a->pid, &ws, 0) < 0 && errno == EINTR)
		;
	child = 0;
	n = read(a->exec_report, &error, sizeof error);
	close(a->exec_report);
	if (n == (ssize_t)sizeof error) {
		errno = error;
		fail_errno(f, "cannot run '%s'", a->program);
		f->status = EXIT_CANNOT_RUN;
		return -1;
	}
	/* SIGKILL is what follows when it does not listen. */
	if (WIFSIGNALED(ws))
		*sig = passed_on != 0 && WTERMSIG(ws) == SIGKILL
			       ? (int)passed_on
			       : WTERMSIG(ws);
	else if (passed_on != 0 && WEXITSTATUS(ws) == 0)
		*sig = (int)passed_on;
	if (passed_on != 0)
		end_left_behind();
	return WIFSIGNALED(ws) ? 128 + WTERMSIG(ws) : WEXITSTATUS(ws);
}

bool
attend_ends(void)
{
	return passed_on != 0;
}

int
attend_raise(int sig)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	raise(sig);
	return 128 + sig;
}
