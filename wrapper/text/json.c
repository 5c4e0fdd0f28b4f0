#include "wrapper/text/json.h"

#include <stddef.h>
#include <string.h>

#include "wrapper/text/utf8.h"

void
json_init(struct json *j, FILE *out)
{
	*j = (struct json){ .out = out, .empty = true };
}

static void
put_text(FILE *out, const char *text)
{
	static const char short_from[] = "\"\\\b\f\n\r\t";
	static const char short_to[] = "\"\\bfnrt";
	const unsigned char *s = (const unsigned char *)text;
	const char *at;
	size_t n;

	putc('"', out);
	for (; *s != '\0'; s += n) {
		n = utf8_len((const char *)s);
		if (n == 0) {
			fputs("\\ufffd", out);
			n = 1;
		} else if (n > 1) {
			fwrite(s, 1, n, out);
		} else if ((at = strchr(short_from, *s)) != NULL) {
			putc('\\', out);
			putc(short_to[at - short_from], out);
		} else if (*s < 0x20 || *s == 0x7f) {
			fprintf(out, "\\u%04x", *s);
		} else {
			putc(*s, out);
		}
	}
	putc('"', out);
}

static void
newline(const struct json *j)
{
	putc('\n', j->out);
	for (unsigned i = 0; i < j->depth; i++)
		putc('\t', j->out);
}

/* What comes before each value: comma, line, key. */
static void
member(struct json *j, const char *key)
{
	if (!j->empty)
		putc(',', j->out);
	if (j->depth > 0)
		newline(j);
	if (key != NULL) {
		put_text(j->out, key);
		fputs(": ", j->out);
	}
	j->empty = false;
}

static void
open_value(struct json *j, const char *key, bool array)
{
	unsigned long long bit;

	member(j, key);
	putc(array ? '[' : '{', j->out);
	j->depth++;
	bit = 1ULL << (j->depth - 1) % 64;
	j->array = array ? j->array | bit : j->array & ~bit;
	j->empty = true;
}

void
json_object(struct json *j, const char *key)
{
	open_value(j, key, false);
}

void
json_array(struct json *j, const char *key)
{
	open_value(j, key, true);
}

void
json_end(struct json *j)
{
	bool array = j->array >> (j->depth - 1) % 64 & 1;

	j->depth--;
	if (!j->empty)
		newline(j);
	putc(array ? ']' : '}', j->out);
	j->empty = false;
}

void
json_string(struct json *j, const char *key, const char *value)
{
	if (value == NULL) {
		json_null(j, key);
		return;
	}
	member(j, key);
	put_text(j->out, value);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	member(j, key);
	fputs(value ? "true" : "false", j->out);
}

void
json_int(struct json *j, const char *key, long long value)
{
	member(j, key);
	fprintf(j->out, "%lld", value);
}

void
json_null(struct json *j, const char *key)
{
	member(j, key);
	fputs("null", j->out);
}

void
json_strings(struct json *j, const char *key, char *const *values)
{
	json_array(j, key);
	for (; values != NULL && *values != NULL; values++)
		json_string(j, NULL, *values);
	json_end(j);
}

int
json_done(struct json *j)
{
	putc('\n', j->out);
	return fflush(j->out) != 0 || ferror(j->out) ? -1 : 0;
}
