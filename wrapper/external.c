#include "wrapper/external.h"

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

static int
run_shown(struct argvec *argv, const struct argvec *env, struct fail *f)
{
	int ours = dup(STDOUT_FILENO), status = 0, rc;

	if (ours < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return fail_errno(f, "cannot redirect stdout");
	rc = os_run(argv->v[0], argv, env, NULL, NULL, &status, f);
	dup2(ours, STDOUT_FILENO);
	close(ours);
	return rc == 0 ? judge(argv, status, NULL, NULL, f) : -1;
}

int
external_output(struct argvec *argv, char **out, struct fail *f)
{
	struct os_capture o = { NULL, 0, false }, e = { NULL, 0, false };
	autoargvec env = ARGVEC_INIT;
	int status = 0, rc;

	/* Messages in a language that we can search for causes. */
	argvec_push(&env, "LC_ALL=C");
	rc = os_run(argv->v[0], argv, &env, &o, &e, &status, f);
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
external_run(struct argvec *argv, bool show, struct fail *f)
{
	return show ? run_shown(argv, NULL, f) : external_output(argv, NULL, f);
}
