#include "shim/zig/llvm.h"

#include <bsd/string.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/places.h"
#include "shim/zig/probe.h"

/* LLVM's major versions that are looked for on PATH. 16 brought clang's
 * --no-default-config and lld's --undefined-version, words of every call. */
enum { NEWEST = 40, OLDEST = 16 };

struct kind {
	const char *name, *variable, *setting, *key;
	const char *says;       /* what stands before its version */
	const char *more;       /* what it must be told first */
};

static const struct kind clang = { "clang", "ZBUILD_CLANG", "[zbuild] clang",
	"clang",
	"clang version ", NULL };
static const struct kind lld = { "ld.lld", "ZBUILD_LLD", "[zbuild] lld",
	"lld", "LLD ",
	"-flavor gnu" };

/* The version that it says; NULL if it is none, Apple's (which counts
 * otherwise) or one of our own names. */
static char *
version_in(const struct kind *k, const char *text)
{
	const char *v = strstr(text, k->says);

	if (v == NULL || strstr(text, "Apple") != NULL ||
		strstr(text, "(zbuild") != NULL)
		return NULL;
	v += strlen(k->says);
	return xstrndup(v, strcspn(v, " \r\n("));
}

static char *
version_of(const struct kind *k, const char *path)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *text = NULL;

	argvec_push(&argv, path);
	argvec_split(&argv, k->more != NULL ? k->more : "", " ");
	argvec_push(&argv, "--version");
	if (zigplaces_is_self(path) ||
		zigprobe_run(NULL, argvec_exec(&argv), ZIGPROBE_MS, &text,
			FAIL_IGNORED) != 0)
		return NULL;
	return version_in(k, text);
}

/* Where the headers are that came with it; zig's are for another one. */
static char *
headers_of(const char *path)
{
	char *argv[] = { (char *)path, (char *)"-print-resource-dir", NULL };
	autofree char *said = NULL, *include = NULL, *known = NULL;

	if (zigprobe_run(NULL, argv, ZIGPROBE_MS, &said, FAIL_IGNORED) != 0)
		return NULL;
	said[strcspn(said, "\r\n")] = '\0';
	include = path_join(said, "include");
	known = path_join(include, "stddef.h");
	return path_is_file(known) ? xstrdup(include) : NULL;
}

/* The program that a wish names. */
static char *
find_wish(const char *wish)
{
	autoargvec hits = ARGVEC_INIT;

	if (strchr(wish, '/') != NULL)
		return path_absolute(wish);
	zigplaces_on_path(wish, &hits);
	return hits.n > 0 ? xstrdup(hits.v[0]) : NULL;
}

static unsigned
needed_for(const struct zig *z)
{
	unsigned needed = zig_clang_needed(z);

	return needed > OLDEST ? needed : OLDEST;
}

/* Uses what `wish` of `who` names. */
static int
take(const struct kind *k, const char *who, const char *wish, struct zig *z,
	struct fail *f)
{
	unsigned needed = needed_for(z);
	autofree char *path = find_wish(wish);
	autofree char *version = path != NULL ? version_of(k, path) : NULL;

	if (path == NULL || !path_is_file(path))
		fail_status(f, EXIT_NOT_FOUND, "%s '%s': no such program", who,
			wish);
	else if (version == NULL)
		fail_status(f, EXIT_CANNOT_RUN,
			"%s '%s': it is no %s that runs here", who, wish,
			k->key);
	else if ((unsigned)atoi(version) < needed)
		fail_status(f, EXIT_CANNOT_RUN,
			"%s '%s': it is %s %s, too old to work with zig %s, "
			"which needs %u",
			who, wish, k->key, version, z->text, needed);
	if (version == NULL || (unsigned)atoi(version) < needed)
		return fail_hint(f, "name one of LLVM %u or newer (Debian's "
			"packages clang-%u and lld-%u), or leave it out",
			needed, needed, needed);
	if (k == &lld) {
		z->other_lld = path;
	} else {
		z->other_clang = path;
		z->include = headers_of(path);
		strlcpy(z->clang, version, sizeof z->clang);
	}
	path = NULL;
	return 0;
}

/* 1: taken; 0: not wished for; -1. */
static int
take_wish(const struct kind *k, const char *set, struct zig *z, struct fail *f)
{
	const char *wish = getenv(k->variable), *who = k->variable;

	if (wish == NULL || *wish == '\0') {
		wish = set;
		who = k->setting;
	}
	if (wish == NULL)
		return 0;
	return take(k, who, wish, z, f) == 0 ? 1 : -1;
}

/* clang-20, ld.lld-20 …, clang, ld.lld */
static bool
take_newest(const struct kind *k, struct zig *z)
{
	for (unsigned v = NEWEST; v >= needed_for(z); v--) {
		autofree char *name = xasprintf("%s-%u", k->name, v);

		if (take(k, "PATH", name, z, FAIL_IGNORED) == 0)
			return true;
	}
	return take(k, "PATH", k->name, z, FAIL_IGNORED) == 0;
}

/* Has z a clang? One that says something else has, too. -1: it did not come to
 * an answer. */
static int
read_own(struct zig *z, struct fail *f)
{
	char *argv[] = { z->path, (char *)"clang", (char *)"--version", NULL };
	autofree char *text = NULL, *version = NULL;
	autofail why = FAIL_INIT;
	int r = zigprobe_run(NULL, argv, ZIGPROBE_MS, &text, &why);

	if (r > 0)
		return 0;
	if (r < 0) {
		fail_move(f, &why);
		return fail_context(f, "'%s clang --version'", z->path);
	}
	version = version_in(&clang, text);
	if (version != NULL && z->other_clang == NULL &&
		strlcpy(z->clang, version, sizeof z->clang) >= sizeof z->clang)
		z->clang[0] = '\0';
	return 1;
}

char *
zigllvm_identity(const char *zig, const char *c, const char *l)
{
	const char *files[] = { c, l };
	char *all = os_identity(zig);

	for (int i = 0; i < 2 && all != NULL; i++) {
		autofree char *before = NULL, *one = NULL;

		if (files[i] == NULL || *files[i] == '\0')
			continue;
		before = all;
		one = os_identity(files[i]);
		all = one != NULL ? xasprintf("%s+%s", before, one) : NULL;
	}
	return all;
}

int
zigllvm_choose(const struct conf *conf, struct zig *z, struct fail *f)
{
	int c = take_wish(&clang, conf != NULL ? conf->clang : NULL, z, f);
	int l = c < 0 ? -1
		      : take_wish(&lld, conf != NULL ? conf->lld : NULL, z, f);
	int own = l < 0 ? -1 : read_own(z, f);
	char *identity;

	if (own < 0) {
		zig_clear(z);
		return -1;
	}
	z->lacks = own == 0;
	if (z->lacks)
		z->bare = (c == 0 && !take_newest(&clang, z)) ||
			  (l == 0 && !take_newest(&lld, z));
	if (z->other_clang == NULL && z->other_lld == NULL)
		return 0;
	identity = zigllvm_identity(z->path, z->other_clang, z->other_lld);
	if (identity != NULL) {
		free(z->identity);
		z->identity = identity;
	}
	return 0;
}
