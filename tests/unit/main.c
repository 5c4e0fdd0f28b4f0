/*
 * Runs every suite of this folder: suite_<noun>() of each test_<noun>.c, listed
 * in tests/suites.h, which the Makefile makes from the file names. Prints one
 * line a test (TAP), what failed with its reason, and the totals.
 * Arguments name the suites to run; none runs all.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"

#define SUITE(noun) Suite *suite_##noun(void);
#include "tests/suites.h"
#undef SUITE

struct row {
	const char *noun;
	Suite *(*make)(void);
};

static const struct row rows[] = {
#define SUITE(noun) { #noun, suite_##noun },
#include "tests/suites.h"
#undef SUITE
	{ NULL, NULL }
};

static const struct row *
row_find(const char *noun)
{
	for (const struct row *r = rows; r->noun; r++)
		if (strcmp(r->noun, noun) == 0)
			return r;
	return NULL;
}

static void
runner_add(SRunner **sr, const struct row *r)
{
	Suite *s = r->make();

	if (*sr)
		srunner_add_suite(*sr, s);
	else
		*sr = srunner_create(s);
}

static SRunner *
runner_make(int argc, char **argv)
{
	SRunner *sr = NULL;

	for (int i = 1; i < argc; i++) {
		const struct row *r = row_find(argv[i]);

		if (!r) {
			fprintf(stderr, "%s: unknown suite '%s'\n", argv[0],
				argv[i]);
			exit(2);
		}
		runner_add(&sr, r);
	}
	for (const struct row *r = rows; argc < 2 && r->noun; r++)
		runner_add(&sr, r);
	return sr;
}

int
main(int argc, char **argv)
{
	SRunner *sr = runner_make(argc, argv);
	int run, failed;

	os_exec_name(argv);

	if (!sr) {
		fprintf(stderr, "%s: no suites\n", argv[0]);
		return 2;
	}
	srunner_set_tap(sr, "-");
	srunner_run_all(sr, CK_SILENT);
	run = srunner_ntests_run(sr);
	failed = srunner_ntests_failed(sr);
	printf("# %d run, %d failed\n", run, failed);
	srunner_free(sr);
	return failed != 0 || run == 0;
}
