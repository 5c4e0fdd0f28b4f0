/* windres: GNU's options in the words of zig's resource compiler. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/rules/code.h"
#include "shim/tools/tool.h"
#include "shim/tools/tools.h"

struct windres {
	const struct call *call;
	struct plan *plan;
	struct argvec words;    /* for zig rc */
	const char *input, *output;
	const char *from, *to;  /* "rc", "res", "coff"; NULL: by the name */
	struct fail *f;
};

static const char shorts[] = ":i:o:J:O:F:I:D:U:c:l:rvVh";
enum { PREPROCESSOR = 256, PREPROCESSOR_ARG, TEMP_FILE };
static const struct option longs[] = {
	{ "input", required_argument, NULL, 'i' },
	{ "output", required_argument, NULL, 'o' },
	{ "input-format", required_argument, NULL, 'J' },
	{ "output-format", required_argument, NULL, 'O' },
	{ "target", required_argument, NULL, 'F' },
	{ "include-dir", required_argument, NULL, 'I' },
	{ "define", required_argument, NULL, 'D' },
	{ "undefine", required_argument, NULL, 'U' },
	{ "codepage", required_argument, NULL, 'c' },
	{ "language", required_argument, NULL, 'l' },
	{ "preprocessor", required_argument, NULL, PREPROCESSOR },
	{ "preprocessor-arg", required_argument, NULL, PREPROCESSOR_ARG },
	{ "use-temp-file", no_argument, NULL, TEMP_FILE },
	{ "no-use-temp-file", no_argument, NULL, TEMP_FILE },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

/* GNU windres hands a definition to a shell, so build files have \" in it. */
static char *
without_backslashes(const char *s)
{
	char *copy = xstrdup(s), *to = copy;

	for (; *s != '\0'; s++)
		if (s[0] != '\\' || (s[1] != '"' && s[1] != '\\'))
			*to++ = *s;
		else
			*to++ = *++s;
	*to = '\0';
	return copy;
}

/* -F, of which each target has one. */
static int
check_target(const struct windres *w, const char *name)
{
	static const struct {
		const char *name;
		enum arch arch;
	} known[] = {
		{ "pe-x86-64", ARCH_X86_64 },
		{ "pei-x86-64", ARCH_X86_64 },
		{ "pe-bigobj-x86-64", ARCH_X86_64 },
		{ "pe-i386", ARCH_X86 },
		{ "pei-i386", ARCH_X86 },
		{ "pe-bigobj-i386", ARCH_X86 },
		{ "pe-aarch64-little", ARCH_AARCH64 },
		{ "pei-aarch64-little", ARCH_AARCH64 },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].name, name) == 0 &&
			known[i].arch == w->call->target->def->arch &&
			rule_fire(w->plan, CODE_WINDRES_TARGET, name, NULL))
			return 0;
	fail_set(w->f, "-F %s: conflicts with target '%s'", name,
		w->call->target->name);
	return fail_hint(w->f, "leave it out: the target decides");
}

/* cpp's words, as autotools and CMake give them: -I, -D, -U; others only steer
 * GNU's preprocessor. */
static void
preprocessor_arg(struct windres *w, const char *arg)
{
	if (strncmp(arg, "-I", 2) == 0 && arg[2] != '\0')
		argvec_pushl(&w->words, "/i", arg + 2, NULL);
	else if (strncmp(arg, "-D", 2) == 0 && arg[2] != '\0')
		argvec_pushl(&w->words, "/d", arg + 2, NULL);
	else if (strncmp(arg, "-U", 2) == 0 && arg[2] != '\0')
		argvec_pushl(&w->words, "/u", arg + 2, NULL);
	else
		rule_fire(w->plan, CODE_WINDRES_PREPROCESSOR, arg, NULL);
}

static int
option(struct windres *w, int c, const char *value)
{
	autofree char *plain = NULL;

	switch (c) {
	case 'i':
		w->input = value;
		break;
	case 'o':
		w->output = value;
		break;
	case 'J':
		w->from = value;
		break;
	case 'O':
		w->to = value;
		break;
	case 'F':
		return check_target(w, value);
	case 'I':
		argvec_pushl(&w->words, "/i", value, NULL);
		break;
	case 'D':
		plain = without_backslashes(value);
		argvec_pushl(&w->words, "/d", plain, NULL);
		break;
	case 'U':
		argvec_pushl(&w->words, "/u", value, NULL);
		break;
	case 'c':
		argvec_pushl(&w->words, "/c", value, NULL);
		break;
	case 'l':
		argvec_pushl(&w->words, "/l",
			strncmp(value, "0x", 2) == 0 ? value + 2 : value, NULL);
		break;
	case 'v':
		argvec_push(&w->words, "/v");
		break;
	case PREPROCESSOR_ARG:
		preprocessor_arg(w, value);
		break;
	case PREPROCESSOR:
		rule_fire(w->plan, CODE_WINDRES_PREPROCESSOR, value, NULL);
		break;
	case 'V':
	case 'h':
		w->plan->answer = xstrdup("GNU windres compatible: zbuild, "
					  "zig's resource compiler\n");
		break;
	default:
		break;
	}
	return 0;
}

static int
read_options(struct windres *w, struct argvec *argv)
{
	int c;

	optind = 0;
	opterr = 0;
	while ((c = getopt_long((int)argv->n, argv->v, shorts, longs, NULL)) !=
		-1) {
		if (c == ':' || c == '?')
			return fail_set(w->f, "%s '%s'",
				c == ':' ? "no value for" : "unknown option",
				argv->v[optind - 1]);
		if (option(w, c, optarg) != 0)
			return -1;
	}
	if (optind < (int)argv->n && w->input == NULL)
		w->input = argv->v[optind++];
	if (optind < (int)argv->n && w->output == NULL)
		w->output = argv->v[optind++];
	if (optind < (int)argv->n)
		return fail_set(w->f, "too many files: '%s'", argv->v[optind]);
	return 0;
}

/* The format by the name of the file, as GNU windres sees it. */
static const char *
format_of(const char *file)
{
	const char *dot = strrchr(file, '.');

	if (dot != NULL && strcasecmp(dot, ".rc") == 0)
		return "rc";
	if (dot != NULL && strcasecmp(dot, ".res") == 0)
		return "res";
	return "coff";
}

static int
check_formats(struct windres *w)
{
	struct version coff_since = { 0, 16, 0 };

	if (w->from == NULL)
		w->from = strcmp(format_of(w->input), "res") == 0 ? "res"
								  : "rc";
	if (w->to == NULL)
		w->to = format_of(w->output);
	if (strcmp(w->from, "rc") != 0 && strcmp(w->from, "res") != 0)
		return fail_set(w->f, "'%s' as input: zig's resource compiler "
				      "reads rc and res", w->from);
	if (strcmp(w->to, "coff") != 0 && strcmp(w->to, "res") != 0)
		return fail_set(w->f, "'%s' as output: zig's resource compiler "
				      "writes coff and res", w->to);
	if (strcmp(w->to, "coff") == 0 &&
		version_cmp(w->call->zig->version, coff_since) < 0) {
		fail_set(w->f, "zig %s writes no resource objects",
			w->call->zig->text);
		return fail_hint(w->f, "-O res -o FILE.res: the linker takes "
				       "that, too; or a newer zig (cargo "
				       "zbuild zig install)");
	}
	return 0;
}

/* "-" is standard input or output in GNU's; a pipe has a name, too. */
static const char *
file_or(const char *name, const char *standard)
{
	return name == NULL || strcmp(name, "-") == 0 ? standard : name;
}

static void
plan_rc(struct windres *w)
{
	struct step *s = plan_step(w->plan, w->call->zig->path);

	argvec_pushl(&s->argv, "rc", "/:auto-includes", "gnu",
		"/:output-format", w->to, NULL);
	s->head = 2;
	if (strcmp(w->to, "coff") == 0)
		argvec_pushl(&s->argv, "/:target",
			arch_name(w->call->target->def->arch), NULL);
	if (strcmp(w->from, "res") == 0)
		argvec_pushl(&s->argv, "/:input-format", "res", NULL);
	argvec_pushv(&s->argv, w->words.v);
	argvec_pushl(&s->argv, "/fo", w->output, "--", w->input, NULL);
}

int
tool_windres(const struct call *call, struct plan *p, struct fail *f)
{
	struct windres w = { .call = call, .plan = p, .f = f };
	autoargvec argv = ARGVEC_INIT;
	int r;

	if (call->target->def->libc != LIBC_MINGW)
		return tool_not_needed(call, "windows", f);
	argvec_push(&argv, "windres");
	argvec_pushv(&argv, call->words.v);
	r = read_options(&w, &argv);
	if (r == 0 && p->answer == NULL) {
		w.input = file_or(w.input, "/dev/stdin");
		w.output = file_or(w.output, "/dev/stdout");
		r = check_formats(&w);
		if (r == 0)
			plan_rc(&w);
	}
	argvec_clear(&w.words);
	return r;
}
