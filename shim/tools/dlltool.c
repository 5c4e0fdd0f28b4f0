/* dlltool: GNU's options for an import library, in the words of LLVM's. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/rules/code.h"
#include "shim/tools/tool.h"
#include "shim/tools/tools.h"

enum kind {
	PASS,        /* LLVM's has it under the short name */
	DROPPED,     /* nothing is lost */
	REFUSED,
	VERSION
};

/* GNU dlltool's manual page (binutils 2.44); 256 and up have no letter. */
static const struct row {
	const char *name;
	int letter;
	int value;              /* takes one */
	enum kind kind;
	const char *why;
} rows[] = {
	{ "input-def", 'd', 1, PASS, NULL },
	{ "dllname", 'D', 1, PASS, NULL },
	{ "output-lib", 'l', 1, PASS, NULL },
	{ "machine", 'm', 1, PASS, NULL },
	{ "kill-at", 'k', 0, PASS, NULL },
	{ "identify", 'I', 1, PASS, NULL },
	{ "identify-strict", 256, 0, PASS, NULL },
	{ "no-leading-underscore", 257, 0, PASS, NULL },
	{ "temp-prefix", 't', 1, DROPPED, "no temp files are written" },
	{ "as-flags", 'f', 1, DROPPED, "no assembler is run" },
	{ "as", 'S', 1, DROPPED, "no assembler is run" },
	{ "nodelete", 'n', 0, DROPPED, "no temp files are written" },
	{ "verbose", 'v', 0, DROPPED, "says what dlltool does" },
	{ "no-idata4", 'x', 0, DROPPED, "import entries are in the short form" },
	{ "no-idata5", 'c', 0, DROPPED, "import entries are in the short form" },
	{ "add-indirect", 'a', 0, DROPPED, "names of exports are found as they are" },
	{ "deterministic-libraries", 258, 0, DROPPED, "always so" },
	{ "non-deterministic-libraries", 259, 0, DROPPED, "always deterministic" },
	{ "use-nul-prefixed-import-tables", 260, 0, DROPPED, "import entries are in the short form" },
	{ "compat-implib", 'C', 0, DROPPED, "import entries are in the short form" },
	{ "output-delaylib", 'y', 1, REFUSED, "link with -Wl,--delayload=DLL instead" },
	{ "output-exp", 'e', 1, REFUSED, "the compiler's -shared exports by itself" },
	{ "output-def", 'z', 1, REFUSED, "link the DLL with -Wl,--output-def=FILE" },
	{ "base-file", 'b', 1, REFUSED, "the linker writes relocations by itself" },
	{ "add-underscore", 'U', 0, REFUSED, "write the names into the .def file" },
	{ "add-stdcall-underscore", 261, 0, REFUSED, "write the names into the .def file" },
	{ "add-stdcall-alias", 'A', 0, REFUSED, "write both names into the .def file" },
	{ "ext-prefix-alias", 'p', 1, REFUSED, "write both names into the .def file" },
	{ "leading-underscore", 262, 0, REFUSED, "write the names into the .def file" },
	{ "version", 'V', 0, VERSION, NULL },
	{ "help", 'h', 0, VERSION, NULL },
};

enum { ROWS = COUNT(rows) };

static const struct row *
row_of(int letter)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static const char *
machine(const struct target_def *d)
{
	switch (d->arch) {
	case ARCH_X86:
		return "i386";
	case ARCH_AARCH64:
		return "arm64";
	default:
		return "i386:x86-64";
	}
}

static const char version[] =
	"dlltool: zbuild, zig's LLVM; GNU dlltool's options for import "
	"libraries: zshim(1)";

/* The options that are taken; libtool looks for one of them. */
static char *
help(void)
{
	autoargvec lines = ARGVEC_INIT;

	argvec_push(&lines, version);
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if (r->kind == REFUSED)
			continue;
		argvec_pushf(&lines, "  %c%c%s--%s%s",
			r->letter < 256 ? '-' : ' ',
			r->letter < 256 ? r->letter : ' ',
			r->letter < 256 ? ", " : "  ", r->name,
			r->value ? " VALUE" : "");
	}
	argvec_push(&lines, "");
	return argvec_join(&lines, "\n");
}

static int
take(struct plan *p, struct argvec *argv, const struct row *r,
	const char *value, struct fail *f)
{
	autofree char *option = r->letter < 256
					? xasprintf("-%c", r->letter)
					: xasprintf("--%s", r->name);
	autofree char *text = xasprintf("--%s%s%s", r->name,
		value != NULL ? "=" : "", value != NULL ? value : "");

	switch (r->kind) {
	case PASS:
		argvec_push(argv, option);
		if (value != NULL)
			argvec_push(argv, value);
		break;
	case DROPPED:
		rule_fire_why(p, CODE_DLLTOOL_OPTION, r->why, text, NULL);
		break;
	case REFUSED:
		fail_set(f, "'%s': zig's dlltool makes import libraries only",
			text);
		return fail_hint(f, "%s", r->why);
	case VERSION:
		p->answer = r->letter == 'h' ? help()
					     : xasprintf("%s\n", version);
		break;
	}
	return 0;
}

/* getopt's two tables from ours. */
static void
tables(char *shorts, struct option *longs)
{
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		longs[i] = (struct option){ rows[i].name,
			rows[i].value ? required_argument : no_argument, NULL,
			rows[i].letter };
		if (rows[i].letter >= 256)
			continue;
		*shorts++ = (char)rows[i].letter;
		if (rows[i].value)
			*shorts++ = ':';
	}
	*shorts = '\0';
	longs[ROWS] = (struct option){ NULL, 0, NULL, 0 };
}

int
tool_dlltool(const struct call *call, struct plan *p, struct fail *f)
{
	char shorts[2 * ROWS + 2];
	struct option longs[ROWS + 1];
	autoargvec words = ARGVEC_INIT;
	struct step *s;
	bool has_machine = false;
	int c;

	if (call->target->def->libc != LIBC_MINGW)
		return tool_not_needed(call, "windows", f);
	tables(shorts, longs);
	argvec_push(&words, "dlltool");
	argvec_pushv(&words, call->words.v);
	s = plan_step(p, call->zig->path);
	argvec_push(&s->argv, "dlltool");
	s->head = 2;
	s->gnu_quotes = true;
	optind = 0;
	opterr = 0;
	while ((c = getopt_long((int)words.n, words.v, shorts, longs, NULL)) !=
		-1) {
		const struct row *r = row_of(c);

		if (r == NULL)
			return fail_set(f, "%s '%s'",
				c == ':' ? "no value for" : "unknown option",
				words.v[optind - 1]);
		has_machine |= c == 'm';
		if (take(p, &s->argv, r, r->value ? optarg : NULL, f) != 0)
			return -1;
	}
	if (optind < (int)words.n) {
		fail_set(f, "'%s': zig's dlltool reads .def files only",
			words.v[optind]);
		return fail_hint(f, "link the DLL with -Wl,--out-implib=FILE");
	}
	if (!has_machine)
		argvec_pushl(&s->argv, "-m", machine(call->target->def), NULL);
	return 0;
}
