#include "tests/lib/case.h"

#include <bsd/string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"

enum { MAX_BYTES = 1 << 20 };

/* Keys with one value and keys that come again. */
static const struct field {
	const char *key;
	size_t at;
	bool list;
} fields[] = {
	{ "Run", offsetof(struct testcase, run), false },
	{ "Zig", offsetof(struct testcase, zig), false },
	{ "Engine", offsetof(struct testcase, engine), false },
	{ "Arg", offsetof(struct testcase, args), true },
	{ "Conf", offsetof(struct testcase, conf), true },
	{ "File", offsetof(struct testcase, files), true },
	{ "Exec", offsetof(struct testcase, execs), true },
	{ "Dir", offsetof(struct testcase, dirs), true },
	{ "Env", offsetof(struct testcase, env), true },
	{ "Cpu", offsetof(struct testcase, cpus), true },
};

static const char *const expectations[] = { "Want", "Step", "Piece", "Output", "Input",
	"Own", "Env-set", "Dry-run", "Fired", "Note", "Warn", "Answer", "Fail", "Hint",
	"Status" };

static bool
is_expectation(const char *key, size_t n)
{
	for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++)
		if (strlen(expectations[i]) == n &&
			memcmp(expectations[i], key, n) == 0)
			return true;
	return false;
}

static int
set_field(struct testcase *tc, const char *key, size_t n, const char *value,
	struct fail *f)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const struct field *e = &fields[i];
		void *at = (char *)tc + e->at;

		if (strlen(e->key) != n || memcmp(e->key, key, n) != 0)
			continue;
		if (e->list) {
			argvec_push(at, value);
			return 0;
		}
		if (*(char **)at != NULL)
			return fail_set(f, "%s comes twice", e->key);
		*(char **)at = xstrdup(value);
		return 0;
	}
	return fail_set(f, "unknown key '%.*s'", (int)n, key);
}

static void
cut_comment(char *line)
{
	char *p = line;

	if (*line == '#')
		*line = '\0';
	while ((p = strstr(p, "  # ")) != NULL) {
		while (p > line && p[-1] == ' ')
			p--;
		*p = '\0';
	}
}

static int
read_line(struct testcase *tc, const char *raw, struct fail *f)
{
	autofree char *line = xstrdup(raw);
	size_t n;
	const char *value;

	cut_comment(line);
	n = strcspn(line, ":");
	if (line[n] == '\0') {
		if (line[strspn(line, " \t")] != '\0')
			return fail_set(f, "no key in '%s'", line);
		if (tc->expected.n == 0)
			argvec_push(&tc->head, raw);
		return 0;
	}
	if (is_expectation(line, n)) {
		argvec_push(&tc->expected, line);
		return 0;
	}
	if (tc->expected.n > 0)
		return fail_set(f, "'%s' stands behind what is expected", line);
	argvec_push(&tc->head, raw);
	value = line + n + 1;
	return set_field(tc, line, n, *value == ' ' ? value + 1 : value, f);
}

int
case_read(const char *path, struct testcase *tc, struct fail *f)
{
	autofree char *text = NULL;
	char *rest, *line;
	int number = 0;

	*tc = (struct testcase){ .path = xstrdup(path) };
	if (path_read(path, MAX_BYTES, &text, NULL, f) != 0)
		return -1;
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		if (rest == NULL && *line == '\0')
			break;
		if (read_line(tc, line, f) != 0)
			return fail_context(f, "%s:%d", path, number);
	}
	if (tc->run == NULL)
		return fail_set(f, "%s: no Run:", path);
	return 0;
}

void
case_clear(struct testcase *tc)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].list)
			argvec_clear((void *)((char *)tc + fields[i].at));
	argvec_clear(&tc->head);
	argvec_clear(&tc->expected);
	free(tc->path);
	free(tc->name);
	free(tc->run);
	free(tc->zig);
	free(tc->engine);
	*tc = (struct testcase){ 0 };
}

bool
case_selected(const char *name, char *const *parts)
{
	if (*parts == NULL)
		return true;
	for (; *parts != NULL; parts++)
		if (strstr(name, *parts) != NULL)
			return true;
	return false;
}

/* "rules/lib-gcc" of tests/golden/rules/lib-gcc.case */
static char *
case_name(const char *path, const char *dir)
{
	const char *p = path + strlen(dir);

	p += strspn(p, "/");
	return xstrndup(p, strlen(p) - strlen(".case"));
}

struct all {
	const char *dir;
	struct testcase **out;
	size_t *n;
};

static int
read_one(const char *path, const struct stat *st, const void *with,
	struct fail *f)
{
	const struct all *a = with;
	struct testcase *c;

	if (!S_ISREG(st->st_mode) || !ends_with(path, ".case"))
		return 0;
	*a->out = xreallocarray(*a->out, *a->n + 1, sizeof **a->out);
	c = &(*a->out)[*a->n];
	if (case_read(path, c, f) != 0)
		return -1;
	c->name = case_name(path, a->dir);
	++*a->n;
	return 0;
}

int
case_read_all(const char *dir, struct testcase **out, size_t *n,
	struct fail *f)
{
	const struct all all = { dir, out, n };

	*out = NULL;
	*n = 0;
	return path_walk(dir, read_one, &all, f);
}
