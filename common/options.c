#include "common/options.h"

#include <string.h>

#include "common/nearest.h"
#include "common/optionhelp.h"
#include "common/str.h"
#include "common/xalloc.h"

struct parser {
	const struct option_table *o;
	char *const *words;            /* what is not read yet */
	char *into;
	const struct option_row *word; /* where the next plain word goes */
	bool only_words;               /* "--" was there */
	struct fail *f;
};

/* What a word turned out to be. */
struct match {
	const struct option_row *row;
	const char *joined; /* its value, in the same word */
	bool ambiguous;
};

static const struct option_row help_row = {"-h --help", .is = OPTION_HIDDEN};

/* What the value of a row is called in a message, or NULL. */
static char *
noun_of(const struct option_row *row)
{
	if ((row->is & OPTION_TARGET) != 0)
		return xstrdup("target");
	if (row->choices == NULL)
		return NULL;
	return str_lower(row->value);
}

/* ---- wrong usage ---- */

/* A name that is nearly the word's. */
static char *
near_name(const struct option_table *o, const char *word)
{
	enum { NEAR = 2 };
	size_t n = strcspn(word, "="), least = NEAR + 1;
	autofree char *typed = xstrndup(word, n);
	char *found = NULL;

	for (const struct option_row *r = o->rows; !option_is_end(r); r++) {
		autofree char *name = option_name(r);
		size_t d = nearest_distance(typed, name);

		/* A short one is near to anything. */
		if (r->names == NULL || (r->is & OPTION_HIDDEN) != 0 ||
			d >= least || 3 * d + 2 > n)
			continue;
		xfree_at(&found);
		found = xstrdup(name);
		least = d;
	}
	return found;
}

static int
hint(const struct option_table *o, struct fail *f)
{
	autofree char *synopsis = NULL;

	if (o->hint != NULL)
		return *o->hint != '\0' ? fail_hint(f, "%s", o->hint) : -1;
	synopsis = options_synopsis(o->rows);
	return fail_hint(f, "%s%s%s", o->name != NULL ? o->name : "",
		o->name != NULL && *synopsis != '\0' ? " " : "", synopsis);
}

int
options_wrong(const struct option_table *o, const char *what, const char *word,
	struct fail *f)
{
	fail_status(f, o->status, word != NULL ? "%s%s%s '%s'" : "%s%s%s",
		o->name != NULL ? o->name : "", o->name != NULL ? ": " : "",
		what, word);
	return hint(o, f);
}

static int
unknown_option(const struct option_table *o, const char *word, struct fail *f)
{
	autofree char *near = o->hint == NULL ? near_name(o, word) : NULL;

	options_wrong(o, "unknown option", word, f);
	return near != NULL ? fail_hint(f, "did you mean '%s'?", near) : -1;
}

static int
no_value(struct parser *p, const struct option_row *row, const char *name)
{
	const struct option_table *o = p->o;

	options_wrong(o, "no value for option", name, p->f);
	if ((row->is & OPTION_TARGET) != 0 && o->hint == NULL)
		return fail_hint(
			p->f, "`cargo zbuild targets` lists the targets");
	return -1;
}

/* ---- one value ---- */

static int
check_choice(struct parser *p, const struct option_row *row, const char *value)
{
	autofree char *noun = noun_of(row), *what = NULL, *known = NULL;
	autoargvec choices = ARGVEC_INIT;

	if (word_in(row->choices, value))
		return 0;
	what = xasprintf("unknown %s", noun);
	argvec_split(&choices, row->choices, " ");
	known = argvec_join(&choices, ", ");
	options_wrong(p->o, what, value, p->f);
	return fail_hint(p->f, "known %ss: %s", noun, known);
}

static int
repeated(struct parser *p, const struct option_row *row, const char *value)
{
	autofree char *noun = noun_of(row), *name = option_name(row);
	autofree char *what = xasprintf(
		"more than one %s:", noun != NULL ? noun : name);

	return options_wrong(p->o, what, value, p->f);
}

static int
set(struct parser *p, const struct option_use *use)
{
	const struct option_row *row = use->row;
	void *at = p->into + row->at;
	const char **slot = at;

	if (row->choices != NULL && row->set != OPTION_CALL &&
		use->values != NULL && check_choice(p, row, use->values[0]) != 0)
		return -1;
	switch (row->set) {
	case OPTION_DROP:
		break;
	case OPTION_SET_FLAG:
		*(bool *)at = true;
		break;
	case OPTION_SET_NUMBER:
		*(int *)at = row->to;
		break;
	case OPTION_SET_VALUE:
		if (*slot != NULL && (p->o->syntax & OPTIONS_LAST) == 0)
			return repeated(p, row, use->values[0]);
		*slot = use->values != NULL ? use->values[0] : "";
		break;
	case OPTION_SET_WORDS:
		argvec_pushv(at, (char *const *)use->values);
		break;
	case OPTION_CALL:
		return row->call(p->into, use, p->f);
	}
	return 0;
}

/* ---- which option ---- */

/* Is one of the names the first n bytes of word? */
static bool
has_name(const char *names, const char *word, size_t n)
{
	while (names != NULL && *names != '\0') {
		size_t len = strcspn(names, " ");

		if (len == n && memcmp(names, word, n) == 0)
			return true;
		names += len + (names[len] == ' ');
	}
	return false;
}

/* Does one of the long names begin like that? */
static bool
has_prefix(const char *names, const char *word, size_t n)
{
	while (names != NULL && *names != '\0') {
		size_t len = strcspn(names, " ");

		if (len > n && names[1] == '-' && memcmp(names, word, n) == 0)
			return true;
		names += len + (names[len] == ' ');
	}
	return false;
}

static const struct option_row *
find_name(const struct parser *p, const char *word, size_t n)
{
	for (const struct option_row *r = p->o->rows; !option_is_end(r); r++)
		if (has_name(r->names, word, n))
			return r;
	if (((p->o->syntax & OPTIONS_HELP) != 0 && has_name("--help", word, n)) ||
		((p->o->syntax & OPTIONS_HELP_LETTER) != 0 &&
			has_name("-h", word, n)))
		return &help_row;
	return NULL;
}

/* "--strip-d": the only row with such a name. */
static struct match
find_prefix(const struct parser *p, const char *word, size_t n)
{
	struct match m = {NULL, NULL, false};

	for (const struct option_row *r = p->o->rows; !option_is_end(r); r++)
		if (has_prefix(r->names, word, n)) {
			m.ambiguous = m.row != NULL;
			m.row = m.ambiguous ? NULL : r;
			if (m.ambiguous)
				break;
		}
	return m;
}

static const struct option_row *
find_joined(const struct parser *p, const char *word, const char **joined)
{
	for (const struct option_row *r = p->o->rows; !option_is_end(r); r++) {
		size_t n = r->names != NULL ? strlen(r->names) : 0;

		if ((r->is & OPTION_JOINED) != 0 && word[n] != '\0' &&
			strncmp(word, r->names, n) == 0) {
			*joined = word + n;
			return r;
		}
	}
	return NULL;
}

static struct match
find_option(const struct parser *p, const char *word)
{
	struct match m = {NULL, NULL, false};
	size_t n = strcspn(word, "=");
	bool is_long = word[1] == '-';

	m.row = find_name(p, word, strlen(word));
	if (m.row != NULL && (m.row->is & OPTION_JOINED) == 0)
		return m;
	m.row = find_joined(p, word, &m.joined);
	if (m.row != NULL || !is_long)
		return m;
	m.row = find_name(p, word, n);
	if (m.row == NULL && n > 2 && (p->o->syntax & OPTIONS_PREFIXES) != 0)
		m = find_prefix(p, word, n);
	m.joined = word[n] == '=' ? word + n + 1 : NULL;
	return m;
}

/* ---- one word ---- */

/* How many words a row's value is. */
static size_t
count_values(const struct option_row *row)
{
	size_t n = row->value != NULL;

	for (const char *s = row->value; s != NULL && *s != '\0'; s++)
		n += *s == ' ';
	return (row->is & OPTION_MAYBE) != 0 ? 0 : n;
}

/* All that is left, into the row's argvec. */
static int
take_rest(struct parser *p, const struct option_use *use)
{
	struct option_use rest = *use;
	int r = 0;

	for (; r == 0 && *p->words != NULL; p->words++) {
		const char *one[] = {*p->words, NULL};

		rest.values = one;
		r = set(p, &rest);
	}
	return r;
}

/* An option, whose word is read already. */
static int
take_option(struct parser *p, const struct option_row *row, const char *name,
	const char *joined)
{
	const char *values[4] = {joined};
	struct option_use use = {row, name, values};
	size_t want = count_values(row);

	if (row == &help_row)
		return OPTIONS_ASKED;
	if ((row->is & OPTION_REST) != 0)
		return take_rest(p, &use);
	if (want == 0 && joined != NULL && (row->is & OPTION_MAYBE) == 0)
		return options_wrong(
			p->o, "no value goes with option", name, p->f);
	for (size_t i = joined != NULL; i < want; i++) {
		if (*p->words == NULL)
			return no_value(p, row, name);
		values[i] = *p->words++;
	}
	if (want > 0 && *values[0] == '\0' &&
		(row->is & (OPTION_TARGET | OPTION_FILE | OPTION_DIR)) != 0)
		return no_value(p, row, name);
	if (values[0] == NULL)
		use.values = NULL;
	return set(p, &use);
}

/* "-gxK NAME": options of one letter in one word. */
static int
take_letters(struct parser *p, const char *word)
{
	for (const char *s = word + 1; *s != '\0'; s++) {
		char name[] = {'-', *s, '\0'};
		const struct option_row *row = find_name(p, name, 2);
		bool value = row != NULL && count_values(row) > 0;
		int r;

		if (row == NULL)
			return unknown_option(p->o, name, p->f);
		r = take_option(p, row, name,
			value && s[1] != '\0' ? s + 1 : NULL);
		if (r != 0 || value)
			return r;
	}
	return 0;
}

/* The next row for a word that stands before "--"; options are skipped. */
static const struct option_row *
word_row(const struct option_row *row)
{
	while (!option_is_end(row) &&
		(row->names != NULL || (row->is & OPTION_DASHES) != 0))
		row++;
	return row;
}

/* A word that no row is left for. */
static int
too_many(struct parser *p, const char *word)
{
	const struct option_row *last = NULL;

	for (const struct option_row *r = word_row(p->o->rows);
		!option_is_end(r); r = word_row(r + 1))
		last = r;
	return last != NULL ? repeated(p, last, word)
			    : options_wrong(p->o, "unexpected word", word,
				      p->f);
}

static int
take_word(struct parser *p, const char *word)
{
	const char *one[] = {word, NULL};
	struct option_use use = {word_row(p->word), word, one};
	const struct option_row *next;

	if (option_is_end(use.row))
		return too_many(p, word);
	if (set(p, &use) != 0)
		return -1;
	p->word = use.row;
	if (use.row->set == OPTION_SET_VALUE)
		p->word++;
	next = word_row(p->word);
	/* What follows is somebody else's: not even options are ours. */
	if ((next->is & OPTION_REST) == 0)
		return 0;
	use.row = next;
	return take_rest(p, &use);
}

/* "--": to the row of such words, or they are words and no options. */
static int
take_dashes(struct parser *p)
{
	for (const struct option_row *r = p->o->rows; !option_is_end(r); r++)
		if ((r->is & OPTION_DASHES) != 0)
			return take_rest(
				p, &(struct option_use){r, "--", NULL});
	p->only_words = true;
	return 0;
}

static int
take(struct parser *p)
{
	const char *word = *p->words++, *name = word;
	struct match m;

	if (p->only_words || word[0] != '-')
		return take_word(p, word);
	if (strcmp(word, "--") == 0)
		return take_dashes(p);
	if ((p->o->syntax & OPTIONS_TWO_DASHES) != 0 && word[1] == '-' &&
		strcmp(word, "--help") != 0)
		name++;
	m = find_option(p, name);
	if (m.row != NULL) {
		autofree char *typed = xstrndup(name,
			m.joined != NULL ? (size_t)(m.joined - name) -
						   (m.joined[-1] == '=')
					 : strlen(name));

		return take_option(p, m.row, typed, m.joined);
	}
	if (word[1] == '\0')
		return take_word(p, word);
	if (m.ambiguous)
		return options_wrong(p->o, "ambiguous option", word, p->f);
	return (p->o->syntax & OPTIONS_LETTERS) != 0 && word[1] != '-'
		       ? take_letters(p, word)
		       : unknown_option(p->o, word, p->f);
}

/* ---- the whole ---- */

static bool
is_set(const struct option_row *row, const char *into)
{
	const void *at = into + row->at;

	if (row->set == OPTION_SET_WORDS)
		return ((const struct argvec *)at)->n > 0;
	return row->set != OPTION_SET_VALUE || *(const char *const *)at != NULL;
}

static int
check_required(struct parser *p)
{
	for (const struct option_row *r = p->o->rows; !option_is_end(r); r++) {
		autofree char *name = option_name(r), *noun = noun_of(r);
		autofree char *what = NULL;

		if ((r->is & OPTION_REQUIRED) == 0 || is_set(r, p->into))
			continue;
		if (r->names != NULL || noun == NULL)
			return options_wrong(p->o,
				r->names != NULL ? "missing option"
						 : "missing word",
				name, p->f);
		what = xasprintf("no %s given", noun);
		return options_wrong(p->o, what, NULL, p->f);
	}
	return 0;
}

int
options_parse(const struct option_table *o, char *const *words, void *into,
	struct fail *f)
{
	struct parser p = {o, words, into, o->rows, false, f};
	int r = 0;

	while (r == 0 && *p.words != NULL)
		r = take(&p);
	return r == 0 ? check_required(&p) : r;
}

void
options_clear(const struct option_row *rows, void *into)
{
	for (const struct option_row *r = rows; !option_is_end(r); r++)
		if (r->set == OPTION_SET_WORDS)
			argvec_clear((struct argvec *)((char *)into + r->at));
}
