#include "tests/lib/fake.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/layout.h"
#include "shim/sysroot/open.h"

extern char **environ;

/* The made-up machine: whole names, without "." and "..". */
static struct {
	const struct world *world;
	const struct testcase *tc;
	struct argvec env, files, dirs, execs;
} fake;

/* --- names ---------------------------------------------------------------- */

static char *
fake_absolute(const char *path)
{
	return path[0] == '/' ? xstrdup(path)
			      : path_join(fake.world->dir, path);
}

static char *
plain_name(const char *path)
{
	autofree char *full = fake_absolute(path);
	autoargvec parts = ARGVEC_INIT, kept = ARGVEC_INIT;
	autofree char *joined = NULL;

	argvec_split(&parts, full, "/");
	for (size_t i = 0; i < parts.n; i++) {
		if (strcmp(parts.v[i], "..") == 0 && kept.n > 0)
			argvec_remove(&kept, kept.n - 1);
		else if (strcmp(parts.v[i], ".") != 0 &&
			 strcmp(parts.v[i], "..") != 0)
			argvec_push(&kept, parts.v[i]);
	}
	joined = argvec_join(&kept, "/");
	return xasprintf("/%s", joined);
}

static void
add_dirs_of(const char *name)
{
	char *dir = path_dir(name);

	while (strcmp(dir, "/") != 0) {
		char *up = path_dir(dir);

		argvec_take(&fake.dirs, dir);
		dir = up;
	}
	free(dir);
}

static void
add_file(struct argvec *to, const char *path)
{
	char *name = plain_name(path);

	add_dirs_of(name);
	argvec_take(to, name);
}

/* --- the machine ---------------------------------------------------------- */

static const char *
fake_env(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < fake.env.n; i++)
		if (strncmp(fake.env.v[i], name, n) == 0 &&
			fake.env.v[i][n] == '=')
			return fake.env.v[i] + n + 1;
	return NULL;
}

static bool
fake_is_file(const char *path)
{
	autofree char *name = plain_name(path);

	return argvec_has(&fake.files, name) || argvec_has(&fake.execs, name);
}

static bool
fake_is_dir(const char *path)
{
	autofree char *name = plain_name(path);

	return argvec_has(&fake.dirs, name);
}

static bool
fake_exists(const char *path)
{
	return fake_is_file(path) || fake_is_dir(path);
}

static bool
fake_is_same(const char *a, const char *b)
{
	autofree char *x = plain_name(a), *y = plain_name(b);

	return strcmp(x, y) == 0 && fake_exists(a);
}

/* The first part below dir of each name. */
static void
add_children(const char *dir, const struct argvec *names, struct argvec *out)
{
	size_t n = strlen(dir);

	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->v[i];
		autofree char *child = NULL;

		if (strncmp(name, dir, n) != 0 || name[n] != '/')
			continue;
		child = xstrndup(name + n + 1, strcspn(name + n + 1, "/"));
		if (!argvec_has(out, child))
			argvec_push(out, child);
	}
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
fake_list(const char *dir, struct argvec *out)
{
	autofree char *name = plain_name(dir);

	add_children(name, &fake.files, out);
	add_children(name, &fake.execs, out);
	add_children(name, &fake.dirs, out);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof *out->v, by_text);
}

/* The lines that the case has for the file. */
static int
fake_read(const char *path, size_t max, char **out, size_t *len,
	struct fail *f)
{
	autofree char *name = plain_name(path);
	autoargvec lines = ARGVEC_INIT;

	(void)max;
	if (!fake_is_file(path))
		return fail_set(f, "cannot open '%s'", path);
	for (size_t i = 0; i < fake.tc->files.n; i++) {
		const char *line = fake.tc->files.v[i];
		size_t n = strcspn(line, "=");
		autofree char *file = xstrndup(line, n);
		autofree char *whole = plain_name(file);
		autofree char *text = world_fill(fake.world,
			line[n] != '\0' ? line + n + 1 : "");

		if (strcmp(whole, name) == 0)
			argvec_pushf(&lines, "%s\n", text);
	}
	*out = argvec_join(&lines, "");
	if (len != NULL)
		*len = strlen(*out);
	return 0;
}

static bool
is_exec(const char *path)
{
	autofree char *name = plain_name(path);

	return argvec_has(&fake.execs, name);
}

static char *
fake_on_path(const char *name)
{
	autoargvec dirs = ARGVEC_INIT;
	const char *path = fake_env("PATH");

	if (strchr(name, '/') != NULL)
		return is_exec(name) ? xstrdup(name) : NULL;
	argvec_split(&dirs, path != NULL ? path : "", ":");
	for (size_t i = 0; i < dirs.n; i++) {
		char *full = path_join(dirs.v[i], name);

		if (is_exec(full))
			return full;
		free(full);
	}
	return NULL;
}

/* The lines of the program's file, whatever it is asked. */
static char *
fake_ask(const char *program, const char *word)
{
	char *text = NULL;

	(void)word;
	fake_read(program, 0, &text, NULL, FAIL_IGNORED);
	return text;
}

static char *
fake_self(void)
{
	return xstrdup("/made/up/zshim");
}

static int
fake_cache(const char *sub, char **out, struct fail *f)
{
	(void)f;
	*out = path_join(fake_env("ZBUILD_CACHE_DIR"), sub);
	return 0;
}

static const struct machine machine = {
	.env = fake_env,
	.exists = fake_exists,
	.is_file = fake_is_file,
	.is_dir = fake_is_dir,
	.is_same = fake_is_same,
	.absolute = fake_absolute,
	.list = fake_list,
	.read = fake_read,
	.on_path = fake_on_path,
	.ask = fake_ask,
	.self = fake_self,
	.cache = fake_cache,
};

/* --- zig ------------------------------------------------------------------ */

static int
fake_sysroot(const struct zig *z, const struct target *t, struct sysroot *out,
	struct fail *f)
{
	const char *dir = fake.world->sysroot;
	autofree char *text = NULL;

	(void)z;
	if (dir == NULL)
		return fail_set(f, "the case has no sysroot");
	text = xstrdup(fake.world->recipe);
	*out = (struct sysroot){ .made = true, .dir = xstrdup(dir) };
	out->ld = xasprintf("%s/%s/%s", dir, path_base(dir),
		layout_linker_name(t));
	return sysroot_parse(out, text) ? 0 : fail_set(f, "no recipe");
}

static int
fake_sysroot_dir(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	(void)z;
	(void)t;
	if (fake.world->sysroot == NULL)
		return fail_set(f, "the case has no sysroot");
	*out = xstrdup(fake.world->sysroot);
	return 0;
}

static int
fake_macos_headers(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	(void)z;
	(void)t;
	(void)f;
	*out = path_join(fake.world->sysroot, "include");
	return 0;
}

static char *
fake_cpus(const struct zig *z, const struct target *t, bool *fresh)
{
	autofree char *names = argvec_join(&fake.tc->cpus, "\n");

	(void)z;
	(void)t;
	*fresh = false;
	return fake.tc->cpus.n > 0 ? xasprintf("%s\n", names) : NULL;
}

/* What the case does not name, once it names some, clang refuses. */
static bool
fake_takes_cpu(const struct zig *z, const struct target *t,
	const char *option, const char *name)
{
	(void)z;
	(void)t;
	(void)option;
	(void)name;
	return fake.tc->cpus.n == 0;
}

static const struct facts facts = {
	.machine = &machine,
	.sysroot = fake_sysroot,
	.sysroot_dir = fake_sysroot_dir,
	.macos_headers = fake_macos_headers,
	.cpus = fake_cpus,
	.takes_cpu = fake_takes_cpu,
};

const struct facts *
fake_facts(const struct world *w, const struct testcase *tc)
{
	fake.world = w;
	fake.tc = tc;
	argvec_pushv(&fake.env, environ);
	add_file(&fake.dirs, w->dir);
	for (size_t i = 0; i < tc->files.n; i++) {
		const char *line = tc->files.v[i];
		autofree char *name = xstrndup(line, strcspn(line, "="));

		add_file(&fake.files, name);
	}
	for (size_t i = 0; i < tc->dirs.n; i++)
		add_file(&fake.dirs, tc->dirs.v[i]);
	for (size_t i = 0; i < tc->execs.n; i++) {
		autofree char *name = path_join("bin", tc->execs.v[i]);

		add_file(&fake.execs, name);
	}
	if (w->sysroot != NULL) {
		autofree char *libc = path_join(w->sysroot, "lib/libc.so");

		add_file(&fake.files, libc);
	}
	return &facts;
}

void
fake_clear(void)
{
	argvec_clear(&fake.env);
	argvec_clear(&fake.files);
	argvec_clear(&fake.dirs);
	argvec_clear(&fake.execs);
}
