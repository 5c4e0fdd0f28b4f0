#include "common/fill.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/xalloc.h"

/* The value for the name that s begins with; *n is the name's length. */
static const char *
value_at(const char *s, va_list pairs, size_t *n)
{
	const char *name;

	while ((name = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);

		*n = strlen(name);
		if (strncmp(s, name, *n) == 0)
			return value;
	}
	return NULL;
}

char *
text_fill(const char *text, ...)
{
	char *out = NULL;
	size_t len = 0, n;
	FILE *f = xmemstream(&out, &len);

	while (*text != '\0') {
		const char *value = NULL;
		va_list pairs;

		va_start(pairs, text);
		if (*text == '@')
			value = value_at(text, pairs, &n);
		va_end(pairs);
		if (value == NULL) {
			putc(*text++, f);
			continue;
		}
		fputs(value, f);
		text += n;
	}
	fclose(f);
	return out;
}
