#include "common/ending.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"

enum { LINE_MAX_SHOWN = 400 };

static const char of_memory[] = ", as the kernel does when memory runs out";

/* Does this line name a cause? */
static bool
tells(const char *line, bool first)
{
	static const char *const marks[] = { "rror", "cannot", "denied",
		"not find" };

	if (first)
		return strstr(line, "error: ") != NULL ||
		       starts_with(line, "error");
	for (size_t i = 0; i < COUNT(marks); i++)
		if (strstr(line, marks[i]) != NULL)
			return true;
	return false;
}

/* A full disk wins over all that came of it; then the first or last line that
 * names a cause, else the last one. "" if there is none. */
static char *
telling_line(const char *text, bool first)
{
	char *best = xstrdup("");
	int rank = 0;

	for (const char *p = text; p != NULL && *p != '\0';) {
		size_t n = strcspn(p, "\r\n");
		char *line = xstrndup(p, n < LINE_MAX_SHOWN ? n : LINE_MAX_SHOWN);
		int this = strstr(line, "No space left") != NULL ||
					   strstr(line, "NoSpaceLeft") != NULL ? 3
			   : tells(line, first)			   ? 2
			   : line[strspn(line, " \t")] != '\0'	   ? 1
								   : 0;

		if (this > rank || (this == rank && (rank == 1 || !first))) {
			char *old = best;

			best = line;
			line = old;
			rank = this;
		}
		free(line);
		p += n + strspn(p + n, "\r\n");
	}
	return best;
}

char *
ending_text(int status, const char *said, bool first)
{
	autofree char *line = telling_line(said, first);
	const char *error = first ? strstr(line, "error: ") : NULL;

	/* rustc's end, as cargo tells it */
	if (said != NULL && strstr(said, "SIGKILL: kill") != NULL)
		return xasprintf("what it ran was killed%s", of_memory);
	if (status > 128 && status < 128 + NSIG)
		return xasprintf("killed by signal %d (%s)%s%s%s", status - 128,
			strsignal(status - 128),
			status == 128 + SIGKILL ? of_memory : "",
			*line != '\0' ? ": " : "", line);
	if (*line == '\0')
		return xasprintf("exit status %d, and it said nothing", status);
	return xstrdup(error != NULL ? error + strlen("error: ") : line);
}

int
ending_fail(const char *what, int status, const char *said, bool first,
	struct fail *f)
{
	autofree char *text = NULL;

	if (status == 0)
		return 0;
	if (status == 128 + SIGINT || status == 128 + SIGTERM ||
		status == 128 + SIGHUP)
		return fail_status(f, status, "interrupted");
	text = ending_text(status, said, first);
	return fail_set(f, "%s failed: %s", what, text);
}
