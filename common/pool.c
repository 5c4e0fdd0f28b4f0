#include "common/pool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/ending.h"
#include "common/path.h"
#include "common/xalloc.h"

enum { LOG_MAX = 1 << 20 };

void
pool_init(struct pool *p, size_t places, const char *log)
{
	*p = (struct pool){ .places = places, .log = log };
	p->running = xcalloc(places, sizeof *p->running);
}

static int
log_open(const struct pool *p)
{
	return open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void
note_end(struct pool *p, struct child *c)
{
	int status = child_wait(c);

	p->ended++;
	if (p->failed == 0)
		p->failed = status;
}

/* Frees the places of those that have ended; if none has, waits for one.
 * A free place, or NULL: nothing is to be started any more. */
static struct child *
free_place(struct pool *p, struct fail *f)
{
	struct child *place = NULL;

	for (;;) {
		for (size_t i = 0; i < p->places; i++) {
			struct child *c = &p->running[i];

			if (c->pid != 0 && child_ended(c))
				note_end(p, c);
			if (c->pid == 0)
				place = c;
		}
		if (place != NULL)
			break;
		child_any();
	}
	if (p->failed == 0)
		return place;
	fail_set(f, "a command before it failed");
	return NULL;
}

int
pool_start(struct pool *p, struct argvec *argv, const struct argvec *env,
	struct fail *f)
{
	struct child *c = free_place(p, f);
	int log, r;

	if (c == NULL)
		return -1;
	log = log_open(p);
	*c = (struct child){ .program = argv->v[0], .argv = argv, .env = env,
		.fd = { 0, log, log }, .flags = CHILD_NO_INPUT };
	r = log >= 0 ? child_start(c, f)
		     : fail_errno(f, "cannot run '%s'", argv->v[0]);
	if (log >= 0)
		close(log);
	p->started += r == 0;
	return r;
}

pid_t
pool_fork(struct pool *p, struct fail *f)
{
	struct child *c = free_place(p, f);
	pid_t pid;

	if (c == NULL)
		return -1;
	*c = (struct child){ .program = NULL };
	pid = child_fork(c, f);
	p->started += pid > 0;
	return pid;
}

void
pool_say(const struct pool *p, const char *line)
{
	int fd = log_open(p);

	if (fd >= 0) {
		dprintf(fd, "%s\n", line);
		close(fd);
	}
}

int
pool_wait(struct pool *p, struct fail *f)
{
	for (size_t i = 0; i < p->places; i++)
		if (p->running[i].pid != 0)
			note_end(p, &p->running[i]);
	return p->failed == 0 ? 0 : fail_set(f, "a command failed");
}

int
pool_finish(struct pool *p, struct fail *f)
{
	autofree char *said = NULL, *why = NULL;

	pool_wait(p, FAIL_IGNORED);
	free(p->running);
	p->running = NULL;
	p->places = 0;
	if (child_stopped(f) != 0)
		return -1;
	if (p->failed == 0)
		return 0;
	path_read(p->log, LOG_MAX, &said, NULL, FAIL_IGNORED);
	why = ending_text(p->failed, said, true);
	return fail_set(f, "status %d: %s", p->failed, why);
}
