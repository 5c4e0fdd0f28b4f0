#include "common/fail.h"

#include <bsd/stdlib.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static int
replace(char **slot, char *s)
{
	free(*slot);
	*slot = s;
	return -1;
}

int
fail_set(struct fail *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	replace(&f->what, xvasprintf(fmt, ap));
	va_end(ap);
	return replace(&f->hint, NULL);
}

int
fail_errno(struct fail *f, const char *fmt, ...)
{
	int err = errno;
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	fail_set(f, "%s: %s", s, strerror(err));
	free(s);
	return -1;
}

int
fail_status(struct fail *f, int status, const char *fmt, ...)
{
	va_list ap;

	f->status = status;
	va_start(ap, fmt);
	replace(&f->what, xvasprintf(fmt, ap));
	va_end(ap);
	return replace(&f->hint, NULL);
}

int
fail_hint(struct fail *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	replace(&f->hint, xvasprintf(fmt, ap));
	va_end(ap);
	return -1;
}

int
fail_context(struct fail *f, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	replace(&f->what, xasprintf("%s: %s", s, f->what));
	free(s);
	return -1;
}

int
fail_print(const struct fail *f)
{
	fprintf(stderr, "%s: %s\n", getprogname(),
		f->what != NULL ? f->what : "failed");
	if (f->hint != NULL)
		fprintf(stderr, "hint: %s\n", f->hint);
	return f->status != 0 ? f->status : EXIT_FAILED;
}

void
fail_clear(struct fail *f)
{
	free(f->what);
	free(f->hint);
	*f = (struct fail)FAIL_INIT;
}
