#include "common/ar.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* The header of a member is text: columns filled with blanks. */
enum {
	MAGIC_LEN = 8,
	HEADER_LEN = 60,
	NAME_LEN = 16,
	SIZE_AT = 48,
	SIZE_LEN = 10,
	END_AT = 58
};

bool
ar_is(const void *mem, size_t len)
{
	return mem != NULL && len >= MAGIC_LEN &&
	       (memcmp(mem, "!<arch>\n", MAGIC_LEN) == 0 ||
		       memcmp(mem, "!<thin>\n", MAGIC_LEN) == 0);
}

int
ar_open(struct ar *a, const void *mem, size_t len, struct fail *f)
{
	*a = (struct ar){ .mem = mem, .len = len, .at = MAGIC_LEN };
	if (!ar_is(mem, len))
		return fail_set(f, "not an archive");
	a->thin = a->mem[2] == 't';
	return 0;
}

/* A decimal number in at most n columns with nothing but blanks behind. */
static bool
number(const char *s, size_t n, size_t *out)
{
	size_t i = 0, v = 0;

	for (; i < n && isdigit((unsigned char)s[i]); i++)
		v = v * 10 + (size_t)(s[i] - '0');
	if (i == 0)
		return false;
	*out = v;
	while (i < n && s[i] == ' ')
		i++;
	return i == n;
}

/* "/123" stands for the text at 123 of the names table, up to "/\n". Thin
 * archives write "/123:456" for a member of an archive within. */
static char *
long_name(const struct ar *a, const char *digits, size_t n)
{
	const char *colon = memchr(digits, ':', n), *s, *end;
	size_t at;

	if (colon != NULL)
		n = (size_t)(colon - digits);
	if (!number(digits, n, &at) || a->names == NULL || at >= a->names_len)
		return NULL;
	s = a->names + at;
	end = memchr(s, '\n', a->names_len - at);
	if (end == NULL)
		end = a->names + a->names_len;
	if (end > s && end[-1] == '/')
		end--;
	return xstrndup(s, (size_t)(end - s));
}

static char *
short_name(const char *s)
{
	const char *slash = memchr(s, '/', NAME_LEN);
	size_t n = slash != NULL ? (size_t)(slash - s) : NAME_LEN;

	while (slash == NULL && n > 0 && s[n - 1] == ' ')
		n--;
	return xstrndup(s, n);
}

/* BSD puts "#1/<n>" there and the name into the first n bytes of the data. */
static int
bsd_name(struct ar_member *m, const char *name, struct fail *f)
{
	size_t n;

	if (!number(name + 3, NAME_LEN - 3, &n) || n > m->len)
		return fail_set(f, "damaged archive: bad member name");
	m->name = xstrndup((const char *)m->mem, n);
	m->mem += n;
	m->len -= n;
	return 0;
}

static bool
is_table(const char *name)
{
	return strncmp(name, "/               ", NAME_LEN) == 0 ||
	       strncmp(name, "/SYM64/         ", NAME_LEN) == 0 ||
	       strncmp(name, "//              ", NAME_LEN) == 0;
}

/* Moves past the header at a->at, which is complete, and past its data. */
static int
take(struct ar *a, struct ar_member *m, const char *name, struct fail *f)
{
	size_t left = a->len - a->at - HEADER_LEN;

	m->mem = a->mem + a->at + HEADER_LEN;
	if (!number(name + SIZE_AT, SIZE_LEN, &m->len) ||
		memcmp(name + END_AT, "`\n", 2) != 0)
		return fail_set(f,
			"damaged archive: bad member header at byte %zu",
			a->at);
	a->at += HEADER_LEN;
	if (a->thin && !is_table(name)) {
		m->mem = NULL;
		m->external = true;
		return 0;
	}
	if (m->len > left)
		return fail_set(f,
			"damaged archive: the member at byte %zu is cut off",
			a->at - HEADER_LEN);
	a->at += m->len;
	if ((m->len & 1) != 0 && a->at < a->len)
		a->at++;
	return 0;
}

static int
set_name(struct ar *a, struct ar_member *m, const char *name, struct fail *f)
{
	if (!m->external && strncmp(name, "#1/", 3) == 0)
		return bsd_name(m, name, f);
	if (name[0] == '/' && isdigit((unsigned char)name[1]))
		m->name = long_name(a, name + 1, NAME_LEN - 1);
	else
		m->name = short_name(name);
	if (m->name == NULL)
		return fail_set(f, "damaged archive: bad member name");
	return 0;
}

int
ar_next(struct ar *a, struct ar_member *m, struct fail *f)
{
	while (a->at < a->len) {
		const char *name = (const char *)a->mem + a->at;

		*m = (struct ar_member){ NULL, NULL, 0, false };
		if (a->len - a->at < HEADER_LEN)
			return fail_set(f, "damaged archive: cut off");
		if (take(a, m, name, f) != 0)
			return -1;
		if (strncmp(name, "// ", 3) == 0) {
			a->names = (const char *)m->mem;
			a->names_len = m->len;
		}
		if (is_table(name))
			continue;
		if (set_name(a, m, name, f) != 0)
			return -1;
		if (strncmp(m->name, "__.SYMDEF", 9) != 0)
			return 1;
		free(m->name);
		m->name = NULL;
	}
	return 0;
}
