#include "common/version.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

bool
version_parse(const char *s, struct version *out)
{
	struct version v = { 0, 0, 0 };
	unsigned short *part[] = { &v.major, &v.minor, &v.patch };

	for (size_t i = 0; i < 3; i++) {
		unsigned n = 0;

		if (!isdigit((unsigned char)*s))
			return false;
		for (; isdigit((unsigned char)*s); s++)
			if ((n = n * 10 + (unsigned)(*s - '0')) > 65535)
				return false;
		*part[i] = (unsigned short)n;
		if (*s == '\0' || *s == '-' || *s == '+') {
			if (i > 0)
				*out = v;
			return i > 0;
		}
		if (*s++ != '.')
			return false;
	}
	return false;
}

bool
version_parse_short(const char *s, struct version *out)
{
	bool whole = strchr(s, '.') == NULL;
	autofree char *longer = whole ? xasprintf("%s.0", s) : xstrdup(s);

	return s[strspn(s, "0123456789.")] == '\0' &&
	       version_parse(longer, out);
}

int
version_cmp(struct version a, struct version b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	return a.patch < b.patch ? -1 : a.patch > b.patch;
}

int
version_text_cmp(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *a_end, *b_end;
			unsigned long x = strtoul(a, &a_end, 10);
			unsigned long y = strtoul(b, &b_end, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = a_end;
			b = b_end;
		} else if (*a != *b) {
			break;
		} else {
			a++;
			b++;
		}
	}
	return (unsigned char)*a - (unsigned char)*b;
}

char *
version_text(struct version v)
{
	if (v.patch != 0)
		return xasprintf("%d.%d.%d", v.major, v.minor, v.patch);
	return xasprintf("%d.%d", v.major, v.minor);
}
