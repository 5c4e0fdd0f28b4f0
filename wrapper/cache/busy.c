#include "wrapper/cache/busy.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"

enum { CHUNK = 65536, MAX = 4 << 20 };

/* A file of /proc, which has no size; NULL if it cannot be read. */
static char *
proc_text(const char *pid, const char *name, size_t *len)
{
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

/* A file name goes on with it; flags and lists have it between any others. */
static bool
in_name(char c)
{
	return isalnum((unsigned char)c) ||
	       (c != '\0' && strchr("-_.+~", c) != NULL);
}

/* Is path in there, not as the beginning of another name? */
static bool
names_path(const char *text, size_t len, const char *path)
{
	size_t n = strlen(path);
	const char *p = text, *end = text + len;

	while ((p = memmem(p, (size_t)(end - p), path, n)) != NULL) {
		p += n;
		if (!in_name(*p))
			return true;
	}
	return false;
}

static bool
file_names(const char *pid, const char *file, const char *path)
{
	size_t len;
	autofree char *text = proc_text(pid, file, &len);

	return text != NULL && names_path(text, len, path);
}

static bool
line_names(const char *pid, const char *path)
{
	return file_names(pid, "cmdline", path);
}

static bool
knows(const char *pid, const char *path)
{
	return line_names(pid, path) || file_names(pid, "environ", path);
}

static bool
zig_uses(const char *pid, const char *path)
{
	size_t len;
	autofree char *line = proc_text(pid, "cmdline", &len);

	return line != NULL && strcmp(path_base(line), "zig") == 0 &&
	       file_names(pid, "environ", path);
}

static bool
any_process(const char *path, bool (*test)(const char *, const char *))
{
	autoargvec names = ARGVEC_INIT;

	path_list("/proc", &names);
	for (size_t i = 0; i < names.n; i++)
		if (isdigit((unsigned char)*names.v[i]) &&
			atol(names.v[i]) != (long)getpid() &&
			test(names.v[i], path))
			return true;
	return false;
}

bool
cachebusy_named(const char *path)
{
	return any_process(path, line_names);
}

bool
cachebusy_known(const char *path)
{
	return any_process(path, knows);
}

bool
cachebusy_zig(const char *path)
{
	return any_process(path, zig_uses);
}
