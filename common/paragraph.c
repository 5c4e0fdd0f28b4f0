#include "common/paragraph.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "common/xalloc.h"

static unsigned
key_at(const char *line, const char *const *keys, unsigned n)
{
	size_t len = strcspn(line, " \n");

	for (unsigned i = 0; i < n; i++)
		if (strlen(keys[i]) == len && strncmp(line, keys[i], len) == 0)
			return i;
	/* a fault of the file, which is ours */
	errx(EXIT_FAILED, "no key of this table: %.*s", (int)len, line);
}

static void
add(char **value, char joint, const char *text, size_t len)
{
	autofree char *old = *value;

	*value = old == NULL ? xstrndup(text, len)
			     : xasprintf("%s%c%.*s", old, joint, (int)len, text);
}

bool
paragraph_next(const char **text, const char *const *keys, unsigned n,
	char **values)
{
	bool any = false;
	unsigned key = 0;

	memset(values, 0, n * sizeof *values);
	for (const char *line = *text; *line != '\0'; line = *text) {
		size_t len = strcspn(line, "\n"), skip;

		*text = line + len + (line[len] == '\n');
		if (len == 0 && any)
			break;
		if (len == 0 || *line == '#')
			continue;
		if (*line != ' ')
			key = key_at(line, keys, n);
		skip = *line != ' ' ? strlen(keys[key]) : 0;
		skip += strspn(line + skip, " ");
		add(&values[key], *line != ' ' ? '|' : ' ', line + skip,
			len - skip);
		any = true;
	}
	return any;
}
