#include "wrapper/options/complete.h"

#include <stdlib.h>
#include <string.h>

#include "common/fill.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "texts.h"

/* What goes to cargo: enough to start with; the rest is cargo's matter. */
static const struct {
	const char *name, *purpose;
} cargos[] = {
	{ "bench", "run the benchmarks" },
	{ "build", "compile a package" },
	{ "check", "check a package for errors" },
	{ "clippy", "check a package for mistakes" },
	{ "doc", "build a package's documentation" },
	{ "fix", "fix what rustc warns about" },
	{ "install", "build and install a program" },
	{ "run", "run a program" },
	{ "rustc", "compile a package with more options" },
	{ "rustdoc", "build documentation with more options" },
	{ "test", "run the tests" },
};
enum { NCARGOS = COUNT(cargos) };
static const char cargo_options[] =
	"--release --profile --package --workspace --bin --bins --lib "
	"--example --examples --all-targets --features --all-features "
	"--no-default-features --manifest-path --target-dir --locked --offline "
	"--verbose --quiet --jobs --config --glibc-check --sysroot";

/* How a shell is told what may stand for a value: of a target, a folder, a
 * file, a command, one of some words, or anything. */
struct values {
	const char *target, *dir, *file, *command, *words, *any;
};

static char *
value_of(const struct values *v, const struct option_row *row)
{
	const char *choices = row->choices != NULL ? row->choices : "";
	const char *form = row->choices != NULL		    ? v->words
			   : (row->is & OPTION_TARGET) != 0  ? v->target
			   : (row->is & OPTION_DIR) != 0     ? v->dir
			   : (row->is & OPTION_FILE) != 0    ? v->file
			   : (row->is & OPTION_COMMAND) != 0 ? v->command
							     : v->any;

	if (row->names != NULL && row->value == NULL)
		return xstrdup("");
	return text_fill(form, "@WORDS@", choices, NULL);
}

static bool
is_offered(const struct option_row *row)
{
	return row->names != NULL && (row->is & OPTION_HIDDEN) == 0;
}

/* A word of which something is known. */
static bool
is_guessable(const struct option_row *row)
{
	return row->names == NULL &&
	       (row->choices != NULL ||
		       (row->is & (OPTION_TARGET | OPTION_DIR | OPTION_FILE |
					  OPTION_COMMAND)) != 0);
}

/* "-W 'install list …'", for bash, or NULL. */
static char *
sub_names(const struct subcommand *group)
{
	autoargvec names = ARGVEC_INIT;
	autofree char *all = NULL;

	if (group->subs == NULL)
		return NULL;
	for (const struct subcommand *s = group->subs; s->name != NULL; s++)
		argvec_push(&names, s->name);
	all = argvec_join(&names, " ");
	return xasprintf("-W '%s'", all);
}

/* What may stand behind it; for a group without a word, that of the one that
 * is meant. */
static const struct option_row *
rows_of(const struct subcommand *cmd)
{
	static const struct option_row none[] = { NO_MORE_OPTIONS };

	return cmd->rows != NULL     ? cmd->rows
	       : cmd->first_is_meant ? cmd->subs[0].rows
				     : none;
}

/* "cache|deps|zig": those with subcommands of their own. */
static char *
group_names(const struct complete *c)
{
	autoargvec names = ARGVEC_INIT;

	for (size_t i = 0; c->subcommands[i] != NULL; i++)
		if (c->subcommands[i]->subs != NULL)
			argvec_push(&names, c->subcommands[i]->name);
	return argvec_join(&names, "|");
}

typedef void print_fn(const struct subcommand *cmd, FILE *out);

/* What print says of each subcommand, and of each that a group has. */
static char *
each(const struct complete *c, print_fn *print)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		abort();
	for (size_t i = 0; c->subcommands[i] != NULL; i++) {
		const struct subcommand *cmd = c->subcommands[i];

		print(cmd, out);
		for (const struct subcommand *s = cmd->subs;
			s != NULL && s->name != NULL; s++)
			print(s, out);
	}
	fclose(out);
	return text;
}

/* ---- bash ---- */

static const struct values bash_values = {
	.target = "-W \"$_zbuild_targets\"",
	.dir = "-d",
	.file = "-f",
	.command = "-c",
	.words = "-W '@WORDS@'",
	.any = "-W ''",
};

static void
bash_more(const char *value, FILE *out)
{
	fprintf(out,
		"\n\t\t\t[[ $cur == -* ]] || more+=($(compgen %s -- "
		"\"$cur\"))",
		value);
}

static void
bash_case(const struct subcommand *cmd, FILE *out)
{
	const struct option_row *rows = rows_of(cmd);
	autofree char *name = cmd->of != NULL
				      ? xasprintf("'%s %s'", cmd->of, cmd->name)
				      : xstrdup(cmd->name);
	autofree char *options = xstrdup("--help");
	autofree char *subs = sub_names(cmd);

	for (const struct option_row *r = rows; !option_is_end(r); r++) {
		autofree char *value = value_of(&bash_values, r);
		autofree char *option = option_name(r), *before = options;

		if (is_offered(r) && *value != '\0')
			fprintf(out, "\t\t%s/%s) set -- %s ;;\n", name, option,
				value);
		options = is_offered(r) ? xasprintf("%s %s", before, option)
					: xstrdup(before);
	}
	fprintf(out, "\t\t%s/*) set -- -W '%s'", name, options);
	for (const struct option_row *r = rows; !option_is_end(r); r++) {
		autofree char *value = value_of(&bash_values, r);

		if (is_guessable(r))
			bash_more(value, out);
	}
	if (subs != NULL)
		bash_more(subs, out);
	fputs(" ;;\n", out);
}

static char *
bash_text(const struct complete *c)
{
	autofree char *targets = argvec_join(c->targets, "\n");
	autofree char *cases = each(c, bash_case), *groups = group_names(c);
	autofree char *subs = NULL;
	autoargvec names = ARGVEC_INIT;

	for (size_t i = 0; c->subcommands[i] != NULL; i++)
		argvec_push(&names, c->subcommands[i]->name);
	for (size_t i = 0; i < NCARGOS; i++)
		argvec_push(&names, cargos[i].name);
	subs = argvec_join(&names, "\n");
	return text_fill(text_complete_bash, "@TARGETS@", targets,
		"@SUBCOMMANDS@", subs, "@GROUPS@", groups, "@CASES@", cases,
		"@CARGO_OPTIONS@", cargo_options, NULL);
}

/* ---- zsh ---- */

/* The targets are a variable, which stands behind the quoted part. */
static const struct values zsh_values = {
	.target = ":target:",
	.dir = ":folder:_directories",
	.file = ":file:_files",
	.command = ":command:_command_names -e",
	.words = ":word:(@WORDS@)",
	.any = ":value: ",
};

/* "[what it does]", as _arguments reads it. */
static char *
zsh_help(const char *help)
{
	autofree char *text = xcalloc(2, strlen(help) + 1);
	char *to = text;

	for (; *help != '\0'; help++) {
		if (strchr("[]:", *help) != NULL)
			*to++ = '\\';
		*to++ = *help;
	}
	return xasprintf("[%s]", text);
}

static void
zsh_row(const struct option_row *row, FILE *out)
{
	autofree char *value = value_of(&zsh_values, row);
	autofree char *help = zsh_help(row->help != NULL ? row->help : "");
	autofree char *name = option_name(row), *spec = NULL, *quoted = NULL;

	if (row->names != NULL)
		spec = xasprintf("*%s%s%s%s", name, *value != '\0' ? "=" : "",
			row->help != NULL ? help : "", value);
	else
		spec = xasprintf("*%s", value);
	quoted = quote_sh(spec);
	fprintf(out, " %s%s", quoted,
		(row->is & OPTION_TARGET) != 0 ? "\"($targets)\"" : "");
}

static void
zsh_described(const char *name, const char *purpose, FILE *out)
{
	autofree char *pair = xasprintf("%s:%s", name, purpose);
	autofree char *quoted = quote_sh(pair);

	fprintf(out, "\t\t%s\n", quoted);
}

static void
zsh_case(const struct subcommand *cmd, FILE *out)
{
	fprintf(out, cmd->of != NULL ? "\t'%s %s') " : "\t%s%s) ",
		cmd->of != NULL ? cmd->of : "", cmd->name);
	if (cmd->subs != NULL) {
		fputs("verbs=(\n", out);
		for (const struct subcommand *s = cmd->subs; s->name != NULL;
			s++)
			zsh_described(s->name, s->purpose, out);
		fputs("\t\t)\n\t\t_describe subcommand verbs\n\t\t", out);
	}
	fputs("_arguments '--help[print help]'", out);
	for (const struct option_row *r = rows_of(cmd); !option_is_end(r); r++)
		if (is_offered(r) || is_guessable(r))
			zsh_row(r, out);
	fputs(" ;;\n", out);
}

/* Lines of _describe, ours and cargo's. */
static void
zsh_sub(const struct subcommand *cmd, FILE *out)
{
	if (cmd->of == NULL)
		zsh_described(cmd->name, cmd->purpose, out);
}

static char *
zsh_text(const struct complete *c)
{
	autofree char *targets = argvec_join(c->targets, " ");
	autofree char *cases = each(c, zsh_case), *groups = group_names(c);
	autofree char *ours = each(c, zsh_sub), *subs = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&subs, &len);

	if (out == NULL)
		abort();
	fputs(ours, out);
	for (size_t i = 0; i < NCARGOS; i++)
		zsh_described(cargos[i].name, cargos[i].purpose, out);
	fclose(out);
	return text_fill(text_complete_zsh, "@TARGETS@", targets,
		"@SUBCOMMANDS@", subs, "@GROUPS@", groups, "@CASES@", cases,
		"@CARGO_OPTIONS@", cargo_options, NULL);
}

/* ---- fish ---- */

static const struct values fish_values = {
	.target = " -x -a \"$__zbuild_targets\"",
	.dir = " -x -a '(__fish_complete_directories)'",
	.file = " -r -F",
	.command = " -x -a '(__fish_complete_command)'",
	.words = " -x -a '@WORDS@'",
	.any = " -x",
};

static void
fish_word(const char *where, const char *name, const char *purpose, FILE *out)
{
	autofree char *quoted = quote_sh(purpose);

	fprintf(out, "\tcomplete -c $c -n '%s' -f -a %s -d %s\n", where, name,
		quoted);
}

static void
fish_case(const struct subcommand *cmd, FILE *out)
{
	autofree char *in = xasprintf("__zbuild_%s %s%s%s",
		cmd->subs != NULL ? "at" : "in", cmd->of != NULL ? cmd->of : "",
		cmd->of != NULL ? " " : "", cmd->name);
	autofree char *at = cmd->of == NULL
				    ? xstrdup("__zbuild_at")
				    : xasprintf("__zbuild_at %s", cmd->of);

	fish_word(at, cmd->name, cmd->purpose, out);
	fprintf(out, "\tcomplete -c $c -n '%s' -l help -d 'print help'\n", in);
	for (const struct option_row *r = rows_of(cmd); !option_is_end(r);
		r++) {
		autofree char *value = value_of(&fish_values, r);
		autofree char *help = r->help != NULL ? quote_sh(r->help) : NULL;
		autofree char *name = option_name(r);

		if (!is_offered(r) && !is_guessable(r))
			continue;
		fprintf(out, "\tcomplete -c $c -n '%s'", in);
		if (r->names != NULL)
			fprintf(out, " -l %s", name + 2);
		fputs(value, out);
		if (r->names != NULL && help != NULL)
			fprintf(out, " -d %s", help);
		putc('\n', out);
	}
}

static char *
fish_text(const struct complete *c)
{
	autofree char *targets = argvec_join(c->targets, " ");
	autofree char *ours = each(c, fish_case), *subs = NULL, *cases = NULL;
	autoargvec names = ARGVEC_INIT, options = ARGVEC_INIT;
	size_t len = 0;
	FILE *out = open_memstream(&cases, &len);

	if (out == NULL)
		abort();
	fputs(ours, out);
	for (size_t i = 0; i < NCARGOS; i++)
		fish_word("__zbuild_at", cargos[i].name, cargos[i].purpose,
			out);
	argvec_split(&options, cargo_options, " ");
	for (size_t i = 0; i < options.n; i++)
		fprintf(out, "\tcomplete -c $c -n '__zbuild_in_cargo' -l %s\n",
			options.v[i] + 2);
	fprintf(out, "\tcomplete -c $c -n '__zbuild_in_cargo' -l target%s\n",
		fish_values.target);
	fclose(out);
	for (size_t i = 0; c->subcommands[i] != NULL; i++)
		argvec_push(&names, c->subcommands[i]->name);
	subs = argvec_join(&names, " ");
	return text_fill(text_complete_fish, "@TARGETS@", targets,
		"@SUBCOMMANDS@", subs, "@CASES@", cases, NULL);
}

/* ---- which ---- */

static const struct {
	const char *name;
	char *(*text)(const struct complete *c);
} shells[] = {
	{ "bash", bash_text },
	{ "fish", fish_text },
	{ "zsh", zsh_text },
};

void
complete_print(const struct complete *c, const char *shell, FILE *out)
{
	for (size_t i = 0; i < COUNT(shells); i++)
		if (strcmp(shells[i].name, shell) == 0) {
			autofree char *text = shells[i].text(c);

			fputs(text, out);
		}
}
