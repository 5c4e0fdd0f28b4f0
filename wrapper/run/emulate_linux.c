/*
 * emulate.h: three processes: we, who wait and pass signals on; the tracer; and the
 * emulator with all that comes of it, which the tracer has seized. A seccomp
 * filter stops them at execve(2) and execveat(2) and nowhere else, so that
 * emulation takes no longer. At such a stop the tracer looks at the file; if it
 * is one of the target's programs, the call is made one of the emulator.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/run/emulate.h"
#include "wrapper/run/execstop.h"

/* What the tracer tells us once the program has ended. */
struct report {
	int ws;
	int exec_errno; /* not 0: the emulator could not be started */
};

static const int passed[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

/* ---- the emulator's own process ---- */

/* Waits until it is seized (a byte says whether), filters and starts. */
static void
start_program(struct argvec *words, const char *path, int go, int report)
{
	char traced = 0;

	if (read(go, &traced, 1) == 1 && traced)
		execstop_filter();
	execv(path, argvec_exec(words));
	if (write(report, &errno, sizeof errno) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_CANNOT_RUN);
}

/* ---- the tracer ---- */

static const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			    PTRACE_O_EXITKILL;

static bool
is_stop_signal(int sig)
{
	return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN ||
	       sig == SIGTTOU;
}

static void
go_on(const struct execstop *x, pid_t pid, int ws)
{
	int sig = WSTOPSIG(ws), event = ws >> 16;

	if (event == PTRACE_EVENT_STOP && is_stop_signal(sig)) {
		ptrace(PTRACE_LISTEN, pid, 0, 0);
		return;
	}
	if (event == PTRACE_EVENT_SECCOMP)
		execstop_rewrite(x, pid);
	ptrace(PTRACE_CONT, pid, 0, event == 0 ? (long)sig : 0L);
}

/* Until nobody is left. What the program leaves behind runs on, as it would
 * have done by itself. */
static void
trace_all(const struct execstop *x, pid_t program, int exec_report, int out)
{
	struct report rep = { 0, 0 };
	pid_t pid;
	int ws;

	for (;;) {
		pid = waitpid(-1, &ws, __WALL);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			break;
		if (WIFSTOPPED(ws)) {
			go_on(x, pid, ws);
		} else if (pid == program) {
			rep.ws = ws;
			if (read(exec_report, &rep.exec_errno,
				    sizeof rep.exec_errno) < 0)
				rep.exec_errno = 0;
			/* We may be gone before what was left behind is. */
			prctl(PR_SET_PDEATHSIG, 0);
			if (write(out, &rep, sizeof rep) < 0)
				break;
			close(out);
		}
	}
	_exit(0);
}

static void
tracer(const struct execstop *x, struct argvec *words, int out)
{
	int go[2], report[2];
	struct child c = { .program = NULL };
	pid_t program;
	char traced;

	/* A group's signals are for the program. */
	if (pipe2(go, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0)
		_exit(EXIT_FAILED);
	program = child_fork(&c, FAIL_IGNORED);
	if (program < 0)
		_exit(EXIT_FAILED);
	if (program == 0) {
		close(go[1]);
		start_program(words, x->emulator, go[0], report[1]);
	}
	close(report[1]);
	close(go[0]);
	for (size_t i = 0; i < COUNT(passed); i++)
		signal(passed[i], SIG_IGN);
	traced = execstop_works() &&
		 ptrace(PTRACE_SEIZE, program, 0, options) == 0;
	if (write(out, &program, sizeof program) < 0 ||
		write(go[1], &traced, 1) < 0)
		_exit(EXIT_FAILED);
	close(go[1]);
	trace_all(x, program, report[0], out);
}

/* ---- we ---- */

/* Ends as the program did; what it started ends too if a signal ended it. */
static int
end_as(int ws, pid_t tracing)
{
	if (child_signal() != 0)
		kill(tracing, SIGKILL);
	return WIFSIGNALED(ws) ? child_die(WTERMSIG(ws)) : WEXITSTATUS(ws);
}

static ssize_t
read_all(int fd, void *to, size_t n)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	return got;
}

int
emulate(const struct runner *r, const struct target_def *d,
	struct argvec *words, struct fail *f)
{
	const struct target_def *host = triple_find(host_triple(), NULL);
	struct execstop x = { .def = d,
		.words = &r->words,
		.same_machine = host != NULL && host->arch == d->arch };
	struct report rep = { 0, 0 };
	autofree char *path = path_find(words->v[0]);
	struct child tracing = { .flags = CHILD_DIES };
	pid_t program = 0;
	int fd[2];

	if (path == NULL)
		return fail_status(
			f, EXIT_NOT_FOUND, "cannot find '%s'", words->v[0]);
	x.emulator = path;
	if (pipe2(fd, O_CLOEXEC) != 0)
		return fail_errno(f, "cannot run '%s'", path);
	if (child_fork(&tracing, f) == 0) {
		close(fd[0]);
		tracer(&x, words, fd[1]);
	}
	close(fd[1]);
	if (tracing.pid > 0 &&
		read_all(fd[0], &program, sizeof program) == sizeof program)
		child_pass_to(program);
	if (program == 0 || read_all(fd[0], &rep, sizeof rep) != sizeof rep) {
		close(fd[0]);
		if (child_signal() != 0)
			child_die(child_signal());
		return fail_set(f, "cannot run '%s'", path);
	}
	close(fd[0]);
	if (rep.exec_errno != 0) {
		errno = rep.exec_errno;
		fail_errno(f, "cannot run '%s'", path);
		f->status = EXIT_CANNOT_RUN;
		return -1;
	}
	return end_as(rep.ws, tracing.pid);
}
