#include "wrapper/run/attend.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"

int
attend_start(struct child *c, const char *program, struct argvec *words,
	int in, int out, struct fail *f)
{
	*c = (struct child){ .program = program, .argv = words,
		.fd = { in > 0 ? in : 0, out > 0 ? out : 0 },
		.flags = CHILD_DIES };
	/* What it leaves behind becomes ours. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (child_start(c, f) == 0)
		return 0;
	f->status = EXIT_CANNOT_RUN;
	return -1;
}

/* ---- what was left behind ---- */

/* The parent and the session of a process: fields 4 and 6 of its stat, behind
 * a name in parentheses which may hold anything. */
static bool
is_left_behind(const char *pid)
{
	autofree char *file = xasprintf("/proc/%s/stat", pid);
	char text[512];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	long parent, session;
	ssize_t n;
	char *p;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	p = strrchr(text, ')');
	if (p == NULL || strlen(p) < 4)
		return false;
	parent = strtol(p + 4, &p, 10);
	strtol(p, &p, 10);
	session = strtol(p, &p, 10);
	return parent == getpid() && session == getsid(0);
}

/* The children of a process that ends become ours: again until none is left.
 * wine's own services have sessions of their own, and other programs use them,
 * too. */
static void
end_left_behind(void)
{
	bool some = true;

	while (some) {
		autoargvec names = ARGVEC_INIT;

		some = false;
		path_list("/proc", &names);
		for (size_t i = 0; i < names.n; i++) {
			struct child left = { .pid = atoi(names.v[i]) };

			if (left.pid <= 0 || !is_left_behind(names.v[i]))
				continue;
			some = true;
			kill(left.pid, SIGKILL);
			child_wait(&left);
		}
	}
}

/* ---- the end ---- */

int
attend_wait(struct child *c, int *sig)
{
	int status = child_wait(c), ours = child_signal();

	*sig = 0;
	/* SIGKILL is what follows when it does not listen. */
	if (WIFSIGNALED(c->ws))
		*sig = ours != 0 && WTERMSIG(c->ws) == SIGKILL
			       ? ours
			       : WTERMSIG(c->ws);
	else if (status == 0)
		*sig = ours;
	if (ours != 0)
		end_left_behind();
	return status;
}
