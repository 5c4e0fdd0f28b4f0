#include "shim/script.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"

bool
script_name(const char *exec_name)
{
	autofree char *dir = path_dir(exec_name);

	return strcmp(path_base(dir), SCRIPT_DIR) == 0;
}

/*
 * Cargo tells a script its unit's target. With --target, what is for this
 * machine is not built in a folder named after it, though it is the same triple.
 */
static bool
is_of_target(const char *target)
{
	const char *host = getenv("HOST"), *out = getenv("OUT_DIR");
	autofree char *folder = xasprintf("/%s/", target);

	return host == NULL || strcmp(host, target) != 0 ||
	       (out != NULL && strstr(out, folder) != NULL);
}

/* A variable of the target's, in the forms and the order that cc-rs has. */
static const char *
value_for(const char *key, const char *target)
{
	autofree char *plain = xasprintf("%s_%s", key, target);
	autofree char *under = xstrdup(plain);
	autofree char *kind = xasprintf("TARGET_%s", key);
	const char *names[] = { plain, under, kind };

	for (char *p = under; *p != '\0'; p++)
		if (*p == '-' || *p == '.')
			*p = '_';
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *v = getenv(names[i]);

		if (v != NULL && *v != '\0')
			return v;
	}
	return NULL;
}

/* What the tool is, or NULL where the script is not a target's. */
static const char *
of_target(const char *tool)
{
	static const char *const keys[][2] = { { "cc", "CC" }, { "c++", "CXX" },
		{ "ar", "AR" }, { "ranlib", "RANLIB" } };
	const char *target = getenv("TARGET");

	if (target == NULL || !is_of_target(target))
		return NULL;
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i][0], tool) == 0)
			return value_for(keys[i][1], target);
	return NULL;
}

int
script_exec(const char *exec_name, char **argv, struct fail *f)
{
	const char *tool = path_base(exec_name), *ours = of_target(tool);
	autoargvec words = ARGVEC_INIT, env = ARGVEC_INIT;
	autofree char *self = os_self(), *program = NULL;
	struct stat st = { 0 };

	/* CC_t may be "ccache NAME"; a path with blanks is one word. */
	if (ours != NULL && path_is_file(ours))
		argvec_push(&words, ours);
	else
		argvec_split(&words, ours != NULL ? ours : tool, " ");
	if (ours == NULL && stat(self, &st) != 0)
		return fail_errno(f, "cannot find '%s'", self);
	program = path_search(words.v[0], getenv("PATH"), st.st_dev, st.st_ino);
	if (program == NULL)
		return fail_status(f, EXIT_NOT_FOUND, "cannot find '%s'",
			words.v[0]);
	argvec_pushv(&words, argv + 1);
	trace_words(ours != NULL ? "the target's" : "this machine's", NULL,
		words.v);
	return os_exec(program, &words, &env, f);
}
