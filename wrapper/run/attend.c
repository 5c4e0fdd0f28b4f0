#include "wrapper/run/attend.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/system.h"

int
attend_start(struct child *c, const char *program, struct argvec *words,
	int in, int out, struct fail *f)
{
	*c = (struct child){ .program = program, .argv = words,
		.fd = { in > 0 ? in : 0, out > 0 ? out : 0 },
		.flags = CHILD_DIES };
	/* What it leaves behind becomes ours. */
	system_adopt();
	if (child_start(c, f) == 0)
		return 0;
	f->status = EXIT_CANNOT_RUN;
	return -1;
}

/* ---- what was left behind ---- */

/* The children of a process that ends become ours: again until none is left.
 * wine's own services have sessions of their own, and other programs use them,
 * too. */
static void
end_left_behind(void)
{
	struct child left = { 0 };

	while ((left.pid = system_child()) > 0) {
		kill(left.pid, SIGKILL);
		child_wait(&left);
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
