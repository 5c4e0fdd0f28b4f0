/* A subcommand's synopsis taken apart. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "wrapper/options/cmd.h"
#include "wrapper/options/synopsis.h"

static const struct synopsis_item *
find(const struct synopsis *s, const char *option)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].option != NULL &&
			strcmp(s->v[i].option, option) == 0)
			return &s->v[i];
	return NULL;
}

static int
kind_of(const struct synopsis *s, const char *option)
{
	const struct synopsis_item *item = find(s, option);

	return item != NULL ? (int)item->kind : -1;
}

/* Its words as one, freed by the caller. */
static char *
words_of(const struct synopsis *s, const char *option)
{
	const struct synopsis_item *item = find(s, option);

	return item != NULL ? argvec_join(&item->words, "|") : NULL;
}

START_TEST(options_and_words)
{
	struct synopsis s;
	char *words;

	synopsis_read("--target T [--target T]... [--dir DIR] "
		      "[--format sh|json] [--max V] [--json] FILE... "
		      "install [VERSION] | list -- COMMAND [WORD...]",
		&s);
	ck_assert_int_eq(kind_of(&s, "--target"), SYNOPSIS_TARGET);
	ck_assert_int_eq(kind_of(&s, "--dir"), SYNOPSIS_DIR);
	ck_assert_int_eq(kind_of(&s, "--max"), SYNOPSIS_OTHER);
	ck_assert_int_eq(kind_of(&s, "--format"), SYNOPSIS_WORDS);
	words = words_of(&s, "--format");
	ck_assert_ptr_nonnull(words);
	ck_assert_str_eq(words, "sh|json");
	free(words);
	/* FILE belongs to no option: --json has a bracket behind it. */
	ck_assert_int_eq(kind_of(&s, "--json"), SYNOPSIS_FLAG);
	synopsis_clear(&s);
}
END_TEST

START_TEST(bare_words)
{
	struct synopsis s;

	synopsis_read("install [VERSION] | list | path", &s);
	ck_assert_uint_eq(s.n, 4);
	ck_assert_str_eq(s.v[0].words.v[0], "install");
	ck_assert_int_eq(s.v[1].kind, SYNOPSIS_OTHER);
	ck_assert_str_eq(s.v[3].words.v[0], "path");
	synopsis_clear(&s);
	synopsis_read("bash|fish|zsh", &s);
	ck_assert_uint_eq(s.v[0].words.n, 3);
	synopsis_clear(&s);
	synopsis_read("", &s);
	ck_assert_uint_eq(s.n, 0);
	synopsis_clear(&s);
}
END_TEST

/* What the table says is what completions offer: every row must be readable,
 * and an option that its help explains must be in its synopsis. */
START_TEST(every_subcommand)
{
	for (size_t i = 0; i < subcommands_n; i++) {
		const char *help = subcommands[i].help;
		struct synopsis s;

		synopsis_read(subcommands[i].synopsis, &s);
		for (const char *p = strstr(help, "\n  --"); p != NULL;
			p = strstr(p + 1, "\n  --")) {
			char option[32] = "";
			size_t n = strcspn(p + 3, " \n=");

			ck_assert_uint_lt(n, sizeof option);
			memcpy(option, p + 3, n);
			ck_assert_msg(find(&s, option) != NULL,
				"%s: %s is not in the synopsis",
				subcommands[i].name, option);
		}
		synopsis_clear(&s);
	}
}
END_TEST

Suite *suite_synopsis(void);

Suite *
suite_synopsis(void)
{
	Suite *s = suite_create("synopsis");
	TCase *tc = tcase_create("synopsis");

	tcase_add_test(tc, options_and_words);
	tcase_add_test(tc, bare_words);
	tcase_add_test(tc, every_subcommand);
	suite_add_tcase(s, tc);
	return s;
}
