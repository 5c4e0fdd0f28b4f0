#include "shim/words/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* driver_shapes, linker_shapes: from options.txt. */
#include "shim/words/options.h"

/* Options with several values, and how many follow the first. */
static const struct {
	const char *name;
	unsigned more;
} more_values[] = {
	{ "-add_empty_section", 1 },
	{ "-alias", 1 },
	{ "-platform_version", 2 },
	{ "-rename_section", 3 },
	{ "-rename_segment", 1 },
	{ "-sectalign", 2 },
	{ "-sectcreate", 2 },
	{ "-sectorder", 2 },
	{ "-segaddr", 1 },
	{ "-segcreate", 2 },
	{ "-segprot", 2 },
};

static unsigned
values_after(const char *name)
{
	for (size_t i = 0; i < COUNT(more_values); i++)
		if (strcmp(more_values[i].name, name) == 0)
			return more_values[i].more;
	return 0;
}

/* How `text` fits row s: its form and glued value, or 0. */
static unsigned
fit(const struct optshape *s, const char *text, size_t len,
	const char **value)
{
	size_t n = strlen(s->name);

	if (n > len || memcmp(s->name, text, n) != 0)
		return 0;
	*value = text + n;
	/* "-Wp," is an empty list, not -W with "p," */
	if (s->shapes & SHAPE_LIST)
		return SHAPE_LIST;
	*value = NULL;
	if (n == len) {
		if (s->shapes & SHAPE_FLAG)
			return SHAPE_FLAG;
		return s->shapes & SHAPE_NEXT;
	}
	*value = text + n;
	if ((s->shapes & SHAPE_EQUALS) && text[n] == '=') {
		++*value;
		return SHAPE_EQUALS;
	}
	return s->shapes & SHAPE_JOINED;
}

static const struct optshape *
longest(const struct optshape *t, size_t n, const char *text, unsigned *form,
	const char **value)
{
	const struct optshape *best = NULL;
	size_t len = strlen(text), best_len = 0;

	for (size_t i = 0; i < n; i++) {
		const char *v;
		unsigned how;

		/* Nearly every row differs in its second byte. */
		if (t[i].name[1] != text[1] && text[1] != '\0')
			continue;
		how = fit(&t[i], text, len, &v);
		if (how == 0 || strlen(t[i].name) < best_len)
			continue;
		best = &t[i];
		best_len = strlen(t[i].name);
		*form = how;
		*value = v;
	}
	return best;
}

const struct optshape *
optshape_find(
	enum space space, const char *text, unsigned *form, const char **value)
{
	const struct optshape *s;

	*form = SHAPE_FLAG;
	*value = NULL;
	if (space == SPACE_DRIVER)
		return longest(driver_shapes, COUNT(driver_shapes), text, form,
			value);
	/*
	 * GNU ld takes a long name with one dash where that is not a known
	 * short option with a glued value: "-soname" is long, "-lfoo" short,
	 * and names that begin with 'o' need two (ld(1)). -undefined is ld64's,
	 * with another meaning.
	 */
	if (text[1] != '-' && text[1] != '\0' && text[2] != '\0' &&
		text[1] != 'o' && strcmp(text, "-undefined") != 0) {
		autofree char *two = xasprintf("-%s", text);
		const char *v;
		unsigned how;

		s = longest(linker_shapes, COUNT(linker_shapes), two, &how,
			&v);
		if (s != NULL) {
			*form = how;
			*value = v == NULL ? NULL : text + (v - two) - 1;
			return s;
		}
	}
	return longest(
		linker_shapes, COUNT(linker_shapes), text, form, value);
}

static struct word *
add_word(struct words *ws, enum space space, const char *name,
	const char *value)
{
	struct word *w;

	if (ws->n == ws->cap) {
		ws->cap = ws->cap ? ws->cap * 2 : 64;
		ws->v = xreallocarray(ws->v, ws->cap, sizeof *ws->v);
	}
	w = &ws->v[ws->n++];
	*w = (struct word){ .space = space,
		.name = xstrdup(name),
		.value = value != NULL ? xstrdup(value) : NULL,
		.form = value != NULL ? SHAPE_NEXT : SHAPE_FLAG };
	return w;
}

void
words_copy(struct words *ws, const struct word *from)
{
	struct word *w = add_word(ws, from->space, from->name, from->value);

	w->shape = from->shape;
	w->form = from->form;
	w->lang = from->lang;
	w->from = from->from;
}

void
words_clear(struct words *ws)
{
	for (size_t i = 0; i < ws->n; i++) {
		free(ws->v[i].name);
		free(ws->v[i].value);
	}
	free(ws->v);
	*ws = (struct words)WORDS_INIT;
}

struct parser {
	struct words *out;
	size_t open;        /* 1 + index of a word that waits for its value */
	unsigned more;      /* values that it waits for behind that one */
	const char *lang;   /* the -x in force */
	size_t at;
};

static void
add_option(struct parser *p, enum space space, const char *text)
{
	const char *value;
	unsigned form;
	const struct optshape *s = optshape_find(space, text, &form, &value);
	struct word *w = add_word(
		p->out, space, s != NULL ? s->name : text, value);

	w->shape = s;
	w->form = form;
	w->from = p->at;
	if (form == SHAPE_NEXT && s != NULL) {
		p->open = p->out->n;
		p->more = values_after(s->name);
	}
}

/* Gives the open word its value, or the next of its values. */
static void
fill_open(struct parser *p, const char *text)
{
	struct word *w = &p->out->v[p->open - 1];
	char *all = w->value == NULL ? xstrdup(text)
				     : xasprintf("%s%c%s", w->value, WORD_SEP,
					       text);

	free(w->value);
	w->value = all;
	if (p->more == 0)
		p->open = 0;
	else
		p->more--;
}

static void
add_input(struct parser *p, const char *text)
{
	struct word *w = add_word(p->out, SPACE_INPUT, text, NULL);

	w->lang = p->lang;
	w->from = p->at;
}

/* One word in the linker's own language, from -Wl, or -Xlinker. */
static void
add_linker(struct parser *p, const char *text)
{
	if (p->open > 0) {
		fill_open(p, text);
	} else if (text[0] == '-' && text[1] != '\0') {
		add_option(p, SPACE_LINKER, text);
	} else if (text[0] != '\0') {
		/* -Wl,lib.a: a file, as ld sees it (ziglang/zig#16813) */
		add_input(p, text);
		p->out->v[p->out->n - 1].form = SHAPE_LIST;
	}
}

static void
add_linker_list(struct parser *p, const char *list)
{
	autofree char *copy = xstrdup(list);
	char *rest = copy, *item;

	while ((item = strsep(&rest, ",")) != NULL)
		add_linker(p, item);
}

/* "-x none" and its value reset the language. */
static void
note_language(struct parser *p)
{
	const struct word *w = &p->out->v[p->out->n - 1];

	if (w->value == NULL || !word_is(w, SPACE_DRIVER, "-x"))
		return;
	p->lang = strcmp(w->value, "none") == 0 ? NULL : w->value;
}

static void
parse_driver(struct parser *p, const struct argvec *argv)
{
	for (p->at = 0; p->at < argv->n; p->at++) {
		const char *text = argv->v[p->at];
		const char *next = p->at + 1 < argv->n ? argv->v[p->at + 1]
						       : NULL;
		size_t linker_open = p->open;
		unsigned linker_more = p->more;

		if (strncmp(text, "-Wl,", 4) == 0) {
			add_linker_list(p, text + 4);
			continue;
		}
		if (strcmp(text, "-Xlinker") == 0 && next != NULL) {
			p->at++;
			add_linker(p, next);
			continue;
		}
		if (text[0] != '-' || text[1] == '\0') {
			add_input(p, text);
			continue;
		}
		p->open = 0;
		add_option(p, SPACE_DRIVER, text);
		while (p->open > 0 && p->at + 1 < argv->n)
			fill_open(p, argv->v[++p->at]);
		/* -Wl,-rpath … -Wl,/x: words in between change nothing. */
		p->open = linker_open;
		p->more = linker_more;
		note_language(p);
	}
}

void
words_parse(const struct argvec *argv, bool linker, struct words *out)
{
	struct parser p = { .out = out };

	if (!linker) {
		parse_driver(&p, argv);
		/* -x values are borrowed by inputs from their option words,
		 * whose strings stay where they are. */
		return;
	}
	for (p.at = 0; p.at < argv->n; p.at++)
		add_linker(&p, argv->v[p.at]);
}

char *
word_text(const struct word *w)
{
	const char *glue = "";
	char *text;

	if (w->value == NULL)
		return xstrdup(w->name);
	if (w->shape != NULL && (w->shape->shapes & SHAPE_EQUALS))
		glue = "=";
	else if (w->shape != NULL &&
		 !(w->shape->shapes & (SHAPE_JOINED | SHAPE_LIST)))
		glue = " ";
	text = xasprintf("%s%s%s", w->name, glue, w->value);
	for (char *p = text; (p = strchr(p, WORD_SEP)) != NULL;)
		*p = ' ';
	return text;
}

/* The values of one option, each a word of its own. */
static void
emit_values(const char *values, bool xlinker, struct argvec *out)
{
	for (size_t n;; values += n + 1) {
		n = strcspn(values, (char[]){ WORD_SEP, '\0' });
		if (xlinker)
			argvec_push(out, "-Xlinker");
		argvec_take(out, xstrndup(values, n));
		if (values[n] == '\0')
			return;
	}
}

static void
emit_wl(const char *a, const char *b, struct argvec *out)
{
	if (b != NULL && strchr(b, WORD_SEP) != NULL) {
		argvec_pushl(out, "-Xlinker", a, NULL);
		emit_values(b, true, out);
		return;
	}
	if (strchr(a, ',') == NULL && (b == NULL || strchr(b, ',') == NULL)) {
		argvec_pushf(
			out, "-Wl,%s%s%s", a, b ? "," : "", b ? b : "");
		return;
	}
	argvec_pushl(out, "-Xlinker", a, NULL);
	if (b != NULL)
		argvec_pushl(out, "-Xlinker", b, NULL);
}

void
word_emit(const struct word *w, bool linker, struct argvec *out)
{
	autofree char *one = NULL;

	if (w->space == SPACE_INPUT) {
		argvec_push(out, w->name);
		return;
	}
	if (w->value != NULL && w->form == SHAPE_NEXT) {
		if (w->space == SPACE_LINKER && !linker) {
			emit_wl(w->name, w->value, out);
		} else {
			argvec_push(out, w->name);
			emit_values(w->value, false, out);
		}
		return;
	}
	one = w->value == NULL
		      ? xstrdup(w->name)
		      : xasprintf("%s%s%s", w->name,
				w->form == SHAPE_EQUALS ? "=" : "", w->value);
	if (w->space == SPACE_LINKER && !linker)
		emit_wl(one, NULL, out);
	else
		argvec_push(out, one);
}

bool
word_is(const struct word *w, enum space space, const char *name)
{
	return w->space == space && strcmp(w->name, name) == 0;
}

const struct word *
words_unfinished(const struct words *ws)
{
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i].form == SHAPE_NEXT && ws->v[i].value == NULL)
			return &ws->v[i];
	return NULL;
}

const struct word *
words_last(const struct words *ws, enum space space, const char *name)
{
	for (size_t i = ws->n; i-- > 0;)
		if (word_is(&ws->v[i], space, name))
			return &ws->v[i];
	return NULL;
}
