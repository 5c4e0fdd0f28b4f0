/* cargo zbuild env: the environment of a target, for other programs to read. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "common/xalloc.h"
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
enum { NFORMATS = sizeof formats / sizeof *formats };

struct options {
	const char *target, *sysroot;
	size_t format;
	bool cargo;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "env: %s '%s'", what, word);
	return fail_hint(f, "env --target T [--format FORMAT] [--sysroot DIR] [--cargo]");
}

static int
find_format(const char *name, size_t *out, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	autofree char *known = NULL;

	for (size_t i = 0; i < NFORMATS; i++) {
		argvec_push(&names, formats[i].name);
		if (strcmp(formats[i].name, name) == 0) {
			*out = i;
			return 0;
		}
	}
	known = argvec_join(&names, ", ");
	fail_status(f, EXIT_USAGE, "env: unknown format '%s'", name);
	return fail_hint(f, "known formats: %s", known);
}

static int
parse(int argc, char **argv, struct options *o, struct fail *f)
{
	static const struct option longs[] = {
		{ "target", required_argument, NULL, 't' },
		{ "format", required_argument, NULL, 'f' },
		{ "cargo", no_argument, NULL, 'c' },
		{ "sysroot", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:t:f:", longs, NULL)) != -1) {
		switch (c) {
		case 't':
			if (o->target != NULL)
				return usage(f, "more than one target:",
					optarg);
			o->target = optarg;
			break;
		case 'f':
			if (find_format(optarg, &o->format, f) != 0)
				return -1;
			break;
		case 's':
			o->sysroot = optarg;
			break;
		case 'c':
			o->cargo = true;
			break;
		case ':':
			return usage(
				f, "no value for option", argv[optind - 1]);
		default:
			return usage(f, "unknown option", argv[optind - 1]);
		}
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	if (o->target == NULL)
		return usage(f, "missing option", "--target");
	return 0;
}

int
cmd_env(int argc, char **argv, struct fail *f)
{
	struct options o = { 0 };
	struct buildenv b = BUILDENV_INIT;
	struct target t;
	int r;

	if (parse(argc, argv, &o, f) != 0)
		return -1;
	b.facts.sysroot = o.sysroot;
	r = buildenv_one(&b, o.target, !o.cargo && !formats[o.format].cargo,
		&t, f);
	if (r == 0) {
		formats[o.format].print(&b, &t, stdout);
		if (fflush(stdout) != 0 || ferror(stdout))
			r = fail_errno(f, "cannot write the environment");
	}
	buildenv_clear(&b);
	return r;
}
