/* doctor: is what `setup` wrote still right? */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/root/depslock.h"
#include "shim/root/root.h"
#include "targets/triple.h"
#include "wrapper/cargo/setupfile.h"
#include "wrapper/doctor/parts.h"
#include "wrapper/std/std.h"
#include "wrapper/text/toml.h"

enum { MAX_FILE = 1 << 20 };

static const char again[] = "cargo zbuild setup";
static const char sysroot_flag[] = "--sysroot=";

char *
doctor_find_above(const char *name)
{
	char *dir = getcwd(NULL, 0);

	while (dir != NULL) {
		char *path = path_join(dir, name);
		char *up = path_dir(dir);
		bool last = strcmp(up, dir) == 0;

		free(dir);
		dir = up;
		if (path_is_file(path)) {
			free(dir);
			return path;
		}
		free(path);
		if (last)
			break;
	}
	free(dir);
	return NULL;
}

/* The first program or folder that it names and that is gone, or NULL. */
static char *
missing_path(const struct toml *root)
{
	const struct toml *env = toml_get(root, "env");

	for (size_t i = 0; env != NULL && i < env->n; i++) {
		const char *text = env->items[i]->text;

		if (text != NULL && *text == '/' && access(text, F_OK) != 0)
			return xstrdup(text);
	}
	return NULL;
}

/* The std that its flags name for a target, or NULL. */
static const char *
std_of(const struct toml *root, const char *rust)
{
	const struct toml *flags =
		toml_get(toml_get(toml_get(root, "target"), rust), "rustflags");

	for (size_t i = 0; flags != NULL && i < flags->n; i++) {
		const char *text = flags->items[i]->text;

		if (text != NULL &&
			strncmp(text, sysroot_flag, strlen(sysroot_flag)) == 0)
			return text + strlen(sysroot_flag);
	}
	return NULL;
}

/* rustc finds its own std, or a build will make another one than that which
 * the file names. */
static bool
std_is_old(struct rustc *rustc, const struct target_def *d, const char *has)
{
	autofree char *want = NULL;
	int found;

	if (has == NULL || rustc == NULL)
		return false;
	found = std_find(rustc, d, &want, FAIL_IGNORED);
	return found >= 0 && (want == NULL || strcmp(want, has) != 0);
}

/* The root of the target's [deps] by zbuild.lock; NULL if it says nothing. */
static char *
root_of(const struct conf *conf, const struct target_def *d)
{
	const struct conf_deps *deps = conf_deps(conf, d);
	struct depslock lock = { NULL, 0 };
	autofree char *path = NULL;
	autoargvec names = ARGVEC_INIT;
	struct depslock_target *t;
	char *dir = NULL;

	if (deps == NULL || deps->names.n == 0 || d->debian == NULL)
		return NULL;
	depslock_sorted(&deps->names, &names);
	path = depslock_beside(deps->file);
	if (depslock_read(&machine_real, path, &lock, FAIL_IGNORED) == 0) {
		t = depslock_find(&lock, d->rust);
		if (depslock_answers(t, &names))
			apt_set_root(&machine_real, d->debian, &t->set, &dir, FAIL_IGNORED);
		depslock_clear(&lock);
	}
	return dir;
}

/* A root that the user named himself is none of [deps]. */
static bool
root_is_old(const struct toml *root, const struct conf *conf,
	const struct target_def *d)
{
	autofree char *name = root_variable(d), *want = root_of(conf, d);
	const struct toml *value = toml_get(toml_get(root, "env"), name);
	const struct toml *inner = toml_get(value, "value");
	const char *has = inner != NULL	  ? inner->text
			  : value != NULL ? value->text
					  : NULL;

	if (want == NULL)
		return false;
	return has == NULL ||
	       (strstr(has, "/deps/roots/") != NULL && strcmp(has, want) != 0);
}

/* What it should say otherwise now, or NULL. */
static char *
outdated(const struct toml *root, const char *text, const struct conf *conf,
	struct rustc *rustc)
{
	struct setupfile_record record = SETUPFILE_RECORD_INIT;
	char *why = NULL;

	setupfile_read(text, &record);
	for (size_t i = 0; why == NULL && i < record.targets.n; i++) {
		struct target t;

		if (triple_parse(record.targets.v[i], conf, &t,
			    FAIL_IGNORED) != 0)
			continue;
		if (std_is_old(rustc, t.def, std_of(root, t.def->rust)))
			why = xasprintf("Rust's std for %s is that of another "
					"rustc",
				t.def->rust);
		else if (root_is_old(root, conf, t.def))
			why = xasprintf("zbuild.lock has other packages for %s "
					"now",
				t.def->rust);
	}
	setupfile_clear(&record);
	return why;
}

void
doctor_setup(const struct conf *conf, struct rustc *rustc, struct findings *fs)
{
	autofree char *path = doctor_find_above(".cargo/" SETUPFILE_NAME);
	autofree char *text = NULL, *gone = NULL;
	autofree char *why = NULL;
	struct fail f = FAIL_INIT;
	struct toml *root;

	if (path == NULL)
		return;
	if (path_read_text(path, MAX_FILE, &text, &f) != 0 ||
		toml_parse(text, path, &root, &f) != 0) {
		finding_fail(fs, FINDING_MISSING, "setup", &f, xstrdup(again));
		return;
	}
	gone = missing_path(root);
	if (gone == NULL)
		why = outdated(root, text, conf, rustc);
	toml_free(root);
	if (gone != NULL)
		finding_add(fs, FINDING_MISSING, "setup",
			xasprintf("%s names '%s', which is gone", path, gone),
			xstrdup(again));
	else if (why != NULL)
		finding_add(fs, FINDING_MISSING, "setup",
			xasprintf("%s is out of date: %s", path, why),
			xstrdup(again));
	else
		finding_add(fs, FINDING_OK, "setup", xstrdup(path), NULL);
}
