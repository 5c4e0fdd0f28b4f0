#include "shim/engine/apple.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/engine/applestub.h"
#include "shim/macho/post.h"
#include "shim/plan/facts.h"
#include "shim/rules/code.h"

/* --- the oldest system ---------------------------------------------------- */

/* names are what clang's options and triples call it; the first of them is in
 * zig's name of the target. */
static const struct apple_system {
	const char *names, *title, *variable, *first;
} systems[] = {
	{ "macos macosx", "macOS", "MACOSX_DEPLOYMENT_TARGET", "10" },
	{ "ios iphoneos iphonesimulator ios-simulator", "iOS",
		"IPHONEOS_DEPLOYMENT_TARGET", "5" },
	{ "tvos appletvos appletvsimulator tvos-simulator", "tvOS",
		"TVOS_DEPLOYMENT_TARGET", "9" },
	{ "watchos watchsimulator watchos-simulator", "watchOS",
		"WATCHOS_DEPLOYMENT_TARGET", "2" },
	{ "visionos xros", "visionOS", "XROS_DEPLOYMENT_TARGET", "1" },
};

/* Mac Catalyst has the versions of iOS. */
static const struct apple_system *
system_of(const struct target_def *d)
{
	const char *name = strchr(d->zig, '-') + 1;

	for (size_t i = 0; i < COUNT(systems); i++)
		if (strncmp(name, systems[i].names,
			    strcspn(systems[i].names, " ")) == 0)
			return &systems[i];
	return &systems[1];
}

/* What follows one of the system's names, the longest, at the start of s; or
 * NULL. */
static const char *
behind_name(const struct apple_system *sys, const char *s)
{
	autoargvec names = ARGVEC_INIT;
	size_t best = 0;

	argvec_split(&names, sys->names, " ");
	for (size_t i = 0; i < names.n; i++) {
		size_t n = strlen(names.v[i]);

		if (n > best && strncmp(s, names.v[i], n) == 0)
			best = n;
	}
	return best > 0 ? s + best : NULL;
}

/* The version in "arm64-apple-macosx12.0", or NULL. darwin20 is a kernel's. */
static const char *
triple_version(const struct apple_system *sys, const char *triple)
{
	for (const char *p = triple; (p = strchr(p, '-')) != NULL;) {
		const char *v = behind_name(sys, ++p);

		if (v != NULL && *v != '\0' && *v != '-')
			return *v == '.' ? v + 1 : v;
	}
	return NULL;
}

/* What a word says about the oldest system, or NULL; freed by the caller. */
static char *
word_version(const struct apple_system *sys, const struct word *w)
{
	static const char linker[] = "_version_min", driver[] = "-version-min=";
	const char *p = w->value, *name = w->name;

	if (p == NULL || w->space == SPACE_INPUT)
		return NULL;
	if (strcmp(name, "-mtargetos=") == 0)
		p = behind_name(sys, p);
	else if (strcmp(name, "-target") == 0 || strcmp(name, "--target") == 0)
		p = triple_version(sys, p);
	else if (strcmp(name, "-platform_version") == 0)
		p = (p = strchr(p, WORD_SEP)) != NULL ? p + 1 : NULL;
	else if (ends_with(name, linker))
		name = behind_name(sys, name + 1);
	else if (ends_with(name, driver))
		name = behind_name(sys, name + 2);
	else
		p = NULL;
	if (p == NULL || name == NULL || (name != w->name && *name != *linker &&
						 *name != *driver))
		return NULL;
	return xstrndup(p, strcspn(p, (char[]){ WORD_SEP, '-', '\0' }));
}

/* zig's name with the version behind the system's: aarch64-ios.14.0.0-simulator */
static void
set_zig(struct apple *a, const char *zig, struct version v)
{
	size_t n = strcspn(zig, "-") + 1;

	n += strcspn(zig + n, "-");
	snprintf(a->zig, sizeof a->zig, "%.*s.%u.%u.%u%s", (int)n, zig, v.major,
		v.minor, v.patch, zig + n);
}

/*
 * clang's order: the last option, MACOSX_DEPLOYMENT_TARGET and its kin, the
 * target's own. Macs of Apple silicon begin with 11.0: as with clang, less is
 * taken for that.
 */
static int
read_version(const struct call *call, const struct words *ws, struct apple *a,
	struct fail *f)
{
	const struct target_def *d = call->target->def;
	const struct apple_system *sys = system_of(d);
	const struct version first = { 11, 0, 0 };
	const char *env = call->facts->machine->env(sys->variable);
	autofree char *said = NULL;
	struct version v = d->macos;
	bool given = false;

	for (size_t i = 0; i < ws->n; i++) {
		char *one = word_version(sys, &ws->v[i]);

		if (one == NULL)
			continue;
		free(said);
		said = one;
		given = true;
	}
	if (said == NULL && env != NULL && *env != '\0')
		said = xstrdup(env);
	if (said != NULL && (!version_parse_short(said, &v) ||
				    v.major < (unsigned)atoi(sys->first))) {
		fail_set(f, "'%s': no version of %s", said, sys->title);
		return fail_hint(f, "%s is a version like %u.%u",
			given ? "the option's value" : sys->variable,
			d->macos.major, d->macos.minor);
	}
	if (target_is_macos(d) && d->arch == ARCH_AARCH64 &&
		version_cmp(v, first) < 0)
		v = first;
	set_zig(a, d->zig, v);
	return 0;
}

/* --- the SDK -------------------------------------------------------------- */

static int
read_sdk(const struct call *call, const struct words *ws, struct apple *a,
	struct fail *f)
{
	const struct machine *m = call->facts->machine;
	const char *env = m->env("SDKROOT");
	const char *said = NULL, *from = "SDKROOT";

	if (call->sdk != NULL) {
		a->sdk = xstrdup(call->sdk);
		return 0;
	}
	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];

		if (w->space != SPACE_INPUT && w->value != NULL &&
			(strcmp(w->name, "-isysroot") == 0 ||
				strcmp(w->name, "--sysroot") == 0 ||
				strcmp(w->name, "-syslibroot") == 0)) {
			said = w->value;
			from = w->name;
		}
	}
	/* as clang: a SDKROOT that is no path ("macosx") is xcrun's business */
	if (said == NULL && env != NULL && env[0] == '/' && env[1] != '\0')
		said = env;
	if (said == NULL || strcmp(said, "/") == 0)
		return 0;
	if (!m->is_dir(said)) {
		fail_set(f, "the SDK '%s' (%s) is no folder", said, from);
		return fail_hint(f, "name the folder MacOSX.sdk of Xcode or its "
				    "command-line tools; code that needs no "
				    "headers of frameworks does without one");
	}
	a->sdk = xstrdup(said);
	return 0;
}

static const char frameworks_dir[] = "System/Library/Frameworks";
/* in macOS' SDK: what Mac Catalyst has of iOS */
static const char catalyst_dir[] = "System/iOSSupport";

/* zig takes headers and libSystem from this, not its own of macOS. */
static void
own_libc(const char *sdk, struct plan *p)
{
	static const char file[] = PLAN_TMP "/libc.txt";

	p->apple->own_libc = true;
	p->apple->catalyst = strstr(p->apple->zig, "catalyst") != NULL;
	argvec_pushf(&p->env, "ZIG_LIBC=%s", file);
	plan_file(p, file,
		xasprintf("include_dir=%s/usr/include\n"
			  "sys_include_dir=%s/usr/include\n"
			  "crt_dir=%s/usr/lib\ndarwin_sdk_dir=%s\n"
			  "cc_dir=\nmsvc_lib_dir=\nkernel32_lib_dir=\n",
			sdk, sdk, sdk, sdk));
	p->wants_tmp = true;
}

void
apple_compile_words(const struct apple *a, struct argvec *out)
{
	if (a->headers != NULL)
		argvec_pushl(out, "-idirafter", a->headers, NULL);
	if (a->sdk == NULL)
		return;
	if (a->catalyst) {
		argvec_push(out, "-isystem");
		argvec_pushf(out, "%s/%s/usr/include", a->sdk, catalyst_dir);
		argvec_push(out, "-iframework");
		argvec_pushf(out, "%s/%s/%s", a->sdk, catalyst_dir,
			frameworks_dir);
	}
	if (!a->own_libc) {
		argvec_push(out, "-isystem");
		argvec_pushf(out, "%s/usr/include", a->sdk);
	}
	argvec_push(out, "-iframework");
	argvec_pushf(out, "%s/%s", a->sdk, frameworks_dir);
}

void
apple_link_words(const struct apple *a, struct argvec *out)
{
	if (a->catalyst) {
		argvec_pushf(out, "-L%s/%s/usr/lib", a->sdk, catalyst_dir);
		argvec_pushf(out, "-F%s/%s/%s", a->sdk, catalyst_dir,
			frameworks_dir);
	}
	if (a->sdk != NULL) {
		argvec_pushf(out, "-L%s/usr/lib", a->sdk);
		argvec_pushf(out, "-F%s/%s", a->sdk, frameworks_dir);
	}
	if (a->frameworks.n > 0)
		argvec_push(out, "-F" PLAN_TMP "/" APPLESTUB_DIR);
	if (a->libraries.n > 0)
		argvec_push(out, "-L" PLAN_TMP "/" APPLESTUB_DIR);
}

/* --- what has no library -------------------------------------------------- */

/* dir/NAME.framework/NAME, with one of the ends that zig looks for. */
static bool
has_framework(const struct machine *m, const char *dir, const char *name)
{
	static const char *const ends[] = { ".tbd", ".dylib", "" };

	for (size_t i = 0; i < 3; i++) {
		autofree char *path = xasprintf("%s/%s.framework/%s%s", dir,
			name, name, ends[i]);

		if (m->is_file(path))
			return true;
	}
	return false;
}

static bool
has_library(const struct machine *m, const char *dir, const char *name)
{
	static const char *const ends[] = { ".tbd", ".dylib", ".so", ".a" };

	for (size_t i = 0; i < 4; i++) {
		autofree char *path = xasprintf("%s/lib%s%s", dir, name,
			ends[i]);

		if (m->is_file(path))
			return true;
	}
	return false;
}

static void
add_once(struct argvec *a, const char *word)
{
	if (!argvec_has(a, word))
		argvec_push(a, word);
}

static bool
is_option(const struct word *w, const char *name)
{
	return w->space != SPACE_INPUT && w->value != NULL &&
	       strcmp(w->name, name) == 0;
}

/* The framework's name in -framework, -weak_framework and the like; a suffix
 * (NAME,_debug) is Apple's affair. */
static const char *
framework_of(const struct word *w)
{
	static const char *const names[] = { "-framework", "-weak_framework",
		"-needed_framework", "-upward_framework", "-lazy_framework" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (is_option(w, names[i]))
			return w->value;
	return NULL;
}

/* The library's name in -lz, -weak-lz and the like. */
static const char *
library_of(const struct word *w)
{
	static const char *const names[] = { "-l", "-weak-l", "-needed-l",
		"-hidden-l", "-upward-l" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (is_option(w, names[i]))
			return w->value;
	return NULL;
}

static void
read_stubs(const struct machine *m, const struct words *ws, struct apple *a)
{
	autoargvec fdirs = ARGVEC_INIT, ldirs = ARGVEC_INIT;

	for (size_t i = 0; i < ws->n; i++) {
		if (is_option(&ws->v[i], "-F"))
			argvec_push(&fdirs, ws->v[i].value);
		if (is_option(&ws->v[i], "-L"))
			argvec_push(&ldirs, ws->v[i].value);
	}
	if (a->sdk != NULL) {
		argvec_pushf(&fdirs, "%s/%s", a->sdk, frameworks_dir);
		argvec_pushf(&ldirs, "%s/usr/lib", a->sdk);
	}
	for (size_t i = 0; i < ws->n; i++) {
		const char *name = framework_of(&ws->v[i]);
		bool found = false;

		for (size_t k = 0; name != NULL && k < fdirs.n; k++)
			found |= has_framework(m, fdirs.v[k], name);
		if (name != NULL && !found && strchr(name, '/') == NULL)
			add_once(&a->frameworks, name);
		name = library_of(&ws->v[i]);
		if (name == NULL || !applestub_has_library(name))
			continue;
		for (size_t k = 0; k < ldirs.n; k++)
			found |= has_library(m, ldirs.v[k], name);
		if (!found)
			add_once(&a->libraries, name);
	}
}

/* --- what is done to the result ------------------------------------------- */

static void
read_post(const struct word *w, struct apple *a)
{
	const char *n = w->name;
	bool linker = w->space == SPACE_LINKER;

	if (w->space == SPACE_INPUT)
		return;
	if (strcmp(n, "-bundle") == 0)
		a->bundle = true;
	else if (strcmp(n, "-s") == 0)
		a->strip_all = true;
	else if (linker && strcmp(n, "-x") == 0)
		a->strip_local = true;
	else if (linker && strcmp(n, "-S") == 0)
		a->strip_debug = true;
	else if (strcmp(n, "-adhoc_codesign") == 0)
		a->sign = true;
	if (w->value == NULL)
		return;
	if (strcmp(n, "-exported_symbols_list") == 0)
		argvec_push(&a->export_files, w->value);
	else if (strcmp(n, "-unexported_symbols_list") == 0)
		argvec_push(&a->unexport_files, w->value);
	else if (strcmp(n, "-exported_symbol") == 0)
		argvec_push(&a->exported, w->value);
	else if (strcmp(n, "-unexported_symbol") == 0)
		argvec_push(&a->unexported, w->value);
	else if (strcmp(n, "-sectcreate") == 0)
		argvec_split(&a->sections, w->value,
			(char[]){ WORD_SEP, '\0' });
	a->lists = a->export_files.n + a->exported.n > 0;
}

/* Three words for each, and names that Mach-O has room for. */
static int
check_sections(const struct machine *m, const struct apple *a, struct fail *f)
{
	if (a->sections.n % 3 != 0)
		return fail_set(f, "'-sectcreate' takes a segment, a section "
				   "and a file");
	for (size_t i = 0; i < a->sections.n; i += 3) {
		const char *seg = a->sections.v[i];
		const char *sect = a->sections.v[i + 1];
		const char *file = a->sections.v[i + 2];

		if (strlen(seg) > 16 || strlen(sect) > 16 ||
			strpbrk(seg, ", \"\n") != NULL ||
			strpbrk(sect, ", \"\n") != NULL)
			return fail_set(f, "'-sectcreate %s %s': no names of a "
					   "segment and a section", seg, sect);
		if (!m->is_file(file))
			return fail_set(f, "'-sectcreate %s %s %s': no such file",
				seg, sect, file);
		if (strpbrk(file, "\"\\\n") != NULL)
			return fail_set(f, "'-sectcreate': the name '%s' has a "
					   "quote, backslash or newline", file);
	}
	return 0;
}

char *
apple_section_text(const struct call *call, const struct apple *a, size_t i)
{
	autofree char *file =
		call->facts->machine->absolute(a->sections.v[3 * i + 2]);

	return xasprintf("\t.section %s,%s\n"
			 "\t.no_dead_strip _zbuild_section%zu\n"
			 "_zbuild_section%zu:\n\t.incbin \"%s\"\n",
		a->sections.v[3 * i], a->sections.v[3 * i + 1], i, i, file);
}

void
apple_own_words(const struct call *call, const struct words *ws,
	struct plan *p, struct words *out)
{
	static const char start[] = "-Xarch_";
	const char *own = call->target->def->arch == ARCH_AARCH64 ? "arm64"
								  : "x86_64";

	for (size_t i = 0; i < ws->n; i++) {
		const struct word *w = &ws->v[i];
		size_t first = out->n;
		autoargvec word = ARGVEC_INIT;
		autofree char *text = NULL;
		bool ours;

		if (w->space != SPACE_DRIVER || w->value == NULL ||
			strncmp(w->name, start, sizeof start - 1) != 0) {
			words_copy(out, w);
			continue;
		}
		ours = strcmp(w->name + sizeof start - 1, own) == 0;
		text = word_text(w);
		if (!rule_fire(p, CODE_MAC_XARCH, text, ours ? w->value : NULL)) {
			words_copy(out, w);
			continue;
		}
		argvec_push(&word, w->value);
		if (ours)
			words_parse(&word, false, out);
		while (first < out->n)
			out->v[first++].from = w->from;
	}
}

int
apple_read(const struct call *call, const struct words *ws, struct plan *p,
	struct fail *f)
{
	const struct machine *m = call->facts->machine;
	struct apple *a = p->apple = xcalloc(1, sizeof *p->apple);

	if (read_version(call, ws, a, f) != 0 || read_sdk(call, ws, a, f) != 0)
		return -1;
	for (size_t i = 0; i < ws->n; i++)
		read_post(&ws->v[i], a);
	if (call->sdk != NULL)
		own_libc(call->sdk, p);
	else
		read_stubs(m, ws, a);
	if (a->sdk == NULL &&
		words_last(ws, SPACE_DRIVER, "-nostdinc") == NULL &&
		call->facts->macos_headers(call->zig,
				      call->target, &a->headers, f) != 0)
		return -1;
	return check_sections(m, a, f);
}

/* Is there anything to do to the result? */
static bool
has_post(const struct apple *a)
{
	return a->bundle || a->strip_all || a->strip_local || a->strip_debug ||
	       a->sign || a->lists ||
	       a->unexported.n + a->unexport_files.n > 0;
}

int
apple_before_link(const struct call *call, const struct plan *p,
	const char *dir, struct fail *f)
{
	const struct apple *a = p->apple;

	if (a == NULL || a->frameworks.n + a->libraries.n == 0)
		return 0;
	return applestub_write(&a->frameworks, &a->libraries, &p->inputs,
		call->zig->lib, dir, f);
}

/* One pattern a line; '#' starts a comment (ld(1)). */
static int
read_list(const char *path, struct argvec *out, struct fail *f)
{
	autofree char *text = NULL;
	char *rest, *line;

	if (path_read(path, 64 << 20, &text, NULL, f) != 0)
		return fail_context(f, "the list of symbols");
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		line[strcspn(line, "#\r")] = '\0';
		line += strspn(line, " \t");
		for (size_t n = strlen(line);
			n > 0 && strchr(" \t", line[n - 1]) != NULL;)
			line[--n] = '\0';
		if (*line != '\0')
			argvec_push(out, line);
	}
	return 0;
}

int
apple_after_link(const struct plan *p, struct fail *f)
{
	const struct apple *a = p->apple;
	autoargvec exported = ARGVEC_INIT, unexported = ARGVEC_INIT;
	struct machopost post = { .bundle = false };

	if (a == NULL || !has_post(a) || p->output == NULL)
		return 0;
	argvec_pushv(&exported, a->exported.v);
	argvec_pushv(&unexported, a->unexported.v);
	for (size_t i = 0; i < a->export_files.n; i++)
		if (read_list(a->export_files.v[i], &exported, f) != 0)
			return -1;
	for (size_t i = 0; i < a->unexport_files.n; i++)
		if (read_list(a->unexport_files.v[i], &unexported, f) != 0)
			return -1;
	post.bundle = a->bundle;
	post.sign = a->sign;
	post.strip = a->strip_all     ? MACHOSTRIP_ALL
		     : a->strip_local ? MACHOSTRIP_LOCAL
		     : a->strip_debug ? MACHOSTRIP_DEBUG
				      : MACHOSTRIP_NONE;
	post.exported = a->lists ? &exported : NULL;
	post.unexported = unexported.n > 0 ? &unexported : NULL;
	return machopost_file(p->output, &post, f);
}
