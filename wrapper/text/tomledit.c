#include "wrapper/text/tomledit.h"
#include <stdio.h>

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/toml.h"

/* A block's opening line may go on: see "newline" in tomledit_block. */
static const char block_begin[] = "# >>> cargo zbuild setup";
static const char block_end[] = "# <<< cargo zbuild setup";
static const char added_newline[] = " (and the line end before it)";
static const char line_note[] = "  # by cargo zbuild setup";
static const char bom[] = "\xef\xbb\xbf";

enum stmt_kind { STMT_PAIR, STMT_TABLE, STMT_LIST };

/* One statement: offsets into the text. */
struct stmt {
	enum stmt_kind kind;
	size_t key, key_end, value, value_end;
	size_t end; /* behind its line end */
};

/* --- walking ------------------------------------------------------------ */

static size_t
skip_string(const char *s, size_t i)
{
	char q = s[i];
	size_t n = s[i + 1] == q && s[i + 2] == q ? 3 : 1;

	for (i += n; s[i] != '\0'; i++) {
		if (q == '"' && s[i] == '\\' && s[i + 1] != '\0') {
			i++;
		} else if (s[i] == q &&
			   (n == 1 || (s[i + 1] == q && s[i + 2] == q))) {
			i += n;
			/* """a"""" ends with a quote of its text. */
			while (n == 3 && s[i] == q)
				i++;
			return i;
		}
	}
	return i;
}

static size_t
skip_comment(const char *s, size_t i)
{
	return s[i] == '#' ? i + strcspn(s + i, "\n") : i;
}

/* Blanks, line ends and comments. */
static size_t
skip_space(const char *s, size_t i)
{
	size_t old;

	do {
		old = i;
		i += strspn(s + i, " \t\r\n");
		i = skip_comment(s, i);
	} while (i != old);
	return i;
}

static size_t
skip_brackets(const char *s, size_t i)
{
	size_t depth = 0;

	while (s[i] != '\0') {
		if (s[i] == '"' || s[i] == '\'') {
			i = skip_string(s, i);
			continue;
		}
		if (s[i] == '#') {
			i = skip_comment(s, i);
			continue;
		}
		if (s[i] == '[' || s[i] == '{')
			depth++;
		if ((s[i] == ']' || s[i] == '}') && --depth == 0)
			return i + 1;
		i++;
	}
	return i;
}

static size_t
skip_value(const char *s, size_t i)
{
	size_t start = i;

	if (s[i] == '"' || s[i] == '\'')
		return skip_string(s, i);
	if (s[i] == '[' || s[i] == '{')
		return skip_brackets(s, i);
	i += strcspn(s + i, ",]}#\r\n");
	while (i > start && (s[i - 1] == ' ' || s[i - 1] == '\t'))
		i--;
	return i;
}

/* To the first of the two bytes outside of quotes. */
static size_t
skip_to(const char *s, size_t i, char stop)
{
	while (s[i] != '\0' && s[i] != stop && s[i] != '\n')
		i = s[i] == '"' || s[i] == '\'' ? skip_string(s, i) : i + 1;
	return i;
}

static size_t
text_start(const char *s)
{
	return strncmp(s, bom, strlen(bom)) == 0 ? strlen(bom) : 0;
}

/* The statement at or after *at, which moves behind it. */
static bool
next_stmt(const char *s, size_t *at, struct stmt *out)
{
	size_t i = skip_space(s, *at);

	if (s[i] == '\0')
		return false;
	if (s[i] == '[') {
		out->kind = s[i + 1] == '[' ? STMT_LIST : STMT_TABLE;
		out->key = i + (out->kind == STMT_LIST ? 2 : 1);
		out->key_end = skip_to(s, out->key, ']');
		i = out->value = out->value_end = out->key_end;
	} else {
		out->kind = STMT_PAIR;
		out->key = i;
		out->key_end = skip_to(s, i, '=');
		i = out->key_end;
		if (s[i] == '=')
			i++;
		out->value = i + strspn(s + i, " \t");
		i = out->value_end = skip_value(s, out->value);
	}
	i += strcspn(s + i, "\n");
	out->end = s[i] == '\n' ? i + 1 : i;
	*at = out->end;
	return true;
}

/* The words of a key: a."b c".d */
static void
key_words(const char *s, size_t from, size_t to, struct argvec *out)
{
	autofree char *text = xasprintf("%.*s = 0", (int)(to - from), s + from);
	struct toml *root;

	if (toml_parse(text, "key", &root, FAIL_IGNORED) != 0)
		return;
	for (struct toml *t = root; t->n > 0; t = t->items[0])
		argvec_push(out, t->items[0]->key);
	toml_free(root);
}

static bool
path_begins(const struct argvec *words, char *const *path)
{
	for (size_t i = 0; path[i] != NULL; i++)
		if (i >= words->n || strcmp(words->v[i], path[i]) != 0)
			return false;
	return true;
}

static size_t
path_len(char *const *path)
{
	size_t n = 0;

	while (path[n] != NULL)
		n++;
	return n;
}

static const char *
line_end(const char *s)
{
	const char *nl = strchr(s, '\n');

	return nl != NULL && nl > s && nl[-1] == '\r' ? "\r\n" : "\n";
}

/* s with [from, to) replaced. */
static char *
splice(const char *s, size_t from, size_t to, const char *with)
{
	return xasprintf("%.*s%s%s", (int)from, s, with, s + to);
}

/* --- include ------------------------------------------------------------ */

static char *
element(const char *file)
{
	return xasprintf("{ path = \"%s\", optional = true }", file);
}

char *
tomledit_include_line(const char *file)
{
	autofree char *e = element(file);

	return xasprintf("include = [%s]%s", e, line_note);
}

/* 1: found; 0: the file has none; -1: it has one that is not a plain key. */
static int
find_include(const char *s, struct stmt *out, struct fail *f)
{
	struct toml *root = NULL;
	size_t at = text_start(s);
	bool there;

	if (toml_parse(s, "include", &root, f) != 0)
		return -1;
	there = toml_get(root, "include") != NULL;
	toml_free(root);
	while (there && next_stmt(s, &at, out) && out->kind == STMT_PAIR) {
		autoargvec words = ARGVEC_INIT;

		key_words(s, out->key, out->key_end, &words);
		if (words.n == 1 && strcmp(words.v[0], "include") == 0)
			return 1;
	}
	if (!there)
		return 0;
	return fail_set(f, "'include' is there as tables, not as a list");
}

/* "a.toml" or { path = "a.toml" } */
static bool
node_names(const struct toml *t, const char *file)
{
	const struct toml *path =
		t->kind == TOML_TABLE ? toml_get(t, "path") : t;

	if (path == NULL || path->kind != TOML_STRING)
		return false;
	return strcmp(path->text, file) == 0 ||
	       (strncmp(path->text, "./", 2) == 0 &&
		       strcmp(path->text + 2, file) == 0);
}

static bool
names_file(const char *s, size_t from, size_t to, const char *file)
{
	autofree char *text = xasprintf("x = %.*s", (int)(to - from), s + from);
	struct toml *root;
	bool same;

	if (toml_parse(text, "include", &root, FAIL_IGNORED) != 0)
		return false;
	same = node_names(toml_get(root, "x"), file);
	toml_free(root);
	return same;
}

/* An element of a list: its span, and what goes with it when it goes. */
struct element {
	size_t start, end; /* of the value */
	size_t gone_from, gone_to;
	size_t count; /* elements in the list */
};

/* Finds the element that names file in the list at `at`. */
static bool
find_element(const char *s, size_t at, const char *file, struct element *out)
{
	size_t i = at + 1, last_comma = 0;
	bool found = false;

	out->count = 0;
	for (;;) {
		size_t start = i = skip_space(s, i), end;

		if (s[i] == ']' || s[i] == '\0')
			return found;
		end = skip_value(s, i);
		out->count++;
		i = skip_space(s, end);
		if (!found && names_file(s, start, end, file)) {
			found = true;
			out->start = start;
			out->end = end;
			out->gone_from = start;
			out->gone_to = end;
			if (s[i] == ',')
				out->gone_to = i + 1 + (s[i + 1] == ' ');
			else if (last_comma != 0)
				out->gone_from = last_comma;
		}
		if (s[i] == ',')
			last_comma = i++;
	}
}

bool
tomledit_includes(const char *text, const char *file)
{
	struct toml *root, *t;
	bool found = false;

	if (toml_parse(text, "include", &root, FAIL_IGNORED) != 0)
		return false;
	t = toml_get(root, "include");
	if (t != NULL && t->kind != TOML_ARRAY)
		found = node_names(t, file);
	for (size_t i = 0; t != NULL && t->kind == TOML_ARRAY && i < t->n; i++)
		found = found || node_names(t->items[i], file);
	toml_free(root);
	return found;
}

int
tomledit_include(const char *text, const char *file, bool *was_string,
	char **out, struct fail *f)
{
	autofree char *e = element(file), *with = NULL;
	struct stmt st;
	int r = find_include(text, &st, f);

	*was_string = false;
	if (r < 0)
		return -1;
	if (r == 0) {
		autofree char *line = tomledit_include_line(file);
		size_t at = text_start(text);

		with = xasprintf("%s%s", line, line_end(text));
		*out = splice(text, at, at, with);
	} else if (text[st.value] == '[') {
		size_t first = skip_space(text, st.value + 1);

		with = xasprintf("%s%s", e, text[first] == ']' ? "" : ", ");
		*out = splice(text, st.value + 1, st.value + 1, with);
	} else if (text[st.value] == '"' || text[st.value] == '\'') {
		*was_string = true;
		with = xasprintf("[%s, %.*s]", e,
			(int)(st.value_end - st.value), text + st.value);
		*out = splice(text, st.value, st.value_end, with);
	} else {
		return fail_set(f, "'include' is neither a list nor a string");
	}
	return 0;
}

/* Is this the line that we put in, unchanged? */
static bool
is_our_line(const char *s, size_t from, size_t to, const char *file)
{
	autofree char *line = tomledit_include_line(file);
	size_t n = to - from;

	while (n > 0 && strchr("\r\n", s[from + n - 1]) != NULL)
		n--;
	return n == strlen(line) && strncmp(s + from, line, n) == 0;
}

int
tomledit_exclude(const char *text, const char *file, bool unwrap, char **out,
	struct fail *f)
{
	struct stmt st;
	struct element e;

	if (!tomledit_includes(text, file)) {
		*out = xstrdup(text);
		return 0;
	}
	if (find_include(text, &st, f) != 1)
		return -1;
	if (text[st.value] != '[' || !find_element(text, st.value, file, &e))
		return fail_set(f, "'include' is not a list");
	if (is_our_line(text, st.key, st.end, file)) {
		*out = splice(text, st.key, st.end, "");
		return 0;
	}
	*out = splice(text, e.gone_from, e.gone_to, "");
	if (unwrap && e.count == 2) {
		char *list = *out;
		size_t end = skip_value(list, st.value), first, last;

		first = skip_space(list, st.value + 1);
		last = skip_value(list, first);
		if (list[last] == ']' && first == st.value + 1) {
			autofree char *only =
				xstrndup(list + first, last - first);

			*out = splice(list, st.value, end, only);
			free(list);
		}
	}
	return 0;
}

/* --- blocks ------------------------------------------------------------- */

/*
 * Where the table's keys may be put: behind its header, or *at_end. Dotted
 * keys and inline tables close a table for everybody else.
 */
static int
find_table(const char *s, char *const *path, size_t *at, bool *at_end,
	struct fail *f)
{
	autoargvec header = ARGVEC_INIT;
	size_t i = text_start(s), depth = path_len(path);
	struct stmt st;

	*at_end = true;
	while (next_stmt(s, &i, &st)) {
		autoargvec words = ARGVEC_INIT;

		if (st.kind != STMT_PAIR) {
			argvec_clear(&header);
			key_words(s, st.key, st.key_end, &header);
			if (!path_begins(&header, path) || header.n != depth)
				continue;
			if (st.kind == STMT_LIST)
				return fail_set(
					f, "'%s' is a list of tables", path[0]);
			*at = st.end;
			*at_end = false;
			continue;
		}
		if (header.n >= depth)
			continue;
		argvec_pushv(&words, header.v);
		key_words(s, st.key, st.key_end, &words);
		if (path_begins(&words, path))
			return fail_set(f,
				"'%s' is written in one line or with dots",
				path[0]);
	}
	if (*at_end)
		*at = strlen(s);
	return 0;
}

static char *
table_header(char *const *path)
{
	autoargvec words = ARGVEC_INIT;
	autofree char *joined = NULL;

	for (size_t i = 0; path[i] != NULL; i++)
		argvec_take(&words, tomledit_key(path[i]));
	joined = argvec_join(&words, ".");
	return xasprintf("[%s]", joined);
}

int
tomledit_block(const char *text, char *const *path, const struct argvec *lines,
	char **out, struct fail *f)
{
	const char *eol = line_end(text);
	autoargvec all = ARGVEC_INIT;
	autofree char *block = NULL, *with = NULL;
	bool at_end, newline;
	size_t at = 0;

	if (find_table(text, path, &at, &at_end, f) != 0)
		return -1;
	newline = at > text_start(text) && text[at - 1] != '\n';
	argvec_pushf(&all, "%s%s", block_begin, newline ? added_newline : "");
	if (at_end)
		argvec_take(&all, table_header(path));
	argvec_pushv(&all, lines->v);
	argvec_push(&all, block_end);
	block = argvec_join(&all, eol);
	with = xasprintf("%s%s%s", newline ? eol : "", block, eol);
	*out = splice(text, at, at, with);
	return 0;
}

const char *
tomledit_find_block(const char *text)
{
	const char *p = text + text_start(text);

	while (strncmp(p, block_begin, strlen(block_begin)) != 0) {
		p = strchr(p, '\n');
		if (p == NULL)
			return NULL;
		p++;
	}
	return p;
}

/* The start of the line behind the end marker, or NULL. */
static const char *
behind_block(const char *begin)
{
	const char *p = begin;

	while ((p = strchr(p, '\n')) != NULL) {
		p++;
		if (strncmp(p, block_end, strlen(block_end)) == 0)
			return p + strcspn(p, "\n") +
			       (strchr(p, '\n') != NULL ? 1 : 0);
	}
	return NULL;
}

static const char *
last_block(const char *text)
{
	const char *last = NULL, *b = text;

	while ((b = tomledit_find_block(b)) != NULL) {
		last = b;
		b += strcspn(b, "\n");
	}
	return last;
}

int
tomledit_unblock(const char *text, char **out, struct fail *f)
{
	char *s = xstrdup(text);
	const char *b;

	/* The last one first: where a line end goes with the first, the
	 * second would no longer begin a line. */
	while ((b = last_block(s)) != NULL) {
		const char *end = behind_block(b), *from = b;
		const char *note = b + strlen(block_begin);
		char *old = s;

		if (end == NULL) {
			free(s);
			return fail_set(f,
				"a line '%s' has no line '%s' "
				"behind it",
				block_begin, block_end);
		}
		if (strncmp(note, added_newline, strlen(added_newline)) == 0 &&
			from > s && from[-1] == '\n') {
			from--;
			if (from > s && from[-1] == '\r')
				from--;
		}
		s = splice(old, (size_t)(from - old), (size_t)(end - old), "");
		free(old);
	}
	*out = s;
	return 0;
}

void
tomledit_blank_blocks(char *text)
{
	char *p = text;
	const char *b;

	while ((b = tomledit_find_block(p)) != NULL) {
		const char *end = behind_block(b);

		if (end == NULL)
			return;
		for (p += b - p; p < end; p++)
			if (*p != '\n' && *p != '\r')
				*p = ' ';
	}
}

/* --- words -------------------------------------------------------------- */

char *
tomledit_string(const char *s)
{
	char *out = xmalloc(strlen(s) * 6 + 3), *p = out;

	*p++ = '"';
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			*p++ = '\\';
		if (c < 0x20 || c == 0x7f)
			p += sprintf(p, "\\u%04X", c);
		else
			*p++ = *s;
	}
	*p++ = '"';
	*p = '\0';
	return out;
}

char *
tomledit_key(const char *key)
{
	size_t n = strspn(key, "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return n > 0 && key[n] == '\0' ? xstrdup(key) : tomledit_string(key);
}
