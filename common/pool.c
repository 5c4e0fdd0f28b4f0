#include "common/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"

enum { LOG_MAX = 1 << 20, SAID_MAX = 400 };

extern char **environ;

size_t
pool_cores(void)
{
	cpu_set_t set;
	long n;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (size_t)CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (size_t)n : 1;
}

void
pool_init(struct pool *p, size_t places, const char *log)
{
	*p = (struct pool){ .places = places, .log = log };
	p->running = xcalloc(places, sizeof *p->running);
}

/* The place of a process, or of 0: a free one; NULL if there is none. */
static pid_t *
place_of(const struct pool *p, pid_t pid)
{
	for (size_t i = 0; i < p->places; i++)
		if (p->running[i] == pid)
			return &p->running[i];
	return NULL;
}

/* Waits for the process in a place. */
static void
reap(struct pool *p, pid_t *place, int options)
{
	int status = 0;
	pid_t pid;

	while ((pid = waitpid(*place, &status, options)) < 0 && errno == EINTR)
		;
	if (pid == 0)
		return;
	*place = 0;
	p->ended++;
	if (p->failed == 0 && pid > 0)
		p->failed = WIFEXITED(status) ? WEXITSTATUS(status)
					      : 128 + WTERMSIG(status);
}

/* Frees the places of those that have ended; if none has, waits for one.
 * A free place. */
static pid_t *
reap_some(struct pool *p)
{
	siginfo_t info;
	pid_t *place;

	do {
		for (size_t i = 0; i < p->places; i++)
			if (p->running[i] != 0)
				reap(p, &p->running[i], WNOHANG);
		place = place_of(p, 0);
		if (place != NULL)
			return place;
		/* Whichever ends first; it stays to be waited for. */
		waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
	} while (true);
}

/* Our environment with words of KEY=VALUE in the place of its own. */
static void
merge(const struct argvec *env, struct argvec *out)
{
	argvec_pushv(out, environ);
	for (size_t i = 0; env != NULL && i < env->n; i++) {
		size_t n = strcspn(env->v[i], "=") + 1;

		for (size_t k = out->n; k-- > 0;)
			if (strncmp(out->v[k], env->v[i], n) == 0)
				argvec_remove(out, k);
		argvec_push(out, env->v[i]);
	}
}

static int
spawn(const struct pool *p, struct argvec *argv, const struct argvec *env,
	pid_t *pid, struct fail *f)
{
	posix_spawn_file_actions_t fa;
	autoargvec all = ARGVEC_INIT;
	int err;

	/* Where vfork is emulated (qemu-user, valgrind) posix_spawn does not
	 * hear of an exec that failed. */
	if (access(argv->v[0], X_OK) != 0)
		return fail_errno(f, "cannot run '%s'", argv->v[0]);
	merge(env, &all);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(
		&fa, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&fa, STDOUT_FILENO, p->log,
		O_WRONLY | O_CREAT | O_APPEND, 0600);
	posix_spawn_file_actions_adddup2(&fa, STDOUT_FILENO, STDERR_FILENO);
	err = posix_spawn(pid, argv->v[0], &fa, NULL, argvec_exec(argv),
		argvec_exec(&all));
	posix_spawn_file_actions_destroy(&fa);
	if (err == 0)
		return 0;
	errno = err;
	return fail_errno(f, "cannot run '%s'", argv->v[0]);
}

int
pool_start(struct pool *p, struct argvec *argv, const struct argvec *env,
	struct fail *f)
{
	pid_t pid = 0, *place = reap_some(p);

	if (p->failed != 0)
		return fail_set(f, "a command before it failed");
	if (spawn(p, argv, env, &pid, f) != 0)
		return -1;
	*place = pid;
	p->started++;
	return 0;
}

pid_t
pool_fork(struct pool *p, struct fail *f)
{
	pid_t pid, *place = reap_some(p);

	if (p->failed != 0)
		return fail_set(f, "a command before it failed");
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return fail_errno(f, "cannot start a process");
	if (pid == 0)
		return 0;
	*place = pid;
	p->started++;
	return pid;
}

void
pool_say(const struct pool *p, const char *line)
{
	int fd = open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd >= 0) {
		dprintf(fd, "%s\n", line);
		close(fd);
	}
}

int
pool_finish(struct pool *p, struct fail *f)
{
	autofree char *said = NULL;
	struct fail ignored = FAIL_INIT;

	for (size_t i = 0; i < p->places; i++)
		if (p->running[i] != 0)
			reap(p, &p->running[i], 0);
	free(p->running);
	p->running = NULL;
	if (p->failed == 0)
		return 0;
	if (path_read(p->log, LOG_MAX, &said, NULL, &ignored) != 0)
		fail_clear(&ignored);
	return fail_set(f, "status %d: %.*s", p->failed, SAID_MAX,
		said != NULL ? said : "");
}
