#include "common/str.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "common/xalloc.h"

bool
starts_with(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n > k && strcmp(s + n - k, end) == 0;
}

/* Of UTF-8, U+0080 to U+009F are such, too. */
char *
str_visible(const char *text)
{
	char *out = xmalloc(4 * strlen(text) + 1), *to = out;

	for (const unsigned char *p = (const unsigned char *)text; *p != '\0';
		p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f;

		if (*p == '\n' || *p == '\t' || (*p >= ' ' && *p != 0x7f && !c1))
			*to++ = (char)*p;
		else
			to += sprintf(to, "\\x%02x", c1 ? *++p : *p);
	}
	*to = '\0';
	return out;
}

void
fshow(FILE *out, const char *fmt, ...)
{
	autofree char *text = NULL, *seen = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	seen = str_visible(text);
	fputs(seen, out);
}

/* How long the colour at p is: ESC [ 0;1 m. */
static size_t
colour(const char *p)
{
	size_t n = 2 + (starts_with(p, "\x1b[") ? strspn(p + 2, "0123456789;")
						: 0);

	return starts_with(p, "\x1b[") && p[n] == 'm' ? n + 1 : 0;
}

void
fshow_said(FILE *out, const char *text)
{
	while (*text != '\0') {
		size_t kept = starts_with(text, "\r\n") ? 2 : colour(text);
		size_t n = kept > 0 ? kept : 1 + strcspn(text + 1, "\x1b\r");
		autofree char *part = xstrndup(text, n);
		autofree char *seen = kept > 0 ? NULL : str_visible(part);

		fputs(seen != NULL ? seen : part, out);
		text += n;
	}
}

char *
str_lower(const char *s)
{
	char *low = xstrdup(s);

	for (char *p = low; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return low;
}
