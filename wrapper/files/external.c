#include "wrapper/files/external.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/path.h"
#include "common/xalloc.h"

bool
external_watched(void)
{
	return isatty(STDERR_FILENO) == 1;
}

/* Without our stdin: a program with a question gets no answer. */
static int
run(struct argvec *argv, const struct argvec *more, const char *dir,
	int out_fd, struct child_output *out, struct child_output *err,
	struct fail *f)
{
	autoargvec env = ARGVEC_INIT;
	const struct child_output *said;
	struct child c = { .program = argv->v[0], .argv = argv, .env = &env,
		.dir = dir, .fd = { 0, out_fd }, .flags = CHILD_NO_INPUT | CHILD_DIES };

	/* Messages in a language that we can search for causes. */
	argvec_push(&env, "LC_ALL=C");
	if (more != NULL)
		argvec_pushv(&env, more->v);
	if (child_talk(&c, out, err, f) != 0)
		return -1;
	said = err != NULL && err->text != NULL && *err->text != '\0' ? err : out;
	return ending_fail(path_base(argv->v[0]), child_wait(&c),
		said != NULL ? said->text : NULL, false, f);
}

static int
run_kept(struct argvec *argv, const struct argvec *env, const char *dir,
	char **out, struct fail *f)
{
	scoped(child_output) o = { 0 }, e = { 0 };
	int r = run(argv, env, dir, 0, &o, &e, f);

	if (r == 0 && out != NULL) {
		*out = o.text;
		o.text = NULL;
	}
	return r;
}

int
external_output(struct argvec *argv, char **out, struct fail *f)
{
	return run_kept(argv, NULL, NULL, out, f);
}

int
external_run_with(struct argvec *argv, const struct argvec *env,
	struct fail *f)
{
	return run_kept(argv, env, NULL, NULL, f);
}

static int
run_shown(struct argvec *argv, const char *dir, bool show, struct fail *f)
{
	return show ? run(argv, NULL, dir, STDERR_FILENO, NULL, NULL, f)
		    : run_kept(argv, NULL, dir, NULL, f);
}

int
external_run(struct argvec *argv, bool show, struct fail *f)
{
	return run_shown(argv, NULL, show, f);
}

int
external_python(struct argvec *argv, bool show, struct fail *f)
{
	return run_shown(argv, "/", show, f);
}
