#include "common/machine.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

static const char *
real_env(const char *name)
{
	return getenv(name);
}

static bool
real_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool
real_is_same(const char *a, const char *b)
{
	struct stat sa, sb;

	return stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
	       sa.st_ino == sb.st_ino && sa.st_dev == sb.st_dev;
}

static char *
real_on_path(const char *name)
{
	static struct stat self;
	static bool asked;

	if (!asked) {
		autofree char *path = os_self();

		stat(path, &self);
		asked = true;
	}
	return path_search(name, getenv("PATH"), self.st_dev, self.st_ino);
}

static char *
real_ask(const char *program, const char *word)
{
	scoped(child_output) out = { .max = 1 << 18 }, err = { .max = 1 };
	autoargvec argv = ARGVEC_INIT;
	char *text;
	int status;

	argvec_pushl(&argv, program, word, NULL);
	child_run(program, &argv, NULL, &out, &err, &status, FAIL_IGNORED);
	text = out.text;
	out.text = NULL;
	return text;
}

const struct machine machine_real = {
	.env = real_env,
	.exists = real_exists,
	.is_file = path_is_file,
	.is_dir = path_is_dir,
	.is_same = real_is_same,
	.absolute = path_absolute,
	.list = path_list,
	.read = path_read,
	.on_path = real_on_path,
	.ask = real_ask,
	.self = os_self,
	.cache = os_cache_find,
};
