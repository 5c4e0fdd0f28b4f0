/*
 * cargo zbuild completions: scripts for three shells, made from the table of
 * subcommands (their synopses say which options there are) and of targets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/quote.h"
#include "common/xalloc.h"
#include "targets/conf.h"
#include "wrapper/cargo/alltargets.h"
#include "wrapper/options/cmd.h"
#include "wrapper/options/synopsis.h"

/* What goes to cargo: enough to start with; the rest is cargo's matter. */
static const struct {
	const char *name, *purpose;
} cargos[] = {
	{"bench",	  "run the benchmarks"		      },
	{"build",	  "compile a package"		     },
	{"check",	  "check a package for errors"	      },
	{"clippy",  "check a package for mistakes"	 },
	{"doc",	"build a package's documentation"	 },
	{"fix",	"fix what rustc warns about"	    },
	{"install", "build and install a program"		 },
	{"run",	"run a program"			       },
	{"rustc",	  "compile a package with more options"  },
	{"rustdoc", "build documentation with more options"},
	{"test",	 "run the tests"			},
};
enum { NCARGOS = sizeof cargos / sizeof *cargos };
static const char cargo_flags[] =
	"--target --release --profile --package --workspace --bin --bins --lib "
	"--example --examples --all-targets --features --all-features "
	"--no-default-features --manifest-path --target-dir --locked --offline "
	"--verbose --quiet --jobs --config";

/* Each target's name, and with its default floor, to show that one may be
 * given. */
static void
target_words(struct argvec *out)
{
	struct conf conf = CONF_INIT;
	struct fail ignored = FAIL_INIT;
	struct alltargets all;

	/* A broken file of the user's must not break the shell's start. */
	if (conf_load(&conf, NULL, &ignored) != 0) {
		conf_clear(&conf);
		conf = (struct conf)CONF_INIT;
	}
	fail_clear(&ignored);
	alltargets_list(&conf, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct target_def *d = all.v[i];
		autofree char *floor = version_text(d->glibc_default);

		if (d->refuse != NULL)
			continue;
		argvec_push(out, d->rust);
		if (d->libc == LIBC_GLIBC)
			argvec_pushf(out, "%s.%s", d->rust, floor);
	}
	alltargets_clear(&all);
	conf_clear(&conf);
}

static const struct synopsis_item *
option_item(const struct synopsis *s, size_t *at)
{
	while (*at < s->n) {
		const struct synopsis_item *item = &s->v[(*at)++];

		if (item->option != NULL)
			return item;
	}
	return NULL;
}

/* All words that may stand at the option's place, as bash's compgen wants
 * them told. */
static void
bash_value(const struct synopsis_item *item)
{
	autofree char *words = argvec_join(&item->words, " ");

	switch (item->kind) {
	case SYNOPSIS_TARGET:
		fputs("-W \"$_zbuild_targets\"", stdout);
		break;
	case SYNOPSIS_DIR:
		fputs("-d", stdout);
		break;
	case SYNOPSIS_FILE:
		fputs("-f", stdout);
		break;
	case SYNOPSIS_COMMAND:
		fputs("-c", stdout);
		break;
	case SYNOPSIS_WORDS:
		printf("-W '%s'", words);
		break;
	case SYNOPSIS_FLAG:
	case SYNOPSIS_OTHER:
		fputs("-W ''", stdout);
	}
}

static void
bash_subcommand(const struct subcommand *cmd)
{
	const struct synopsis_item *item;
	struct synopsis s;

	synopsis_read(cmd->synopsis, &s);
	for (size_t i = 0; (item = option_item(&s, &i)) != NULL;) {
		if (item->kind == SYNOPSIS_FLAG)
			continue;
		printf("\t\t%s/%s) set -- ", cmd->name, item->option);
		bash_value(item);
		fputs(" ;;\n", stdout);
	}
	printf("\t\t%s/*) set -- -W '--help", cmd->name);
	for (size_t i = 0; (item = option_item(&s, &i)) != NULL;)
		printf(" %s", item->option);
	putchar('\'');
	for (size_t i = 0; i < s.n; i++)
		if (s.v[i].option == NULL && s.v[i].kind != SYNOPSIS_OTHER) {
			printf("\n\t\t\t[[ $cur == -* ]] || more+=($(compgen ");
			bash_value(&s.v[i]);
			fputs(" -- \"$cur\"))", stdout);
		}
	fputs(" ;;\n", stdout);
	synopsis_clear(&s);
}

static void
print_bash(const struct argvec *targets)
{
	autofree char *names = argvec_join(targets, "\n");

	fputs("# bash completions of cargo zbuild: "
	      "eval \"$(cargo zbuild completions bash)\"\n"
	      "_zbuild_targets='",
		stdout);
	printf("%s'\n_zbuild_subs='", names);
	for (size_t i = 0; i < subcommands_n; i++)
		printf("%s\n", subcommands[i].name);
	for (size_t i = 0; i < NCARGOS; i++)
		printf("%s%s", cargos[i].name, i + 1 < NCARGOS ? "\n" : "'\n");
	fputs("\n"
	      "# $1: the number of the word where the subcommand may stand\n"
	      "_zbuild() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} sub=build i\n"
	      "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]} more=()\n"
	      "\tlocal IFS=$' \\t\\n'\n"
	      "\t# readline splits --target=T at the =\n"
	      "\tif [[ $cur == = ]]; then cur=\n"
	      "\telif [[ $prev == = ]]; then "
	      "prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
	      "\tfor ((i = $1; i < COMP_CWORD; i++)); do\n"
	      "\t\t[[ ${COMP_WORDS[i]} == [-+]* ]] && continue\n"
	      "\t\tsub=${COMP_WORDS[i]}\n"
	      "\t\tbreak\n"
	      "\tdone\n"
	      "\tif ((COMP_CWORD == $1)) && [[ $cur != -* ]]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"$_zbuild_subs\" -- \"$cur\"))\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\tcase $sub/$prev in\n",
		stdout);
	for (size_t i = 0; i < subcommands_n; i++)
		bash_subcommand(&subcommands[i]);
	printf("\t\t*/--target) set -- -W \"$_zbuild_targets\" ;;\n"
	       "\t\t*) set -- -W '%s' -f ;;\n"
	       "\tesac\n"
	       "\tCOMPREPLY=($(compgen \"$@\" -- \"$cur\") "
	       "\"${more[@]}\")\n"
	       "}\n\n",
		cargo_flags);
	/* `cargo zbuild` is completed by whoever completes `cargo`. */
	fputs("_zbuild_program() {\n"
	      "\tif [[ ${COMP_WORDS[1]} == zbuild ]] && ((COMP_CWORD > 1)); "
	      "then _zbuild 2; else _zbuild 1; fi\n"
	      "}\n"
	      "if [[ $(complete -p cargo 2>/dev/null) =~ -F\\ ([^ ]+) &&\n"
	      "\t${BASH_REMATCH[1]} != _zbuild_cargo ]]; then\n"
	      "\t_zbuild_before=${BASH_REMATCH[1]}\n"
	      "fi\n"
	      "_zbuild_cargo() {\n"
	      "\tif [[ ${COMP_WORDS[1]} == zbuild ]] && ((COMP_CWORD > 1)); "
	      "then\n"
	      "\t\t_zbuild 2\n"
	      "\telif [[ ${_zbuild_before-} ]]; then\n"
	      "\t\t\"$_zbuild_before\" \"$@\"\n"
	      "\telif ((COMP_CWORD == 1)); then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"zbuild $_zbuild_subs\" -- "
	      "\"${COMP_WORDS[1]}\"))\n"
	      "\tfi\n"
	      "}\n"
	      "complete -o bashdefault -o default -F _zbuild_program "
	      "cargo-zbuild\n"
	      "complete -o bashdefault -o default -F _zbuild_cargo cargo\n",
		stdout);
}

static void
zsh_value(const struct synopsis_item *item)
{
	autofree char *words = argvec_join(&item->words, " ");

	switch (item->kind) {
	case SYNOPSIS_TARGET:
		fputs(":target:($targets)", stdout);
		break;
	case SYNOPSIS_DIR:
		fputs(":folder:_directories", stdout);
		break;
	case SYNOPSIS_FILE:
		fputs(":file:_files", stdout);
		break;
	case SYNOPSIS_COMMAND:
		fputs(":command:_command_names -e", stdout);
		break;
	case SYNOPSIS_WORDS:
		printf(":word:(%s)", words);
		break;
	case SYNOPSIS_OTHER:
		fputs(":value: ", stdout);
		break;
	case SYNOPSIS_FLAG:
		break;
	}
}

/* Double quotes: $targets is filled in; nothing else there is special. */
static void
zsh_subcommand(const struct subcommand *cmd)
{
	struct argvec words = ARGVEC_INIT;
	struct synopsis s;

	synopsis_read(cmd->synopsis, &s);
	printf("\t%s) _arguments '--help[print help]'", cmd->name);
	for (size_t i = 0; i < s.n; i++) {
		const struct synopsis_item *item = &s.v[i];

		if (item->option == NULL && item->kind == SYNOPSIS_WORDS) {
			argvec_pushv(&words, item->words.v);
			continue;
		}
		if (item->option == NULL && item->kind == SYNOPSIS_OTHER)
			continue;
		fputs(" \"*", stdout);
		if (item->option != NULL)
			printf("%s%s", item->option,
				item->kind == SYNOPSIS_FLAG ? "" : "=");
		zsh_value(item);
		putchar('"');
	}
	if (words.n > 0) {
		autofree char *all = argvec_join(&words, " ");

		printf(" '1:word:(%s)'", all);
	}
	fputs(" ;;\n", stdout);
	argvec_clear(&words);
	synopsis_clear(&s);
}

static void
zsh_described(const char *name, const char *purpose)
{
	autofree char *pair = xasprintf("%s:%s", name, purpose);
	autofree char *quoted = quote_sh(pair);

	printf("\t\t%s\n", quoted);
}

static void
print_zsh(const struct argvec *targets)
{
	autoargvec flags = ARGVEC_INIT;
	autofree char *names = argvec_join(targets, " ");

	/* zsh's own completion of cargo calls _cargo-NAME for `cargo NAME`. */
	fputs("#compdef cargo-zbuild\n"
	      "# zsh completions of cargo zbuild: put this file into a folder "
	      "of $fpath as _cargo-zbuild,\n"
	      "# or: source <(cargo zbuild completions zsh)\n"
	      "_cargo-zbuild() {\n"
	      "\tlocal -a subs\n",
		stdout);
	printf("\tlocal targets='%s'\n"
	       "\tsubs=(\n",
		names);
	for (size_t i = 0; i < subcommands_n; i++)
		zsh_described(subcommands[i].name, subcommands[i].purpose);
	for (size_t i = 0; i < NCARGOS; i++)
		zsh_described(cargos[i].name, cargos[i].purpose);
	fputs("\t)\n"
	      "\tif [[ $words[1] != zbuild && $words[2] == zbuild ]] && "
	      "((CURRENT > 2)); then\n"
	      "\t\tshift words\n"
	      "\t\t((CURRENT--))\n"
	      "\tfi\n"
	      "\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
	      "\t\t_describe subcommand subs\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\tlocal sub=$words[2]\n"
	      "\tif [[ $sub != -* ]]; then\n"
	      "\t\tshift words\n"
	      "\t\t((CURRENT--))\n"
	      "\tfi\n"
	      "\tcase $sub in\n",
		stdout);
	for (size_t i = 0; i < subcommands_n; i++)
		zsh_subcommand(&subcommands[i]);
	fputs("\t*) _arguments", stdout);
	argvec_split(&flags, cargo_flags, " ");
	for (size_t i = 0; i < flags.n; i++)
		if (strcmp(flags.v[i], "--target") != 0)
			printf(" '%s'", flags.v[i]);
	fputs(" \"*--target=:target:($targets)\" '*:file:_files' ;;\n"
	      "\tesac\n"
	      "}\n"
	      "if [[ $funcstack[1] == _cargo-zbuild ]]; then\n"
	      "\t_cargo-zbuild \"$@\"\n"
	      "else\n"
	      "\tcompdef _cargo-zbuild cargo-zbuild\n"
	      "fi\n",
		stdout);
}

static void
fish_value(const struct synopsis_item *item)
{
	autofree char *words = argvec_join(&item->words, " ");

	switch (item->kind) {
	case SYNOPSIS_TARGET:
		fputs(" -x -a \"$__zbuild_targets\"", stdout);
		break;
	case SYNOPSIS_DIR:
		fputs(" -x -a '(__fish_complete_directories)'", stdout);
		break;
	case SYNOPSIS_FILE:
		fputs(" -r -F", stdout);
		break;
	case SYNOPSIS_COMMAND:
		fputs(" -x -a '(__fish_complete_command)'", stdout);
		break;
	case SYNOPSIS_WORDS:
		printf(" -x -a '%s'", words);
		break;
	case SYNOPSIS_OTHER:
		fputs(" -x", stdout);
		break;
	case SYNOPSIS_FLAG:
		break;
	}
}

static void
fish_first(const char *name, const char *purpose)
{
	autofree char *quoted = quote_sh(purpose);

	printf("\tcomplete -c $c -n '__zbuild_first' -f -a %s -d %s\n", name,
		quoted);
}

static void
fish_subcommand(const struct subcommand *cmd)
{
	struct synopsis s;

	synopsis_read(cmd->synopsis, &s);
	fish_first(cmd->name, cmd->purpose);
	printf("\tcomplete -c $c -n '__zbuild_in %s' -l help "
	       "-d 'print help'\n",
		cmd->name);
	for (size_t i = 0; i < s.n; i++) {
		const struct synopsis_item *item = &s.v[i];

		if (item->option == NULL && item->kind == SYNOPSIS_OTHER)
			continue;
		printf("\tcomplete -c $c -n '__zbuild_in %s'", cmd->name);
		if (item->option != NULL)
			printf(" -l %s", item->option + 2);
		fish_value(item);
		putchar('\n');
	}
	synopsis_clear(&s);
}

static void
print_fish(const struct argvec *targets)
{
	autoargvec flags = ARGVEC_INIT;
	autofree char *names = argvec_join(targets, " ");

	fputs("# fish completions of cargo zbuild: "
	      "cargo zbuild completions fish | source\n",
		stdout);
	printf("set -g __zbuild_targets '%s'\n", names);
	fputs("# The words after `cargo zbuild`; fails for another command.\n"
	      "function __zbuild_words\n"
	      "\tset -l words (commandline -opc)\n"
	      "\tset -l name $words[1]\n"
	      "\tset -e words[1]\n"
	      "\tif test \"$words[1]\" = zbuild\n"
	      "\t\tset -e words[1]\n"
	      "\telse if test (string replace -r '.*/' '' -- $name) = cargo\n"
	      "\t\treturn 1\n"
	      "\tend\n"
	      "\tif test (count $words) != 0\n"
	      "\t\tprintf '%s\\n' $words\n"
	      "\tend\n"
	      "\treturn 0\n"
	      "end\n"
	      "function __zbuild_first\n"
	      "\tset -l words (__zbuild_words); or return 1\n"
	      "\ttest (count $words) = 0\n"
	      "end\n"
	      "function __zbuild_in\n"
	      "\tset -l words (__zbuild_words); or return 1\n"
	      "\ttest \"$words[1]\" = \"$argv[1]\"\n"
	      "end\n"
	      "function __zbuild_in_cargo\n"
	      "\tset -l words (__zbuild_words); or return 1\n"
	      "\tnot contains -- \"$words[1]\"",
		stdout);
	for (size_t i = 0; i < subcommands_n; i++)
		printf(" %s", subcommands[i].name);
	fputs("\nend\n"
	      "for c in cargo-zbuild cargo\n"
	      "\tcomplete -c $c -n '__zbuild_first' -f\n",
		stdout);
	for (size_t i = 0; i < subcommands_n; i++)
		fish_subcommand(&subcommands[i]);
	for (size_t i = 0; i < NCARGOS; i++)
		fish_first(cargos[i].name, cargos[i].purpose);
	argvec_split(&flags, cargo_flags, " ");
	for (size_t i = 0; i < flags.n; i++)
		printf("\tcomplete -c $c -n '__zbuild_in_cargo' -l %s%s\n",
			flags.v[i] + 2,
			strcmp(flags.v[i], "--target") == 0
				? " -x -a "
				  "\"$__zbuild_targets\""
				: "");
	fputs("end\n"
	      "complete -c cargo -n '__fish_is_nth_token 1' -f -a zbuild "
	      "-d 'cargo with zig as compiler and linker'\n",
		stdout);
}

static const struct {
	const char *name;
	void (*print)(const struct argvec *targets);
} shells[] = {
	{"bash", print_bash},
	{"fish", print_fish},
	{"zsh",	print_zsh },
};

int
cmd_completions(int argc, char **argv, struct fail *f)
{
	autoargvec targets = ARGVEC_INIT;

	if (argc != 2) {
		fail_status(f, EXIT_USAGE, "completions: %s",
			argc < 2 ? "no shell given" : "more than one word");
		return fail_hint(f, "completions bash|zsh|fish");
	}
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
		if (strcmp(shells[i].name, argv[1]) != 0)
			continue;
		target_words(&targets);
		shells[i].print(&targets);
		if (fflush(stdout) != 0 || ferror(stdout))
			return fail_errno(f, "cannot write the completions");
		return 0;
	}
	fail_status(f, EXIT_USAGE, "completions: unknown shell '%s'", argv[1]);
	return fail_hint(f, "completions bash|zsh|fish");
}
