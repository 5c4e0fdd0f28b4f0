#include "shim/sysroot/pch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"

enum { SOURCE_MAX = 1 << 24 };

/* The next line that is a directive, behind its "#"; NULL after the last one. */
static const char *
next_directive(const char **at)
{
	const char *p = *at;

	while (*p != '\0') {
		const char *word = p + strspn(p, " \t");

		p += strcspn(p, "\n");
		p += *p == '\n';
		if (*word != '#')
			continue;
		*at = p;
		return word + 1 + strspn(word + 1, " \t");
	}
	return NULL;
}

/* The directives before `end`, but for those that include. */
static char *
directives(const char *text, const char *end)
{
	autoargvec lines = ARGVEC_INIT;
	const char *word;

	while ((word = next_directive(&text)) != NULL && word < end)
		if (!starts_with(word, "include"))
			argvec_pushf(&lines, "%.*s",
				(int)strcspn(word, "\r\n"), word);
	return argvec_join(&lines, "\n");
}

bool
pch_begins(const char *source, const char *header, const char *text)
{
	autofree char *angle = xasprintf("#include <%s>", header);
	autofree char *quoted = xasprintf("#include \"%s\"", header);
	autofree char *all = NULL, *ours = NULL, *theirs = NULL;
	const char *at;

	if (path_read(source, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0 ||
		((at = strstr(all, angle)) == NULL &&
			(at = strstr(all, quoted)) == NULL))
		return false;
	ours = directives(text, text + strlen(text));
	theirs = directives(all, at);
	return strcmp(ours, theirs) == 0;
}

bool
pch_includes(const char *source, const char *text)
{
	autofree char *all = NULL;

	if (path_read(source, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0)
		return false;
	for (const char *p = text; (p = strchr(p, '<')) != NULL; p++) {
		autofree char *line = xasprintf("include %.*s",
			(int)strcspn(p, "\n"), p);

		if (strstr(all, line) != NULL)
			return true;
	}
	return false;
}

/* The macros that it defines or undefines before the last header that it includes. */
static void
macros_of(const char *source, struct argvec *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	autofree char *all = NULL;
	const char *at, *word;
	size_t before = 0;

	if (path_read(source, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0)
		return;
	for (at = all; (word = next_directive(&at)) != NULL;) {
		const char *name = word + strcspn(word, " \t\n");

		name += strspn(name, " \t");
		if (starts_with(word, "include"))
			before = out->n;
		else if (starts_with(word, "define") || starts_with(word, "undef"))
			argvec_pushf(out, "%.*s", (int)strspn(name, letters), name);
	}
	while (out->n > before)
		argvec_remove(out, out->n - 1);
}

static bool
has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += len)
		if ((p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_')) &&
			!(isalnum((unsigned char)p[len]) || p[len] == '_'))
			return true;
	return false;
}

/* The next file of a list for make; NULL after the last one. */
static char *
next_prerequisite(const char **at)
{
	char *out = xstrdup(*at);
	size_t n = 0;
	const char *p = *at;

	while (*p == ' ' || *p == '\n' || (p[0] == '\\' && p[1] == '\n'))
		p++;
	for (; *p != '\0' && *p != ' ' && *p != '\n'; p++) {
		if ((p[0] == '\\' && p[1] != '\0' && p[1] != '\n') ||
			(p[0] == '$' && p[1] == '$'))
			p++;
		out[n++] = *p;
	}
	out[n] = '\0';
	*at = p;
	if (n > 0)
		return out;
	free(out);
	return NULL;
}

/* The first of the macros that the file names, or NULL. */
static const char *
named_in(const char *file, const struct argvec *macros)
{
	autofree char *text = NULL;

	if (path_read(file, SOURCE_MAX, &text, NULL, FAIL_IGNORED) == 0)
		for (size_t i = 0; i < macros->n; i++)
			if (has_word(text, macros->v[i]))
				return macros->v[i];
	return NULL;
}

bool
pch_suits(const char *source, const char *pch)
{
	autofree char *list = xasprintf("%s.d", pch), *all = NULL;
	autoargvec macros = ARGVEC_INIT;
	const char *at, *named = NULL;
	char *file;

	if (path_read(list, SOURCE_MAX, &all, NULL, FAIL_IGNORED) != 0)
		return false;
	macros_of(source, &macros);
	for (at = all; named == NULL && macros.n > 0 &&
		       (file = next_prerequisite(&at)) != NULL;
		free(file)) {
		named = named_in(file, &macros);
		if (named != NULL)
			trace_line("no shared header: %s defines %s, which %s "
				   "names", source, named, file);
	}
	return named == NULL;
}
