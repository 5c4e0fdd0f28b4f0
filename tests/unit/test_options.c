/* Rows of options: the parser, and every row of every subcommand. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/optionhelp.h"
#include "common/options.h"
#include "common/xalloc.h"
#include "wrapper/options/cmd.h"
#include "wrapper/options/complete.h"
#include "wrapper/subcommands.h"

struct values {
	bool all, debug;
	int mode;
	const char *output, *format, *target;
	struct argvec files, keep, pairs, rest;
};

static int
shout(void *into, const struct option_use *use, struct fail *f)
{
	struct values *v = into;

	if (use->values != NULL && strcmp(use->values[0], "bad") == 0)
		return fail_set(f, "%s is bad", use->name);
	v->format = use->values != NULL ? use->values[0] : "none";
	return 0;
}

static const struct option_row gnu[] = {
	{ "-s --strip-all", OPTION_INTO(struct values, all), .help = "all" },
	{ "-g -S --strip-debug", OPTION_INTO(struct values, debug) },
	{ "--strip-unneeded", OPTION_INTO(struct values, mode), .to = 7 },
	{ "-o --output", "FILE", OPTION_FILE,
		OPTION_INTO(struct values, output) },
	{ "-K --keep-symbol", "NAME", OPTION_INTO(struct values, keep) },
	{ "--shout", "WORD", OPTION_MAYBE, .set = OPTION_CALL, .call = shout },
	{ "--nothing", .value = "X" },
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct values, files) },
	{ .names = NULL }
};

static const struct option_row apple[] = {
	{ "-change", "OLD NEW", OPTION_INTO(struct values, pairs) },
	{ "-thin", OPTION_INTO(struct values, mode), .to = 3 },
	{ "-L", "DIR", OPTION_JOINED, OPTION_INTO(struct values, keep) },
	{ "-verify_arch", "ARCH", OPTION_REST,
		OPTION_INTO(struct values, rest) },
	{ NULL, "FILE", OPTION_INTO(struct values, files) },
	{ .names = NULL }
};

static const struct option_row ours[] = {
	{ "--target -t", "T", OPTION_TARGET | OPTION_REQUIRED,
		OPTION_INTO(struct values, target) },
	{ "--format", "FORMAT", OPTION_INTO(struct values, format),
		.choices = "sh json" },
	{ "--all", OPTION_INTO(struct values, all), .help = "everything" },
	{ NULL, "FILE", OPTION_INTO(struct values, output) },
	{ NULL, "ARG", OPTION_REST, OPTION_INTO(struct values, rest) },
	{ .names = NULL }
};

static const struct option_row dashes[] = {
	{ NULL, "FILE", OPTION_INTO(struct values, output) },
	{ NULL, "COMMAND", OPTION_COMMAND | OPTION_DASHES,
		OPTION_INTO(struct values, rest) },
	{ .names = NULL }
};

static const struct option_table gnu_table = { NULL, gnu, OPTIONS_GNU | OPTIONS_LAST, 1,
	"ask llvm" };
static const struct option_table apple_table = { NULL, apple,
	OPTIONS_TWO_DASHES | OPTIONS_LAST, 1, "ask llvm" };
static const struct option_table our_table = { "try", ours,
	OPTIONS_GNU | OPTIONS_HELP, 2, NULL };
static const struct option_table dash_table = { "try", dashes, 0, 2, NULL };

/* line is split at blanks. */
static int
parse(const struct option_table *t, const char *line, struct values *v,
	struct fail *f)
{
	static struct argvec words;

	argvec_clear(&words);
	argvec_split(&words, line, " ");
	memset(v, 0, sizeof *v);
	return options_parse(t, argvec_exec(&words), v, f);
}

static void
check_words(const struct argvec *a, const char *want)
{
	autofree char *all = argvec_join(a, " ");

	ck_assert_str_eq(all, want);
}

START_TEST(gnu_words)
{
	struct fail f = FAIL_INIT;
	struct values v;

	ck_assert_int_eq(parse(&gnu_table,
		"a -gsKone -K two --keep-symbol=three -ox -o y b -- -g", &v,
		&f), 0);
	ck_assert(v.all && v.debug);
	ck_assert_str_eq(v.output, "y");
	check_words(&v.keep, "one two three");
	check_words(&v.files, "a b -g");
	options_clear(gnu, &v);
	ck_assert_int_eq(parse(&gnu_table, "--strip-u --nothing 1 - --shout",
		&v, &f), 0);
	ck_assert_int_eq(v.mode, 7);
	ck_assert_str_eq(v.format, "none");
	check_words(&v.files, "-");
	options_clear(gnu, &v);
	ck_assert_int_eq(parse(&gnu_table, "--shout=loud x", &v, &f), 0);
	ck_assert_str_eq(v.format, "loud");
	options_clear(gnu, &v);
}
END_TEST

START_TEST(apple_words)
{
	struct fail f = FAIL_INIT;
	struct values v;

	ck_assert_int_eq(parse(&apple_table,
		"-change a b x -L/lib --change c d --thin -verify_arch i -j",
		&v, &f), 0);
	ck_assert_int_eq(v.mode, 3);
	check_words(&v.pairs, "a b c d");
	check_words(&v.keep, "/lib");
	check_words(&v.files, "x");
	check_words(&v.rest, "i -j");
	options_clear(apple, &v);
}
END_TEST

START_TEST(our_words)
{
	struct fail f = FAIL_INIT;
	struct values v;

	ck_assert_int_eq(parse(&our_table,
		"--target=t --form json prog --all -x -- y", &v, &f), 0);
	ck_assert(!v.all);
	ck_assert_str_eq(v.target, "t");
	ck_assert_str_eq(v.format, "json");
	ck_assert_str_eq(v.output, "prog");
	check_words(&v.rest, "--all -x -- y");
	options_clear(ours, &v);
	ck_assert_int_eq(parse(&our_table, "-tx -- --all", &v, &f), 0);
	ck_assert_str_eq(v.output, "--all");
	ck_assert_int_eq(parse(&our_table, "--format sh --help", &v, &f), 1);
	ck_assert_int_eq(parse(&dash_table, "x -- -a b", &v, &f), 0);
	ck_assert_str_eq(v.output, "x");
	check_words(&v.rest, "-a b");
	options_clear(dashes, &v);
}
END_TEST

static const struct {
	const struct option_table *table;
	const char *line, *what, *hint;
} wrong[] = {
	{ &gnu_table, "--frob", "unknown option '--frob'", "ask llvm" },
	{ &gnu_table, "-sq", "unknown option '-q'", "ask llvm" },
	{ &gnu_table, "-K", "no value for option '-K'", "ask llvm" },
	{ &gnu_table, "--strip", "ambiguous option '--strip'", "ask llvm" },
	{ &gnu_table, "--strip-all=1", "no value goes with option '--strip-all'",
		"ask llvm" },
	{ &gnu_table, "--shout=bad", "--shout is bad", NULL },
	{ &apple_table, "-change a", "no value for option '-change'",
		"ask llvm" },
	{ &apple_table, "-L", "unknown option '-L'", "ask llvm" },
	{ &our_table, "--targte x", "try: unknown option '--targte'",
		"did you mean '--target'?" },
	{ &our_table, "--xml", "try: unknown option '--xml'",
		"try --target T [--format sh|json] [--all] [FILE] [ARG...]" },
	{ &our_table, "--target", "try: no value for option '--target'",
		"`cargo zbuild targets` lists the targets" },
	{ &our_table, "--target=", "try: no value for option '--target'",
		"`cargo zbuild targets` lists the targets" },
	{ &our_table, "--all", "try: missing option '--target'", "try --t" },
	{ &our_table, "--target a -t b", "try: more than one target: 'b'",
		"try --t" },
	{ &our_table, "--format xml", "try: unknown format 'xml'",
		"known formats: sh, json" },
	{ &dash_table, "a b", "try: more than one FILE: 'b'",
		"try [FILE] [-- COMMAND [WORD...]]" },
};

START_TEST(wrong_words)
{
	struct fail f = FAIL_INIT;
	struct values v;

	ck_assert_int_eq(
		parse(wrong[_i].table, wrong[_i].line, &v, &f), -1);
	ck_assert_str_eq(f.what, wrong[_i].what);
	if (wrong[_i].hint != NULL)
		ck_assert_int_eq(strncmp(f.hint, wrong[_i].hint,
			strlen(wrong[_i].hint)), 0);
	options_clear(wrong[_i].table->rows, &v);
	fail_clear(&f);
}
END_TEST

/* ---- every row of every subcommand ---- */

/* The text that a function prints, freed by the caller. */
static char *
help_of(const struct subcommand *cmd)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	subcommand_help(cmd, out);
	fclose(out);
	return text;
}

static char *
script_of(const char *shell)
{
	autoargvec targets = ARGVEC_INIT;
	struct complete c = { subcommands, &targets };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	complete_print(&c, shell, out);
	fclose(out);
	return text;
}

/* Is word in one of the lines that have mark in them? */
static bool
line_has(const char *text, const char *mark, const char *word)
{
	for (const char *s = text; (s = strstr(s, mark)) != NULL; s++) {
		autofree char *line = xstrndup(s, strcspn(s, "\n"));

		if (strstr(line, word) != NULL)
			return true;
	}
	return false;
}

static void
check_lines(const char *text)
{
	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		ck_assert_msg(strcspn(text, "\n") < 80, "too wide: %.80s",
			text);
}

/* The parser finds it, whatever it says of the value. */
static void
check_taken(const struct subcommand *cmd, const struct option_row *row)
{
	struct option_table t = { cmd->name, cmd->rows, 0, 2, NULL };
	autofree void *values = xcalloc(1, cmd->size + 1);
	autofree char *name = option_name(row);
	struct fail f = FAIL_INIT;
	autoargvec words = ARGVEC_INIT;

	argvec_push(&words, name);
	if (row->value != NULL)
		argvec_push(&words, "x");
	if (options_parse(&t, argvec_exec(&words), values, &f) != 0) {
		ck_assert_msg(strstr(f.what, "unknown option") == NULL,
			"%s", f.what);
		ck_assert_msg(strstr(f.what, "unexpected") == NULL, "%s",
			f.what);
	}
	options_clear(cmd->rows, values);
	fail_clear(&f);
}

static void
check_row(const struct subcommand *cmd, const struct option_row *row,
	const char *help)
{
	autofree char *full = cmd->of != NULL
				      ? xasprintf("%s %s", cmd->of, cmd->name)
				      : xstrdup(cmd->name);
	autofree char *synopsis = options_synopsis(cmd->rows);
	autofree char *bash = script_of("bash"), *zsh = script_of("zsh"),
		      *fish = script_of("fish");
	autofree char *in_bash = xasprintf(
		cmd->of != NULL ? "\t'%s'/*)" : "\t%s/*)", full);
	autofree char *in_zsh = xasprintf(
		cmd->of != NULL ? "\t'%s') " : "\t%s) ", full);
	autofree char *in_fish = xasprintf("'__zbuild_in %s' ", full);
	autofree char *name = option_name(row);
	autofree char *long_name = xasprintf(" -l %s", name + 2);

	ck_assert_int_eq(strncmp(name, "--", 2), 0);
	ck_assert_msg(row->help != NULL && *row->help != '\0',
		"%s %s has no help", full, name);
	ck_assert_ptr_nonnull(strstr(synopsis, name));
	ck_assert_ptr_nonnull(strstr(help, name));
	ck_assert_msg(line_has(bash, in_bash, name), "bash: %s %s", full,
		name);
	ck_assert_msg(line_has(zsh, in_zsh, name), "zsh: %s %s", full, name);
	ck_assert_msg(line_has(fish, in_fish, long_name), "fish: %s %s", full,
		name);
	check_taken(cmd, row);
}

static size_t
check_rows(const struct subcommand *cmd, const char *help)
{
	size_t n = 0;

	for (const struct option_row *r = cmd->rows;
		r != NULL && !option_is_end(r); r++)
		if (r->names != NULL && (r->is & OPTION_HIDDEN) == 0) {
			check_row(cmd, r, help);
			n++;
		}
	for (const struct subcommand *s = cmd->subs;
		s != NULL && s->name != NULL; s++) {
		ck_assert_str_eq(s->of, cmd->name);
		n += check_rows(s, help);
	}
	return n;
}

START_TEST(every_row)
{
	size_t n = 0;

	for (size_t i = 0; subcommands[i] != NULL; i++) {
		autofree char *help = help_of(subcommands[i]);

		check_lines(help);
		ck_assert_ptr_nonnull(subcommands[i]->purpose);
		ck_assert((subcommands[i]->rows == NULL) !=
			  (subcommands[i]->subs == NULL));
		n += check_rows(subcommands[i], help);
	}
	ck_assert_uint_gt(n, 40);
}
END_TEST

/* A word that is wrong, of a subcommand with options or with parts. */
START_TEST(wrong_everywhere)
{
	for (size_t i = 0; subcommands[i] != NULL; i++) {
		struct fail f = FAIL_INIT;

		ck_assert_int_eq(subcommand_wrong(subcommands[i],
			"no name:", "a;b", &f), -1);
		ck_assert_int_eq(f.status, EXIT_USAGE);
		ck_assert_ptr_nonnull(strstr(f.what, ": no name: 'a;b'"));
		ck_assert_ptr_nonnull(strstr(f.hint, subcommands[i]->name));
		fail_clear(&f);
	}
}
END_TEST

Suite *suite_options(void);

Suite *
suite_options(void)
{
	Suite *s = suite_create("options");
	TCase *tc = tcase_create("options");

	tcase_add_test(tc, gnu_words);
	tcase_add_test(tc, apple_words);
	tcase_add_test(tc, our_words);
	tcase_add_loop_test(
		tc, wrong_words, 0, sizeof wrong / sizeof *wrong);
	tcase_add_test(tc, every_row);
	tcase_add_test(tc, wrong_everywhere);
	suite_add_tcase(s, tc);
	return s;
}
