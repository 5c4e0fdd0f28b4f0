#include "shim/zig/find.h"

#include <bsd/string.h>
#include <fcntl.h>
#include <limits.h>
#include <sha256.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/trust.h"
#include "common/xalloc.h"
#include "shim/zig/facts.h"
#include "shim/zig/llvm.h"
#include "shim/zig/pin.h"
#include "shim/zig/places.h"
#include "shim/zig/probe.h"
#include "shim/zig/python.h"

/* First line of a remembered answer: change it with the format. */
#define FOUND_MAGIC "zbuild-zig 4"
enum { FOUND_KEY = 32, FOUND_MAX = 16384 };

struct search {
	const struct conf *conf;
	struct argvec *tried;
	struct zig *out;
	struct fail *f;
};

/* The origin of what a Python named when it was asked. */
static const char asked[] = "python3";

/* 1: s->out is filled; 0: nothing here, go on; -1: a wish that cannot be
 * met, s->f says why. */
struct place {
	const char *name;
	int (*look)(struct search *s, const struct place *p);
};

static void __attribute__((format(printf, 3, 4)))
note(struct search *s, const struct place *p, const char *fmt, ...)
{
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	trace_line("looking for zig: %s: %s", p->name, text);
	argvec_pushf(s->tried, "%s: %s", p->name, text);
}

/* Is path a zig that we can work with? */
static int
try_one(const char *path, struct zig *out, struct fail *f)
{
	if (zigplaces_is_self(path))
		return fail_status(
			f, EXIT_CANNOT_RUN, "that is zbuild itself");
	if (zigprobe(path, ZIGPROBE_MS, out, f) != 0)
		return -1;
	if (version_cmp(out->version, zig_oldest) >= 0)
		return 0;
	fail_status(f, EXIT_CANNOT_RUN,
		"zig %s is too old: 0.11.0 is the first that works", out->text);
	zig_clear(out);
	return -1;
}

/* try_one for a place where others may follow. */
static int
try_next(struct search *s, const struct place *p, const char *path)
{
	autofail why = FAIL_INIT;

	if (try_one(path, s->out, &why) != 0) {
		note(s, p, "%s: %s", path, why.what);
		return 0;
	}
	s->out->origin = p->name;
	if (!zigpin_met(s->conf != NULL ? s->conf->zig_pin : NULL, s->out)) {
		note(s, p, "%s: zig %s, not the one that is wanted",
			s->out->path, s->out->text);
		zig_clear(s->out);
		return 0;
	}
	note(s, p, "%s: zig %s", s->out->path, s->out->text);
	return 1;
}

/* What a wish names: a file, a folder with zig in it, or a name on PATH. */
static char *
wish_path(const char *wish)
{
	autofree char *full = NULL;
	autoargvec hits = ARGVEC_INIT;

	if (strchr(wish, '/') == NULL && !path_is_dir(wish)) {
		zigplaces_on_path(wish, &hits);
		return hits.n > 0 ? xstrdup(hits.v[0]) : NULL;
	}
	full = path_absolute(wish);
	if (path_is_dir(full))
		return path_join(full, "zig");
	return xstrdup(full);
}

static int
try_wish(struct search *s, const struct place *p, const char *wish)
{
	autofree char *path = wish_path(wish);

	if (path == NULL)
		fail_status(s->f, EXIT_NOT_FOUND, "no such program on PATH");
	else if (try_one(path, s->out, s->f) == 0) {
		s->out->origin = p->name;
		note(s, p, "%s: zig %s", s->out->path, s->out->text);
		return 1;
	}
	note(s, p, "'%s': %s", wish, s->f->what);
	fail_context(s->f, "cannot use zig '%s' (%s)", wish, p->name);
	if (s->f->hint != NULL)
		return -1;
	return fail_hint(s->f, "correct it, or leave it out to have zig "
			       "looked for in the usual places");
}

static int
look_variable(struct search *s, const struct place *p)
{
	const char *wish = getenv("ZBUILD_ZIG");

	if (wish != NULL && *wish != '\0')
		return try_wish(s, p, wish);
	note(s, p, "not set");
	return 0;
}

static int
look_config(struct search *s, const struct place *p)
{
	const char *wish = s->conf != NULL ? s->conf->zig : NULL;

	if (wish != NULL && *wish != '\0')
		return try_wish(s, p, wish);
	if (s->conf != NULL && s->conf->zig_pin != NULL)
		note(s, p, "wants zig %s", s->conf->zig_pin);
	else
		note(s, p, "no 'zig' in it");
	return 0;
}

static int
look_path(struct search *s, const struct place *p)
{
	autoargvec hits = ARGVEC_INIT;
	int got = 0;

	zigplaces_on_path("zig", &hits);
	for (size_t i = 0; got == 0 && i < hits.n; i++)
		got = try_next(s, p, hits.v[i]);
	if (hits.n == 0)
		note(s, p, "no program called zig");
	return got;
}

static int
look_python(struct search *s, const struct place *p)
{
	autoargvec sites = ARGVEC_INIT;
	autofree char *list = NULL;
	int got = 0;

	zigplaces_site(&sites);
	for (size_t i = 0; got == 0 && i < sites.n; i++) {
		autofree char *zig = path_join(sites.v[i], "ziglang/zig");

		if (path_is_file(zig))
			got = try_next(s, p, zig);
	}
	if (got != 0)
		return got;
	list = argvec_join(&sites, ", ");
	note(s, p, "no ziglang that works in %s",
		sites.n > 0 ? list : "any site-packages folder");
	return 0;
}

static int
look_own(struct search *s, const struct place *p)
{
	autoargvec versions = ARGVEC_INIT;
	autofree char *home = NULL;
	autofail why = FAIL_INIT;
	int got = 0;

	if (zigplaces_home(&home, &why) != 0) {
		note(s, p, "%s", why.what);
		return 0;
	}
	zigplaces_installed(home, &versions);
	for (size_t i = 0; got == 0 && i < versions.n; i++) {
		autofree char *zig =
			xasprintf("%s/%s/zig", home, versions.v[i]);

		got = try_next(s, p, zig);
	}
	if (versions.n == 0)
		note(s, p, "nothing in %s", home);
	return got;
}

/* Python knows places that we do not (.pth files, path hooks, PYTHONPATH),
 * but takes its time to say so. */
static int
ask_python(struct search *s, const struct place *p, const char *python)
{
	autofree char *zig = NULL;
	autofail why = FAIL_INIT;

	if (zigpython_ask(python, &zig, &why) != 0) {
		note(s, p, "%s: %s", python, why.what);
		return 0;
	}
	if (zig == NULL) {
		note(s, p, "%s: knows no module ziglang", python);
		return 0;
	}
	return try_next(s, p, zig);
}

static int
look_asked(struct search *s, const struct place *p)
{
	autoargvec pythons = ARGVEC_INIT;
	int got = 0;

	zigplaces_pythons(&pythons);
	if (pythons.n == 0)
		note(s, p, "no python3 on PATH");
	for (size_t i = 0; got == 0 && i < pythons.n; i++)
		got = ask_python(s, p, pythons.v[i]);
	return got;
}

/* In the order of preference. The names are the origins of struct zig. */
static const struct place places[] = {
	{ "ZBUILD_ZIG", look_variable },
	{ "config", look_config },
	{ "PATH", look_path },
	{ "Python package", look_python },
	{ "own install", look_own },
	{ asked, look_asked },
};
enum { NPLACES = COUNT(places) };

/* The user's word on the lib folder holds for every zig. */
static int
check_lib_dir(struct fail *f)
{
	const char *set = getenv("ZIG_LIB_DIR");

	if (set == NULL || *set == '\0' || zigprobe_is_lib(set))
		return 0;
	fail_set(f, "cannot use ZIG_LIB_DIR '%s': no std/std.zig in it", set);
	return fail_hint(f, "unset ZIG_LIB_DIR, or set it to the lib folder "
			    "of the zig in use");
}

static int
not_found(const struct conf *conf, const struct argvec *tried, struct fail *f)
{
	autofree char *list = argvec_join(tried, "\n  "), *version = NULL;

	if (conf != NULL && conf->zig_pin != NULL) {
		version = zigpin_version(conf->zig_pin);
		fail_status(f, EXIT_NOT_FOUND,
			"zig %s, which zbuild.ini wants, was not found; looked "
			"here:\n  %s", conf->zig_pin, list);
		return fail_hint(f, "run `cargo zbuild zig install %s`",
			version);
	}
	fail_status(f, EXIT_NOT_FOUND, "zig was not found; looked here:\n  %s",
		list);
	return fail_hint(f, "run `cargo zbuild zig install`, or set "
			    "ZBUILD_ZIG to the path of zig");
}

int
zig_search(const struct conf *conf, struct argvec *tried, struct zig *out,
	struct fail *f)
{
	struct search s = { conf, tried, out, f };

	if (getenv(ZIGPROBE_MARK) != NULL)
		return fail_status(f, EXIT_CANNOT_RUN,
			"zbuild was started as 'zig' by zbuild itself");
	if (check_lib_dir(f) != 0)
		return -1;
	for (int i = 0; i < NPLACES; i++) {
		int got = places[i].look(&s, &places[i]);

		if (got != 0)
			return got > 0 ? zigfacts_read(conf, out, f) : -1;
	}
	return not_found(conf, tried, f);
}

static void
key_add(SHA2_CTX *ctx, const char *name, const char *value)
{
	/* Unset and empty are not the same. */
	const char *sep = value != NULL ? "=" : "-";

	SHA256Update(ctx, (const uint8_t *)name, strlen(name));
	SHA256Update(ctx, (const uint8_t *)sep, 1);
	if (value != NULL)
		SHA256Update(ctx, (const uint8_t *)value, strlen(value));
	SHA256Update(ctx, (const uint8_t *)"", 1);
}

static bool
is_relative(const char *value)
{
	return value != NULL && *value != '\0' && *value != '/';
}

/* Everything that decides about the answer, as the name of a file: two
 * environments side by side have an answer each. */
static void
found_key(const struct conf *conf, char key[FOUND_KEY + 1])
{
	static const char *const vars[] = { "ZBUILD_ZIG", "PATH",
		"VIRTUAL_ENV", "ZIG_LIB_DIR", "HOME", "PYENV_ROOT",
		"PYENV_VERSION", "PIPX_HOME", "PYTHONPATH", "ZBUILD_CLANG",
		"ZBUILD_LLD" };
	const char *wish = conf != NULL ? conf->zig : NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH], cwd[PATH_MAX];
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	for (size_t i = 0; i < COUNT(vars); i++)
		key_add(&ctx, vars[i], getenv(vars[i]));
	key_add(&ctx, "config", wish);
	if (conf != NULL && (conf->clang != NULL || conf->lld != NULL)) {
		key_add(&ctx, "clang", conf->clang);
		key_add(&ctx, "lld", conf->lld);
	}
	if (conf != NULL && conf->zig_pin != NULL)
		key_add(&ctx, "pin", conf->zig_pin);
	if ((is_relative(getenv("ZBUILD_ZIG")) || is_relative(wish) ||
		    is_relative(getenv("ZIG_LIB_DIR")) ||
		    is_relative(getenv("ZBUILD_CLANG")) ||
		    is_relative(getenv("ZBUILD_LLD"))) &&
		getcwd(cwd, sizeof cwd) != NULL)
		key_add(&ctx, "cwd", cwd);
	SHA256End(&ctx, hex);
	strlcpy(key, hex, FOUND_KEY + 1);
}

/* The text of a remembered answer: a plain file that only we (or root, in an
 * image) can have written; it names a program that we will run. */
static char *
found_text(const char *dir, const char *key)
{
	autofree char *path = path_join(dir, key);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		(st.st_uid == geteuid() || st.st_uid == 0) &&
		(st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && st.st_size > 0 &&
		st.st_size < FOUND_MAX) {
		text = xmalloc((size_t)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		text[n > 0 ? n : 0] = '\0';
	}
	close(fd);
	return text;
}

static const char *
origin_known(const char *name)
{
	for (int i = 0; i < NPLACES; i++)
		if (strcmp(places[i].name, name) == 0)
			return places[i].name;
	return NULL;
}

enum { LINE_MAGIC, LINE_PATH, LINE_LIB, LINE_IDENTITY, LINE_VERSION,
	LINE_ORIGIN, LINE_CLANG, LINE_GLIBC, LINE_OTHER_CLANG, LINE_OTHER_LLD,
	LINE_INCLUDE, LINE_LACKS, LINE_END, NLINES };

static char *
word_or_null(const char *line)
{
	return *line != '\0' ? xstrdup(line) : NULL;
}

/* Fills out if text is a whole answer about a file that is still the same. */
static bool
found_parse(char *text, struct zig *out)
{
	char *line[NLINES], *p = text;
	autofree char *identity = NULL;
	struct version v, glibc = { 0, 0, 0 };

	for (int i = 0; i < NLINES; i++)
		if ((line[i] = strsep(&p, "\n")) == NULL)
			return false;
	if (p == NULL || *p != '\0' ||
		strcmp(line[LINE_MAGIC], FOUND_MAGIC) != 0 ||
		strcmp(line[LINE_END], "end") != 0 ||
		line[LINE_PATH][0] != '/' || line[LINE_LIB][0] != '/' ||
		!version_parse(line[LINE_VERSION], &v) ||
		strlen(line[LINE_VERSION]) >= sizeof out->text ||
		origin_known(line[LINE_ORIGIN]) == NULL ||
		strlen(line[LINE_CLANG]) >= sizeof out->clang ||
		!version_parse(line[LINE_GLIBC], &glibc))
		return false;
	identity = zigllvm_identity(line[LINE_PATH], line[LINE_OTHER_CLANG],
		line[LINE_OTHER_LLD]);
	if (identity == NULL || strcmp(identity, line[LINE_IDENTITY]) != 0 ||
		!path_is_dir(line[LINE_LIB]))
		return false;
	*out = (struct zig){ .path = xstrdup(line[LINE_PATH]),
		.lib = xstrdup(line[LINE_LIB]), .identity = identity,
		.version = v, .origin = origin_known(line[LINE_ORIGIN]),
		.other_clang = word_or_null(line[LINE_OTHER_CLANG]),
		.other_lld = word_or_null(line[LINE_OTHER_LLD]),
		.include = word_or_null(line[LINE_INCLUDE]),
		.lacks = *line[LINE_LACKS] != '\0',
		.glibc_max = glibc };
	strlcpy(out->clang, line[LINE_CLANG], sizeof out->clang);
	strlcpy(out->text, line[LINE_VERSION], sizeof out->text);
	identity = NULL;
	return true;
}

static bool
found_in(const char *dir, const char *key, struct zig *out)
{
	autofree char *text = found_text(dir, key);

	return text != NULL && found_parse(text, out);
}

/* 1: out is filled; 0: not remembered; -1: what is there is not believed. */
static int
found_read(const char *key, struct zig *out, struct fail *f)
{
	autofree char *dir = NULL;

	if (os_cache_find("found", &dir, f) != 0)
		return -1;
	return found_in(dir, key, out);
}

/* The answer is only a shortcut: not being able to keep it is no failure. */
static void
found_write(const char *key, const struct zig *z)
{
	autofree char *dir = NULL, *path = NULL, *text = NULL;
	autofail why = FAIL_INIT;
	int lines = 0;

	text = xasprintf("%s\n%s\n%s\n%s\n%s\n%s\n%s\n%u.%u\n%s\n%s\n%s\n%s\nend\n",
		FOUND_MAGIC, z->path, z->lib, z->identity, z->text, z->origin,
		z->clang, z->glibc_max.major, z->glibc_max.minor,
		z->other_clang != NULL ? z->other_clang : "",
		z->other_lld != NULL ? z->other_lld : "",
		z->include != NULL ? z->include : "",
		z->lacks ? "lacks" : "");
	for (const char *c = text; (c = strchr(c, '\n')) != NULL; c++)
		lines++;
	/* a path may hold one */
	if (lines != NLINES)
		return;
	if (os_cache_sub("found", &dir, &why) == 0) {
		path = path_join(dir, key);
		path_write(path, text, strlen(text), 0600, &why);
	}
	if (why.what != NULL)
		trace_line("cannot remember which zig: %s", why.what);
}

static bool
is_below(const char *path, const char *dir)
{
	size_t n = dir != NULL ? strlen(dir) : 0;

	return n > 1 && strncmp(path, dir, n) == 0 && path[n] == '/';
}

/* Does it lie in the current folder, or in the workspace? */
static bool
is_in_sight(const char *path, const struct conf *conf)
{
	const char *ini = conf != NULL ? conf->workspace : NULL;
	autofree char *real = realpath(path, NULL);
	autofree char *here = realpath(".", NULL);
	autofree char *up = ini != NULL ? path_dir(ini) : NULL;
	autofree char *workspace = up != NULL ? realpath(up, NULL) : NULL;

	return real == NULL || is_below(real, here) ||
	       is_below(real, workspace);
}

/* May every later build believe it? PATH and wishes are the user's word; a
 * package may be anybody's, and Python's answer may be about this folder. */
static bool
may_remember(const struct zig *z, const struct conf *conf)
{
	autofree char *dir = path_dir(z->path);
	struct stat st, up;

	if (z->origin == asked && is_in_sight(z->path, conf))
		return false;
	if (z->origin != asked && strcmp(z->origin, "Python package") != 0)
		return true;
	return stat(z->path, &st) == 0 && trust_ours(&st) &&
	       stat(dir, &up) == 0 && trust_ours(&up);
}

/* Said when it is found, which is remembered. */
static void
warn_newer(const struct zig *z)
{
	struct version known;

	if (version_parse(ZIG_DEFAULT_VERSION, &known) &&
		version_cmp(z->version, known) > 0)
		fprintf(stderr, "zbuild: zig %s is newer than the newest that "
				"this zbuild was tested with, "
				ZIG_DEFAULT_VERSION "\n", z->text);
}

static int
look_anew(const struct conf *conf, struct zig *out, struct fail *f)
{
	autoargvec tried = ARGVEC_INIT;

	if (zig_search(conf, &tried, out, f) != 0)
		return -1;
	warn_newer(out);
	out->fresh = !out->bare && may_remember(out, conf);
	if (!out->fresh && !out->bare)
		trace_line("not remembered: %s: it is in this folder, or "
			   "others may write to it", out->path);
	return 0;
}

int
zig_look(const struct conf *conf, struct zig *out, struct fail *f)
{
	char key[FOUND_KEY + 1];
	int got;

	found_key(conf, key);
	got = found_read(key, out, f);
	return got == 0 ? look_anew(conf, out, f) : got > 0 ? 0 : -1;
}

void
zig_keep(const struct conf *conf, const struct zig *z)
{
	char key[FOUND_KEY + 1];

	if (!z->fresh)
		return;
	found_key(conf, key);
	found_write(key, z);
}

int
zig_find(const struct conf *conf, struct zig *out, struct fail *f)
{
	if (zig_look(conf, out, f) != 0)
		return -1;
	zig_keep(conf, out);
	return 0;
}

int
zig_refresh(const struct conf *conf, struct zig *out, struct fail *f)
{
	if (look_anew(conf, out, f) != 0)
		return -1;
	zig_keep(conf, out);
	return 0;
}

void
zig_forget(void)
{
	autofree char *dir = NULL;

	if (os_cache_sub("found", &dir, FAIL_IGNORED) == 0)
		path_remove(dir, FAIL_IGNORED);
}
