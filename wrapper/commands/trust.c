/* cargo zbuild trust: files that came with a folder, and that are good. */
#include <stdio.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "targets/conftrust.h"
#include "texts.h"
#include "wrapper/build/workspace.h"
#include "wrapper/options/cmd.h"
#include "wrapper/setup/dir.h"

struct options {
	bool list, remove;
	struct argvec files;
};

static const struct option_row rows[] = {
	{ "--list", OPTION_INTO(struct options, list),
		.help = "print what is trusted" },
	{ "--remove", OPTION_INTO(struct options, remove),
		.help = "trust them no more" },
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct options, files) },
	NO_MORE_OPTIONS
};

static int
find_files(struct argvec *out, struct fail *f)
{
	static const char *const names[] = { "zbuild.ini", "zbuild.lock",
		".cargo/config", ".cargo/config.toml" };
	autofree char *ini = NULL, *dir = NULL;

	if (workspace_find(NULL, &ini, f) != 0 ||
		(ini == NULL && setupdir_find(&dir, f) != 0))
		return -1;
	if (ini != NULL)
		dir = path_dir(ini);
	for (size_t i = 0; i < COUNT(names); i++) {
		autofree char *file = path_join(dir, names[i]);

		if (path_is_file(file))
			argvec_push(out, file);
	}
	if (out->n > 0)
		return 0;
	return fail_set(f, "neither zbuild.ini nor .cargo/config.toml is in "
			   "'%s'", dir);
}

static int
list(void)
{
	autoargvec files = ARGVEC_INIT;

	conftrust_list(&files);
	for (size_t i = 0; i < files.n; i++)
		fshow(stdout, "%s%s\n", files.v[i],
			conftrust_given(files.v[i])
				? ""
				: " (not any more: it has changed)");
	return 0;
}

static int
one(const struct options *o, const char *file, struct fail *f)
{
	bool had;

	if (!o->remove) {
		if (conftrust_add(file, f) != 0)
			return -1;
		fshow(stdout, "%s\n", file);
		return 0;
	}
	if (conftrust_remove(file, &had, f) != 0)
		return -1;
	if (!had && o->files.n > 0)
		return fail_set(f, "'%s' was not trusted", file);
	return 0;
}

static int
trust_run(void *options, struct fail *f)
{
	struct options *o = options;
	autoargvec found = ARGVEC_INIT;
	const struct argvec *files = o->files.n > 0 ? &o->files : &found;
	int r = 0;

	if (o->list)
		return list();
	if (o->files.n == 0 && find_files(&found, f) != 0)
		return -1;
	for (size_t i = 0; r == 0 && i < files->n; i++)
		r = one(o, files->v[i], f);
	return r;
}

const struct subcommand cmd_trust = { "trust",
	"let the files of a workspace name programs", rows,
	sizeof(struct options), trust_run, .notes = text_trust_help };
