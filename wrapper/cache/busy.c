#include "wrapper/cache/busy.h"

#include <ctype.h>
#include <string.h>

#include "common/path.h"
#include "common/system.h"

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
line_names(const struct system_process *p, const char *path)
{
	return names_path(p->line, p->line_len, path);
}

static bool
env_names(const struct system_process *p, const char *path)
{
	return names_path(p->env, p->env_len, path);
}

static bool
knows(const struct system_process *p, const char *path)
{
	return line_names(p, path) || env_names(p, path);
}

static bool
zig_uses(const struct system_process *p, const char *path)
{
	return strcmp(path_base(p->line), "zig") == 0 && env_names(p, path);
}

bool
cachebusy_named(const char *path)
{
	return system_any_process(line_names, path);
}

bool
cachebusy_known(const char *path)
{
	return system_any_process(knows, path);
}

bool
cachebusy_zig(const char *path)
{
	return system_any_process(zig_uses, path);
}
