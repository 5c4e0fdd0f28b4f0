#include "shim/engine/ldscript.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"

enum { SCRIPT_MAX = 1 << 20, LIBRARY_MAX = 1 << 14 };

/* Behind the comment or string that begins at s; s if none does. */
static const char *
skip_text(const char *s)
{
	const char *end = NULL;

	if (starts_with(s, "/*"))
		end = strstr(s + 2, "*/");
	else if (*s == '"')
		end = strchr(s + 1, '"');
	else
		return s;
	return end == NULL ? s + strlen(s) : end + (*s == '"' ? 1 : 2);
}

static bool
is_word(const char *text, const char *s, const char *word)
{
	size_t n = strlen(word);

	return strncmp(s, word, n) == 0 &&
	       !isalnum((unsigned char)s[n]) && s[n] != '_' &&
	       (s == text || (!isalnum((unsigned char)s[-1]) && s[-1] != '_' &&
				     s[-1] != '.'));
}

/* The first of these words from `from` on, and not in a comment. */
static const char *
find_word(const char *text, const char *from, const char *word)
{
	for (const char *s = from; *s != '\0';) {
		const char *end = skip_text(s);

		if (end != s)
			s = end;
		else if (is_word(text, s, word))
			return s;
		else
			s++;
	}
	return NULL;
}

/* Behind the "(READONLY)" that begins at s; s if none does. */
static const char *
skip_readonly(const char *s)
{
	const char *p = s;

	if (*p++ != '(')
		return s;
	p += strspn(p, " \t");
	if (!starts_with(p, "READONLY"))
		return s;
	p += 8;
	p += strspn(p, " \t");
	return *p == ')' ? p + 1 : s;
}

static void
copy(FILE *out, const char *from, const char *to)
{
	while (from < to) {
		const char *end = skip_text(from);

		const char *gone = skip_readonly(from);

		if (gone == from) {
			end = end == from ? from + 1 : end;
			fwrite(from, 1, (size_t)(end - from), out);
		}
		from = gone == from ? end : gone;
	}
}

/* Where MEMORY { … } is, if somebody asks before it. */
static bool
find_memory(const char *text, const char **from, const char **to)
{
	const char *asks = find_word(text, text, "ORIGIN");
	const char *length = find_word(text, text, "LENGTH");

	*from = find_word(text, text, "MEMORY");
	if (*from == NULL)
		return false;
	if (asks == NULL || (length != NULL && length < asks))
		asks = length;
	for (*to = *from; **to != '\0' && **to != '}';) {
		const char *end = skip_text(*to);

		*to = end != *to ? end : *to + 1;
	}
	return asks != NULL && asks < *from && **to == '}';
}

static const char *
skip_space(const char *s)
{
	for (const char *end; *s != '\0'; s = end) {
		end = *s == '"' ? s : skip_text(s);
		if (end == s)
			end = s + strspn(s, " \t\r\n");
		if (end == s)
			break;
	}
	return s;
}

/* Does a statement of a section begin here that puts nothing into it? */
static bool
is_assignment(const char *s)
{
	static const char *const calls[] = { "PROVIDE", "PROVIDE_HIDDEN",
		"HIDDEN", "ASSERT" };
	size_t n = 0;
	const char *next;

	while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == '.')
		n++;
	next = skip_space(s + n);
	for (size_t i = 0; i < COUNT(calls); i++)
		if (strncmp(s, calls[i], n) == 0 && calls[i][n] == '\0')
			return *next == '(';
	return n > 0 && (*next == '=' || (strchr("+-*/&|", *next) != NULL &&
						next[1] == '='));
}

/* Has the section whose '{' this is nothing but room, as for heap and stack?
 * GNU ld gives it no bytes in the file; lld does without (NOLOAD). */
static bool
is_room(const char *body)
{
	bool moves = false;
	const char *s = skip_space(body + 1);

	while (is_assignment(s)) {
		moves = moves || *s == '.';
		s += strcspn(s, ";}");
		if (*s == ';')
			s++;
		s = skip_space(s);
	}
	return moves && *s == '}';
}

/* The text with (NOLOAD) for sections that are but room; NULL if none is. */
static char *
add_noload(const char *text)
{
	const char *colon = NULL, *done = text, *at = find_word(text, text,
		"SECTIONS");
	char *out = NULL;
	size_t len;
	FILE *f = xmemstream(&out, &len);
	bool typed = false;
	int depth = 0;

	for (const char *s = at; s != NULL && *s != '\0';) {
		const char *end = skip_text(s);

		if (end != s) {
			s = end;
			continue;
		}
		if (*s == ':' && depth == 1)
			colon = s;
		if (*s == '(' && depth == 1 && colon == NULL)
			typed = typed || starts_with(s, "(NOLOAD") ||
				starts_with(s, "(COPY") ||
				starts_with(s, "(INFO") ||
				starts_with(s, "(TYPE");
		if (*s == '{' && ++depth == 2 && colon != NULL && !typed &&
			is_room(s)) {
			fwrite(done, 1, (size_t)(colon - done), f);
			fputs("(NOLOAD) ", f);
			done = colon;
		}
		if (*s == '}' && --depth == 1) {
			colon = NULL;
			typed = false;
		}
		s++;
	}
	fputs(done, f);
	fclose(f);
	if (done != text)
		return out;
	free(out);
	return NULL;
}

/* MEMORY in front, and no (READONLY); NULL if it is so. */
static char *
reorder(const char *text)
{
	const char *from = text, *to = text;
	bool memory = find_memory(text, &from, &to);
	char *out = NULL;
	size_t len;
	FILE *f;

	if (!memory && find_word(text, text, "READONLY") == NULL)
		return NULL;
	f = xmemstream(&out, &len);
	if (memory) {
		copy(f, from, to + 1);
		fputc('\n', f);
		copy(f, text, from);
		copy(f, to + 1, text + strlen(text));
	} else {
		copy(f, text, text + strlen(text));
	}
	fclose(f);
	return out;
}

char *
ldscript_text(const char *text)
{
	char *ordered = reorder(text);
	char *out = add_noload(ordered != NULL ? ordered : text);

	if (out == NULL)
		return ordered;
	free(ordered);
	return out;
}

/* As the linker looks for it: here, then along -L. */
static char *
find_script(const struct machine *m, const struct words *ws, const char *name)
{
	if (m->exists(name))
		return xstrdup(name);
	for (size_t i = 0; i < ws->n; i++) {
		autofree char *path = NULL;

		if (ws->v[i].value == NULL ||
			strcmp(ws->v[i].name, "-L") != 0)
			continue;
		path = path_join(ws->v[i].value, name);
		if (m->exists(path))
			return xstrdup(path);
	}
	return NULL;
}

void
ldscript_adapt(const struct call *call, struct plan *p, struct words *ws)
{
	const struct machine *m = call->facts->machine;

	for (size_t i = 0; i < ws->n; i++) {
		struct word *w = &ws->v[i];
		autofree char *path = NULL, *text = NULL, *copied = NULL;

		if (w->value == NULL || !word_in("-T --script", w->name))
			continue;
		path = find_script(m, ws, w->value);
		if (path == NULL || m->read(path, SCRIPT_MAX, &text, NULL,
					    FAIL_IGNORED) != 0)
			continue;
		copied = ldscript_text(text);
		if (copied == NULL ||
			!rule_fire(p, CODE_LD_SCRIPT, w->value,
				rule_of_code(CODE_LD_SCRIPT)->with))
			continue;
		free(w->value);
		w->value = xasprintf(
			"%s/%zu-%s", PLAN_TMP, i, path_base(path));
		plan_file(p, w->value, copied);
		copied = NULL;
	}
}

/* ---- a library that is a script ---- */

/* The text with root before the paths that are in there; NULL if none is. */
static char *
lead(const struct machine *m, const char *text, const char *root)
{
	autoargvec out = ARGVEC_INIT;
	const char *from = text;

	for (const char *p = text; (p = strchr(p, '/')) != NULL;) {
		size_t n = strcspn(p, " \t\r\n(),\"");
		autofree char *path = xasprintf("%s%.*s", root, (int)n, p);

		if (p > text && strchr(" \t\n(,\"", p[-1]) != NULL &&
			m->exists(path)) {
			argvec_take(&out, xstrndup(from, (size_t)(p - from)));
			argvec_push(&out, root);
			from = p;
		}
		p += n;
	}
	if (from == text)
		return NULL;
	argvec_push(&out, from);
	return argvec_join(&out, "");
}

static char *
library_in(const struct machine *m, const char *dir, const char *name,
	bool is_static)
{
	autofree char *so = xasprintf("%s/lib%s.so", dir, name);
	autofree char *a = xasprintf("%s/lib%s.a", dir, name);

	return !is_static && m->exists(so) ? xstrdup(so)
	       : m->exists(a)		   ? xstrdup(a)
					   : NULL;
}

/* The file of -lNAME, as the linker looks for it. */
static char *
find_library(const struct machine *m, const struct words *ws,
	const char *sysroot, const struct root *root, const char *name,
	bool is_static)
{
	autofree char *ours = path_join(sysroot, "lib");
	char *file = NULL;

	for (size_t i = 0; file == NULL && i < ws->n; i++)
		if (ws->v[i].value != NULL && strcmp(ws->v[i].name, "-L") == 0)
			file = library_in(m, ws->v[i].value, name, is_static);
	if (file == NULL)
		file = library_in(m, ours, name, is_static);
	for (size_t i = 0; file == NULL && i < root->libraries.n; i++)
		file = library_in(m, root->libraries.v[i], name, is_static);
	return file;
}

/* What the word names, if it is in the root. */
static char *
file_of(const struct machine *m, const struct words *ws, const struct word *w,
	const char *sysroot, const struct root *root, bool is_static)
{
	char *file = w->space == SPACE_INPUT ? xstrdup(w->name)
		     : w->value != NULL && strcmp(w->name, "-l") == 0 &&
				     w->value[0] != ':'
			     ? find_library(m, ws, sysroot, root, w->value,
				       is_static)
			     : NULL;

	if (file != NULL && path_is_in(file, root->dir))
		return file;
	free(file);
	return NULL;
}

void
ldscript_lead(const struct call *call, struct plan *p, struct words *ws,
	const char *sysroot, const struct root *root, bool is_static)
{
	const struct machine *m = call->facts->machine;

	for (size_t i = 0; root->dir != NULL && i < ws->n; i++) {
		struct word *w = &ws->v[i];
		autofree char *path = file_of(m, ws, w, sysroot, root, is_static);
		autofree char *text = NULL, *copied = NULL;

		if (path == NULL ||
			m->read(path, LIBRARY_MAX, &text, NULL,
				FAIL_IGNORED) != 0 ||
			(strstr(text, "GROUP") == NULL &&
				strstr(text, "INPUT") == NULL))
			continue;
		copied = lead(m, text, root->dir);
		if (copied == NULL ||
			!rule_fire(p, CODE_ROOT_SCRIPT, path,
				rule_of_code(CODE_ROOT_SCRIPT)->with))
			continue;
		free(w->name);
		free(w->value);
		w->name = xasprintf(
			"%s/%zu-%s", PLAN_TMP, i, path_base(path));
		w->value = NULL;
		w->space = SPACE_INPUT;
		w->shape = NULL;
		plan_file(p, w->name, copied);
		copied = NULL;
	}
}
