/* system.h: what only Linux has in a way of its own, or at all. */
#include <fcntl.h>
#include <unistd.h>

#include "common/system.h"

const char *
system_exec_name(void)
{
	return NULL;
}

char *
system_descriptor(long pid, int fd)
{
	(void)pid;
	(void)fd;
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

/* (pipe2 came with macOS 15.) */
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
