#include "common/fail.h"

#include <bsd/stdlib.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"

static int
replace(struct fail *f, char **slot, char *s)
{
	free(f->ignored ? s : *slot);
	if (!f->ignored)
		*slot = s;
	return -1;
}

int
fail_set(struct fail *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	replace(f, &f->what, xvasprintf(fmt, ap));
	va_end(ap);
	return replace(f, &f->hint, NULL);
}

int
fail_errno(struct fail *f, const char *fmt, ...)
{
	int err = errno;
	autofree char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return fail_set(f, "%s: %s", s, strerror(err));
}

int
fail_status(struct fail *f, int status, const char *fmt, ...)
{
	va_list ap;

	f->status = status;
	va_start(ap, fmt);
	replace(f, &f->what, xvasprintf(fmt, ap));
	va_end(ap);
	return replace(f, &f->hint, NULL);
}

int
fail_hint(struct fail *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	replace(f, &f->hint, xvasprintf(fmt, ap));
	va_end(ap);
	return -1;
}

int
fail_context(struct fail *f, const char *fmt, ...)
{
	autofree char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return replace(f, &f->what, xasprintf("%s: %s", s, f->what));
}

int
fail_print(const struct fail *f)
{
	fshow(stderr, "%s: %s\n", getprogname(),
		f->what != NULL ? f->what : "failed");
	if (f->hint != NULL)
		fshow(stderr, "hint: %s\n", f->hint);
	return f->status != 0 ? f->status : EXIT_FAILED;
}

int
fail_move(struct fail *f, struct fail *from)
{
	f->status = from->status;
	replace(f, &f->what, from->what);
	replace(f, &f->hint, from->hint);
	*from = (struct fail)FAIL_INIT;
	return -1;
}

void
fail_clear(struct fail *f)
{
	if (f->ignored)
		return;
	free(f->what);
	free(f->hint);
	*f = (struct fail)FAIL_INIT;
}
