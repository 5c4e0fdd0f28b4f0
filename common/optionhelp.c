#include "common/optionhelp.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/xalloc.h"

enum { WIDTH = 79 };

/* "--with c++|ubsan", "FILE": many choices are told in the help only. */
static char *
form(const struct option_row *row, const char *name)
{
	enum { FEW = 16 };
	autofree char *choices = NULL;
	const char *value = row->value != NULL ? row->value : "";

	if (row->choices != NULL && strlen(row->choices) <= FEW) {
		choices = xstrdup(row->choices);
		for (char *p = choices; *p != '\0'; p++)
			*p = *p == ' ' ? '|' : *p;
		value = choices;
	}
	return xasprintf("%s%s%s%s", name,
		*name == '\0' || *value == '\0'		 ? ""
		: (row->is & OPTION_MAYBE) != 0   ? "[="
		: (row->is & OPTION_JOINED) != 0 ? ""
							 : " ",
		value, *value != '\0' && (row->is & OPTION_MAYBE) != 0 ? "]" : "");
}

/* An option of a synopsis: "--target T [--target T]...", "[--json]". */
static char *
synopsis_of(const struct option_row *row)
{
	autofree char *name = option_name(row);
	autofree char *text = form(row, row->names != NULL ? name : "");
	bool needed = (row->is & OPTION_REQUIRED) != 0;
	bool many = row->set == OPTION_SET_WORDS;
	bool dashes = (row->is & (OPTION_REST | OPTION_DASHES)) != 0 &&
		      (row->is & OPTION_COMMAND) != 0;

	if (row->names == NULL)
		return xasprintf("%s%s%s%s%s", needed ? "" : "[",
			dashes ? "-- " : "", text,
			dashes ? " [WORD...]"
			: many ? "..."
			       : "",
			needed ? "" : "]");
	if (needed)
		return many ? xasprintf("%s [%s]...", text, text)
			    : xstrdup(text);
	return xasprintf("[%s]%s", text, many ? "..." : "");
}

static void
synopsis_words(const struct option_row *rows, struct argvec *out)
{
	for (const struct option_row *r = rows; !option_is_end(r); r++)
		if ((r->is & OPTION_HIDDEN) == 0)
			argvec_take(out, synopsis_of(r));
}

char *
options_synopsis(const struct option_row *rows)
{
	autoargvec all = ARGVEC_INIT;

	synopsis_words(rows, &all);
	return argvec_join(&all, " ");
}

void
options_usage(FILE *out, const char *head, const struct option_row *rows)
{
	enum { INDENT = 12 };
	size_t column = strlen(head);
	autoargvec all = ARGVEC_INIT;

	synopsis_words(rows, &all);
	fputs(head, out);
	for (size_t i = 0; i < all.n; i++) {
		size_t n = strlen(all.v[i]);
		bool fits = column + 1 + n <= WIDTH;

		fprintf(out, "%s%*s%s", fits ? "" : "\n", fits ? 1 : INDENT,
			"", all.v[i]);
		column = (fits ? column + 1 : INDENT) + n;
	}
	putc('\n', out);
}

void
options_paragraph(FILE *out, const char *head, const char *text, int indent,
	int width)
{
	int at = indent + (int)strlen(head), column = indent + width + 2;
	size_t room = (size_t)(WIDTH - column);

	fprintf(out, "%*s%s", indent, "", head);
	if (at + 2 > column) {
		putc('\n', out);
		at = 0;
	}
	for (const char *end; *text != '\0'; text = end + (*end == ' ')) {
		end = text + strlen(text);
		if ((size_t)(end - text) > room) {
			for (end = text + room; end > text && *end != ' ';)
				end--;
			if (end == text)
				end += strcspn(text, " ");
		}
		fprintf(out, "%*s%.*s\n", column - at, "", (int)(end - text),
			text);
		at = 0;
	}
}

/* "-K, --keep-symbol NAME". */
static char *
heading(const struct option_row *row)
{
	autofree char *names = NULL;
	autoargvec all = ARGVEC_INIT;

	if (row->names == NULL)
		return form(row, "");
	argvec_split(&all, row->names, " ");
	/* Spellings behind the first long one are not told. */
	for (size_t i = 0; i + 1 < all.n; i++)
		while (all.v[i][1] == '-' && i + 1 < all.n)
			argvec_remove(&all, i + 1);
	names = argvec_join(&all, ", ");
	return form(row, names);
}

/* Rows that --help tells about. */
static bool
is_told(const struct option_row *row)
{
	return row->help != NULL && (row->is & OPTION_HIDDEN) == 0;
}

int
options_width(const struct option_row *rows)
{
	enum { MOST = 24 };
	int widest = 0;

	for (const struct option_row *r = rows; !option_is_end(r); r++) {
		autofree char *left = heading(r);
		int n = (int)strlen(left);

		if (is_told(r) && n > widest && n <= MOST)
			widest = n;
	}
	return widest;
}

void
options_help(FILE *out, const struct option_row *rows, int indent, int width)
{
	for (const struct option_row *r = rows; !option_is_end(r); r++) {
		autofree char *left = heading(r);

		if (is_told(r))
			options_paragraph(out, left, r->help, indent, width);
	}
}
