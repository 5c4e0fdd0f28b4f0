#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"

char *top;
struct fail f;
static struct argvec paths;

void
fixture_setup(void)
{
	f = (struct fail)FAIL_INIT;
	ck_assert_int_eq(os_temp_dir(&top, &f), 0);
	/* Which machines are foreign is the same on each. */
	setenv(HOST_VARIABLE, "x86_64-unknown-linux-gnu", 1);
}

void
fixture_teardown(void)
{
	struct fail ignored = FAIL_INIT;

	path_remove(top, &ignored);
	fail_clear(&ignored);
	fail_clear(&f);
	free(top);
	argvec_clear(&paths);
}

char *
at(const char *name)
{
	return below(top, name);
}

char *
below(const char *dir, const char *name)
{
	argvec_pushf(&paths, "%s/%s", dir, name);
	return paths.v[paths.n - 1];
}

char *
put_dir(const char *name)
{
	char *path = at(name);

	ck_assert_int_eq(path_mkdirs(path, &f), 0);
	return path;
}

char *
put_text(const char *name, const char *text)
{
	return put_bytes(name, text, strlen(text), 0644);
}

char *
put_bytes(const char *name, const void *bytes, size_t n, mode_t mode)
{
	char *path = at(name);
	autofree char *dir = path_dir(path);

	ck_assert_int_eq(path_mkdirs(dir, &f), 0);
	ck_assert_msg(path_write(path, bytes, n, mode, &f) == 0, "%s", f.what);
	return path;
}

struct target
fixture_target(const char *spelling)
{
	struct target t;

	ck_assert_msg(triple_parse(spelling, NULL, &t, &f) == 0, "%s", f.what);
	return t;
}
