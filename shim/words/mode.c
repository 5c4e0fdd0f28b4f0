#include "shim/words/mode.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"

/* GCC's list of suffixes ("Options Controlling the Kind of Output"), as far
 * as clang compiles them. */
static const char c_suffixes[] = "c i m mi h s S sx asm ll cl";
static const char cxx_suffixes[] =
	"cc cp cxx cpp CPP c++ C ii mm M mii hh H hp hxx hpp HPP h++ tcc "
	"cppm ixx";

static const char *
suffix(const char *name)
{
	const char *dot = strrchr(path_base(name), '.');

	return dot != NULL ? dot + 1 : "";
}

bool
input_is_cxx(const struct word *w)
{
	if (w->lang != NULL)
		return strstr(w->lang, "c++") != NULL;
	return word_in(cxx_suffixes, suffix(w->name));
}

bool
input_is_source(const struct word *w)
{
	const char *s = suffix(w->name);

	if (w->lang != NULL)
		return true;
	if (strcmp(w->name, "-") == 0)
		return true;
	return word_in(c_suffixes, s) || word_in(cxx_suffixes, s);
}

bool
input_is_cpp_asm(const struct word *w)
{
	return w->lang != NULL ? strcmp(w->lang, "assembler-with-cpp") == 0
			       : word_in("S sx", suffix(w->name));
}

static unsigned
sanitizer_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} names[] = {
		{ "address", SANITIZE_ADDRESS },
		{ "hwaddress", SANITIZE_HWADDRESS },
		{ "thread", SANITIZE_THREAD },
		{ "memory", SANITIZE_MEMORY },
		{ "leak", SANITIZE_LEAK },
		{ "realtime", SANITIZE_REALTIME },
		{ "type", SANITIZE_TYPE },
		{ "dataflow", SANITIZE_OTHER },
		{ "fuzzer", SANITIZE_OTHER },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].bit;
	return 0;
}

static void
read_sanitizers(const char *list, bool on, struct mode *m)
{
	autofree char *copy = xstrdup(list);
	char *rest = copy, *item;

	while ((item = strsep(&rest, ",")) != NULL) {
		if (strcmp(item, "all") == 0 && !on) {
			m->sanitize = m->sanitize_undefined = false;
			m->sanitizers = 0;
		} else if (strcmp(item, "undefined") == 0)
			m->sanitize_undefined = on;
		else if (on)
			m->sanitizers |= sanitizer_bit(item);
		else
			m->sanitizers &= ~sanitizer_bit(item);
		if (on)
			m->sanitize = true;
	}
	if (!m->sanitize_undefined && m->sanitizers == 0 && !on)
		m->sanitize = false;
}

/* Words whose code calls the runtime of profiles, with a value or without. */
static const char *
profile_word(const struct word *w)
{
	static const char *const words[] = { "--coverage", "-coverage",
		"-fprofile-arcs", "-fprofile-generate", "-fprofile-generate=",
		"-fcs-profile-generate", "-fcs-profile-generate=",
		"-fprofile-instr-generate", "-fprofile-instr-generate=" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (word_is(w, SPACE_DRIVER, words[i]))
			return words[i];
	return NULL;
}

struct flag {
	const char *text;
	size_t offset;
	bool value;
};

#define FLAG(text, field, value) { text, offsetof(struct mode, field), value }
static const struct flag flags[] = {
	FLAG("-shared", shared, true),
	FLAG("--shared", shared, true),
	FLAG("-dynamiclib", shared, true),
	FLAG("-bundle", shared, true),
	FLAG("-static", is_static, true),
	FLAG("--static", is_static, true),
	FLAG("-static-pie", static_pie, true),
	FLAG("-dynamic", dynamic, true),
	FLAG("-fsanitize-trap", sanitize_trap, true),
	FLAG("-fsanitize-undefined-trap-on-error", sanitize_trap, true),
	FLAG("-pie", pie, true),
	FLAG("--pie", pie, true),
	FLAG("-no-pie", no_pie, true),
	FLAG("--no-pie", no_pie, true),
	FLAG("-nopie", no_pie, true),
	FLAG("-r", relocatable, true),
	FLAG("-nostdlib", nostdlib, true),
	FLAG("-nodefaultlibs", nodefaultlibs, true),
	FLAG("-nostartfiles", nostartfiles, true),
	FLAG("-nolibc", nolibc, true),
	FLAG("-v", verbose, true),
	FLAG("-###", dry_run, true),
	FLAG("-MD", depfile, true),
	FLAG("-MMD", depfile, true),
};

/* The driver rule of GCC and clang: -E beats -S beats -c, wherever they are
 * (aws/aws-lc#3261 lost its assembly to the reading order). */
static void
read_phase(const char *text, struct mode *m)
{
	enum phase p = PHASE_LINK;

	if (strcmp(text, "-E") == 0 || strcmp(text, "-M") == 0 ||
		strcmp(text, "-MM") == 0)
		p = PHASE_PREPROCESS;
	else if (strcmp(text, "-fsyntax-only") == 0)
		p = PHASE_SYNTAX;
	else if (strcmp(text, "-S") == 0)
		p = PHASE_ASSEMBLY;
	else if (strcmp(text, "-c") == 0)
		p = PHASE_OBJECT;
	if (p < m->phase)
		m->phase = p;
}

static void
read_option(const struct word *w, struct mode *m)
{
	autofree char *text = word_text(w);

	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(flags[i].text, text) == 0)
			*(bool *)((char *)m + flags[i].offset) =
				flags[i].value;
	if (w->space != SPACE_DRIVER)
		return;
	read_phase(text, m);
	if (word_is(w, SPACE_DRIVER, "-o"))
		m->output = w->value;
	else if (word_is(w, SPACE_DRIVER, "-l"))
		m->libraries = true;
	else if (word_is(w, SPACE_DRIVER, "-MF"))
		m->depfile_name = w->value;
	else if (word_is(w, SPACE_DRIVER, "-g"))
		m->debug = w->value == NULL || strcmp(w->value, "0") != 0;
	else if (word_is(w, SPACE_DRIVER, "-fsanitize-trap=") &&
		 w->value != NULL)
		m->sanitize_trap |= strcmp(w->value, "all") == 0 ||
				    strcmp(w->value, "undefined") == 0;
	else if (word_is(w, SPACE_DRIVER, "-fsanitize=") && w->value != NULL)
		read_sanitizers(w->value, true, m);
	else if (word_is(w, SPACE_DRIVER, "-fno-sanitize=") &&
		 w->value != NULL)
		read_sanitizers(w->value, false, m);
	else if (profile_word(w) != NULL)
		m->profile = profile_word(w);
}

/* A header by its language or its name: made into a precompiled one. */
static bool
input_is_header(const struct word *w)
{
	size_t n;

	if (w->lang == NULL)
		return word_in("h hh H hp hxx hpp HPP h++ tcc", suffix(w->name));
	n = strlen(w->lang);
	return n > 7 && strcmp(w->lang + n - 7, "-header") == 0;
}

void
mode_read(const struct words *ws, struct mode *m)
{
	size_t headers = 0;

	*m = (struct mode){ .phase = PHASE_LINK };
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->space != SPACE_INPUT) {
			read_option(w, m);
			continue;
		}
		if (input_is_source(w))
			m->sources++;
		else
			m->objects++;
		headers += input_is_header(w);
		if (strstr(w->name, "/self-contained/") != NULL)
			m->own_libc = true;
	}
	if (m->phase == PHASE_LINK && headers > 0 && headers == m->sources &&
		m->objects == 0)
		m->phase = PHASE_PRECOMPILE;
}

bool
mode_empty(const struct mode *m)
{
	return m->sources + m->objects == 0 && !m->libraries;
}
