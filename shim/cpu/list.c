#include "shim/cpu/list.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/nearest.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/sysroot/maker.h"

enum { LIST_MAX = 65536, NEAREST = 3 };

/* `zig clang -target T WORDS…`: its status, -1 if it could not be run; *text
 * gets what it printed on stderr. */
static int
ask_clang(const struct zig *z, const struct target *t,
	const struct argvec *words, char **text)
{
	struct child_output out = { 0 }, err = { 0 };
	autoargvec argv = ARGVEC_INIT;
	int status = -1;

	zig_tool(z, "clang", &argv);
	argvec_pushl(&argv, "--no-default-config", "-target", t->def->llvm,
		NULL);
	for (size_t i = 0; i < words->n; i++)
		argvec_push(&argv, words->v[i]);
	if (child_run(argv.v[0], &argv, NULL, &out, &err, &status, FAIL_IGNORED) != 0)
		status = -1;
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
ask_list(const struct zig *z, const struct target *t)
{
	autofree char *text = NULL;
	autoargvec words = ARGVEC_INIT;

	argvec_push(&words, "--print-supported-cpus");
	if (ask_clang(z, t, &words, &text) != 0 || text == NULL)
		return NULL;
	return names_only(text);
}

/* Where the list is kept, or NULL. */
static char *
list_file(const struct zig *z, const struct target *t)
{
	autofree char *base = NULL;

	return maker_base(z, &base, FAIL_IGNORED) == 0
		       ? xasprintf("%s/cpus-%s", base, arch_name(t->def->arch))
		       : NULL;
}

char *
cpulist_read(const struct zig *z, const struct target *t, bool *fresh)
{
	autofree char *file = list_file(z, t);
	char *list = NULL;

	*fresh = false;
	if (file == NULL)
		return NULL;
	if (path_read(file, LIST_MAX, &list, NULL, FAIL_IGNORED) == 0 &&
		*list != '\0')
		return list;
	free(list);
	list = ask_list(z, t);
	*fresh = list != NULL;
	return list;
}

void
cpulist_keep(const struct zig *z, const struct target *t, const char *list)
{
	autofree char *file = list_file(z, t), *dir = NULL;

	if (file == NULL)
		return;
	dir = path_dir(file);
	if (path_mkdirs(dir, FAIL_IGNORED) == 0)
		path_write(file, list, strlen(list), 0644, FAIL_IGNORED);
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

bool
cpulist_driver_takes(const struct zig *z, const struct target *t,
	const char *option, const char *name)
{
	autoargvec words = ARGVEC_INIT;
	autofree char *text = NULL;

	argvec_pushf(&words, "%s%s", option, name);
	argvec_pushl(&words, "-fsyntax-only", "-x", "c", "/dev/null", NULL);
	return ask_clang(z, t, &words, &text) == 0;
}

int
cpulist_hint(const struct call *call, const char *option, struct fail *f)
{
	const struct target *t = call->target;
	autofree char *program = NULL;
	autoargvec clang = ARGVEC_INIT;

	zig_tool(call->zig, "clang", &clang);
	program = argvec_join(&clang, " ");
	return fail_hint(f, "`%s -target %s --print-supported-cpus` lists what "
			    "%s takes", program, t->def->llvm, option);
}

int
cpulist_check(const struct call *call, struct plan *p, const char *option,
	const char *name, struct fail *f)
{
	const struct facts *facts = call->facts;
	const struct target *t = call->target;
	const struct zig *z = call->zig;
	/* of which -mcpu= is an old spelling there */
	const char *asked = arch_is_x86(t->def->arch) &&
				    strcmp(option, "-mcpu=") == 0
				    ? "-mtune=" : option;
	autofree char *list = NULL, *near = NULL;
	bool fresh = false;

	if (z == NULL || z->path == NULL)
		return 0;
	list = p->cpus != NULL ? xstrdup(p->cpus)
			       : facts->cpus(z, t, &fresh);
	if (fresh)
		p->cpus = xstrdup(list);
	if (list == NULL || *list == '\0' || list_has(list, name) ||
		facts->takes_cpu(z, t, asked, name))
		return 0;
	near = cpulist_nearest(list, name);
	fail_set(f, "%s%s: %s %s knows no such CPU for '%s'", option, name,
		z->other_clang != NULL ? "clang" : "zig",
		z->other_clang != NULL ? z->clang : z->text, t->name);
	if (*near != '\0')
		return fail_hint(f, "the nearest known: %s", near);
	return cpulist_hint(call, option, f);
}
