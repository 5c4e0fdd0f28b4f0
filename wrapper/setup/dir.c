#include "wrapper/setup/dir.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/probe.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/setupfile.h"
#include "wrapper/files/filechange.h"
#include "wrapper/text/tomledit.h"

/* The next folder above; false at the root. */
static bool
go_up(char **dir)
{
	char *up = path_dir(*dir);

	if (strcmp(up, *dir) == 0) {
		free(up);
		return false;
	}
	free(*dir);
	*dir = up;
	return true;
}

static char *
this_folder(void)
{
	return getcwd(NULL, 0);
}

/*
 * Cargo, started where the project's own configuration does not count: that
 * may be what is broken, and then our message about it is the better one.
 */
static int
ask_cargo(const char *manifest, char **root, struct fail *f)
{
	scoped(child_output) so = { 0 }, se = { 0 };
	autofree char *cargo = NULL;
	autoargvec argv = ARGVEC_INIT;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status, r;

	if (cargobin_find(getenv("CARGO"), &cargo, f) != 0)
		return -1;
	argvec_pushl(&argv, cargo, "locate-project", "--workspace",
		"--manifest-path", manifest, NULL);
	if (here >= 0 && chdir("/") != 0)
		return fail_errno(f, "cannot change to '/'");
	r = child_run(cargo, &argv, NULL, &so, &se, &status, f);
	if (here >= 0 && fchdir(here) != 0 && r == 0)
		r = fail_errno(f, "cannot return to this folder");
	if (here >= 0)
		close(here);
	if (r == 0 && status != 0)
		r = fail_set(f, "cannot find the workspace of '%s': %.*s",
			manifest,
			(int)strcspn(se.text, "\n"), se.text);
	if (r == 0 && (*root = zigprobe_env_value(so.text, "root")) == NULL)
		r = fail_set(f, "'%s' does not name the workspace of '%s'",
			cargo, manifest);
	return r;
}

int
setupdir_find(char **out, struct fail *f)
{
	autofree char *dir = this_folder(), *root = NULL;

	if (dir == NULL)
		return fail_errno(f, "cannot read the name of this folder");
	do {
		autofree char *manifest = path_join(dir, "Cargo.toml");

		if (!path_is_file(manifest))
			continue;
		if (ask_cargo(manifest, &root, f) != 0)
			return -1;
		*out = path_dir(root);
		return 0;
	} while (go_up(&dir));
	*out = this_folder();
	return 0;
}

static char *
read_quietly(const char *path)
{
	char *text = NULL;

	if (path_read(path, FILECHANGE_MAX, &text, NULL, FAIL_IGNORED) != 0)
		text = NULL;
	return text;
}

char *
setupdir_config(const char *dot_cargo)
{
	char *old = path_join(dot_cargo, "config");

	if (path_is_file(old))
		return old;
	free(old);
	return path_join(dot_cargo, "config.toml");
}

/* Is there something of ours below dir? */
static bool
is_set_up(const char *dir)
{
	autofree char *dot = path_join(dir, ".cargo");
	autofree char *own = path_join(dot, SETUPFILE_NAME);
	autofree char *config = setupdir_config(dot);
	autofree char *a = read_quietly(own), *b = read_quietly(config);

	return (a != NULL && setupfile_ours(a)) ||
	       (b != NULL && (tomledit_find_block(b) != NULL ||
				     tomledit_includes(b, SETUPFILE_NAME)));
}

int
setupdir_find_made(char **out, struct fail *f)
{
	autofree char *dir = this_folder();

	if (dir == NULL)
		return fail_errno(f, "cannot read the name of this folder");
	do {
		if (is_set_up(dir)) {
			*out = dir;
			dir = NULL;
			return 0;
		}
	} while (go_up(&dir));
	return 0;
}
