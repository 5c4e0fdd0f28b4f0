#include "common/trace.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/quote.h"
#include "common/xalloc.h"

static int trace_fd = -1;

int
trace_open(struct fail *f)
{
	const char *v = getenv("ZBUILD_TRACE");

	if (v == NULL || *v == '\0' || strcmp(v, "0") == 0)
		return 0;
	if (strcmp(v, "1") == 0) {
		trace_fd = STDERR_FILENO;
	} else if (v[0] >= '2' && v[0] <= '9' && v[1] == '\0') {
		if (fcntl(v[0] - '0', F_GETFD) < 0)
			return fail_errno(f, "ZBUILD_TRACE=%s", v);
		trace_fd = v[0] - '0';
	} else if (v[0] == '/') {
		trace_fd = open(v, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			0600);
		if (trace_fd < 0)
			return fail_errno(f, "ZBUILD_TRACE=%s", v);
	} else {
		fail_set(f, "unknown ZBUILD_TRACE value '%s'", v);
		return fail_hint(f, "use 1, a descriptor from 2 to 9, or an "
				    "absolute path");
	}
	return 0;
}

bool
trace_on(void)
{
	return trace_fd >= 0;
}

void
trace_line(const char *fmt, ...)
{
	autofree char *text = NULL, *line = NULL;
	va_list ap;

	if (!trace_on())
		return;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	line = xasprintf("zbuild: %s\n", text);
	if (write(trace_fd, line, strlen(line)) < 0)
		trace_fd = -1;
}

void
trace_words(const char *label, char *const *env, char *const *words)
{
	autofree char *e = NULL, *w = NULL;

	if (!trace_on())
		return;
	e = quote_sh_words(env);
	w = quote_sh_words(words);
	trace_line("%s: %s%s%s", label, e, *e != '\0' ? " " : "", w);
}
