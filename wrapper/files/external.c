#include "wrapper/files/external.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

bool
external_watched(void)
{
	return isatty(STDERR_FILENO) == 1;
}

char *
external_find(const char *name)
{
	return path_search(name, getenv("PATH"), 0, 0);
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

		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
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

/* Points descriptor fd at `to`; the old one for restore(). */
static int
redirect(int fd, int to)
{
	int old = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	dup2(to, fd);
	return old;
}

static void
restore(int fd, int old)
{
	if (old < 0)
		close(fd);
	else
		dup2(old, fd);
	if (old >= 0)
		close(old);
}

/* os_run without our stdin: a program with a question gets no answer. */
static int
run_quietly(struct argvec *argv, const struct argvec *more,
	struct os_capture *out, struct os_capture *err, int *status,
	struct fail *f)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), in, rc;
	autoargvec env = ARGVEC_INIT;

	if (null < 0)
		return fail_errno(f, "cannot open '/dev/null'");
	/* Messages in a language that we can search for causes. */
	argvec_push(&env, "LC_ALL=C");
	if (more != NULL)
		argvec_pushv(&env, more->v);
	in = redirect(STDIN_FILENO, null);
	rc = os_run(argv->v[0], argv, &env, out, err, status, f);
	restore(STDIN_FILENO, in);
	close(null);
	return rc;
}

static int
run_shown(struct argvec *argv, struct fail *f)
{
	int ours, status = 0, rc;

	fflush(stdout);
	ours = redirect(STDOUT_FILENO, STDERR_FILENO);
	rc = run_quietly(argv, NULL, NULL, NULL, &status, f);
	restore(STDOUT_FILENO, ours);
	return rc == 0 ? judge(argv, status, NULL, NULL, f) : -1;
}

static int
run_kept(struct argvec *argv, const struct argvec *env, char **out,
	struct fail *f)
{
	struct os_capture o = { 0 }, e = { 0 };
	int status = 0, rc;

	rc = run_quietly(argv, env, &o, &e, &status, f);
	if (rc == 0)
		rc = judge(argv, status, o.text, e.text, f);
	if (rc == 0 && out != NULL) {
		*out = o.text != NULL ? o.text : xstrdup("");
		o.text = NULL;
	}
	free(o.text);
	free(e.text);
	return rc;
}

int
external_output(struct argvec *argv, char **out, struct fail *f)
{
	return run_kept(argv, NULL, out, f);
}

int
external_run_with(struct argvec *argv, const struct argvec *env,
	struct fail *f)
{
	return run_kept(argv, env, NULL, f);
}

int
external_run(struct argvec *argv, bool show, struct fail *f)
{
	return show ? run_shown(argv, f) : run_kept(argv, NULL, NULL, f);
}
