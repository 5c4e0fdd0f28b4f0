#include "wrapper/text/jsonread.h"

#include <ctype.h>
#include <string.h>

#include "common/str.h"

enum { DEEPEST = 64 };

static const char *
blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* Behind the text at p, or NULL. */
static const char *
after_text(const char *p)
{
	if (*p != '"')
		return NULL;
	for (p++; *p != '"'; p++) {
		if ((unsigned char)*p < ' ' || (*p == '\\' && *++p == '\0'))
			return NULL;
	}
	return p + 1;
}

/* Behind a number, true, false or null. */
static const char *
after_word(const char *p)
{
	static const char *const words[] = { "true", "false", "null" };
	const char *end;

	for (size_t i = 0; i < COUNT(words); i++)
		if (starts_with(p, words[i]))
			return p + strlen(words[i]);
	end = p + (*p == '-');
	if (!isdigit((unsigned char)*end))
		return NULL;
	return end + strspn(end, "0123456789.eE+-");
}

static const char *value(const char *p, unsigned depth, struct argvec *out,
	const char **bad);

/* Behind an object or an array, whose members go to out (or NULL). */
static const char *
after_members(const char *p, unsigned depth, struct argvec *out,
	const char **bad)
{
	char close = *p == '{' ? '}' : ']';

	p = blanks(p + 1);
	if (*p == close)
		return p + 1;
	for (;;) {
		const char *key = p, *end = p, *v;

		*bad = p;
		if (close == '}') {
			if ((end = after_text(p)) == NULL)
				return NULL;
			*bad = p = blanks(end);
			if (*p++ != ':')
				return NULL;
		}
		v = p = blanks(p);
		if ((p = value(p, depth + 1, NULL, bad)) == NULL)
			return NULL;
		if (out != NULL && close == '}' && *v == '"') {
			argvec_pushf(out, "%.*s", (int)(end - key - 2),
				key + 1);
			argvec_pushf(out, "%.*s", (int)(p - v - 2), v + 1);
		}
		*bad = p = blanks(p);
		if (*p == close)
			return p + 1;
		if (*p != ',')
			return NULL;
		p = blanks(p + 1);
	}
}

static const char *
value(const char *p, unsigned depth, struct argvec *out, const char **bad)
{
	*bad = p;
	if (*p == '"')
		return after_text(p);
	if (*p != '{' && *p != '[')
		return after_word(p);
	return depth < DEEPEST ? after_members(p, depth, out, bad) : NULL;
}

int
jsonread_texts(const char *text, const char *name, struct argvec *out,
	struct fail *f)
{
	const char *p = blanks(text), *bad = p;
	int line = 1;

	if (*p == '{' && (p = value(p, 0, out, &bad)) != NULL &&
		*(bad = blanks(p)) == '\0')
		return 0;
	for (p = text; p < bad; p++)
		line += *p == '\n';
	return fail_set(f, "%s:%d: this is no JSON object", name, line);
}
