#include "wrapper/deps/roottext.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "texts.h"

enum { SCRIPT_MAX = 1 << 16, TEXT_MAX = 1 << 22 };

/* Is a path that begins here one by itself? "/usr" in "/usr/local/usr" is not. */
static bool
begins(const char *text, const char *p, const char *before)
{
	return p == text || strchr(before, p[-1]) != NULL;
}

char *
roottext_script(const char *text, const char *up, const char *dir)
{
	autoargvec out = ARGVEC_INIT;
	const char *from = text;

	for (const char *p = text; (p = strchr(p, '/')) != NULL; p++) {
		size_t n = strcspn(p, " \t\r\n(),\"");
		autofree char *path = NULL, *folder = NULL;

		if (p[1] == '*' || !begins(text, p, " \t\n(,\""))
			continue;
		/* As the root has them: /lib is /usr/lib. */
		path = xasprintf("%s%.*s", strncmp(p, "/usr/", 5) == 0 ? "" : "/usr",
			(int)n, p);
		folder = path_dir(path);
		argvec_take(&out, xstrndup(from, (size_t)(p - from)));
		if (strcmp(folder, dir) == 0)
			argvec_push(&out, path_base(path));
		else
			argvec_pushf(&out, "%s%s", up, path);
		from = p += n;
		if (*p == '\0')
			break;
	}
	argvec_push(&out, from);
	return argvec_join(&out, "");
}

/* A library of libc's by its path: "pthread" of /usr/lib/m/libpthread.a. libc6-dev
 * is not in a root. */
static bool
is_libcs(const char *p, size_t n, char **name)
{
	static const char *const libcs[] = { "c", "dl", "m", "pthread",
		"resolv", "rt", "util" };
	autofree char *path = xstrndup(p, n), *stem = NULL;
	const char *base = path_base(path);

	if (!starts_with(base, "lib") ||
		!(ends_with(base, ".a") || ends_with(base, ".so")))
		return false;
	stem = xstrndup(base + 3, strcspn(base + 3, "."));
	if (!ONE_OF(libcs, stem))
		return false;
	*name = stem;
	stem = NULL;
	return true;
}

char *
roottext_paths(const char *text, const char *lead, const char *up)
{
	autoargvec out = ARGVEC_INIT;
	const char *from = text;

	for (const char *p = text; (p = strstr(p, "/usr")) != NULL; p += 4) {
		/* -I/usr/include, -L/usr/lib: an option's letter is before. */
		bool option = p > text + 1 && strchr("IL", p[-1]) != NULL &&
			      p[-2] == '-';

		if ((!option && !begins(text, p, " \t\n=\";:")) ||
			isalnum((unsigned char)p[4]))
			continue;
		argvec_take(&out, xstrndup(from, (size_t)(p - from)));
		from = p;
		if (!option && *lead == '$' && lead[1] == '{') {
			size_t n = strcspn(p, " \t\r\n\";:)>");
			char *name;

			if (is_libcs(p, n, &name)) {
				argvec_take(&out, name);
				from = p + n;
				continue;
			}
		}
		argvec_pushf(&out, "%s/%s", lead, up);
	}
	argvec_push(&out, from);
	return argvec_join(&out, "");
}

/* "../.." for a file two folders below the root; rel as "usr/lib/x.so". */
static char *
way_up(const char *rel)
{
	autoargvec up = ARGVEC_INIT;

	for (; (rel = strchr(rel, '/')) != NULL; rel++)
		argvec_push(&up, "..");
	return argvec_join(&up, "/");
}

static bool
is_library_name(const char *base)
{
	return starts_with(base, "lib") &&
	       (ends_with(base, ".so") || ends_with(base, ".a"));
}

static bool
is_config_name(const char *rel)
{
	return starts_with(rel, "usr/bin/") &&
	       (ends_with(rel, "-config") || ends_with(rel, "_config"));
}

/* What Python's builds ask of another machine's. */
static bool
is_sysconfig(const char *rel)
{
	return starts_with(rel, "usr/lib/python3") && ends_with(rel, ".py") &&
	       starts_with(path_base(rel), "_sysconfigdata_");
}

/* What the text of a file is to be; NULL to leave it. */
static char *
fixed(const char *rel, const char *text)
{
	autofree char *up = way_up(rel), *dir = NULL, *above = path_dir(rel);

	if (is_library_name(path_base(rel))) {
		if (strstr(text, "GROUP") == NULL &&
			strstr(text, "INPUT") == NULL)
			return NULL;
		dir = xasprintf("/%s", above);
		return roottext_script(text, up, dir);
	}
	if (is_sysconfig(rel))
		return xasprintf("%s%s", text, text_sysconfig_py);
	if (ends_with(rel, ".cmake"))
		return roottext_paths(text, "${CMAKE_CURRENT_LIST_DIR}", up);
	if (starts_with(text, "#!/bin/sh") || starts_with(text, "#! /bin/sh") ||
		starts_with(text, "#!/bin/bash"))
		return roottext_paths(text, "$(dirname \"$0\")", up);
	return NULL;
}

static int
fix_one(const char *path, const struct stat *st, const void *root,
	struct fail *f)
{
	const char *rel = path + strlen(root) + 1;
	autofree char *text = NULL, *now = NULL;
	bool library = is_library_name(path_base(rel));

	if (!S_ISREG(st->st_mode))
		return 0;
	if (ends_with(rel, ".la"))
		return path_remove(path, f);
	if (st->st_size > (library ? SCRIPT_MAX : TEXT_MAX) ||
		(!library && !ends_with(rel, ".cmake") && !is_config_name(rel) &&
			!is_sysconfig(rel)))
		return 0;
	/* One with a NUL byte is no text. */
	if (path_read_text(path, TEXT_MAX, &text, FAIL_IGNORED) != 0)
		return 0;
	now = fixed(rel, text);
	if (now == NULL || strcmp(now, text) == 0)
		return 0;
	return path_write(path, now, strlen(now), st->st_mode & 0777, f);
}

int
roottext_fix(const char *root, struct fail *f)
{
	return path_walk(root, fix_one, root, f);
}
