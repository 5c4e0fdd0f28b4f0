/* windres: GNU's options in the words of zig's resource compiler. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"
#include "shim/tools/tool.h"
#include "shim/tools/tools.h"

struct windres {
	const struct call *call;
	struct plan *plan;
	struct argvec words;    /* for zig rc */
	const char *input, *output;
	const char *from, *to;  /* "rc", "res", "coff"; NULL: by the name */
	bool depends;           /* -MD: as Meson asks */
	const char *depfile, *goal; /* -MF, -MQ */
	struct argvec cpp;      /* the words in clang's spelling */
	struct argvec files;
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
check_target(void *into, const struct option_use *use, struct fail *f)
{
	const struct windres *w = into;
	const char *name = use->values[0];
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
	fail_set(f, "-F %s: conflicts with target '%s'", name,
		w->call->target->name);
	return fail_hint(f, "leave it out: the target decides");
}

/* For zig's compiler, and for who lists what it reads. */
static void
add_word(struct windres *w, char letter, const char *value)
{
	argvec_pushf(&w->words, "/%c", letter);
	argvec_push(&w->words, value);
	if (strchr("idu", letter) != NULL)
		argvec_pushf(&w->cpp, "-%c%s",
			letter == 'i' ? 'I' : letter == 'd' ? 'D' : 'U',
			value);
}

/* cpp's words, as autotools and CMake give them: -I, -D, -U; as Meson does:
 * -MD, -MQ, -MF; others only steer GNU's preprocessor. */
static int
preprocessor(void *into, const struct option_use *use, struct fail *f)
{
	struct windres *w = into;
	const char *arg = use->values[0];

	(void)f;
	if (strncmp(arg, "-I", 2) == 0 && arg[2] != '\0')
		add_word(w, 'i', arg + 2);
	else if (strncmp(arg, "-D", 2) == 0 && arg[2] != '\0')
		add_word(w, 'd', arg + 2);
	else if (strncmp(arg, "-U", 2) == 0 && arg[2] != '\0')
		add_word(w, 'u', arg + 2);
	else if (word_in("-MD -MMD", arg))
		w->depends = true;
	else if (starts_with(arg, "-MF"))
		w->depfile = arg + 3;
	else if (starts_with(arg, "-MQ") || starts_with(arg, "-MT"))
		w->goal = arg + 3;
	else
		rule_fire(w->plan, CODE_WINDRES_PREPROCESSOR, arg, NULL);
	return 0;
}

/* zig's own has it, under this letter. */
static int
pass(void *into, const struct option_use *use, struct fail *f)
{
	struct windres *w = into;
	autofree char *plain = NULL;
	const char *value = use->values != NULL ? use->values[0] : NULL;

	(void)f;
	if (value == NULL) {
		argvec_pushf(&w->words, "/%c", use->row->to);
		return 0;
	}
	plain = use->row->to == 'd' ? without_backslashes(value)
		: use->row->to == 'l' && strncmp(value, "0x", 2) == 0
			? xstrdup(value + 2)
			: xstrdup(value);
	add_word(w, (char)use->row->to, plain);
	return 0;
}

static int
answer(void *into, const struct option_use *use, struct fail *f)
{
	struct windres *w = into;

	(void)use, (void)f;
	free(w->plan->answer);
	w->plan->answer = xstrdup("GNU windres compatible: zbuild, zig's "
				  "resource compiler\n");
	return 0;
}

#define PASS(letter) .set = OPTION_CALL, .call = pass, .to = (letter)
#define INTO(member) OPTION_INTO(struct windres, member)

static const struct option_row rows[] = {
	{ "-i --input", "FILE", OPTION_FILE, INTO(input) },
	{ "-o --output", "FILE", OPTION_FILE, INTO(output) },
	{ "-J --input-format", "FORMAT", INTO(from) },
	{ "-O --output-format", "FORMAT", INTO(to) },
	{ "-F --target", "BFD", .set = OPTION_CALL, .call = check_target },
	{ "-I --include-dir", "DIR", PASS('i') },
	{ "-D --define", "NAME", PASS('d') },
	{ "-U --undefine", "NAME", PASS('u') },
	{ "-c --codepage", "NUMBER", PASS('c') },
	{ "-l --language", "NUMBER", PASS('l') },
	{ "-v --verbose", PASS('v') },
	{ "--preprocessor", "PROGRAM", .set = OPTION_CALL,
		.call = preprocessor },
	{ "--preprocessor-arg", "WORD", .set = OPTION_CALL,
		.call = preprocessor },
	{ "-V --version", .set = OPTION_CALL, .call = answer },
	{ "-h --help", .set = OPTION_CALL, .call = answer },
	{ "-r --use-temp-file --no-use-temp-file", .is = OPTION_HIDDEN },
	{ NULL, "FILE", OPTION_FILE, INTO(files) },
	{ .names = NULL }
};

static const struct tool tool = { "windres", rows, OPTIONS_GNU, 0, NULL,
	0 };

/* Words that are no options: the input and then the output, if no option has
 * said them. */
static int
take_files(struct windres *w, struct fail *f)
{
	size_t i = 0;

	if (i < w->files.n && w->input == NULL)
		w->input = w->files.v[i++];
	if (i < w->files.n && w->output == NULL)
		w->output = w->files.v[i++];
	if (i < w->files.n)
		return fail_set(f, "too many files: '%s'", w->files.v[i]);
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
check_formats(struct windres *w, struct fail *f)
{
	struct version coff_since = { 0, 16, 0 };

	if (w->from == NULL)
		w->from = strcmp(format_of(w->input), "res") == 0 ? "res"
								  : "rc";
	if (w->to == NULL)
		w->to = format_of(w->output);
	if (strcmp(w->from, "rc") != 0 && strcmp(w->from, "res") != 0)
		return fail_set(f, "'%s' as input: zig's resource compiler "
				      "reads rc and res", w->from);
	if (strcmp(w->to, "coff") != 0 && strcmp(w->to, "res") != 0)
		return fail_set(f, "'%s' as output: zig's resource compiler "
				      "writes coff and res", w->to);
	if (strcmp(w->to, "coff") == 0 &&
		version_cmp(w->call->zig->version, coff_since) < 0) {
		fail_set(f, "zig %s writes no resource objects",
			w->call->zig->text);
		return fail_hint(f, "-O res -o FILE.res: the linker takes "
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

/* clang's preprocessor says what is included; zig's has a format of its own. */
static void
plan_depfile(struct windres *w)
{
	autofree char *file = w->depfile != NULL && *w->depfile != '\0'
				      ? xstrdup(w->depfile)
				      : xasprintf("%s.d", w->output);
	struct step *s = plan_step(w->plan, w->call->zig->path);

	argvec_pushl(&s->argv, "clang", "--no-default-config", "-target",
		w->call->target->def->llvm, "-x", "c", "-nostdinc",
		"-DRC_INVOKED", NULL);
	argvec_pushv(&s->argv, w->cpp.v);
	argvec_pushl(&s->argv, "-M", "-MG", "-MQ",
		w->goal != NULL && *w->goal != '\0' ? w->goal : w->output,
		"-MF", file, w->input, NULL);
}

/* The unquoted name of a file with a dash in it, which ends the line: for zig's
 * compiler, as for Microsoft's, that is a difference of two names. */
static size_t
dashed_name(const char *line, size_t n, size_t *at)
{
	size_t end = n, start, words = 1;

	while (end > 0 && strchr(" \t\r", line[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && (isalnum((unsigned char)line[start - 1]) ||
					       strchr("_./\\-",
						       line[start - 1]) != NULL);)
		start--;
	*at = start;
	if (start == 0 || !isblank((unsigned char)line[start - 1]) ||
		memchr(line + start, '-', end - start) == NULL ||
		memchr(line + start, '.', end - start) == NULL ||
		line[start] == '-')
		return 0;
	for (size_t i = 0; i < start; i++) {
		if (!isalnum((unsigned char)line[i]) &&
			strchr("_ \t", line[i]) == NULL)
			return 0;
		words += i > 0 && isblank((unsigned char)line[i]) &&
			 !isblank((unsigned char)line[i - 1]);
	}
	return words >= 3 ? end - start : 0;
}

/* The script with such names in quotes; NULL if it has none. */
static char *
quote_names(const char *text)
{
	char *out = NULL;
	size_t len, n;
	bool any = false;
	FILE *f = xmemstream(&out, &len);

	for (const char *line = text; *line != '\0'; line += n) {
		size_t at, name;

		n = strcspn(line, "\n");
		name = dashed_name(line, n, &at);
		if (name > 0) {
			fprintf(f, "%.*s\"%.*s\"", (int)at, line, (int)name,
				line + at);
			fwrite(line + at + name, 1, n - at - name, f);
			any = true;
		} else {
			fwrite(line, 1, n, f);
		}
		if (line[n] == '\n') {
			fputc('\n', f);
			n++;
		}
	}
	fclose(f);
	if (any)
		return out;
	free(out);
	return NULL;
}

/* A script with such names is compiled as a copy, which finds the same files. */
static void
adapt_input(struct windres *w)
{
	autofree char *text = NULL, *copy = NULL, *dir = NULL;

	if (strcmp(w->from, "rc") != 0 || starts_with(w->input, "/dev/") ||
		w->call->facts->machine->read(w->input, 1 << 24, &text, NULL,
			FAIL_IGNORED) != 0)
		return;
	copy = quote_names(text);
	if (copy == NULL ||
		!rule_fire(w->plan, CODE_WINDRES_NAMES, w->input,
			rule_of_code(CODE_WINDRES_NAMES)->with))
		return;
	dir = path_dir(w->input);
	argvec_pushl(&w->words, "/i", dir, NULL);
	plan_file(w->plan, PLAN_TMP "/names.rc", copy);
	copy = NULL;
	w->input = PLAN_TMP "/names.rc";
}

int
tool_windres(const struct call *call, struct plan *p, struct fail *f)
{
	struct windres w = { .call = call, .plan = p };
	int r;

	if (call->target->def->libc != LIBC_MINGW)
		return tool_not_needed(call, "windows", f);
	r = tool_parse(&tool, call, &w, f);
	if (r == 0)
		r = take_files(&w, f);
	if (r == 0 && p->answer == NULL) {
		w.input = file_or(w.input, "/dev/stdin");
		w.output = file_or(w.output, "/dev/stdout");
		r = check_formats(&w, f);
		if (r == 0 && w.depends)
			plan_depfile(&w);
		if (r == 0) {
			adapt_input(&w);
			plan_rc(&w);
		}
	}
	argvec_clear(&w.words);
	argvec_clear(&w.cpp);
	options_clear(rows, &w);
	return r;
}
