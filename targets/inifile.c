#include "targets/inifile.h"

#include <ini.h>
#include <stdbool.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"

/* inih as distributions build it (INI_MAX_LINE 200, MAX_SECTION 50) cuts what
 * is longer without a word; its release 58 takes 199 bytes without a newline for
 * the beginning of more. */
enum { LINE_MAX_BYTES = 198, SECTION_MAX_BYTES = 49 };

struct reader {
	const char *path;
	const char *at;         /* the next line */
	int line;               /* number of the line last handed out */
	bool in_section;
	struct argvec sections; /* seen so far */
	const struct inifile_ops *ops;
	void *user;
	struct fail *f;
	bool failed;
};

/* Takes the result of a callback; all reading ends with the first failure. */
static bool
reader_failed(struct reader *r, int result)
{
	if (result == 0)
		return false;
	r->failed = true;
	if (result != INIFILE_LOCATED)
		fail_context(r->f, "%s:%d", r->path, r->line);
	return true;
}

/* inih tells of a section only with its first key; we need empty ones too. */
static int
start_section(struct reader *r, const char *s, size_t len)
{
	const char *end = memchr(s, ']', len);
	autofree char *name = NULL;

	if (end == NULL)
		return fail_set(r->f, "a section without ']'");
	if (end - s > SECTION_MAX_BYTES)
		return fail_set(r->f, "a section name over %d bytes",
			SECTION_MAX_BYTES);
	for (const char *p = end + 1; p < s + len; p++)
		if (strchr(" \t\r", *p) == NULL) {
			if (*p == ';' || *p == '#')
				break;
			return fail_set(r->f, "text behind the section name");
		}
	name = xstrndup(s, (size_t)(end - s));
	if (argvec_has(&r->sections, name))
		return fail_set(r->f, "section [%s] comes twice", name);
	argvec_push(&r->sections, name);
	r->in_section = true;
	return r->ops->section(r->user, name, r->line, r->f);
}

/* inih's idea of fgets(3). After a failure it gets no more lines. */
static char *
next_line(char *buf, int size, void *stream)
{
	struct reader *r = stream;
	size_t len;

	if (r->failed || *r->at == '\0' || size < 2)
		return NULL;
	len = strcspn(r->at, "\n");
	r->line++;
	if (len > LINE_MAX_BYTES || len >= (size_t)size) {
		reader_failed(r, fail_set(r->f,
			"a line of %zu bytes (at most %d)", len,
			LINE_MAX_BYTES));
		return NULL;
	}
	memcpy(buf, r->at, len);
	buf[len] = '\0';
	r->at += len + (r->at[len] == '\n');
	memmove(buf, buf + strspn(buf, " \t"),
		strlen(buf + strspn(buf, " \t")) + 1);
	if (buf[0] == '[' && reader_failed(r,
		    start_section(r, buf + 1, strlen(buf + 1))))
		return NULL;
	return buf;
}

static int
on_key(void *user, const char *section, const char *key, const char *value)
{
	struct reader *r = user;

	(void)section;
	if (r->failed)
		return 1;
	reader_failed(r, r->in_section ?
		r->ops->key(r->user, key, value, r->line, r->f) :
		fail_set(r->f, "the key '%s' is in no section", key));
	return 1;
}

/* The number of the line that `text` bytes lead to, counted from 1. */
static int
line_of(const char *text, size_t len)
{
	int line = 1;

	for (size_t i = 0; i < len; i++)
		line += text[i] == '\n';
	return line;
}

int
inifile_read(const char *path, const struct inifile_ops *ops, void *user,
	struct fail *f)
{
	autofree char *text = NULL;
	size_t len;

	return path_read(path, INIFILE_MAX, &text, &len, f) != 0
		       ? -1
		       : inifile_parse(path, text, len, ops, user, f);
}

int
inifile_parse(const char *path, const char *text, size_t len,
	const struct inifile_ops *ops, void *user, struct fail *f)
{
	struct reader r = { .path = path, .ops = ops, .user = user, .f = f };
	int bad;

	if (strlen(text) != len)
		return fail_set(f, "%s:%d: a NUL byte: this is no .ini file",
			path, line_of(text, strlen(text)));
	r.at = text + (strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
	bad = ini_parse_stream(next_line, &r, on_key, &r);
	argvec_clear(&r.sections);
	if (r.failed)
		return -1;
	if (bad > 0)
		return fail_set(f, "%s:%d: neither [section] nor key = value",
			path, bad);
	return 0;
}
