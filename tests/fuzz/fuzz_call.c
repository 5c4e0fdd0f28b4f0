/*
 * A whole call: the first line is the name that we are run by, the second
 * zig's version, each other line a word. It becomes a plan or an error.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "tests/lib/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root[64];

static void
remove_root(void)
{
	autofree char *empty = xasprintf("%s/empty", root);

	rmdir(empty);
	rmdir(root);
}

static void
make_root(void)
{
	snprintf(root, sizeof root, "/tmp/zbuild-fuzz-%d", (int)getpid());
	if (mkdir(root, 0700) != 0)
		abort();
	world_root = root;
	atexit(remove_root);
}

static void
read_call(char *text, struct testcase *tc)
{
	char *line;
	size_t n = 0;

	*tc = (struct testcase){ .path = xstrdup("fuzz") };
	for (; (line = strsep(&text, "\n")) != NULL; n++) {
		if (n == 0)
			tc->run = xstrdup(line);
		else if (n == 1)
			tc->zig = xstrdup(line);
		else
			argvec_push(&tc->args, line);
	}
}

static void
plan(const struct testcase *tc)
{
	struct plan p = PLAN_INIT;
	struct fail f = FAIL_INIT;
	autoargvec lines = ARGVEC_INIT;
	struct world w;
	int r = -1;

	if (world_make(&w, tc, &f) == 0) {
		r = world_plan(&w, &p);
		if (r != 0 && w.fail.what == NULL)
			abort();
		if (r == 0 && p.nsteps == 0 && p.answer == NULL &&
			p.run == NULL)
			abort();
		world_lines(&w, &p, r, &lines);
	}
	plan_clear(&p);
	world_clear(&w);
	fail_clear(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size);
	struct testcase tc;

	if (*root == '\0')
		make_root();
	read_call(text, &tc);
	/* a word that names a file of this machine would be read */
	for (size_t i = 0; i < tc.args.n; i++)
		if (tc.args.v[i][0] == '@')
			tc.args.v[i][0] = '=';
	if (tc.run != NULL)
		plan(&tc);
	case_clear(&tc);
	return 0;
}
