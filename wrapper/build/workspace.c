#include "wrapper/build/workspace.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/zig/probe.h"
#include "wrapper/cargo/cargobin.h"

static const char ini_name[] = "zbuild.ini";

static bool
has_ini(const char *dir)
{
	autofree char *path = path_join(dir, ini_name);

	return path_is_file(path);
}

/* The workspace's Cargo.toml, or NULL outside of one. */
static int
ask_cargo(const char *manifest, char **root, struct fail *f)
{
	scoped(child_output) so = { 0 }, se = { 0 };
	autofree char *cargo = NULL;
	autoargvec argv = ARGVEC_INIT;
	int status;

	/* Without cargo nothing is a workspace of its. */
	if (cargobin_find(getenv("CARGO"), &cargo, FAIL_IGNORED) != 0)
		return 0;
	argvec_pushl(&argv, cargo, "locate-project", "--workspace",
		NULL);
	if (manifest != NULL)
		argvec_pushl(&argv, "--manifest-path", manifest, NULL);
	if (child_run(cargo, &argv, NULL, &so, &se, &status, f) != 0)
		return -1;
	/* (as plain text it would be without what a terminal obeys) */
	if (status == 0)
		*root = zigprobe_env_value(so.text, "root");
	return 0;
}

int
workspace_find(const char *manifest, char **ini, struct fail *f)
{
	autofree char *start = manifest != NULL ? path_dir(manifest)
						: xstrdup("");
	autofree char *root = NULL, *dir = NULL, *near = NULL;
	const char *users = getenv(CONF_WORKSPACE);
	char cwd[PATH_MAX];

	*ini = NULL;
	if (users != NULL) {
		*ini = xstrdup(users);
		return 0;
	}
	if (manifest == NULL) {
		if (getcwd(cwd, sizeof cwd) == NULL)
			return 0;
		free(start);
		start = xstrdup(cwd);
	}
	near = conf_nearest(start);
	if (near == NULL)
		return 0;
	if (ask_cargo(manifest, &root, f) != 0)
		return -1;
	/* C projects are no workspace of cargo's. */
	dir = root != NULL ? path_dir(root) : path_dir(near);
	if (!has_ini(dir))
		return 0;
	*ini = path_join(dir, ini_name);
	trace_line("workspace config: %s", *ini);
	return 0;
}

int
workspace_conf(struct conf *conf, struct fail *f)
{
	autofree char *ini = NULL;

	return workspace_find(NULL, &ini, f) == 0 ? conf_load(conf, ini, f)
						  : -1;
}
