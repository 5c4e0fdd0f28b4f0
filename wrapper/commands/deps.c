/* cargo zbuild deps: Debian packages for the target, without root. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/root/root.h"
#include "targets/conftrust.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/deps/apt.h"
#include "wrapper/deps/deps.h"
#include "wrapper/deps/depsini.h"
#include "wrapper/options/cmd.h"
#include "wrapper/setup/dir.h"
#include "wrapper/text/json.h"

struct options {
	const char *target, *arch, *suite;
	bool json, path, locked, update;
	struct argvec names;    /* of packages */
};

/* What every subcommand starts with. */
struct job {
	const struct options *o;
	char *ini;
	struct conf conf;
	struct target target;   /* of --target, if given */
};

/* The zbuild.ini that was found, or the one to be made: beside the
 * workspace's Cargo.toml, else in this folder. */
static int
find_ini(const char *found, char **out, struct fail *f)
{
	autofree char *dir = NULL;

	if (found != NULL && *found != '\0') {
		*out = path_absolute(found);
		return 0;
	}
	if (setupdir_find(&dir, f) != 0)
		return -1;
	*out = path_join(dir, "zbuild.ini");
	return 0;
}

static int
start(struct job *j, struct fail *f)
{
	autofree char *found = NULL;

	if (workspace_find(NULL, &found, f) != 0 ||
		find_ini(found, &j->ini, f) != 0 ||
		conf_load(&j->conf, found, f) != 0)
		return -1;
	if (j->o->target == NULL)
		return 0;
	return spelled_target(j->o->target, &j->conf, &j->target, f);
}

/* ---- add, remove ---- */

static int
check_names(const struct argvec *names, struct fail *f)
{
	for (size_t i = 0; i < names->n; i++)
		if (!apt_name_ok(names->v[i]))
			return subcommand_wrong(&cmd_deps,
				"no name of a package:", names->v[i], f);
	return 0;
}

/* What [deps] asks for now. */
static void
names_now(const struct job *j, struct argvec *out)
{
	const struct conf_deps *deps = conf_deps(&j->conf, j->target.def);

	if (deps != NULL)
		argvec_pushv(out, deps->names.v);
}

static int
write_both(const struct deps *d, const char *text, struct fail *f)
{
	bool given;

	if (deps_write_lock(d, f) != 0)
		return -1;
	if (strcmp(text, d->text) == 0)
		return 0;
	if (*text == '\0')
		return path_remove(d->ini, f);
	/* What we add ourselves takes no trust away. */
	given = conftrust_given(d->ini);
	if (path_write(d->ini, text, strlen(text), 0644, f) != 0)
		return -1;
	return given ? conftrust_add(d->ini, f) : 0;
}

/* What cargo's configuration has of the root was written by setup. */
static void
note_setup(const struct deps *d)
{
	autofree char *dir = path_dir(d->ini);
	autofree char *file = path_join(dir, ".cargo/zbuild.toml");

	if (path_is_file(file))
		fshow(stderr,
			"zbuild: run `cargo zbuild setup` again: '%s' names "
			"the packages of before\n", file);
}

/* libz.so, a link to libz.so.1.2.13: what -lz means. glibc's plugins and tools
 * are files without such a link. */
static bool
is_linked_with(const char *path)
{
	size_t n = strlen(path);
	struct stat st;

	return n > 3 && strcmp(path + n - 3, ".so") == 0 &&
	       lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	       elf_kind(path) == ELF_KIND_ELF;
}

/* The newest glibc that a library of this folder needs. */
static struct version
needs_of(const char *dir)
{
	struct version most = { 0, 0, 0 };
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path = path_join(dir, names.v[i]);
		struct version v = { 0, 0, 0 };
		struct elf_info info;

		if (!is_linked_with(path))
			continue;
		if (elf_read(path, 0, &info, FAIL_IGNORED) == 0) {
			v = elf_glibc(&info, NULL);
			elf_clear(&info);
		}
		if (version_cmp(v, most) > 0)
			most = v;
	}
	return most;
}

/* Said when the packages come, not at the first link. */
static void
note_floor(const struct target_def *d, const char *dir)
{
	scoped(root) root = ROOT_INIT;
	struct version most = { 0, 0, 0 };

	if (root_set(&machine_real, &root, d, dir, "", FAIL_IGNORED) == 0)
		for (size_t i = 0; i < root.libraries.n; i++) {
			struct version v = needs_of(root.libraries.v[i]);

			if (version_cmp(v, most) > 0)
				most = v;
		}
	if (version_cmp(most, d->glibc_default) > 0)
		fshow(stderr,
			"zbuild: these libraries need glibc %u.%u: link with "
			"them by --target %s.%u.%u\n",
			most.major, most.minor, d->rust, most.major,
			most.minor);
}

static int
resolve_and_write(struct job *j, struct deps *d, const struct argvec *names,
	const char *text, struct fail *f)
{
	autofree char *dir = NULL;
	const char *rust = j->target.def->rust;

	if (names->n == 0)
		depslock_drop(&d->lock, rust);
	else if (deps_resolve(d, j->target.def,
			 conf_deps(&j->conf, j->target.def), names, 0, &dir,
			 f) != 0)
		return -1;
	if (write_both(d, text, f) != 0)
		return -1;
	note_setup(d);
	if (dir != NULL)
		note_floor(j->target.def, dir);
	return 0;
}

/* A package that zig has in its place is not in the set. */
static void
print_added(
	const struct deps *d, const char *rust, const struct argvec *names)
{
	const struct depslock_target *t = depslock_find(&d->lock, rust);

	for (size_t i = 0; i < names->n; i++) {
		const struct apt_package *p = apt_set_find(&t->set, names->v[i]);

		if (p != NULL)
			fshow(stdout, "%s %s %s\n", p->name, p->version, p->arch);
		else
			fshow(stdout, "%s: not needed, zig has it\n", names->v[i]);
	}
}

/* Debian's armhf for an ARMv6: it may be meant, but not unawares. */
static void
note_arch(const struct job *j, const struct target_def *plain)
{
	const struct target_def *near = apt_packaged(plain);

	if (plain->debian == NULL && near != NULL &&
		strcmp(near->debian, j->o->arch) == 0)
		fprintf(stderr,
			"zbuild: Debian's %s is built for the CPU of %s: "
			"programs that load these libraries need it\n",
			near->debian, near->rust);
}

/* --arch and --suite, as if zbuild.ini had them, and so that it has. */
static int
say_options(struct job *j, char **text, struct fail *f)
{
	const struct { const char *key, *value; } said[] = {
		{ "arch", j->o->arch }, { "suite", j->o->suite },
	};
	const char *rust = j->target.def->rust;
	autofree char *section = xasprintf("deps %s", rust);
	const struct target_def *plain = triple_find(rust, NULL);

	for (size_t i = 0; i < COUNT(said); i++) {
		char *more;

		if (said[i].value == NULL)
			continue;
		if (conf_deps_say(&j->conf, j->target.def, said[i].key,
			    said[i].value, f) != 0)
			return -1;
		j->target.def = triple_find(rust, &j->conf);
		more = depsini_say(
			*text, section, said[i].key, said[i].value);
		free(*text);
		*text = more;
	}
	if (j->o->arch != NULL && plain != NULL)
		note_arch(j, plain);
	return 0;
}

static int
add(struct job *j, struct fail *f)
{
	autoargvec all = ARGVEC_INIT, names = ARGVEC_INIT;
	autofree char *text = NULL;
	const char *rust;
	struct deps d;
	int r;

	if (check_names(&j->o->names, f) != 0 ||
		deps_open(&d, xstrdup(j->ini), f) != 0)
		return -1;
	rust = j->target.def->rust;
	text = xstrdup(d.text);
	if (say_options(j, &text, f) != 0) {
		deps_close(&d);
		return -1;
	}
	names_now(j, &all);
	for (size_t i = 0; i < j->o->names.n; i++) {
		char *more;

		if (argvec_has(&all, j->o->names.v[i]))
			continue;
		argvec_push(&all, j->o->names.v[i]);
		more = depsini_add(text, rust, j->o->names.v[i]);
		free(text);
		text = more;
	}
	depslock_sorted(&all, &names);
	r = resolve_and_write(j, &d, &names, text, f);
	if (r == 0)
		print_added(&d, rust, &j->o->names);
	deps_close(&d);
	return r;
}

static void
spellings(const struct target_def *d, struct argvec *out)
{
	argvec_push(out, d->rust);
	if (d->gnu != NULL)
		argvec_push(out, d->gnu);
	if (d->llvm != NULL)
		argvec_push(out, d->llvm);
	if (d->aliases != NULL)
		argvec_split(out, d->aliases, " ");
}

static int
take_out(struct job *j, struct argvec *all, char **text, struct fail *f)
{
	autoargvec targets = ARGVEC_INIT;

	spellings(j->target.def, &targets);
	for (size_t i = 0; i < j->o->names.n; i++) {
		const char *name = j->o->names.v[i];
		char *less;

		if (!argvec_has(all, name))
			return fail_set(f, "'%s' is not in [deps] for %s",
				name, j->target.def->rust);
		for (size_t k = all->n; k > 0; k--)
			if (strcmp(all->v[k - 1], name) == 0)
				argvec_remove(all, k - 1);
		less = depsini_remove(*text, &targets, name);
		free(*text);
		*text = less;
	}
	return 0;
}

static int
remove_names(struct job *j, struct fail *f)
{
	autoargvec all = ARGVEC_INIT, names = ARGVEC_INIT;
	autofree char *text = NULL;
	struct deps d;
	int r;

	if (check_names(&j->o->names, f) != 0 ||
		deps_open(&d, xstrdup(j->ini), f) != 0)
		return -1;
	text = xstrdup(d.text);
	names_now(j, &all);
	r = take_out(j, &all, &text, f);
	if (r == 0) {
		depslock_sorted(&all, &names);
		r = resolve_and_write(j, &d, &names, text, f);
	}
	deps_close(&d);
	return r;
}

/* ---- sync ---- */

static int
sync_one(struct job *j, const struct conf_deps *deps, struct fail *f)
{
	const struct target_def *d = triple_find(deps->rust, &j->conf);
	unsigned flags = (j->o->locked ? DEPS_LOCKED : 0) |
			 (j->o->update ? DEPS_UPDATE : 0);
	autofree char *dir = NULL;

	if (deps_root(&j->conf, d, flags, &dir, f) != 0)
		return -1;
	if (dir != NULL)
		fshow(stdout, "%s %s\n", deps->rust, dir);
	return 0;
}

/* A target that left [deps] leaves the lock file too. */
static int
drop_unwanted(struct job *j, struct fail *f)
{
	struct deps d;
	int r;

	if (deps_open(&d, xstrdup(j->ini), f) != 0)
		return -1;
	for (size_t i = d.lock.n; i > 0; i--) {
		const char *rust = d.lock.v[i - 1].rust;
		bool wanted = false;

		for (size_t k = 0; k < j->conf.ndeps; k++)
			wanted |= j->conf.deps[k].names.n > 0 &&
				  strcmp(j->conf.deps[k].rust, rust) == 0;
		if (!wanted)
			depslock_drop(&d.lock, rust);
	}
	r = deps_write_lock(&d, f);
	deps_close(&d);
	return r;
}

static int
sync_all(struct job *j, struct fail *f)
{
	bool any = false;

	if (j->o->locked && j->o->update)
		return subcommand_wrong(&cmd_deps, "--locked contradicts",
			"--update", f);
	for (size_t i = 0; i < j->conf.ndeps; i++) {
		if (j->conf.deps[i].names.n == 0 ||
			(j->o->target != NULL && strcmp(j->conf.deps[i].rust,
					j->target.def->rust) != 0))
			continue;
		any = true;
		if (sync_one(j, &j->conf.deps[i], f) != 0)
			return -1;
	}
	if (!any && j->o->target != NULL)
		return fail_set(f, "[deps] has nothing for %s",
			j->target.def->rust);
	return j->o->locked || j->o->target != NULL ? 0 : drop_unwanted(j, f);
}

/* ---- list ---- */

static void
print_target(const struct depslock_target *t, const char *dir)
{
	fshow(stdout, "%s %s\n", t->rust, path_is_dir(dir) ? dir : "(not made yet)");
	for (int wanted = 1; wanted >= 0; wanted--)
		for (size_t i = 0; i < t->set.n; i++) {
			const struct apt_package *p = &t->set.v[i];

			if (argvec_has(&t->wants, p->name) == wanted)
				fshow(stdout, "  %c %s %s %s %llu\n",
					wanted ? '*' : ' ', p->name,
					p->version, p->arch, p->size);
		}
}

static void
json_target(struct json *js, const struct depslock_target *t, const char *dir)
{
	json_object(js, NULL);
	json_string(js, "target", t->rust);
	json_string(js, "root", path_is_dir(dir) ? dir : NULL);
	json_strings(js, "wants", t->wants.v);
	json_array(js, "packages");
	for (size_t i = 0; i < t->set.n; i++) {
		const struct apt_package *p = &t->set.v[i];

		json_object(js, NULL);
		json_string(js, "name", p->name);
		json_string(js, "version", p->version);
		json_string(js, "architecture", p->arch);
		json_int(js, "size", (long long)p->size);
		json_string(js, "sha256", p->sha256);
		json_end(js);
	}
	json_end(js);
	json_end(js);
}

static int
list_one(const struct job *j, struct depslock_target *t, struct json *js,
	struct fail *f)
{
	const struct target_def *d = triple_find(t->rust, &j->conf);
	autofree char *dir = NULL;

	if (d == NULL || d->debian == NULL)
		return fail_set(f, "%s: unknown target '%s'", DEPSLOCK_NAME,
			t->rust);
	if (apt_set_root(&machine_real, d->debian, &t->set, &dir, f) != 0)
		return -1;
	if (j->o->json)
		json_target(js, t, dir);
	else if (j->o->path)
		puts(dir);
	else
		print_target(t, dir);
	return 0;
}

/* Which targets' lock entries are not what [deps] asks for. */
static void
warn_old(const struct job *j, const struct depslock *lock)
{
	for (size_t i = 0; i < j->conf.ndeps; i++) {
		const struct conf_deps *deps = &j->conf.deps[i];
		autoargvec names = ARGVEC_INIT;

		depslock_sorted(&deps->names, &names);
		if (names.n > 0 && !depslock_answers(depslock_find(lock, deps->rust), &names))
			fshow(stderr,
				"zbuild: %s: [deps] changed since; the next "
				"build or `cargo zbuild deps sync` brings %s "
				"up to date\n", deps->rust, DEPSLOCK_NAME);
	}
}

static int
list(struct job *j, struct fail *f)
{
	autofree char *dir = path_dir(j->ini);
	autofree char *path = path_join(dir, DEPSLOCK_NAME);
	struct depslock lock;
	struct json js;
	int r = 0;

	if (depslock_read(&machine_real, path, &lock, f) != 0)
		return -1;
	if (j->o->json) {
		json_init(&js, stdout);
		json_array(&js, NULL);
	}
	for (size_t i = 0; r == 0 && i < lock.n; i++)
		if (j->o->target == NULL ||
			strcmp(lock.v[i].rust, j->target.def->rust) == 0)
			r = list_one(j, &lock.v[i], &js, f);
	if (j->o->json) {
		json_end(&js);
		if (json_done(&js) != 0 && r == 0)
			r = fail_errno(f, "cannot write");
	}
	warn_old(j, &lock);
	depslock_clear(&lock);
	return r;
}

/* ---- words ---- */

static int
deps_run(void *options, int (*what)(struct job *j, struct fail *f),
	struct fail *f)
{
	struct job j = { .o = options, .conf = CONF_INIT };
	int r = start(&j, f);

	if (r == 0)
		r = what(&j, f);
	free(j.ini);
	conf_clear(&j.conf);
	return r;
}

static int
run_add(void *options, struct fail *f)
{
	return deps_run(options, add, f);
}

static int
run_remove(void *options, struct fail *f)
{
	return deps_run(options, remove_names, f);
}

static int
run_list(void *options, struct fail *f)
{
	return deps_run(options, list, f);
}

static int
run_sync(void *options, struct fail *f)
{
	return deps_run(options, sync_all, f);
}

static const struct option_row add_rows[] = {
	OPTION_ROW_TARGET(struct options, target, OPTION_REQUIRED),
	{ "--arch", "NAME", OPTION_INTO(struct options, arch),
		.help = "Debian's architecture, remembered: armhf for ARMv6" },
	{ "--suite", "NAME", OPTION_INTO(struct options, suite),
		.help = "the release to take them from, remembered: trixie" },
	{ NULL, "NAME", OPTION_REQUIRED, OPTION_INTO(struct options, names) },
	NO_MORE_OPTIONS
};

static const struct option_row names_rows[] = {
	OPTION_ROW_TARGET(struct options, target, OPTION_REQUIRED),
	{ NULL, "NAME", OPTION_REQUIRED, OPTION_INTO(struct options, names) },
	NO_MORE_OPTIONS
};

static const struct option_row list_rows[] = {
	OPTION_ROW_TARGET(struct options, target, 0),
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one array for programs" },
	{ "--path", OPTION_INTO(struct options, path),
		.help = "only the root file system's folder" },
	NO_MORE_OPTIONS
};

static const struct option_row sync_rows[] = {
	OPTION_ROW_TARGET(struct options, target, 0),
	{ "--locked", OPTION_INTO(struct options, locked),
		.help = "fail if zbuild.lock would change" },
	{ "--update", OPTION_INTO(struct options, update),
		.help = "take the newest versions, and write them there" },
	NO_MORE_OPTIONS
};

static const struct subcommand subs[] = {
	{ "list", "what zbuild.lock has; * marks what was asked for",
		list_rows, sizeof(struct options), run_list, .of = "deps" },
	{ "add",
		"put packages into [deps] of the workspace's zbuild.ini, get "
		"them and what they depend on, write zbuild.lock",
		add_rows, sizeof(struct options), run_add, .of = "deps" },
	{ "remove", "take them out again", names_rows, sizeof(struct options),
		run_remove, .of = "deps" },
	{ "sync",
		"make what [deps] and zbuild.lock say; a build does so, too",
		sync_rows, sizeof(struct options), run_sync, .of = "deps" },
	{ .name = NULL }
};

const struct subcommand cmd_deps = { "deps",
	"Debian packages of the target to link with, without root",
	.notes = text_deps_help, .subs = subs, .first_is_meant = true };
