#include "wrapper/files/external.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/xalloc.h"

bool
external_watched(void)
{
	return isatty(STDERR_FILENO) == 1;
}

/* Lines that name a cause; the last one of these, else the last line. */
static char *
telling_line(const char *text)
{
	static const char *const marks[] = { "rror", "No space", "cannot",
		"denied", "not find" };
	const char *best = "", *last = "";
	size_t nbest = 0, nlast = 0;

	for (const char *p = text; p != NULL && *p != '\0';) {
		size_t n = strcspn(p, "\r\n");
		autofree char *line = xstrndup(p, n);

		for (size_t i = 0; i < COUNT(marks); i++)
			if (strstr(line, marks[i]) != NULL)
				best = p, nbest = n;
		if (line[strspn(line, " \t")] != '\0')
			last = p, nlast = n;
		p += n + strspn(p + n, "\r\n");
	}
	return nbest > 0 ? xstrndup(best, nbest) : xstrndup(last, nlast);
}

static int
judge(const struct argvec *argv, int status, const char *out, const char *err,
	struct fail *f)
{
	const char *name = path_base(argv->v[0]);
	autofree char *said = NULL;

	if (status == 0)
		return 0;
	if (status == 128 + SIGINT || status == 128 + SIGTERM ||
		status == 128 + SIGHUP)
		return fail_status(f, status, "interrupted");
	said = telling_line(err != NULL && *err != '\0' ? err : out);
	if (*said == '\0')
		return fail_set(f, "%s failed with status %d", name, status);
	return fail_set(f, "%s failed: %s", name, said);
}

/* Without our stdin: a program with a question gets no answer. */
static int
run(struct argvec *argv, const struct argvec *more, const char *dir,
	int out_fd, struct child_output *out, struct child_output *err,
	struct fail *f)
{
	autoargvec env = ARGVEC_INIT;
	struct child c = { .program = argv->v[0], .argv = argv, .env = &env,
		.dir = dir, .fd = { 0, out_fd }, .flags = CHILD_NO_INPUT };

	/* Messages in a language that we can search for causes. */
	argvec_push(&env, "LC_ALL=C");
	if (more != NULL)
		argvec_pushv(&env, more->v);
	if (child_talk(&c, out, err, f) != 0)
		return -1;
	return judge(argv, child_wait(&c), out != NULL ? out->text : NULL,
		err != NULL ? err->text : NULL, f);
}

static int
run_kept(struct argvec *argv, const struct argvec *env, const char *dir,
	char **out, struct fail *f)
{
	struct child_output o = { 0 }, e = { 0 };
	int r = run(argv, env, dir, 0, &o, &e, f);

	if (r == 0 && out != NULL) {
		*out = o.text != NULL ? o.text : xstrdup("");
		o.text = NULL;
	}
	free(o.text);
	free(e.text);
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
