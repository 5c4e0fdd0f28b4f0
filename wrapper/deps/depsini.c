#include "wrapper/deps/depsini.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* The lines of text, each with its line end; the last may have none. */
static void
split_lines(const char *text, struct argvec *out)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		n += text[n] == '\n';
		argvec_take(out, xstrndup(text, n));
		text += n;
	}
}

static const char *
skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

static bool
is_section(const char *line)
{
	return *skip_blanks(line) == '[';
}

static bool
is_deps(const char *line)
{
	return strncmp(skip_blanks(line), "[deps]", 6) == 0;
}

static bool
is_blank(const char *line)
{
	line = skip_blanks(line);
	return *line == '\0' || *line == '\n' || *line == '\r';
}

static void
end_with_newline(struct argvec *lines)
{
	char **last = lines->n > 0 ? &lines->v[lines->n - 1] : NULL;
	size_t n = last != NULL ? strlen(*last) : 0;
	char *more;

	if (n == 0 || (*last)[n - 1] == '\n')
		return;
	more = xasprintf("%s\n", *last);
	free(*last);
	*last = more;
}

/* The line of a section's head in lines, which is made at the end if it is not
 * there. */
static size_t
section_line(struct argvec *lines, const char *section)
{
	autofree char *head = xasprintf("[%s]", section);
	size_t at = 0;

	end_with_newline(lines);
	while (at < lines->n && strncmp(skip_blanks(lines->v[at]), head,
					strlen(head)) != 0)
		at++;
	if (at < lines->n)
		return at;
	if (lines->n > 0)
		argvec_push(lines, "\n");
	argvec_pushf(lines, "%s\n", head);
	return lines->n - 1;
}

/* Puts line behind the last one of the section at `at` that is not blank. */
static void
section_append(struct argvec *lines, size_t at, const char *line)
{
	for (size_t i = ++at; i < lines->n && !is_section(lines->v[i]); i++)
		if (!is_blank(lines->v[i]))
			at = i + 1;
	argvec_insert(lines, at, line);
}

char *
depsini_add(const char *text, const char *target, const char *name)
{
	autofree char *line = xasprintf("%s = %s\n", target, name);
	autoargvec lines = ARGVEC_INIT;

	split_lines(text, &lines);
	section_append(&lines, section_line(&lines, "deps"), line);
	return argvec_join(&lines, "");
}

/* The key of a line "key = value", of `len` bytes; NULL if it is none. */
static const char *
key_of(const char *line, size_t *len)
{
	size_t n;

	line = skip_blanks(line);
	n = strcspn(line, "=:\n");
	if (line[n] != '=' && line[n] != ':')
		return NULL;
	while (n > 0 && strchr(" \t", line[n - 1]) != NULL)
		n--;
	*len = n;
	return line;
}

char *
depsini_say(const char *text, const char *section, const char *key,
	const char *value)
{
	autofree char *line = xasprintf("%s = %s\n", key, value);
	autoargvec lines = ARGVEC_INIT;
	size_t at;

	split_lines(text, &lines);
	at = section_line(&lines, section);
	for (size_t i = at + 1; i < lines.n && !is_section(lines.v[i]); i++) {
		size_t n;
		const char *has = key_of(lines.v[i], &n);

		if (has != NULL && n == strlen(key) &&
			strncmp(has, key, n) == 0)
			argvec_remove(&lines, i--);
	}
	section_append(&lines, at, line);
	return argvec_join(&lines, "");
}

static bool
names_one(const char *line, const struct argvec *targets)
{
	size_t n;
	const char *key = key_of(line, &n);

	for (size_t i = 0; key != NULL && i < targets->n; i++)
		if (strlen(targets->v[i]) == n &&
			strncmp(key, targets->v[i], n) == 0)
			return true;
	return false;
}

/* The line without name; "" when it named nothing else. */
static char *
without(const char *line, const char *name)
{
	const char *value = line + strcspn(line, "=:") + 1;
	size_t end = strcspn(value, ";\r\n");
	autofree char *list = xstrndup(value, end), *left = NULL;
	autoargvec words = ARGVEC_INIT;
	bool had = false;

	/* inih's comment begins with a ';' behind a blank. */
	argvec_split(&words, list, " \t");
	for (size_t i = words.n; i > 0; i--)
		if (strcmp(words.v[i - 1], name) == 0) {
			argvec_remove(&words, i - 1);
			had = true;
		}
	if (!had)
		return xstrdup(line);
	if (words.n == 0)
		return xstrdup("");
	left = argvec_join(&words, " ");
	return xasprintf("%.*s %s%s%s", (int)(value - line), line, left,
		value[end] == ';' ? " " : "", value + end);
}

/* A [deps] that nothing is in any more, at the end of the file, goes with the
 * blank lines in front of it: so what depsini_add did is undone. */
static void
drop_empty(struct argvec *lines)
{
	size_t at = lines->n;

	while (at > 0 && is_blank(lines->v[at - 1]))
		at--;
	if (at == 0 || !is_deps(lines->v[at - 1]))
		return;
	for (at--; at > 0 && is_blank(lines->v[at - 1]);)
		at--;
	while (lines->n > at)
		argvec_remove(lines, lines->n - 1);
}

char *
depsini_remove(const char *text, const struct argvec *targets,
	const char *name)
{
	autoargvec lines = ARGVEC_INIT;
	bool inside = false;

	split_lines(text, &lines);
	for (size_t i = 0; i < lines.n; i++) {
		if (is_section(lines.v[i]))
			inside = is_deps(lines.v[i]);
		else if (inside && names_one(lines.v[i], targets)) {
			char *line = without(lines.v[i], name);

			free(lines.v[i]);
			lines.v[i] = line;
		}
	}
	for (size_t i = lines.n; i > 0; i--)
		if (lines.v[i - 1][0] == '\0')
			argvec_remove(&lines, i - 1);
	drop_empty(&lines);
	return argvec_join(&lines, "");
}
