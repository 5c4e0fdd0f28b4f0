/* Prints zbuild-rules(7): the rules as they are in the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/xalloc.h"
#include "shim/rules/rules.h"

enum { WIDTH = 76 };

static const char head[] =
	".\\\" Made by man/rules.c from shim/rules/rows_*.c and gnu.txt: do not edit.\n"
	".Dd November 22, 2026\n"
	".Dt ZBUILD-RULES 7\n"
	".Os\n"
	".Sh NAME\n"
	".Nm zbuild-rules\n"
	".Nd what zshim does with the words of a command line, and why\n"
	".Sh DESCRIPTION\n"
	".Xr zshim 1\n"
	"takes the command line of a C compiler or a linker apart into words.\n"
	"Words of the driver, of the linker\n"
	".Pq from Fl Wl No and Fl Xlinker\n"
	"and names of files have rules of their own.\n"
	"An option and its value count as one word, however they are written:\n"
	".Ql -l foo\n"
	"is\n"
	".Ql -lfoo .\n"
	"An asterisk stands for anything, and in a replacement\n"
	".Ql %v\n"
	"for the word's value.\n"
	".Pp\n"
	"A rule applies if it matches and all of its conditions hold.\n"
	"Of several the user's own ones\n"
	".Pq Xr zbuild.ini 5\n"
	"come first, then the one that says most of the word.\n"
	"What a rule puts in a word's place is under the rules again.\n"
	"A word without a rule passes unchanged.\n"
	".Pp\n"
	"The rules at the end are no word's:\n"
	"they say what is done without having been asked for,\n"
	"or depends on more than one word.\n"
	".Pp\n"
	"With\n"
	".Ev ZBUILD_TRACE Ns =1\n"
	"the rules that did something are shown by their names.\n";

static const char tail[] =
	".Sh SEE ALSO\n"
	".Xr zshim 1 ,\n"
	".Xr zbuild.ini 5\n"
	".Sh CAVEATS\n"
	"In the reasons,\n"
	".Sq zig\n"
	"and a number is an issue of ziglang/zig,\n"
	".Sq zb\n"
	"one of rust-cross/cargo-zigbuild,\n"
	".Sq hcc\n"
	"one of uber/hermetic_cc_toolchain; others are named in full.\n";

/* A word as roff shows it, in bold. */
static char *
bold(const char *word)
{
	char *out = xmalloc(strlen(word) * 2 + 9), *o = out;

	o = stpcpy(o, "\\fB");
	for (; *word != '\0'; word++) {
		if (*word == '-' || *word == '\\')
			*o++ = '\\';
		*o++ = *word == '\\' ? 'e' : *word;
	}
	stpcpy(o, "\\fR");
	return out;
}

/* Text in lines that are not too long, a sentence on a new one. */
static void
fill(const char *text)
{
	autoargvec words = ARGVEC_INIT;
	size_t column = 0;

	argvec_split(&words, text, " ");
	for (size_t i = 0; i < words.n; i++) {
		const char *w = words.v[i];
		size_t n = strlen(w);
		bool ends = i > 0 && words.v[i - 1][strlen(words.v[i - 1]) -
						    1] == '.';

		if (column > 0 && (ends || column + 1 + n > WIDTH)) {
			putchar('\n');
			column = 0;
		}
		if (column == 0 && (*w == '.' || *w == '\''))
			fputs("\\&", stdout);
		printf("%s%s", column > 0 ? " " : "", w);
		column += n + (column > 0);
	}
	putchar('\n');
}

/* "zig-cc link (zig 0.16 and later)" */
static char *
conditions(const struct rule *r)
{
	autoargvec all = ARGVEC_INIT;

	for (unsigned bit = 1; bit != 0 && bit <= r->when; bit <<= 1)
		if (r->when & bit)
			argvec_push(&all, rule_when_name(bit));
	if (r->zig_from != 0)
		argvec_pushf(&all, "(zig 0.%d and later)",
			r->zig_from / 100);
	if (r->zig_below != 0)
		argvec_pushf(&all, "(zig before 0.%d)", r->zig_below / 100);
	return argvec_join(&all, " ");
}

static char *
action(const struct rule *r)
{
	autofree char *with = r->with != NULL ? bold(r->with) : NULL;

	switch (r->action) {
	case RULE_KEEP:
		return xstrdup("kept");
	case RULE_REPLACE:
		return xasprintf("replaced by %s", with);
	case RULE_DROP:
		return xstrdup("dropped; only the trace says so");
	case RULE_NOTE:
		return with != NULL
			       ? xasprintf("replaced by %s with a note", with)
			       : xstrdup("dropped with a note");
	case RULE_REFUSE:
		return xstrdup("refused");
	case RULE_CALL:
		return xstrdup("it depends on the value and the target");
	case RULE_ADD:
		return xasprintf("%s is added", with);
	}
	return xstrdup("");
}

static void
print_rule(const struct rule *r, enum space space)
{
	autofree char *match = bold(r->match != NULL ? r->match : "");
	autofree char *what = action(r), *when = conditions(r);
	autofree char *line = r->match != NULL
				      ? xasprintf("%s: %s.", match, what)
				      : xasprintf("%s.", what);
	autofree char *why = xasprintf("Why: %s.", r->why);

	printf(".It Sy %s\n", rule_id(r, space));
	fill(line);
	if (*when != '\0') {
		autofree char *if_ = xasprintf("If: %s.", when);

		fill(if_);
	}
	fill(why);
}

static void
print_rules(const char *title, unsigned spaces)
{
	printf(".Sh %s\n.Bl -tag -width Ds\n", title);
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;)
		if (spaces != 0 ? r->spaces & spaces : r->spaces == 0)
			print_rule(r, spaces == 1u << SPACE_LINKER
						      ? SPACE_LINKER
						      : SPACE_DRIVER);
	puts(".El");
}

int
main(void)
{
	fputs(head, stdout);
	print_rules("WORDS OF THE DRIVER", 1u << SPACE_DRIVER);
	print_rules("WORDS OF THE LINKER", 1u << SPACE_LINKER);
	print_rules("FILES", 1u << SPACE_INPUT);
	print_rules("WORDS OF GCC", RULE_LISTED_DRIVER);
	print_rules("WORDS OF GNU LD", RULE_LISTED_LINKER);
	print_rules("WHAT THE SHIM DOES BY ITSELF", 0);
	fputs(tail, stdout);
	return fflush(stdout) == 0 ? 0 : 1;
}
