/* system.h: what POSIX has, which is little. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/system.h"
#include "common/xalloc.h"

char *
system_self(void)
{
	return NULL;
}

bool
system_is_noexec(const char *dir)
{
	(void)dir;
	return false;
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
