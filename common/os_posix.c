/* system.h: what POSIX has, which is little. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

const char system_name[] = "";

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

/* ps(1) of Linux and the BSDs adds the environment to the words for e; that any
 * of them is of this process, or of the ps, is to be told by its number. */
bool
system_any_process(bool (*test)(const struct system_process *, const char *),
	const char *what)
{
	FILE *ps = popen("ps axeww -o ppid=,pid=,args= 2>/dev/null", "r");
	autofree char *line = NULL;
	bool found = false;
	size_t cap = 0;
	ssize_t n;

	while (ps != NULL && (n = getline(&line, &cap, ps)) > 0) {
		struct system_process p = { 0 };
		long parent, pid;
		int at = 0;

		if (sscanf(line, "%ld %ld %n", &parent, &pid, &at) < 2 ||
			pid == (long)getpid() || parent == (long)getpid())
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
