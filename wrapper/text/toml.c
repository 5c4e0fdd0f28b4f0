#include "wrapper/text/toml.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/tomlscalar.h"
#include "wrapper/text/utf8.h"

/* Deeper nesting than this is not configuration, nor is a longer key: the
 * limit of cargo's reader. */
enum { MAX_DEPTH = 80 };

struct parser {
	const char *p;
	const char *name;
	unsigned line;
	unsigned depth;
	struct fail *f;
};

/* A growing string. */
struct buf {
	char *s;
	size_t n, cap;
};

static void
buf_add(struct buf *b, const char *s, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		b->cap = (b->n + n + 1) * 2;
		b->s = xreallocarray(b->s, b->cap, 1);
	}
	memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
}

static int parse_value(struct parser *p, struct toml **out);

static int
bad(struct parser *p, const char *what)
{
	return fail_set(p->f, "%s:%u: %s", p->name, p->line, what);
}

static struct toml *
node(struct parser *p, enum toml_kind kind)
{
	struct toml *t = xcalloc(1, sizeof *t);

	t->kind = kind;
	if (p != NULL)
		t->where = xasprintf("%s:%u", p->name, p->line);
	return t;
}

struct toml *
toml_table(void)
{
	return node(NULL, TOML_TABLE);
}

void
toml_remove(struct toml *t, const char *key)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->items[i]->key, key) == 0) {
			toml_free(t->items[i]);
			memmove(&t->items[i], &t->items[i + 1],
				(--t->n - i) * sizeof *t->items);
			return;
		}
}

static void
append(struct toml *t, struct toml *item)
{
	t->items = xreallocarray(t->items, t->n + 1, sizeof *t->items);
	t->items[t->n++] = item;
}

void
toml_free(struct toml *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		toml_free(t->items[i]);
	free(t->items);
	free(t->key);
	free(t->text);
	free(t->where);
	free(t);
}

static struct toml *
find(const struct toml *t, const char *key)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->items[i]->key, key) == 0)
			return t->items[i];
	return NULL;
}

struct toml *
toml_get(const struct toml *t, const char *key)
{
	return t != NULL && t->kind == TOML_TABLE ? find(t, key) : NULL;
}

static void
skip_blanks(struct parser *p)
{
	p->p += strspn(p->p, " \t");
}

/* Blanks, comments and line ends. */
static void
skip_lines(struct parser *p)
{
	for (;;) {
		skip_blanks(p);
		if (*p->p == '#')
			p->p += strcspn(p->p, "\n");
		if (p->p[0] == '\r' && p->p[1] == '\n')
			p->p++;
		if (*p->p != '\n')
			return;
		p->p++;
		p->line++;
	}
}

static int
end_of_line(struct parser *p)
{
	skip_blanks(p);
	if (*p->p == '#')
		p->p += strcspn(p->p, "\n");
	if (p->p[0] == '\r' && p->p[1] == '\n')
		p->p++;
	if (*p->p != '\n' && *p->p != '\0')
		return bad(p, "unexpected text after a value");
	return 0;
}

static void
add_utf8(struct buf *b, unsigned long c)
{
	char s[4];
	size_t n = 0;

	if (c < 0x80) {
		s[n++] = (char)c;
	} else if (c < 0x800) {
		s[n++] = (char)(0xc0 | c >> 6);
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		s[n++] = (char)(0xe0 | c >> 12);
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		s[n++] = (char)(0xf0 | c >> 18);
		s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	}
	buf_add(b, s, n);
}

static int
parse_unicode(struct parser *p, size_t digits, struct buf *b)
{
	char hex[9] = "";
	unsigned long c;

	if (strspn(p->p, "0123456789abcdefABCDEF") < digits)
		return bad(p, "bad unicode escape");
	memcpy(hex, p->p, digits);
	c = strtoul(hex, NULL, 16);
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return bad(p, "bad unicode escape");
	if (c == 0)
		buf_add(b, TOML_NUL, strlen(TOML_NUL));
	else
		add_utf8(b, c);
	p->p += digits;
	return 0;
}

/* After a backslash; multi allows the escaped line end. */
static int
parse_escape(struct parser *p, bool multi, struct buf *b)
{
	static const char from[] = "btnfre\"\\", to[] = "\b\t\n\f\r\033\"\\";
	const char *at = *p->p != '\0' ? strchr(from, *p->p) : NULL;
	size_t blanks = strspn(p->p, " \t\r");

	if (at != NULL) {
		buf_add(b, &to[at - from], 1);
		p->p++;
		return 0;
	}
	if (multi && p->p[blanks] == '\n') {
		for (; *p->p != '\0' && strchr(" \t\r\n", *p->p); p->p++)
			p->line += *p->p == '\n';
		return 0;
	}
	switch (*p->p++) {
	case 'x':
		return parse_unicode(p, 2, b);
	case 'u':
		return parse_unicode(p, 4, b);
	case 'U':
		return parse_unicode(p, 8, b);
	}
	return bad(p, "unknown escape in a string");
}

/* A quoted string; the four kinds differ in escapes and line ends. */
static int
parse_string(struct parser *p, bool may_span, char **out)
{
	char q = *p->p, close[4] = { q, '\0', '\0', '\0' };
	bool multi = may_span && p->p[1] == q && p->p[2] == q;
	struct buf b = { 0 };

	p->p += multi ? 3 : 1;
	if (multi)
		close[1] = close[2] = q;
	if (multi && p->p[0] == '\r' && p->p[1] == '\n')
		p->p++;
	if (multi && *p->p == '\n') {
		p->p++;
		p->line++;
	}
	buf_add(&b, "", 0);
	while (strncmp(p->p, close, strlen(close)) != 0) {
		if (*p->p == '\0' || (*p->p == '\n' && !multi)) {
			free(b.s);
			return bad(p, "string without end");
		}
		p->line += *p->p == '\n';
		if (q == '"' && *p->p == '\\') {
			p->p++;
			if (parse_escape(p, multi, &b) != 0) {
				free(b.s);
				return -1;
			}
			continue;
		}
		buf_add(&b, p->p++, 1);
	}
	p->p += strlen(close);
	/* Up to two more quotes before the end belong to the text. */
	for (int i = 0; multi && i < 2 && *p->p == q; i++)
		buf_add(&b, p->p++, 1);
	*out = b.s;
	return 0;
}

static int
parse_key(struct parser *p, char **out)
{
	size_t n = strspn(p->p, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (*p->p == '"' || *p->p == '\'')
		return parse_string(p, false, out);
	if (n == 0)
		return bad(p, "expected a key");
	*out = xstrndup(p->p, n);
	p->p += n;
	return 0;
}

/* May a.b.c lead through this table? Dotted keys go on only with tables that
 * dotted keys began, as cargo has it. */
static bool
may_grow(const struct toml *t, bool dotted)
{
	return t->kind == TOML_TABLE && (dotted ? t->made == TOML_DOTTED
						: t->made != TOML_INLINE);
}

/* The member table `key` of t, made if missing; takes key. */
static struct toml *
descend(struct parser *p, struct toml *t, char *key, bool dotted)
{
	struct toml *sub = toml_get(t, key);

	if (sub == NULL) {
		sub = node(p, TOML_TABLE);
		sub->made = dotted ? TOML_DOTTED : TOML_IMPLIED;
		sub->key = key;
		append(t, sub);
		return sub;
	}
	free(key);
	/* [[a]] then [a.b] means the last element. */
	if (sub->kind == TOML_ARRAY && !dotted && sub->made != TOML_INLINE)
		sub = sub->items[sub->n - 1];
	if (!may_grow(sub, dotted)) {
		bad(p, "a key is used as a value and as a table");
		return NULL;
	}
	return sub;
}

/* a.b.c: descends to the table that holds c; *last is c. */
static int
parse_path(struct parser *p, struct toml **t, bool dotted, char **last)
{
	for (int i = 0;; i++) {
		skip_blanks(p);
		if (parse_key(p, last) != 0)
			return -1;
		skip_blanks(p);
		if (*p->p != '.')
			return 0;
		if (i + 1 == MAX_DEPTH)
			return bad(p, "nested too deeply");
		p->p++;
		*t = descend(p, *t, *last, dotted);
		*last = NULL;
		if (*t == NULL)
			return -1;
	}
}

static int
parse_pair(struct parser *p, struct toml *t)
{
	struct toml *v;
	char *key = NULL;

	if (parse_path(p, &t, true, &key) != 0) {
		free(key);
		return -1;
	}
	if (toml_get(t, key) != NULL) {
		fail_set(p->f, "%s:%u: duplicate key '%s'", p->name, p->line,
			key);
		free(key);
		return -1;
	}
	if (*p->p != '=') {
		free(key);
		return bad(p, "expected '=' after a key");
	}
	p->p++;
	skip_blanks(p);
	if (parse_value(p, &v) != 0) {
		free(key);
		return -1;
	}
	v->key = key;
	append(t, v);
	return 0;
}

static int
parse_array(struct parser *p, struct toml *t)
{
	p->p++;
	for (;;) {
		struct toml *v = NULL;

		skip_lines(p);
		if (*p->p == ']')
			break;
		if (parse_value(p, &v) != 0)
			return -1;
		append(t, v);
		skip_lines(p);
		if (*p->p == ',')
			p->p++;
		else if (*p->p != ']')
			return bad(p, "expected ',' or ']' in an array");
	}
	p->p++;
	t->made = TOML_INLINE;
	return 0;
}

static void
close_tables(struct toml *t)
{
	t->made = TOML_INLINE;
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i]->kind == TOML_TABLE)
			close_tables(t->items[i]);
}

static int
parse_inline(struct parser *p, struct toml *t)
{
	p->p++;
	for (;;) {
		skip_lines(p);
		if (*p->p == '}')
			break;
		if (parse_pair(p, t) != 0)
			return -1;
		skip_lines(p);
		if (*p->p == ',')
			p->p++;
		else if (*p->p != '}')
			return bad(p, "expected ',' or '}' in a table");
	}
	p->p++;
	close_tables(t);
	return 0;
}

/* A number, a boolean or a date: kept as text. */
static int
parse_other(struct parser *p, struct toml *t)
{
	size_t n = toml_scalar_len(p->p);

	if (n == 0)
		return bad(p, "expected a value");
	t->text = xstrndup(p->p, n);
	if (!toml_scalar(t->text))
		return bad(p, "expected a value");
	p->p += n;
	return 0;
}

static int
parse_value(struct parser *p, struct toml **out)
{
	struct toml *t = node(p, TOML_OTHER);
	int r;

	if (++p->depth > MAX_DEPTH) {
		toml_free(t);
		return bad(p, "nested too deeply");
	}
	switch (*p->p) {
	case '"':
	case '\'':
		t->kind = TOML_STRING;
		r = parse_string(p, true, &t->text);
		break;
	case '[':
		t->kind = TOML_ARRAY;
		r = parse_array(p, t);
		break;
	case '{':
		t->kind = TOML_TABLE;
		r = parse_inline(p, t);
		break;
	default:
		r = parse_other(p, t);
	}
	p->depth--;
	if (r != 0) {
		toml_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

/* [[a.b]]: one more element of the list `key` of t; takes key. */
static struct toml *
open_element(struct parser *p, struct toml *t, char *key)
{
	struct toml *list = toml_get(t, key), *element;

	if (list == NULL) {
		list = node(p, TOML_ARRAY);
		list->key = key;
		append(t, list);
	} else {
		free(key);
	}
	if (list->kind != TOML_ARRAY || list->made == TOML_INLINE) {
		bad(p, "a key is used as a value and as a list of tables");
		return NULL;
	}
	element = node(p, TOML_TABLE);
	element->made = TOML_OPENED;
	append(list, element);
	return element;
}

/* [a.b]: the table `key` of t, which only other headers have named so far;
 * takes key. */
static struct toml *
open_table(struct parser *p, struct toml *t, char *key)
{
	struct toml *sub = toml_get(t, key);

	if (sub == NULL)
		sub = descend(p, t, key, false);
	else
		free(key);
	if (sub->kind != TOML_TABLE) {
		bad(p, "a key is used as a value and as a table");
		return NULL;
	}
	if (sub->made != TOML_IMPLIED) {
		bad(p, "a table is opened twice");
		return NULL;
	}
	sub->made = TOML_OPENED;
	return sub;
}

/* [a.b] or [[a.b]]: the table that the lines below it fill. */
static int
parse_header(struct parser *p, struct toml *root, struct toml **current)
{
	bool list = p->p[1] == '[';
	size_t n = list ? 2 : 1;
	struct toml *t = root;
	char *key = NULL;

	p->p += n;
	if (parse_path(p, &t, false, &key) != 0) {
		free(key);
		return -1;
	}
	if (strncmp(p->p, "]]", n) != 0) {
		free(key);
		return bad(p, "expected ']' after a table's name");
	}
	p->p += n;
	*current = list ? open_element(p, t, key) : open_table(p, t, key);
	return *current != NULL ? end_of_line(p) : -1;
}

/* What may stand nowhere: control characters, bytes that are no UTF-8. */
static int
check_bytes(struct parser p)
{
	while (*p.p != '\0') {
		unsigned char c = (unsigned char)*p.p;
		size_t n = utf8_len(p.p);

		if (n == 0)
			return bad(&p, "bytes that are no UTF-8");
		if ((c < ' ' && c != '\t' && c != '\n' &&
			    (c != '\r' || p.p[1] != '\n')) ||
			c == 0x7f)
			return bad(&p, "a control character");
		p.line += c == '\n';
		p.p += n;
	}
	return 0;
}

int
toml_parse(const char *text, const char *name, struct toml **out,
	struct fail *f)
{
	struct parser p = { text, name, 1, 0, f };
	struct toml *root, *current;

	if (check_bytes(p) != 0)
		return -1;
	root = current = toml_table();
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		p.p += 3;
	for (;;) {
		int r;

		skip_lines(&p);
		if (*p.p == '\0')
			break;
		if (*p.p == '[')
			r = parse_header(&p, root, &current);
		else if ((r = parse_pair(&p, current)) == 0)
			r = end_of_line(&p);
		if (r != 0) {
			toml_free(root);
			return -1;
		}
	}
	*out = root;
	return 0;
}

static void
move_items(struct toml *to, struct toml *from)
{
	for (size_t i = 0; i < from->n; i++)
		append(to, from->items[i]);
	from->n = 0;
}

static int
merge_one(struct toml *base, struct toml *over, struct fail *f)
{
	if (base->kind == TOML_TABLE && over->kind == TOML_TABLE)
		return toml_merge(base, over, f);
	if (base->kind != over->kind) {
		fail_set(f,
			"'%s' is of one kind in %s and of another in %s",
			over->key, base->where, over->where);
		toml_free(over);
		return -1;
	}
	if (base->kind == TOML_ARRAY) {
		move_items(base, over);
	} else {
		free(base->text);
		base->text = over->text;
		over->text = NULL;
	}
	free(base->where);
	base->where = over->where;
	over->where = NULL;
	toml_free(over);
	return 0;
}

int
toml_merge(struct toml *base, struct toml *over, struct fail *f)
{
	int r = 0;

	for (size_t i = 0; i < over->n; i++) {
		struct toml *item = over->items[i];
		struct toml *old = find(base, item->key);

		if (r != 0)
			toml_free(item);
		else if (old == NULL)
			append(base, item);
		else
			r = merge_one(old, item, f);
	}
	over->n = 0;
	toml_free(over);
	return r;
}
