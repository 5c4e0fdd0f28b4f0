/* Words that GCC and GNU ld know and our tools do not: gnu.txt. */
#include "shim/rules/listed.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct listed {
	const char *word;
	unsigned short row;
};

/* -Wx=2 as -Wx; the lowest turns it off. */
static int
gcc_level(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	char *level = strrchr(text, '=');
	bool off = strcmp(level, "=0") == 0 && strchr(text, '=') == level;

	(void)c;
	(void)f;
	*level = '\0';
	argvec_pushf(out, off ? "-Wno-%s" : "-W%s", text + 2);
	*action = FIRED_REPLACE;
	return 0;
}

static int
gcc_lto(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)c;
	(void)f;
	if (w->value == NULL || strcmp(w->value, "thin") == 0 ||
		strcmp(w->value, "full") == 0)
		return 0;
	argvec_push(out, "-flto");
	*action = FIRED_REPLACE;
	return 0;
}

static int
gcc_stack_boundary(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	const char *value = strchr(text, '=') + 1;
	int bits = *value != '\0' && value[strspn(value, "0123456789")] == '\0'
			   ? atoi(value)
			   : -1;

	(void)c;
	if (bits < 2 || bits > 12)
		return fail_set(f, "'%s': not between 2 and 12", text);
	argvec_pushf(out, "-mstack-alignment=%d", 1 << bits);
	*action = FIRED_REPLACE;
	return 0;
}

/* "64" where the target's words have 64 bits, "32" where 32: the 96 and 128 of
 * long double, and the long and short of addresses, too. */
static int
gcc_word_size(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	bool wide = strstr(text, "64") != NULL ||
		    strstr(text, "128") != NULL || strstr(text, "=long") != NULL;

	(void)out;
	*action = FIRED_DROP;
	return wide == c->call->target->def->is64
		       ? 0
		       : fail_set(f, "'%s': target '%s' has %d-bit words", text,
				c->call->target->name,
				c->call->target->def->is64 ? 64 : 32);
}

/* --defsym=a=b, where b is a symbol, too */
static int
pe_defsym(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const char *of = w->value != NULL ? strchr(w->value, '=') : NULL;

	(void)c;
	if (of == NULL || (of[1] >= '0' && of[1] <= '9'))
		return fail_set(f, "'--defsym %s': lld-link defines no symbol "
			"by a number", w->value != NULL ? w->value : "");
	argvec_pushf(out, "-Wl,-Xlink=-alternatename:%s", w->value);
	*action = FIRED_REPLACE;
	return 0;
}

static int
gcc_alignment(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);

	(void)c;
	(void)f;
	argvec_pushf(out, "-falign-functions=%s", strchr(text, '=') + 1);
	*action = FIRED_REPLACE;
	return 0;
}

/* lld's image begins at an address of its own, and no section may lie below. */
static int
gnu_text_address(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)f;
	if (words_last(c->words, SPACE_LINKER, "--image-base") != NULL ||
		words_last(c->words, SPACE_DRIVER, "-T") != NULL ||
		words_last(c->words, SPACE_LINKER, "-T") != NULL ||
		words_last(c->words, SPACE_LINKER, "--script") != NULL)
		return 0;
	word_emit(w, false, out);
	argvec_push(out, "-Wl,--image-base=0");
	*action = FIRED_REPLACE;
	return 0;
}

/* rows, driver_words, linker_words: from gnu.txt. */
#include "shim/rules/gnu.h"

const struct rule_table rows_listed = { rows, COUNT(rows), 0 };

/* What -fno-x means when -fx is noted or refused. */
static const struct rule off_rows[] = {
	{ "gcc-off", RULE_LISTED_DRIVER, "-fno-*, -mno-*, -gno-*", 0, 0, 0, RULE_DROP, NULL, NULL, "it turns off what clang does not do anyway" },
};

const struct rule_table rows_off = { off_rows, COUNT(off_rows), 0 };

static int
compare(const void *key, const void *item)
{
	return strcmp(key, ((const struct listed *)item)->word);
}

/* The row of this very word whose conditions hold: one word may stand in
 * several groups, for several targets. */
static const struct rule *
find(const struct listed *t, size_t n, const char *word, unsigned when)
{
	const struct listed *at = bsearch(word, t, n, sizeof *t, compare);

	while (at != NULL && at > t && strcmp(at[-1].word, word) == 0)
		at--;
	for (; at != NULL && at < t + n && strcmp(at->word, word) == 0; at++)
		if ((rows[at->row].when & when) == rows[at->row].when)
			return &rows[at->row];
	return NULL;
}

/* -x=value under itself, under -x= and under -x. */
static const struct rule *
find_any(enum space space, const char *text, unsigned when)
{
	const struct listed *t = space == SPACE_DRIVER ? driver_words
						       : linker_words;
	size_t n = space == SPACE_DRIVER ? COUNT(driver_words)
					 : COUNT(linker_words);
	size_t len = strcspn(text, "= ");
	const struct rule *r = find(t, n, text, when);

	for (size_t keep = len + 1; r == NULL && text[len] != '\0' && keep >= len; keep--) {
		autofree char *part = xstrndup(text, keep);

		r = find(t, n, part, when);
	}
	return r;
}

/* "-fx" of -fno-x, "-Wx" of -Wno-x, -Werror=x and -Wno-error=x; *no says
 * whether it was off. NULL: it is none of them. */
static char *
positive(const char *text, bool *no)
{
	const char *rest = text + 2;

	*no = strncmp(rest, "no-", 3) == 0;
	if (*no)
		rest += 3;
	if (text[1] == 'W' && strncmp(rest, "error=", 6) == 0)
		rest += 6;
	return rest != text + 2 ? xasprintf("%.2s%s", text, rest) : NULL;
}

const struct rule *
listed_rule(enum space space, const char *text, unsigned when)
{
	const struct rule *r;
	autofree char *on = NULL;
	bool no;

	if (text[0] != '-' || space == SPACE_INPUT)
		return NULL;
	if (space == SPACE_LINKER)
		return find_any(space, text, when);
	if (text[1] == '\0' || strchr("fmgW", text[1]) == NULL)
		return NULL;
	r = find_any(space, text, when);
	if (r != NULL)
		return r;
	on = positive(text, &no);
	r = on != NULL ? find_any(space, on, when) : NULL;
	if (r == NULL || !no || r->action == RULE_DROP || text[1] == 'W')
		return r;
	return &off_rows[0];
}
