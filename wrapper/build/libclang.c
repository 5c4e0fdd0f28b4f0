#include "wrapper/build/libclang.h"

#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "shim/zig/places.h"
#include "targets/host.h"

enum { PARTS = 6, ELF_HEAD = 20 };

/* The order of clang-sys: numbers of the file's name, of which any are more
 * than none. */
struct key {
	unsigned long part[PARTS];
	size_t n;
};

struct search {
	struct libclang *taken, *newest;
	struct key key;                /* of taken */
	bool own;                      /* clang-sys looks there, too */
	unsigned char self[ELF_HEAD];  /* of a program for this machine */
};

void
libclang_clear(struct libclang *c)
{
	free(c->path);
	*c = (struct libclang){ NULL, 0 };
}

/* "libclang.so.18.1" is 18, 1; "libclang-14.so.1" loses its last three letters
 * and is 14, 0; "libclang.so" has no number. */
static struct key
key_of(const char *name)
{
	bool dash = starts_with(name, "libclang-");
	size_t len = strlen(name);
	autofree char *text = dash ? xstrndup(name + 9, len - 9 - 3)
			      : starts_with(name, "libclang.so.")
				      ? xstrdup(name + 12)
				      : NULL;
	autoargvec words = ARGVEC_INIT;
	struct key k = { .n = 0 };

	if (text == NULL)
		return k;
	argvec_split(&words, text, ".");
	for (; k.n < words.n && k.n < PARTS; k.n++) {
		const char *w = words.v[k.n];

		k.part[k.n] = w[strspn(w, "0123456789")] == '\0'
				      ? strtoul(w, NULL, 10)
				      : 0;
	}
	return k;
}

static bool
key_above(const struct key *a, const struct key *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] > b->part[i];
	return a->n > b->n;
}

/* The highest number behind the `skip` first letters of what matches. */
static unsigned
number_there(const char *pattern, size_t skip)
{
	unsigned long most = 0;
	glob_t g;

	if (glob(pattern, 0, NULL, &g) != 0)
		return 0;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		const char *name = path_base(g.gl_pathv[i]);
		unsigned long n = strtoul(name + skip, NULL, 10);

		most = n > most ? n : most;
	}
	globfree(&g);
	return (unsigned)most;
}

/* By the file's real name (libclang.so.13 is that of 13 to 17), by the Python
 * package's, or by clang's folder beside it. */
static unsigned
major_of(const char *path)
{
	autofree char *real = realpath(path, NULL), *dir = path_dir(path);
	autofree char *package = xasprintf("%s/../../libclang-[0-9]*.dist-info",
		dir);
	autofree char *headers = xasprintf("%s/clang/[0-9]*", dir);
	struct key k = key_of(path_base(real != NULL ? real : path));
	unsigned n = k.n > 0 && k.part[0] > 1 ? (unsigned)k.part[0] : 0;

	n = n > 0 ? n : number_there(package, strlen("libclang-"));
	return n > 0 ? n : number_there(headers, 0);
}

static bool
read_head(const char *path, unsigned char head[ELF_HEAD])
{
	FILE *in = fopen(path, "rbe");
	bool whole = in != NULL && fread(head, 1, ELF_HEAD, in) == ELF_HEAD;

	if (in != NULL)
		fclose(in);
	return whole;
}

/* Does this machine load it: words of the same size for the same machine? */
static bool
loads(const struct search *s, const char *path)
{
	unsigned char head[ELF_HEAD];

	return !path_is_special(path) && read_head(path, head) &&
	       memcmp(head, s->self, 5) == 0 &&
	       memcmp(head + 18, s->self + 18, 2) == 0;
}

static void
take(struct libclang *c, const char *path, unsigned major)
{
	libclang_clear(c);
	*c = (struct libclang){ xstrdup(path), major };
}

static void
look_at(struct search *s, const char *path)
{
	const char *name = path_base(path);
	struct key k = key_of(name);
	unsigned major;

	if (strstr(name, "-cpp.") != NULL ||
		(fnmatch("libclang.so*", name, 0) != 0 &&
			fnmatch("libclang-*.so*", name, 0) != 0) ||
		!loads(s, path))
		return;
	major = major_of(path);
	if (s->own && (s->taken->path == NULL || key_above(&k, &s->key))) {
		take(s->taken, path, major);
		s->key = k;
	}
	if (s->newest->path == NULL || major > s->newest->major)
		take(s->newest, path, major);
}

static void
look_in(struct search *s, const char *root, const char *dirs)
{
	autofree char *pattern = xasprintf("%s%s/libclang*.so*", root, dirs);
	glob_t g;

	if (glob(pattern, 0, NULL, &g) != 0)
		return;
	for (size_t i = 0; i < g.gl_pathc; i++)
		look_at(s, g.gl_pathv[i]);
	globfree(&g);
}

/* llvm-config is asked for its prefix, the folder above its own. */
static void
look_by_llvm_config(struct search *s, const struct argvec *vars)
{
	const char *named = vars_get(vars, "LLVM_CONFIG_PATH");
	autofree char *found = named != NULL ? xstrdup(named)
					     : path_find("llvm-config");
	autofree char *real = found != NULL ? realpath(found, NULL) : NULL;
	autofree char *bin = real != NULL ? path_dir(real) : NULL;

	if (bin == NULL)
		return;
	look_in(s, bin, "/../lib");
	look_in(s, bin, "/../lib64");
}

static void
look_by_paths(struct search *s, const struct argvec *vars)
{
	static const char *const names[] = { "LD_LIBRARY_PATH", "LIBRARY_PATH" };

	for (size_t i = 0; i < COUNT(names); i++) {
		autoargvec dirs = ARGVEC_INIT;
		const char *v = vars_get(vars, names[i]);

		argvec_split(&dirs, v != NULL ? v : "", ":");
		for (size_t k = 0; k < dirs.n; k++)
			look_in(s, dirs.v[k], "");
	}
}

/* A file or a folder; nothing else counts then. */
static void
look_at_named(struct search *s, const char *path)
{
	if (path_is_dir(path))
		look_in(s, path, "");
	else
		look_at(s, path);
}

static bool
too_old(const struct libclang *c, unsigned needed)
{
	return c->major > 0 && c->major < needed;
}

static void
look_elsewhere(struct search *s, const char *root)
{
	static const char *const dirs[] = { "/opt/llvm*/lib*",
		"/opt/clang*/lib*", "/home/linuxbrew/.linuxbrew/opt/llvm*/lib" };
	autoargvec sites = ARGVEC_INIT;

	s->own = false;
	for (size_t i = 0; i < COUNT(dirs); i++)
		look_in(s, root, dirs[i]);
	zigplaces_site(&sites);
	for (size_t i = 0; i < sites.n; i++)
		look_in(s, sites.v[i], "/clang/native");
}

void
libclang_find(const char *root, unsigned needed, const struct argvec *vars,
	struct libclang *taken, struct libclang *newest)
{
	static const char *const own[] = { "/usr/local/llvm*/lib*",
		"/usr/local/lib*/*/*", "/usr/local/lib*/*", "/usr/local/lib*",
		"/usr/lib*/*/*", "/usr/lib*/*", "/usr/lib*" };
	const char *named = vars_get(vars, "LIBCLANG_PATH");
	autofree char *self = os_self();
	struct search s = { .taken = taken, .newest = newest, .own = true };

	*taken = *newest = (struct libclang){ NULL, 0 };
	/* A Mac has other folders and Xcode's, which is new enough */
	if (host_is_mac() || !read_head(self, s.self))
		return;
	if (named != NULL) {
		look_at_named(&s, named);
		return;
	}
	look_by_llvm_config(&s, vars);
	look_by_paths(&s, vars);
	for (size_t i = 0; i < COUNT(own); i++)
		look_in(&s, root, own[i]);
	if (too_old(taken, needed))
		look_elsewhere(&s, root);
}

/* Python's has no headers of its own (stddef.h); for this machine's code bindgen
 * then takes clang's. */
static bool
has_headers(const char *dir)
{
	autofree char *own = xasprintf("%s/clang/[0-9]*", dir);
	autofree char *clang = path_find("clang");

	return number_there(own, 0) > 0 || clang != NULL;
}

char *
libclang_choose(const char *root, const struct zig *z,
	const struct argvec *vars)
{
	scoped(libclang) taken = { NULL, 0 }, newest = { NULL, 0 };
	autofree char *dir = NULL;
	unsigned needed = zig_clang_needed(z);

	if (needed == 0 || vars_get(vars, "LIBCLANG_PATH") != NULL)
		return NULL;
	libclang_find(root, needed, vars, &taken, &newest);
	if (!too_old(&taken, needed) || newest.major < needed)
		return NULL;
	dir = path_dir(newest.path);
	return has_headers(dir) ? xstrdup(dir) : NULL;
}
