#include "wrapper/options/complete.h"

#include <string.h>

#include "common/fill.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "texts.h"

/* What goes to cargo: enough to start with; the rest is cargo's matter. */
static const struct subcommand cargos[] = {
	{ .name = "bench", .purpose = "run the benchmarks" },
	{ .name = "build", .purpose = "compile a package" },
	{ .name = "check", .purpose = "check a package for errors" },
	{ .name = "clippy", .purpose = "check a package for mistakes" },
	{ .name = "doc", .purpose = "build a package's documentation" },
	{ .name = "fix", .purpose = "fix what rustc warns about" },
	{ .name = "install", .purpose = "build and install a program" },
	{ .name = "run", .purpose = "run a program" },
	{ .name = "rustc", .purpose = "compile a package with more options" },
	{ .name = "rustdoc",
		.purpose = "build documentation with more options" },
	{ .name = "test", .purpose = "run the tests" },
};

/* Options of those: first what we do about them. */
static const struct option_row cargo_rows[] = {
	{ "--target", "T", OPTION_TARGET,
		.help = "the target, T.VERSION with a glibc floor" },
	{ "--sysroot", "DIR", OPTION_DIR,
		.help = "a root file system of the target to link with" },
	{ "--glibc-check",
		.help = "run programs with the oldest glibc that the mirror "
			"has" },
	{ .names = "--release" },
	{ "--profile", .value = "NAME" },
	{ "--package", .value = "NAME" },
	{ .names = "--workspace" },
	{ "--bin", .value = "NAME" },
	{ .names = "--bins" },
	{ .names = "--lib" },
	{ "--example", .value = "NAME" },
	{ .names = "--examples" },
	{ .names = "--all-targets" },
	{ "--features", .value = "NAMES" },
	{ .names = "--all-features" },
	{ .names = "--no-default-features" },
	{ "--manifest-path", .value = "FILE", .is = OPTION_FILE },
	{ "--target-dir", .value = "DIR", .is = OPTION_DIR },
	{ .names = "--locked" },
	{ .names = "--offline" },
	{ .names = "--verbose" },
	{ .names = "--quiet" },
	{ "--jobs", .value = "N" },
	{ "--config", .value = "SETTING" },
	{ NULL, "FILE", .is = OPTION_FILE },
	NO_MORE_OPTIONS
};
static const struct subcommand cargo = { .name = "*", .rows = cargo_rows };

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

/* What print says of each subcommand, of each that a group has, and of what
 * goes to cargo. */
static char *
each(const struct complete *c, print_fn *print)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; c->subcommands[i] != NULL; i++) {
		const struct subcommand *cmd = c->subcommands[i];

		print(cmd, out);
		for (const struct subcommand *s = cmd->subs;
			s != NULL && s->name != NULL; s++)
			print(s, out);
	}
	print(&cargo, out);
	fclose(out);
	return text;
}

/* What print says of each that may stand first, ours and cargo's. */
static char *
each_first(const struct complete *c, print_fn *print)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; c->subcommands[i] != NULL; i++)
		print(c->subcommands[i], out);
	for (size_t i = 0; i < COUNT(cargos); i++)
		print(&cargos[i], out);
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

static void
bash_first(const struct subcommand *cmd, FILE *out)
{
	fprintf(out, "%s\n", cmd->name);
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

/* A line of _describe. */
static void
zsh_first(const struct subcommand *cmd, FILE *out)
{
	autofree char *pair = xasprintf("%s:%s", cmd->name, cmd->purpose);
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
			zsh_first(s, out);
		fputs("\t\t)\n\t\t_describe subcommand verbs\n\t\t", out);
	}
	fputs("_arguments '--help[print help]'", out);
	for (const struct option_row *r = rows_of(cmd); !option_is_end(r); r++)
		if (is_offered(r) || is_guessable(r))
			zsh_row(r, out);
	fputs(" ;;\n", out);
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
fish_word(const char *where, const struct subcommand *cmd, FILE *out)
{
	autofree char *quoted = quote_sh(cmd->purpose);

	fprintf(out, "\tcomplete -c $c -n '%s' -f -a %s -d %s\n", where,
		cmd->name, quoted);
}

static void
fish_row(const struct option_row *row, const char *in, FILE *out)
{
	autofree char *value = value_of(&fish_values, row);
	autofree char *help = row->help != NULL ? quote_sh(row->help) : NULL;
	autofree char *name = option_name(row);

	fprintf(out, "\tcomplete -c $c -n '%s'", in);
	if (row->names != NULL)
		fprintf(out, " -l %s", name + 2);
	fputs(value, out);
	if (row->names != NULL && help != NULL)
		fprintf(out, " -d %s", help);
	putc('\n', out);
}

static void
fish_case(const struct subcommand *cmd, FILE *out)
{
	autofree char *in = NULL, *at = NULL;

	if (cmd == &cargo) {
		in = xstrdup("__zbuild_in_cargo");
		for (size_t i = 0; i < COUNT(cargos); i++)
			fish_word("__zbuild_at", &cargos[i], out);
	} else {
		at = xasprintf("__zbuild_at%s%s", cmd->of != NULL ? " " : "",
			cmd->of != NULL ? cmd->of : "");
		in = xasprintf("__zbuild_%s %s%s%s",
			cmd->subs != NULL ? "at" : "in",
			cmd->of != NULL ? cmd->of : "",
			cmd->of != NULL ? " " : "", cmd->name);
		fish_word(at, cmd, out);
	}
	fprintf(out, "\tcomplete -c $c -n '%s' -l help -d 'print help'\n", in);
	for (const struct option_row *r = rows_of(cmd); !option_is_end(r); r++)
		if (is_offered(r) || is_guessable(r))
			fish_row(r, in, out);
}

/* Ours only: what goes to cargo is what is none of them. */
static void
fish_first(const struct subcommand *cmd, FILE *out)
{
	if (cmd->rows != NULL || cmd->subs != NULL)
		fprintf(out, " %s", cmd->name);
}

/* ---- which ---- */

static const struct {
	const char *name, *text;
	const char *between;  /* targets */
	print_fn *print_case; /* what may stand behind a subcommand */
	print_fn *print_first;
} shells[] = {
	{ "bash", text_complete_bash, "\n", bash_case, bash_first },
	{ "fish", text_complete_fish, " ", fish_case, fish_first },
	{ "zsh", text_complete_zsh, " ", zsh_case, zsh_first },
};

void
complete_print(const struct complete *c, const char *shell, FILE *out)
{
	autofree char *targets = NULL, *first = NULL, *cases = NULL;
	autofree char *groups = group_names(c), *text = NULL;
	size_t i = 0;

	while (strcmp(shells[i].name, shell) != 0)
		i++;
	targets = argvec_join(c->targets, shells[i].between);
	first = each_first(c, shells[i].print_first);
	cases = each(c, shells[i].print_case);
	text = text_fill(shells[i].text, "@TARGETS@", targets,
		"@SUBCOMMANDS@", first, "@GROUPS@", groups, "@CASES@", cases,
		NULL);
	fputs(text, out);
}
