#include "shim/gate/hints.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/paragraph.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/gate/crate.h"
#include "shim/sysroot/mingw.h"
#include "targets/glibc.h"
#include "texts.h"

enum { HINTS_MAX = 5, ASKS_MAX = 16 };

struct symptom {
	const char *patterns, *cause, *only;
};

/* The rows, made once from their text. */
static const struct symptom *
symptoms(size_t *count)
{
	static const char *const keys[] = { "symbol", "cause", "only" };
	static struct symptom *rows;
	static size_t n;
	const char *text = rows == NULL ? text_symbols_txt : "";
	char *v[COUNT(keys)];

	while (paragraph_next(&text, keys, COUNT(keys), v)) {
		rows = xreallocarray(rows, n + 1, sizeof *rows);
		rows[n++] = (struct symptom){ v[0], v[1], v[2] };
	}
	*count = n;
	return rows;
}

/* lld's "error: x/liby.a(z.o) is incompatible with aarch64linux". */
static const char incompatible[] = " is incompatible with ";

/* Other lines of a linker whose cause is known. */
static const struct {
	const char *text, *cause;
} complaints[] = {
	{ incompatible,
	  "a file in the link is for another machine, often the host's; "
	  "build it for %s or leave its folder out of -L" },
	{ "recompile with -fPIC",
	  "an object is not position-independent; compile it for %s with "
	  "-fPIC, or link with -no-pie" },
};

/* Is it about headers, which rename what was there before? */
static bool
is_renamed(const struct symptom *s)
{
	return s->only != NULL && strcmp(s->only, "old-strtol") == 0;
}

static bool
applies(const struct symptom *s, const struct target *t)
{
	if (s->only == NULL)
		return true;
	if (strcmp(s->only, "wasm") == 0)
		return t->def->arch == ARCH_WASM32;
	if (!is_renamed(s))
		return t->def->libc == LIBC_MUSL;
	return t->def->libc != LIBC_GLIBC ||
	       version_cmp(t->glibc, (struct version){ 2, 38, 0 }) < 0;
}

static bool
matches(const char *patterns, const char *symbol)
{
	autoargvec each = ARGVEC_INIT;
	bool yes = false;

	argvec_split(&each, patterns, "|");
	for (size_t i = 0; i < each.n && !yes; i++)
		yes = fnmatch(each.v[i], symbol, 0) == 0;
	return yes;
}

static const struct symptom *
symptom_find(const char *symbol, const struct target *t, size_t *at)
{
	size_t n;
	const struct symptom *all = symptoms(&n);

	for (*at = 0; *at < n; ++*at)
		if (applies(&all[*at], t) &&
			matches(all[*at].patterns, symbol))
			return &all[*at];
	return NULL;
}

/* How linkers introduce the symbol, and what ends it besides the line. */
static const struct {
	const char *before, *ends;
} notices[] = {
	{ "undefined symbol: ", "\n\r\033" },
	{ "undefined hidden symbol: ", "\n\r\033" },
	{ "undefined protected symbol: ", "\n\r\033" },
	{ "undefined internal symbol: ", "\n\r\033" },
	{ "undefined reference: ", "\n\r\033" },
	{ "undefined reference due to --no-allow-shlib-undefined: ",
	  "\n\r\033" },
	{ "undefined reference to `", "'\n\r\033" },
	{ "undefined reference to '", "'\n\r\033" },
	{ "undefined symbol `", "'\n\r\033" },
};

/* Appends each undefined symbol that the text names, once, in order. */
static void
undefined_symbols(const char *text, struct argvec *out)
{
	for (const char *at = text; (at = strstr(at, "undefined ")) != NULL;
		at++) {
		for (size_t i = 0; i < COUNT(notices);
			i++) {
			size_t skip = strlen(notices[i].before), n;
			autofree char *name = NULL;

			if (strncmp(at, notices[i].before, skip) != 0)
				continue;
			n = strcspn(at + skip, notices[i].ends);
			while (n > 0 && at[skip + n - 1] == ' ')
				n--;
			name = xstrndup(at + skip, n);
			if (n > 0 && !argvec_has(out, name))
				argvec_push(out, name);
			break;
		}
	}
}

/* "`X` came with glibc 2.25; the floor is 2.17" if zig's lists say so. */
static char *
newer_hint(const struct glibc_lists *lists, const struct target *t,
	const char *symbol)
{
	autofree char *came = NULL, *floor = NULL;
	struct version first;
	const char *lib;

	if (lists == NULL || !glibc_symbol(lists, t, symbol, &first, &lib) ||
		version_cmp(first, t->glibc) <= 0)
		return NULL;
	came = version_text(first);
	floor = version_text(t->glibc);
	return xasprintf("`%s` came with glibc %s; the floor is %s", symbol,
		came, floor);
}

/* "`sqrt` is in libm: add -lm" for a symbol that the floor has. */
static char *
library_hint(const struct glibc_lists *lists, const struct target *t,
	const char *symbol)
{
	struct version first;
	const char *lib = NULL;

	if (lists == NULL || !glibc_symbol(lists, t, symbol, &first, &lib) ||
		lib == NULL || strcmp(lib, "c") == 0 || strcmp(lib, "ld") == 0)
		return NULL;
	return xasprintf("`%s` is in lib%s: add -l%s", symbol, lib, lib);
}

/* The same for a DLL of Windows; reading what they all export takes a while. */
static char *
import_hint(const char *zig_lib, const struct target *t, const char *symbol)
{
	autofree char *lib = mingw_exporter(zig_lib, t, symbol);
	const char *name = strrchr(symbol, ' ');

	return lib == NULL ? NULL
			   : xasprintf("`%s` is in lib%s: add -l%s",
				     name != NULL ? name + 1 : symbol, lib, lib);
}

/* "X@GLIBC_2.34" is undefined when an object asks for that version itself
 * (.symver), and in lld's check of the shared libraries of a link. */
static char *
versioned_hint(const char *symbol, const char *version,
	const struct target *t)
{
	struct version v = elf_glibc_version(version);
	autofree char *came = version_text(v), *floor = NULL;

	if (strcmp(version, "GLIBC_PRIVATE") == 0)
		return xasprintf("`%s` belongs to another glibc, of which a "
				 "library is in the link: leave its folder "
				 "out of -L",
			symbol);
	if (version_cmp(v, t->glibc) <= 0)
		return NULL;
	floor = version_text(t->glibc);
	return xasprintf("`%s` is asked for by a library or object that was "
			 "built for glibc %s; the floor is %s",
		symbol, came, floor);
}

/* lld's lines below "undefined symbol: X": who refers to it, as "x.o" or
 * "libx.a(x.o)", or NULL. */
static char *
referrer(const char *text, const char *symbol)
{
	autofree char *head = xasprintf("undefined symbol: %s\n", symbol);
	const char *p = strstr(text, head);

	p = p != NULL ? p + strlen(head) : NULL;
	while (p != NULL && strncmp(p, ">>> ", 4) == 0) {
		size_t n = strcspn(p, "\n");
		autofree char *line = xstrndup(p + 4, n - 4);
		char *name = line + strspn(line, " "), *at;
		char *archive = strstr(line, " in archive ");

		if ((at = strstr(name, ":(")) != NULL) {
			*at = '\0';
			return archive == NULL
				       ? xstrdup(name)
				       : xasprintf("%s(%s)",
						 archive + strlen(" in archive "),
						 path_base(name));
		}
		p += n + (p[n] == '\n');
	}
	return NULL;
}

/* "that object (x.o) was â¦" */
static char *
with_referrer(const char *cause, const char *text, const char *symbol)
{
	static const char that[] = "that object ";
	autofree char *name = strncmp(cause, that, strlen(that)) == 0
				      ? referrer(text, symbol)
				      : NULL;

	if (name == NULL)
		return xstrdup(cause);
	return xasprintf("%s(%s) %s", that, name, cause + strlen(that));
}

/* Each cause is said once, with the first symbol that shows it. */
static char *
plain_hint(const char *symbol, const char *text, const struct target *t,
	const struct glibc_lists *lists, bool *said)
{
	size_t at;
	const struct symptom *s = symptom_find(symbol, t, &at);
	char *newer = newer_hint(lists, t, symbol), *both;
	autofree char *cause = NULL;
	bool first = s != NULL && !said[at];

	/* The C++ runtime's names begin like __cxa_thread_atexit_impl: what
	 * glibc has is glibc's. Only headers explain a name of theirs. */
	if (newer != NULL && (!first || !is_renamed(s)))
		return newer;
	if (s == NULL)
		return library_hint(lists, t, symbol);
	if (!first)
		return NULL;
	said[at] = true;
	cause = with_referrer(s->cause, text, symbol);
	if (newer == NULL)
		return xasprintf("`%s`: %s", symbol, cause);
	both = xasprintf("%s: %s", newer, cause);
	free(newer);
	return both;
}

static void
symbol_hints(const struct argvec *symbols, const char *text,
	const struct target *t, const char *zig_lib,
	const struct glibc_lists *lists, size_t left, struct argvec *hints)
{
	size_t asks = t->def->libc == LIBC_MINGW && zig_lib != NULL ? ASKS_MAX : 0;
	size_t n;
	bool versioned = false;
	autofree bool *said = NULL;

	symptoms(&n);
	said = xcalloc(n, sizeof *said);
	for (size_t i = 0; i < symbols->n && left > 0; i++) {
		const char *name = symbols->v[i], *at = strchr(name, '@');
		autofree char *bare =
			xstrndup(name, at != NULL ? (size_t)(at - name)
						  : strlen(name));
		char *hint = NULL;

		if (at != NULL && t->def->libc == LIBC_GLIBC) {
			if (versioned)
				continue;
			at += strspn(at, "@");
			hint = versioned_hint(name, at, t);
			versioned = hint != NULL;
		}
		if (hint == NULL)
			hint = plain_hint(bare, text, t, lists, said);
		if (hint == NULL && asks > 0) {
			hint = import_hint(zig_lib, t, name);
			asks--;
		}
		if (hint == NULL)
			continue;
		argvec_take(hints, hint);
		left--;
	}
}

/* The crate of cargo's that the file for another machine comes from; how many
 * hints were added. */
static size_t
crate_hint(const char *text, const struct target *t, struct argvec *hints)
{
	static const char before[] = "error: ";
	const char *end = strstr(text, incompatible), *start = NULL;
	autofree char *path = NULL, *crate = NULL;

	for (const char *p = text;
		end != NULL && (p = strstr(p, before)) != NULL && p < end;)
		start = p += sizeof before - 1;
	if (start == NULL)
		return 0;
	path = xstrndup(start, (size_t)(end - start));
	path[strcspn(path, "(\n")] = '\0';
	crate = crate_of(path);
	if (crate == NULL)
		return 0;
	argvec_take(hints, crate_mend(path, t));
	return 1;
}

void
hints_find(const char *stderr_text, const struct target *t,
	const char *zig_lib, struct argvec *hints)
{
	autoargvec symbols = ARGVEC_INIT;
	struct glibc_lists *lists = NULL;
	size_t left = HINTS_MAX;

	if (stderr_text == NULL)
		return;
	for (size_t i = 0; i < COUNT(complaints); i++) {
		const char *cause = complaints[i].cause;
		const char *mark = strstr(cause, "%s");

		if (strstr(stderr_text, complaints[i].text) == NULL)
			continue;
		argvec_pushf(hints, "%.*s%s%s", (int)(mark - cause), cause,
			t->name, mark + 2);
		left--;
	}
	left -= crate_hint(stderr_text, t, hints);
	undefined_symbols(stderr_text, &symbols);
	if (symbols.n == 0)
		return;
	/* A missing or corrupt list costs a hint, not the linker's message. */
	if (t->def->libc == LIBC_GLIBC && zig_lib != NULL &&
		glibc_open(zig_lib, &lists, FAIL_IGNORED) != 0)
		lists = NULL;
	symbol_hints(&symbols, stderr_text, t, zig_lib, lists, left, hints);
	if (lists != NULL)
		glibc_free(lists);
}
