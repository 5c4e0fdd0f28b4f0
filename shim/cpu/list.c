#include "shim/cpu/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/nearest.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/maker.h"

enum { LIST_MAX = 65536, NEAREST = 3 };

/* `zig clang -target T WORDS…`: its status, -1 if it could not be run; *text
 * gets what it printed on stderr. */
static int
ask_clang(const struct zig *z, const struct target *t,
	const struct argvec *words, char **text)
{
	struct child_output out = { 0 }, err = { 0 };
	struct fail ignored = FAIL_INIT;
	autoargvec argv = ARGVEC_INIT;
	int status = -1;

	argvec_pushl(&argv, z->path, "clang", "--no-default-config", "-target",
		t->def->llvm, NULL);
	for (size_t i = 0; i < words->n; i++)
		argvec_push(&argv, words->v[i]);
	if (child_run(z->path, &argv, NULL, &out, &err, &status, &ignored) != 0)
		status = -1;
	fail_clear(&ignored);
	free(out.text);
	*text = err.text;
	return status;
}

/* "\tcortex-a53\n" of --print-supported-cpus as "cortex-a53\n". */
static char *
names_only(char *text)
{
	char *out = xstrdup(""), *line, *rest = text;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *longer;

		if (*line != '\t')
			continue;
		longer = xasprintf("%s%s\n", out, line + 1);
		free(out);
		out = longer;
	}
	return out;
}

static char *
make_list(const struct zig *z, const struct target *t, const char *file)
{
	autofree char *text = NULL;
	autofree char *tmp = xasprintf("%s.%ld", file, (long)getpid());
	autoargvec words = ARGVEC_INIT;
	struct fail ignored = FAIL_INIT;
	char *list;

	argvec_push(&words, "--print-supported-cpus");
	if (ask_clang(z, t, &words, &text) != 0 || text == NULL)
		return NULL;
	list = names_only(text);
	if (path_write(tmp, list, strlen(list), 0644, &ignored) == 0)
		rename(tmp, file);
	fail_clear(&ignored);
	return list;
}

/* The kept list, or a new one; NULL without one. */
static char *
open_list(const struct zig *z, const struct target *t)
{
	autofree char *base = NULL, *file = NULL;
	struct fail ignored = FAIL_INIT;
	char *list = NULL;

	if (maker_base(z, &base, &ignored) != 0) {
		fail_clear(&ignored);
		return NULL;
	}
	file = xasprintf("%s/cpus-%s", base, arch_name(t->def->arch));
	if (path_read(file, LIST_MAX, &list, NULL, &ignored) == 0 &&
		*list != '\0')
		return list;
	free(list);
	fail_clear(&ignored);
	return make_list(z, t, file);
}

static bool
list_has(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; (p = strstr(p, name)) != NULL; p += n)
		if ((p == list || p[-1] == '\n') && p[n] == '\n')
			return true;
	return false;
}

char *
cpulist_nearest(const char *list, const char *name)
{
	const char *best[NEAREST] = { NULL };
	size_t far[NEAREST] = { 0 }, limit = strlen(name) / 3 + 1;
	autofree char *copy = xstrdup(list);
	char *rest = copy, *line, *out = xstrdup("");

	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t d = nearest_distance(name, line), i = 0;

		if (*line == '\0' || d > limit)
			continue;
		while (i < NEAREST && best[i] != NULL && far[i] <= d)
			i++;
		if (i == NEAREST)
			continue;
		memmove(best + i + 1, best + i,
			(NEAREST - 1 - i) * sizeof *best);
		memmove(far + i + 1, far + i, (NEAREST - 1 - i) * sizeof *far);
		best[i] = line;
		far[i] = d;
	}
	for (size_t i = 0; i < NEAREST && best[i] != NULL; i++) {
		char *longer = xasprintf("%s%s%s", out, i > 0 ? ", " : "",
			best[i]);

		free(out);
		out = longer;
	}
	return out;
}

/* Does clang's driver take a name that is not on its list (G5, rocket)? */
static bool
driver_takes(const struct zig *z, const struct target *t, const char *option,
	const char *name)
{
	autoargvec words = ARGVEC_INIT;
	autofree char *text = NULL;

	argvec_pushf(&words, "%s%s", option, name);
	argvec_pushl(&words, "-fsyntax-only", "-x", "c", "/dev/null", NULL);
	return ask_clang(z, t, &words, &text) == 0;
}

int
cpulist_check(const struct zig *z, const struct target *t, const char *option,
	const char *name, struct fail *f)
{
	autofree char *list = NULL, *near = NULL;

	if (z == NULL || z->path == NULL)
		return 0;
	list = open_list(z, t);
	if (list == NULL || *list == '\0' || list_has(list, name) ||
		driver_takes(z, t, option, name))
		return 0;
	near = cpulist_nearest(list, name);
	fail_set(f, "%s%s: zig %s knows no such CPU for '%s'", option, name,
		z->text, t->name);
	if (*near != '\0')
		return fail_hint(f, "the nearest known: %s", near);
	return fail_hint(f, "`%s clang -target %s --print-supported-cpus` "
			    "lists those that it knows", z->path,
		t->def->llvm);
}
