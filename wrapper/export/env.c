/* cargo zbuild env: the environment of a target, for other programs to read. */
#include <stdio.h>
#include <string.h>

#include "texts.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/export/export.h"
#include "wrapper/options/cmd.h"

/* A format is one row here and one function. */
static const struct {
	const char *name;
	export_fn *print;
	bool cargo;  /* for cargo alone: without CC, CXX, … */
} formats[] = {
	{ "sh", export_sh, false },
	{ "fish", export_fish, false },
	{ "pwsh", export_pwsh, false },
	{ "json", export_json, false },
	{ "github", export_github, false },
	{ "cargo", export_cargo, true },
	{ "cmake", export_cmake, false },
	{ "meson", export_meson, false },
	{ "go", export_go, false },
	{ "clangd", export_clangd, false },
	{ "flags", export_flags, false },
};

struct options {
	const char *target, *sysroot, *format;
	bool cargo;
};

static const struct option_row rows[] = {
	OPTION_ROW_TARGET(struct options, target, OPTION_REQUIRED),
	{ "--format -f", "FORMAT", OPTION_INTO(struct options, format),
		.choices = "sh fish pwsh json github cargo cmake meson go "
			   "clangd flags",
		.help = "sh (default) for eval; fish, pwsh: for those shells; "
			"json; github: for $GITHUB_ENV; or a file for cargo "
			"(to include), cmake (toolchain), meson (cross file), "
			"go ($GOENV), clangd (.clangd), flags "
			"(compile_flags.txt)" },
	OPTION_ROWS_ENVIRONMENT(struct options, sysroot, cargo),
	NO_MORE_OPTIONS
};

static int
env_run(void *options, struct fail *f)
{
	const struct options *o = options;
	scoped(buildenv) b = BUILDENV_INIT;
	struct target t;
	size_t i = 0;
	int r;

	while (o->format != NULL && strcmp(formats[i].name, o->format) != 0)
		i++;
	b.facts.sysroot = o->sysroot;
	r = buildenv_one(&b, o->target, !o->cargo && !formats[i].cargo, &t, f);
	if (r == 0) {
		formats[i].print(&b, &t, stdout);
		if (fflush(stdout) != 0 || ferror(stdout))
			r = fail_errno(f, "cannot write the environment");
	}
	return r;
}

const struct subcommand cmd_env = { "env",
	"print the environment in which other builds use the shim",
	rows, sizeof(struct options), env_run, .notes = text_env_help };
