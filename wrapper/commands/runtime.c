/* cargo zbuild runtime: the C library of a target, to run its programs with. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/runtime.h"

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "runtime: %s '%s'", what, word);
	return fail_hint(f, "runtime T [T...]");
}

static int
one(const struct conf *conf, const char *spelling, struct fail *f)
{
	autofree char *dir = NULL, *version = NULL;
	struct target t;

	if (triple_parse(spelling, conf, &t, f) != 0) {
		f->status = EXIT_USAGE;
		return -1;
	}
	if (t.def->libc == LIBC_MUSL) {
		fprintf(stderr,
			"zbuild: %s programs bring their C library along\n",
			t.def->rust);
		return 0;
	}
	if (runtime_get(t.def, &dir, f) != 0)
		return -1;
	if (t.def->libc == LIBC_GLIBC) {
		version = runtime_glibc(t.def, dir);
		fprintf(stderr, "zbuild: %s: glibc %s\n", t.def->rust,
			version != NULL ? version : "of unknown version");
	}
	printf("%s\n", dir);
	return 0;
}

int
cmd_runtime(int argc, char **argv, struct fail *f)
{
	static const struct option longs[] = {
		{NULL, 0, NULL, 0}
	  };
	struct conf conf = CONF_INIT;
	int r;

	optind = 0;
	if (getopt_long(argc, argv, "+:", longs, NULL) != -1)
		return usage(f, "unknown option", argv[optind - 1]);
	if (optind >= argc)
		return usage(f, "missing word", "T");
	r = conf_load(&conf, NULL, f);
	for (int i = optind; r == 0 && i < argc; i++)
		r = one(&conf, argv[i], f);
	conf_clear(&conf);
	return r;
}
