/* A call with all that it depends on, made up for a test: the world of case.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bsd/unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "shim/call.h"
#include "shim/cpu/list.h"
#include "shim/facts.h"
#include "shim/rules/rules.h"
#include "shim/rules/user.h"
#include "shim/sysroot/macos.h"
#include "shim/sysroot/open.h"
#include "targets/host.h"
#include "tests/lib/case.h"

extern char **environ;

const char *world_root = "/tmp";

static char *
replace(const char *text, const char *what, const char *with)
{
	char *out = xstrdup(""), *rest;
	const char *p;

	while (*what != '\0' && (p = strstr(text, what)) != NULL) {
		char *longer = xasprintf("%s%.*s%s", out, (int)(p - text),
			text, with);

		free(out);
		out = longer;
		text = p + strlen(what);
	}
	rest = xasprintf("%s%s", out, text);
	free(out);
	return rest;
}

char *
world_fill(const struct world *w, const char *text)
{
	return replace(text, "$DIR", w->dir);
}

/* --- files ---------------------------------------------------------------- */

static int
append_line(const struct world *w, const char *name, const char *text,
	struct fail *f)
{
	autofree char *path = path_join(w->dir, name);
	autofree char *dir = path_dir(path);
	autofree char *line = world_fill(w, text);
	FILE *out;

	if (path_mkdirs(dir, f) != 0)
		return -1;
	if ((out = fopen(path, "a")) == NULL)
		return fail_errno(f, "cannot write '%s'", path);
	fprintf(out, "%s\n", line);
	return fclose(out) == 0 ? 0 : fail_errno(f, "cannot write '%s'", path);
}

static int
make_files(const struct world *w, const struct testcase *tc, struct fail *f)
{
	for (size_t i = 0; i < tc->files.n; i++) {
		const char *line = tc->files.v[i];
		size_t n = strcspn(line, "=");
		autofree char *name = xstrndup(line, n);

		if (append_line(w, name, line[n] ? line + n + 1 : "", f) != 0)
			return -1;
	}
	for (size_t i = 0; i < tc->dirs.n; i++) {
		autofree char *dir = path_join(w->dir, tc->dirs.v[i]);

		if (path_mkdirs(dir, f) != 0)
			return -1;
	}
	for (size_t i = 0; i < tc->execs.n; i++) {
		autofree char *path = xasprintf("%s/bin/%s", w->dir,
			tc->execs.v[i]);
		autofree char *dir = path_dir(path);

		/* a script, if there are lines for it */
		if (path_mkdirs(dir, f) != 0 ||
			(chmod(path, 0755) != 0 &&
				path_write(path, "", 0, 0755, f) != 0))
			return -1;
	}
	for (size_t i = 0; i < tc->conf.n; i++)
		if (append_line(w, "config.ini", tc->conf.v[i], f) != 0)
			return -1;
	return 0;
}

/* --- environment ---------------------------------------------------------- */

/* Nothing of the tester's own environment may change a plan. */
static void
make_env(struct world *w, const struct testcase *tc)
{
	autofree char *mutate = NULL, *path = xasprintf("%s/bin", w->dir);
	autofree char *cache = xasprintf("%s/cache", w->dir);

	if (getenv("ZBUILD_MUTATE") != NULL)
		mutate = xstrdup(getenv("ZBUILD_MUTATE"));
	argvec_pushv(&w->saved, environ);
	clearenv();
	setenv("PATH", path, 1);
	setenv("HOME", w->dir, 1);
	setenv("ZBUILD_CACHE_DIR", cache, 1);
	setenv("ZBUILD_ENGINE", tc->engine != NULL ? tc->engine : "zig-cc", 1);
	if (mutate != NULL)
		setenv("ZBUILD_MUTATE", mutate, 1);
	for (size_t i = 0; i < tc->env.n; i++) {
		autofree char *pair = world_fill(w, tc->env.v[i]);
		size_t n = strcspn(pair, "=");

		if (pair[n] == '\0')
			continue;
		pair[n] = '\0';
		setenv(pair, pair + n + 1, 1);
	}
}

static void
restore_env(struct world *w)
{
	if (w->saved.n == 0)
		return;
	clearenv();
	for (size_t i = 0; i < w->saved.n; i++) {
		char *pair = w->saved.v[i];
		size_t n = strcspn(pair, "=");

		if (pair[n] != '=')
			continue;
		pair[n] = '\0';
		setenv(pair, pair + n + 1, 1);
	}
	argvec_clear(&w->saved);
}

/* --- the call ------------------------------------------------------------- */

/* A zig that exists in name only: a plan is made without one. */
static int
make_zig(struct world *w, const char *version, struct fail *f)
{
	struct zig *z = &w->zig;

	*z = (struct zig){ .path = xstrdup("zig"),
		.lib = xstrdup("zig-lib"),
		.identity = xstrdup("0-0-0"),
		.origin = "ZBUILD_ZIG" };
	if (!version_parse(version, &z->version))
		return fail_set(f, "Zig: '%s' is no version", version);
	snprintf(z->text, sizeof z->text, "%s", version);
	snprintf(z->clang, sizeof z->clang, "22.1.8");
	return 0;
}

/* A sysroot as far as a plan looks at it: the words of its recipe. */
static int
make_sysroot(struct world *w, struct fail *f)
{
	static const char *const emulations[] = {
		[ARCH_X86_64] = "elf_x86_64",
		[ARCH_AARCH64] = "aarch64linux",
		[ARCH_ARM] = "armelf_linux_eabi",
		[ARCH_RISCV64] = "elf64lriscv" };
	const struct target_def *d = w->target.def;
	const char *emulation =
		(size_t)d->arch < sizeof emulations / sizeof *emulations
			? emulations[d->arch]
			: NULL;
	autofree char *file = NULL, *lib = NULL, *libc = NULL, *bin = NULL;
	const char *why_not;

	if (!sysroot_supported(&w->target, &why_not))
		return 0;
	if (sysroot_path(&w->zig, &w->target, &w->sysroot, f) != 0)
		return -1;
	file = path_join(w->sysroot, "recipe");
	w->recipe = xasprintf("%s\nemulation %s\nloader %s\n"
			 "c -DFLAG_OF_C\nc include-c\n"
			 "c++ -DFLAG_OF_CXX\nc++ include-c++\nc++ include-c\n"
			 "file 0 lib/libc.so\nend\n",
		SYSROOT_MAGIC, emulation != NULL ? emulation : "elf",
		d->loader != NULL ? d->loader : "/lib/ld.so");
	lib = path_join(w->sysroot, "lib");
	libc = path_join(lib, "libc.so");
	/* the folder of the link to ourselves as the linker */
	bin = path_join(w->sysroot, path_base(w->sysroot));
	if (path_mkdirs(lib, f) != 0 || path_mkdirs(bin, f) != 0 || path_write(libc, "", 0, 0600, f) != 0)
		return -1;
	return path_write(file, w->recipe, strlen(w->recipe), 0600, f);
}

/* Apple's targets have headers only, which nobody lays out here. */
static int
name_headers(struct world *w, struct fail *f)
{
	autofree char *headers = NULL;

	if (macos_headers_path(&w->zig, &w->target, &headers, f) != 0)
		return -1;
	w->sysroot = path_dir(headers);
	return 0;
}

/* As main does: config, then the name, then the words. */
static int
understand(struct world *w, const struct testcase *tc, const char *name)
{
	autofree char *conf = path_join(w->dir, "config.ini");
	autoargvec argv = ARGVEC_INIT;
	int skip;

	argvec_push(&argv, name);
	for (size_t i = 0; i < tc->args.n; i++)
		argvec_take(&argv, world_fill(w, tc->args.v[i]));
	if (tc->conf.n > 0 && conf_read(&w->conf, conf, &w->fail) != 0)
		return -1;
	if (rules_user(&w->conf, &w->fail) != 0)
		return -1;
	w->call.strict = w->conf.strict == 1;
	if (call_identify(argv.v, &w->call, &w->target, &skip, &w->fail) != 0)
		return -1;
	if (zig_suits(&w->zig, &w->target, &w->fail) != 0)
		return -1;
	return call_words(argv.v + skip, &w->call, &w->fail);
}

int
world_make(struct world *w, const struct testcase *tc, struct fail *f)
{
	static unsigned count;
	bool direct = tc->engine != NULL && strcmp(tc->engine, "zig-cc") != 0;
	bool disk = direct || tc->files.n + tc->execs.n + tc->conf.n + tc->dirs.n +
			tc->cpus.n > 0;
	char *name;

	*w = (struct world){ .conf = CONF_INIT };
	host_set("x86_64-unknown-linux-gnu");
	if ((w->first_fd = dup(STDERR_FILENO)) >= 0)
		close(w->first_fd);
	w->dir = disk ? xasprintf("%s/%u", world_root, count++)
		      : xasprintf("%s/empty", world_root);
	w->cwd = realpath(".", NULL);
	if (mkdir(w->dir, 0700) != 0 && (disk || errno != EEXIST))
		return fail_errno(f, "cannot make '%s'", w->dir);
	if (make_files(w, tc, f) != 0 ||
		make_zig(w, tc->zig != NULL ? tc->zig : ZIG_DEFAULT_VERSION,
			f) != 0)
		return -1;
	make_env(w, tc);
	if (chdir(w->dir) != 0)
		return fail_errno(f, "cannot enter '%s'", w->dir);
	/* what the call says of itself outlives this function */
	name = world_fill(w, tc->run);
	w->call = (struct call){ .name = name,
		.zig = &w->zig,
		.conf = &w->conf,
		.facts = &facts_real };
	w->ready = understand(w, tc, name) == 0;
	if (w->ready && tc->cpus.n > 0) {
		autofree char *cpus = argvec_join(&tc->cpus, "\n");
		autofree char *list = xasprintf("%s\n", cpus);

		cpulist_keep(&w->zig, &w->target, list);
	}
	if (w->ready && w->target.def->libc == LIBC_DARWIN)
		return name_headers(w, f);
	return w->ready && direct ? make_sysroot(w, f) : 0;
}

int
world_plan(struct world *w, struct plan *p)
{
	if (!w->ready)
		return -1;
	return call_plan(&w->call, p, &w->fail);
}

void
world_clear(struct world *w)
{
	struct fail ignored = FAIL_INIT;

	restore_env(w);
	if (w->cwd != NULL && chdir(w->cwd) != 0)
		abort();
	rules_user(NULL, &ignored);
	if (w->dir != NULL && strcmp(path_base(w->dir), "empty") != 0)
		path_remove(w->dir, &ignored);
	fail_clear(&ignored);
	fail_clear(&w->fail);
	/* A plan keeps its sysroot locked, until its process ends: ours plans
	 * thousands. */
	if (w->first_fd > 2)
		closefrom(w->first_fd);
	argvec_clear(&w->call.words);
	conf_clear(&w->conf);
	free(w->zig.path);
	free(w->zig.lib);
	free(w->zig.identity);
	free((char *)w->call.name);
	free(w->dir);
	free(w->sysroot);
	free(w->recipe);
	free(w->cwd);
	*w = (struct world){ 0 };
}

/* --- what came of it ------------------------------------------------------ */

static void
line(const struct world *w, struct argvec *out, const char *key,
	const char *value)
{
	autofree char *rooted = replace(value,
		w->sysroot != NULL ? w->sysroot : "", "$SYSROOT");
	autofree char *inner = replace(rooted, w->dir, "$DIR");
	autofree char *masked = replace(inner, "\n", "\\n");

	argvec_pushf(out, "%s:%s%s", key, *masked != '\0' ? " " : "", masked);
}

/* One line each: a value with newlines would break the file's format. */
static void
text_lines(const struct world *w, struct argvec *out, const char *key,
	const char *text)
{
	autofree char *copy = xstrdup(text);
	char *rest = copy, *one;

	while ((one = strsep(&rest, "\n")) != NULL)
		if (rest != NULL || *one != '\0')
			line(w, out, key, one);
}

/* Every id that fires is a row, of ours or of the user's. */
static bool
is_rule(const struct conf *conf, const char *id)
{
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;)
		if (strcmp(r->id, id) == 0 ||
			strcmp(rule_id(r, SPACE_LINKER), id) == 0)
			return true;
	for (size_t i = 0; i < conf->nrules; i++)
		if (strcmp(conf->rules[i].id, id) == 0)
			return true;
	return false;
}

static void
plan_lines(const struct world *w, const struct plan *p, struct argvec *out)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		if (i > 0)
			argvec_push(out, "Step:");
		for (size_t k = 0; k < p->steps[i].argv.n; k++)
			line(w, out, "Want", p->steps[i].argv.v[k]);
	}
	for (size_t i = 0; i < PIECES; i++)
		if (p->pieces & 1u << i)
			line(w, out, "Piece", piece_name((int)i));
	if (p->output != NULL)
		line(w, out, "Output", p->output);
	for (size_t i = 0; i < p->inputs.n; i++)
		line(w, out, "Input", p->inputs.v[i]);
	for (size_t i = 0; i < p->env.n; i++)
		line(w, out, "Env-set", p->env.v[i]);
	if (p->run != NULL)
		line(w, out, "Own", w->call.applet->name);
	if (p->dry_run)
		argvec_push(out, "Dry-run: yes");
	for (size_t i = 0; i < p->nfired; i++) {
		line(w, out, "Fired", p->fired[i].id);
		if (!is_rule(&w->conf, p->fired[i].id))
			line(w, out, "No such rule", p->fired[i].id);
	}
	for (size_t i = 0; i < p->nfired; i++)
		if (p->fired[i].action == FIRED_NOTE)
			line(w, out, "Note", p->fired[i].in);
		else if (p->fired[i].action == FIRED_WARN)
			line(w, out, "Warn", p->fired[i].in);
	if (p->answer != NULL)
		text_lines(w, out, "Answer", p->answer);
	if (p->answer != NULL && p->answer_status != 0)
		argvec_pushf(out, "Status: %d", p->answer_status);
}

void
world_lines(const struct world *w, const struct plan *p, int result,
	struct argvec *out)
{
	if (result == 0) {
		plan_lines(w, p, out);
		return;
	}
	line(w, out, "Fail", w->fail.what != NULL ? w->fail.what : "");
	if (w->fail.hint != NULL)
		line(w, out, "Hint", w->fail.hint);
	argvec_pushf(out, "Status: %d",
		w->fail.status != 0 ? w->fail.status : EXIT_FAILED);
}

int
case_run(const struct testcase *tc, struct argvec *lines, struct fail *f)
{
	struct plan p = PLAN_INIT;
	struct world w;
	int r = world_make(&w, tc, f);

	if (r == 0) {
		int planned = world_plan(&w, &p);

		world_lines(&w, &p, planned, lines);
	}
	plan_clear(&p);
	world_clear(&w);
	return r;
}
