/* system.h: what POSIX has, which is little. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

const char *
system_exec_name(void)
{
	return NULL;
}

char *
system_self(void)
{
	return NULL;
}

char *
system_stderr(long pid)
{
	(void)pid;
	return NULL;
}

bool
system_is_sealed(const char *dir)
{
	(void)dir;
	return false;
}

bool
system_is_noexec(const char *dir)
{
	(void)dir;
	return false;
}

size_t
system_cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (size_t)n : 1;
}

time_t
system_boot_time(void)
{
	return 0;
}

struct timespec
system_mtime(const struct stat *st)
{
	return st->st_mtim;
}

struct timespec
system_atime(const struct stat *st)
{
	return st->st_atim;
}

int
system_pipe(int fd[2])
{
	if (pipe(fd) != 0)
		return -1;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	return fcntl(fd[1], F_SETFD, FD_CLOEXEC);
}

bool
system_is_of_terminal(const siginfo_t *info)
{
	return info->si_pid == 0;
}

void
system_die_with_parent(void)
{
}

void
system_exec_alone(const char *program, char *const *argv)
{
	execv(program, argv);
}

void
system_adopt(void)
{
}

pid_t
system_child(void)
{
	return 0;
}

#define PS "ps axeww -o pid=,args="

/* ps(1) of Linux and the BSDs adds the environment to the words for e. */
bool
system_any_process(bool (*test)(const struct system_process *, const char *),
	const char *what)
{
	FILE *ps = popen(PS, "r");
	autofree char *line = NULL;
	bool found = false;
	size_t cap = 0;
	ssize_t n;

	while (ps != NULL && (n = getline(&line, &cap, ps)) > 0) {
		struct system_process p = { 0 };
		long pid;
		int at = 0;

		if (sscanf(line, "%ld %n", &pid, &at) < 1 ||
			pid == (long)getpid() || strstr(line, PS) != NULL)
			continue;
		/* where the words end nobody knows */
		for (char *c = line + at; *c != '\0'; c++)
			if (*c == ' ' || *c == '\n')
				*c = '\0';
		p.line = p.env = line + at;
		p.line_len = p.env_len = (size_t)(n - at);
		found = found || test(&p, what);
	}
	if (ps != NULL)
		pclose(ps);
	return found;
}
