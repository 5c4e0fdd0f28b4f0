/* system.h: Linux, its /proc and prctl(2). */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

/* AT_EXECFN; of a script, or with fexecve(3), it is a name of the kernel's. */
const char *
system_exec_name(void)
{
	const char *fn = (const char *)getauxval(AT_EXECFN);

	if (fn == NULL || *fn == '\0' || strncmp(fn, "/dev/fd/", 8) == 0 ||
		strncmp(fn, "/proc/", 6) == 0)
		return NULL;
	return fn;
}

char *
system_self(void)
{
	char buf[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", buf, sizeof buf - 1);

	return n < 0 ? NULL : xstrndup(buf, (size_t)n);
}

char *
system_descriptor(long pid, int fd)
{
	return xasprintf("/proc/%ld/fd/%d", pid, fd);
}

bool
system_is_sealed(const char *dir)
{
	struct statfs fs;

	return statfs(dir, &fs) != 0 || fs.f_type == PROC_SUPER_MAGIC;
}

bool
system_is_noexec(const char *dir)
{
	struct statvfs v;

	return statvfs(dir, &v) == 0 && v.f_flag & ST_NOEXEC;
}

size_t
system_cores(void)
{
	cpu_set_t set;
	long n;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (size_t)CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (size_t)n : 1;
}

time_t
system_boot_time(void)
{
	struct timespec now, up;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0 ||
		clock_gettime(CLOCK_BOOTTIME, &up) != 0)
		return 0;
	return now.tv_sec - up.tv_sec;
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
	return pipe2(fd, O_CLOEXEC);
}

/* ---- processes ---- */

bool
system_is_of_terminal(const siginfo_t *info)
{
	return info->si_code == SI_KERNEL;
}

void
system_die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Half of the time that zig needs to say what it would run goes into forks. */
#ifndef SYS_fork
#define SYS_fork SYS_execve
#define SYS_vfork SYS_execve
#endif

/*
 * execve(2) is taken away, fork(2) and vfork(2) with it where a machine has them;
 * execveat(2) is what starts the program itself. Of a
 * script the kernel starts the interpreter, which has to start the program.
 */
void
system_exec_alone(const char *program, char *const *argv)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fork, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_vfork, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog code = { COUNT(filter), filter };
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	char magic[2];

	bool script = fd >= 0 && pread(fd, magic, 2, 0) == 2 &&
		      memcmp(magic, "#!", 2) == 0;

	/* (qemu-user and gVisor have no such filters) */
	if (fd < 0 || script || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &code) != 0)
		execv(program, argv);
	else
		syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
}

void
system_adopt(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* A file of /proc, which has no size; NULL if it cannot be read. */
static char *
proc_text(const char *pid, const char *name, size_t *len)
{
	enum { CHUNK = 65536, MAX = 4 << 20 };
	autofree char *path = xasprintf("/proc/%s/%s", pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	ssize_t n = 1;

	*len = 0;
	if (fd < 0)
		return NULL;
	while (n > 0 && *len < MAX) {
		text = xreallocarray(text, *len + CHUNK + 1, 1);
		n = read(fd, text + *len, CHUNK);
		*len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	text[*len] = '\0';
	return text;
}

/* The parent and the session of a process: fields 4 and 6 of its stat, behind
 * a name in parentheses which may hold anything. */
static bool
is_our_child(const char *pid)
{
	size_t len;
	autofree char *text = proc_text(pid, "stat", &len);
	char *p = text != NULL ? strrchr(text, ')') : NULL;
	long parent, session;

	if (p == NULL || strlen(p) < 4)
		return false;
	parent = strtol(p + 4, &p, 10);
	strtol(p, &p, 10);
	session = strtol(p, &p, 10);
	return parent == getpid() && session == getsid(0);
}

/* The next process of /proc, by its number; NULL at the end. */
static const char *
next_process(DIR *proc)
{
	struct dirent *e;

	while (proc != NULL && (e = readdir(proc)) != NULL)
		if (isdigit((unsigned char)*e->d_name))
			return e->d_name;
	return NULL;
}

pid_t
system_child(void)
{
	DIR *proc = opendir("/proc");
	const char *name;
	pid_t found = 0;

	while (found == 0 && (name = next_process(proc)) != NULL)
		if (is_our_child(name))
			found = atoi(name);
	if (proc != NULL)
		closedir(proc);
	return found;
}

static bool
process_is(const char *pid, bool (*test)(const struct system_process *,
	const char *), const char *what)
{
	struct system_process p = { 0 };
	autofree char *line = proc_text(pid, "cmdline", &p.line_len);
	autofree char *env = proc_text(pid, "environ", &p.env_len);

	p.line = line != NULL ? line : "";
	p.env = env != NULL ? env : "";
	return test(&p, what);
}

bool
system_any_process(bool (*test)(const struct system_process *, const char *),
	const char *what)
{
	DIR *proc = opendir("/proc");
	const char *name;
	bool found = false;

	while (!found && (name = next_process(proc)) != NULL)
		found = atol(name) != (long)getpid() &&
			process_is(name, test, what);
	if (proc != NULL)
		closedir(proc);
	return found;
}
