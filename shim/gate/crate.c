#include "shim/gate/crate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/gate/inputs.h"
#include "targets/host.h"
#include "targets/triple.h"

/* ---- whose file ---- */

/* NAME of NAME-0123456789abcdef, which cargo calls things; NULL if it is none. */
static char *
without_hash(const char *text, size_t n)
{
	enum { HASH = 16 };

	if (n <= HASH + 1 || text[n - HASH - 1] != '-')
		return NULL;
	for (size_t i = n - HASH; i < n; i++)
		if (!isxdigit((unsigned char)text[i]))
			return NULL;
	return xstrndup(text, n - HASH - 1);
}

char *
crate_of(const char *path)
{
	static const char build[] = "/build/";
	const char *base = path_base(path), *dot = strstr(base, ".rlib");

	for (const char *p = path; (p = strstr(p, build)) != NULL;) {
		size_t n = strcspn(p += sizeof build - 1, "/");
		char *name = without_hash(p, n);

		if (name != NULL && strncmp(p + n, "/out/", 5) == 0)
			return name;
		free(name);
	}
	return dot != NULL && strncmp(base, "lib", 3) == 0
		       ? without_hash(base + 3, (size_t)(dot - base) - 3)
		       : NULL;
}

char *
crate_mend(const char *path, const struct target *t)
{
	autofree char *crate = crate_of(path);

	if (crate == NULL)
		return xasprintf("'%s' was compiled by another compiler than "
				 "%s-cc", path_base(path), t->name);
	return xasprintf("the build script of crate %s compiled for this "
			 "machine: cargo clean -p %s, and if cargo zbuild's CC "
			 "does not reach it: CC=%s-gcc CXX=%s-g++ AR=%s-ar "
			 "HOST_CC=cc HOST_CXX=c++ HOST_AR=ar cargo zbuild",
		crate, crate, t->name, t->name, t->name);
}

/* ---- by whom ---- */

/* "GCC: (GNU) 9.4.0" is nobody's: what Rust's std for musl was compiled with.
 * Those of distributions say so, or a date. */
static bool
is_released_gcc(const char *comment)
{
	static const char start[] = "GCC: (GNU) ";
	size_t n = sizeof start - 1;

	return strncmp(comment, start, n) == 0 &&
	       strspn(comment + n, "0123456789.") == strlen(comment + n);
}

static bool
is_stranger(const char *comment, const struct zig *z)
{
	const char *clang = strstr(comment, "clang version ");

	if (clang != NULL) {
		bool same = strncmp(clang + strlen("clang version "), z->clang,
				    strlen(z->clang)) == 0;

		/* a distribution's says first whose it is; zig's does not */
		return z->other_clang == NULL ? clang != comment || !same
					      : clang != comment && !same;
	}
	return strncmp(comment, "GCC: ", 5) == 0 && !is_released_gcc(comment);
}

/* What comes with rustc or the root is theirs, whoever compiled it. */
static bool
is_brought(const char *path, const char *root)
{
	return strstr(path, "/rustlib/") != NULL ||
	       (root != NULL && strncmp(path, root, strlen(root)) == 0);
}

/* A cross compiler's objects may be meant; another processor's do not link. */
static bool
is_for_host(const struct target *t)
{
	const struct target_def *host = triple_find(host_triple(), NULL);

	return host != NULL && host->arch == t->def->arch;
}

static char *
first_with(const char *comment, const struct argvec *words, const char *root)
{
	struct inputs in = INPUTS_INIT;
	char *found = NULL;

	inputs_resolve(words, NULL, &in);
	for (size_t i = 0; i < in.n && found == NULL; i++) {
		const char *path = in.v[i].path;

		if (path != NULL && !is_brought(path, root) &&
			elf_kind(path) != ELF_KIND_NONE &&
			elf_file_says(path, comment))
			found = xstrdup(path);
	}
	inputs_clear(&in);
	return found;
}

char *
crate_stranger(const char *output, const struct target *t,
	const struct zig *z, const struct argvec *inputs, const char *root,
	char **compiler)
{
	autoargvec comments = ARGVEC_INIT;
	char *found = NULL;

	elf_comments(output, &comments);
	for (size_t i = 0; i < comments.n && found == NULL; i++) {
		if (!is_stranger(comments.v[i], z) || !is_for_host(t))
			continue;
		found = first_with(comments.v[i], inputs, root);
		if (found != NULL)
			*compiler = xstrdup(comments.v[i]);
	}
	return found;
}
