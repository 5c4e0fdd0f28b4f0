#include "wrapper/options/cmd.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/optionhelp.h"
#include "common/options.h"
#include "common/xalloc.h"

/* "zig install". */
static char *
full_name(const struct subcommand *cmd)
{
	return cmd->of == NULL ? xstrdup(cmd->name)
			       : xasprintf("%s %s", cmd->of, cmd->name);
}

/* ---- help ---- */

static void
print_usage(const struct subcommand *cmd, bool first, FILE *out)
{
	autofree char *name = full_name(cmd);
	autofree char *head = xasprintf("%s cargo zbuild %s",
		first ? "Usage:" : "      ", name);

	options_usage(out, head, cmd->rows);
}

/* Each with its options below it. */
static void
print_subs(const struct subcommand *subs, FILE *out)
{
	int width = 0;

	for (const struct subcommand *s = subs; s->name != NULL; s++) {
		int n = options_width(s->rows) + 2;

		width = n > width ? n : width;
	}
	for (const struct subcommand *s = subs; s->name != NULL; s++) {
		options_paragraph(out, s->name, s->purpose, 2, width);
		options_help(out, s->rows, 4, width - 2);
	}
}

int
subcommand_help(const struct subcommand *cmd, FILE *out)
{
	if (cmd->rows != NULL)
		print_usage(cmd, true, out);
	for (const struct subcommand *s = cmd->subs;
		s != NULL && s->name != NULL; s++)
		print_usage(s, s == cmd->subs, out);
	fprintf(out, "\n%c%s.\n", toupper((unsigned char)*cmd->purpose),
		cmd->purpose + 1);
	if (cmd->subs != NULL || options_width(cmd->rows) > 0)
		putc('\n', out);
	if (cmd->rows != NULL)
		options_help(out, cmd->rows, 2, options_width(cmd->rows));
	else
		print_subs(cmd->subs, out);
	if (cmd->notes != NULL)
		fprintf(out, "\n%s", cmd->notes);
	return 0;
}

/* ---- words ---- */

static struct option_table
options_of(const struct subcommand *cmd, const char *name)
{
	return (struct option_table){ .name = name,
		.rows = cmd->rows,
		.syntax = OPTIONS_GNU | OPTIONS_HELP | OPTIONS_HELP_LETTER,
		.status = EXIT_USAGE };
}

int
subcommand_wrong(const struct subcommand *cmd, const char *what,
	const char *word, struct fail *f)
{
	autofree char *name = full_name(cmd);
	autofree char *help = xasprintf("cargo zbuild %s --help", name);
	struct option_table o = options_of(cmd, name);

	/* One of several: each has a synopsis of its own. */
	if (cmd->rows == NULL)
		o.hint = help;
	return options_wrong(&o, what, word, f);
}

/* --help tells about whole, which cmd is a part of. */
static int
run(const struct subcommand *cmd, const struct subcommand *whole,
	char *const *words, struct fail *f)
{
	autofree char *name = full_name(cmd);
	struct option_table o = options_of(cmd, name);
	autofree void *values = xcalloc(1, cmd->size + 1);
	int r = options_parse(&o, words, values, f);

	if (r == OPTIONS_ASKED)
		r = subcommand_help(whole, stdout);
	else if (r == 0)
		r = cmd->run(values, f);
	options_clear(cmd->rows, values);
	return r;
}

static int
no_such_sub(const struct subcommand *cmd, const char *word, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	autofree char *known = NULL;

	for (const struct subcommand *s = cmd->subs; s->name != NULL; s++)
		argvec_push(&names, s->name);
	known = argvec_join(&names, ", ");
	if (word != NULL)
		fail_status(f, EXIT_USAGE, "%s: unknown word '%s'", cmd->name,
			word);
	else
		fail_status(f, EXIT_USAGE, "%s: nothing to do", cmd->name);
	return fail_hint(f, "%s knows: %s", cmd->name, known);
}

int
subcommand_run(const struct subcommand *cmd, char *const *words,
	struct fail *f)
{
	const char *word = words[0];

	if (cmd->rows != NULL)
		return run(cmd, cmd, words, f);
	for (const struct subcommand *s = cmd->subs;
		word != NULL && s->name != NULL; s++)
		if (strcmp(s->name, word) == 0)
			return run(s, cmd, words + 1, f);
	if (word != NULL &&
		(strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0))
		return subcommand_help(cmd, stdout);
	if (cmd->first_is_meant && (word == NULL || *word == '-'))
		return run(&cmd->subs[0], cmd, words, f);
	return no_such_sub(cmd, word, f);
}
