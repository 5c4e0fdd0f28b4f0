#include "wrapper/explain/causes.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "common/paragraph.h"
#include "common/xalloc.h"
#include "shim/gate/hints.h"
#include "texts.h"

/* The rows, made once from their text. */
const struct symptom *
symptoms(size_t *count)
{
	static const char *const keys[] = { "says", "cause", "fix", "issue",
		"like", "on" };
	static struct symptom *rows;
	static size_t n;
	const char *text = rows == NULL ? text_causes_txt : "";
	char *v[COUNT(keys)];

	while (paragraph_next(&text, keys, COUNT(keys), v)) {
		rows = xreallocarray(rows, n + 1, sizeof *rows);
		rows[n++] = (struct symptom){ v[0], v[1], v[2], v[3], v[4],
			v[5] };
	}
	*count = n;
	return rows;
}

enum { GROUPS = 8, LINE_MAX_SHOWN = 300 };

static char *
group_text(const char *line, const regmatch_t *m, size_t wanted)
{
	/* Alternatives number their groups on: what is asked for is the
	 * first one from there that matched. */
	for (size_t i = wanted; i < GROUPS; i++)
		if (m[i].rm_so >= 0)
			return xstrndup(line + m[i].rm_so,
				(size_t)(m[i].rm_eo - m[i].rm_so));
	return xstrdup("?");
}

/* Puts the groups and the target's names in. */
static char *
fill(const char *text, const char *line, const regmatch_t *m,
	const struct target *t)
{
	autoargvec parts = ARGVEC_INIT;

	if (text == NULL)
		return NULL;
	while (*text != '\0') {
		size_t n = strcspn(text, "%");

		argvec_pushf(&parts, "%.*s", (int)n, text);
		text += n;
		if (*text == '\0')
			break;
		if (text[1] == 't')
			argvec_push(&parts, t->name);
		else if (text[1] == 'r')
			argvec_push(&parts, t->def->rust);
		else if (text[1] == 'g')
			argvec_push(&parts, t->def->gnu != NULL
						    ? t->def->gnu
						    : t->def->rust);
		else if (text[1] >= '1' && text[1] < '0' + GROUPS)
			argvec_take(&parts, group_text(line, m,
				(size_t)(text[1] - '0')));
		text += 2;
	}
	return argvec_join(&parts, "");
}

/* Said before, or of a line that another row explains? */
static bool
known(const struct causes *c, const char *line, const char *cause)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].cause, cause) == 0 ||
			(line != NULL && c->v[i].line != NULL &&
				strcmp(c->v[i].line, line) == 0))
			return true;
	return false;
}

static void
add(struct causes *c, struct cause one)
{
	if (known(c, one.line, one.cause)) {
		free(one.line);
		free(one.cause);
		free(one.fix);
		return;
	}
	c->v = xreallocarray(c->v, c->n + 1, sizeof *c->v);
	c->v[c->n++] = one;
}

/* A line without the frame that cargo and rustc put around it. */
static char *
trimmed(const char *line, size_t n)
{
	while (n > 0 && strchr(" \t|=", *line) != NULL) {
		line++;
		n--;
	}
	while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
		n--;
	return xstrndup(line, n < LINE_MAX_SHOWN ? n : LINE_MAX_SHOWN);
}

void
symptom_find(const struct symptom *s, const char *text, const struct target *t,
	struct causes *out)
{
	regmatch_t m[GROUPS];
	regex_t re;

	if (s->cause == NULL ||
		regcomp(&re, s->pattern, REG_EXTENDED | REG_NEWLINE) != 0)
		return;
	if (regexec(&re, text, GROUPS, m, 0) == 0) {
		const char *start = text + m[0].rm_so;
		const char *end = start + strcspn(start, "\n");

		while (start > text && start[-1] != '\n')
			start--;
		add(out, (struct cause){ trimmed(start, (size_t)(end - start)),
			fill(s->cause, text, m, t), fill(s->fix, text, m, t),
			s->source });
	}
	regfree(&re);
}

/* "NAME: WHAT" and then "hint: FIX": one of our programs knew already. */
static void
own_hints(const char *text, struct causes *out)
{
	const char *before = NULL;

	for (const char *line = text; *line != '\0';) {
		size_t n = strcspn(line, "\n");
		autofree char *one = trimmed(line, n);

		if (strncmp(one, "hint: ", 6) == 0 && before != NULL &&
			!known(out, NULL, one + 6)) {
			autofree char *what =
				trimmed(before, strcspn(before, "\n"));

			add(out, (struct cause){ NULL, xstrdup(what),
				xstrdup(one + 6), NULL });
		}
		before = line;
		line += n + (line[n] != '\0');
	}
}

void
causes_find(const char *text, const struct target *t, const char *zig_lib,
	struct causes *out)
{
	autoargvec hints = ARGVEC_INIT;
	const struct symptom *rows;
	size_t n;

	/* What the shim says after a failed link, with its lists. */
	hints_find(text, t, zig_lib, &hints);
	for (size_t i = 0; i < hints.n; i++)
		add(out, (struct cause){ NULL, xstrdup(hints.v[i]), NULL,
			NULL });
	own_hints(text, out);
	rows = symptoms(&n);
	for (size_t i = 0; i < n; i++)
		if (rows[i].on == NULL ||
			strstr(t->def->rust, rows[i].on) != NULL)
			symptom_find(&rows[i], text, t, out);
}

void
causes_clear(struct causes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].line);
		free(c->v[i].cause);
		free(c->v[i].fix);
	}
	free(c->v);
	*c = (struct causes)CAUSES_INIT;
}

void
error_lines(const char *text, size_t max, struct argvec *out)
{
	static const char *const marks[] = { "error: ", "error[", "fatal: ",
		"Error: ", "ERROR: ", "panicked at", "undefined reference",
		"*** [", NULL };

	for (const char *line = text; *line != '\0' && out->n < max;) {
		size_t n = strcspn(line, "\n");
		autofree char *one = trimmed(line, n);

		for (size_t i = 0; marks[i] != NULL; i++) {
			if (strstr(one, marks[i]) != NULL) {
				if (!argvec_has(out, one))
					argvec_push(out, one);
				break;
			}
		}
		line += n + (line[n] != '\0');
	}
}
