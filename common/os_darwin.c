/* system.h: macOS, its sysctl(3) and dyld(3). */
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

char *
system_self(void)
{
	char buf[PATH_MAX];
	uint32_t size = sizeof buf;

	return _NSGetExecutablePath(buf, &size) == 0 ? realpath(buf, NULL)
						     : NULL;
}

bool
system_is_noexec(const char *dir)
{
	struct statfs fs;

	return statfs(dir, &fs) == 0 && fs.f_flags & MNT_NOEXEC;
}

time_t
system_boot_time(void)
{
	int name[] = { CTL_KERN, KERN_BOOTTIME };
	struct timeval when = { 0, 0 };
	size_t size = sizeof when;

	return sysctl(name, COUNT(name), &when, &size, NULL, 0) == 0
		       ? when.tv_sec
		       : 0;
}

struct timespec
system_mtime(const struct stat *st)
{
	return st->st_mtimespec;
}

struct timespec
system_atime(const struct stat *st)
{
	return st->st_atimespec;
}

/* ---- processes ---- */

/* KERN_PROCARGS2: how many words, the file, NULs, the words, the environment. */
static bool
process_is(pid_t pid, char *buf, size_t size,
	bool (*test)(const struct system_process *, const char *),
	const char *what)
{
	int name[] = { CTL_KERN, KERN_PROCARGS2, pid }, words;
	struct system_process p;
	const char *at = buf + sizeof words, *end;

	/* those of others are not ours to see */
	if (sysctl(name, COUNT(name), buf, &size, NULL, 0) != 0 ||
		size <= sizeof words)
		return false;
	memcpy(&words, buf, sizeof words);
	buf[size] = '\0';
	end = buf + size;
	at += strlen(at);
	while (at < end && *at == '\0')
		at++;
	p.line = p.env = at;
	while (words-- > 0 && p.env < end)
		p.env += strlen(p.env) + 1;
	if (p.env > end)
		p.env = end;
	p.line_len = (size_t)(p.env - p.line);
	p.env_len = (size_t)(end - p.env);
	return test(&p, what);
}

bool
system_any_process(bool (*test)(const struct system_process *, const char *),
	const char *what)
{
	int all[] = { CTL_KERN, KERN_PROC, KERN_PROC_ALL };
	int most[] = { CTL_KERN, KERN_ARGMAX }, max = 0;
	size_t size = 0, max_size = sizeof max;
	autofree struct kinfo_proc *procs = NULL;
	autofree char *buf = NULL;
	bool found = false;

	if (sysctl(most, COUNT(most), &max, &max_size, NULL, 0) != 0 ||
		sysctl(all, COUNT(all), NULL, &size, NULL, 0) != 0)
		return false;
	/* more may come meanwhile */
	size += size / 4;
	procs = xcalloc(1, size);
	if (sysctl(all, COUNT(all), procs, &size, NULL, 0) != 0)
		return false;
	buf = xcalloc(1, (size_t)max + 1);
	for (size_t i = 0; !found && i < size / sizeof *procs; i++)
		if (procs[i].kp_proc.p_pid != getpid())
			found = process_is(procs[i].kp_proc.p_pid, buf,
				(size_t)max, test, what);
	return found;
}
