#include "wrapper/run/board.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "wrapper/run/attend.h"

/* One reader of the copies of stdin. */
struct sink {
	int fd;
	char *text;
	size_t len, done;
};

enum { STDIN, UART, SEMIHOSTING, SINKS };
static const char *const names[SINKS] = { "stdin", "uart", "semihosting" };

struct board {
	char *dir; /* with the FIFOs */
	struct sink sinks[SINKS];
	int in;		  /* qemu's stdin */
	int out, say;	  /* what we read and qemu's stdout; or -1 */
	int alive, lives; /* a pipe that closes when qemu ends */
	bool eof;
};

/* As soon as one reader has taken nearly all, more is read; one that is further
 * behind than FAR is none. */
enum { NEAR = 1 << 12, FAR = 1 << 20 };

/* ---- its words ---- */

/* qemu reads a comma in a value as the next option unless it is doubled. */
static void
push_value(char **text, const char *key, const char *value)
{
	char *more = xasprintf("%s,%s=", *text, key);

	free(*text);
	*text = more;
	for (; *value != '\0'; value++) {
		more = xasprintf(
			"%s%c%s", *text, *value, *value == ',' ? "," : "");
		free(*text);
		*text = more;
	}
}

static void
push_channel(struct argvec *out, const char *dir, const char *name)
{
	autofree char *path = path_join(dir, name);
	autofree char *text = xasprintf("pipe,id=%s", name);

	push_value(&text, "path", path);
	argvec_pushl(out, "-chardev", text, NULL);
}

/* Arguments reach the program as semihosting's command line. */
static void
push_words(const struct board *b, const char *file, char **args,
	struct argvec *out)
{
	autofree char *text = xstrdup("enable=on,target=native,chardev=semihosting");

	push_channel(out, b->dir, names[UART]);
	argvec_pushl(out, "-serial", "chardev:uart", NULL);
	push_channel(out, b->dir, names[SEMIHOSTING]);
	push_value(&text, "arg", file);
	for (; *args != NULL; args++)
		push_value(&text, "arg", *args);
	argvec_pushl(out, "-semihosting-config", text, "-kernel", file, NULL);
}

/* ---- set-up ---- */

/* qemu opens NAME.in and NAME.out. The latter is its stdout once more: all that
 * is said keeps its order. */
static int
make_channel(struct board *b, int i, struct fail *f)
{
	autofree char *in = xasprintf("%s/%s.in", b->dir, names[i]);
	autofree char *out = xasprintf("%s/%s.out", b->dir, names[i]);

	if (mkfifo(in, 0600) != 0 || symlink("/dev/fd/1", out) != 0)
		return fail_errno(f, "cannot make '%s'", in);
	b->sinks[i].fd = open(in, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return b->sinks[i].fd >= 0 ? 0 : fail_errno(f, "cannot open '%s'", in);
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* No pipe may take the place of a standard descriptor that is closed. */
static void
open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	close_fd(&fd);
}

static int
set_up(struct board *b, struct fail *f)
{
	int in[2], out[2], life[2];

	open_standard();
	if (os_temp_dir(&b->dir, f) != 0 || make_channel(b, UART, f) != 0 ||
		make_channel(b, SEMIHOSTING, f) != 0)
		return -1;
	if (system_pipe(in) != 0)
		return fail_errno(f, "cannot make a pipe");
	b->in = in[0];
	b->sinks[STDIN].fd = in[1];
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	/* Without O_CLOEXEC: qemu's copy is what closes with it. */
	if (pipe(life) != 0)
		return fail_errno(f, "cannot make a pipe");
	b->alive = life[0];
	b->lives = life[1];
	fcntl(life[0], F_SETFD, FD_CLOEXEC);
	/* A file would be written from its start once more. */
	if (isatty(STDOUT_FILENO))
		return 0;
	if (system_pipe(out) != 0)
		return fail_errno(f, "cannot make a pipe");
	b->out = out[0];
	b->say = out[1];
	return 0;
}

static void
tear_down(struct board *b)
{
	autofail ignored = FAIL_INIT;

	for (int i = 0; i < SINKS; i++) {
		close_fd(&b->sinks[i].fd);
		free(b->sinks[i].text);
	}
	close_fd(&b->in);
	close_fd(&b->out);
	close_fd(&b->say);
	close_fd(&b->alive);
	close_fd(&b->lives);
	if (b->dir != NULL && path_remove(b->dir, &ignored) != 0)
		trace_line("%s", ignored.what);
	free(b->dir);
}

/* ---- what goes back and forth ---- */

static size_t
behind(const struct sink *s)
{
	return s->len - s->done;
}

static void
sink_close(struct sink *s)
{
	close_fd(&s->fd);
	free(s->text);
	*s = (struct sink){ .fd = -1 };
}

static void
sink_add(struct sink *s, const char *text, size_t n)
{
	if (s->fd < 0)
		return;
	if (behind(s) > FAR) {
		sink_close(s);
		return;
	}
	if (s->done > 0)
		memmove(s->text, s->text + s->done, behind(s));
	s->len -= s->done;
	s->done = 0;
	s->text = xreallocarray(s->text, s->len + n, 1);
	memcpy(s->text + s->len, text, n);
	s->len += n;
}

static void
sink_write(struct sink *s)
{
	ssize_t n = write(s->fd, s->text + s->done, behind(s));

	if (n > 0)
		s->done += (size_t)n;
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		sink_close(s);
}

static void
read_stdin(struct board *b)
{
	char text[NEAR];
	ssize_t n = read(STDIN_FILENO, text, sizeof text);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		b->eof = true;
	for (int i = 0; n > 0 && i < SINKS; i++)
		sink_add(&b->sinks[i], text, (size_t)n);
}

/* False when nobody listens any more. */
static bool
pass_output(struct board *b)
{
	char text[1 << 14];
	ssize_t n = read(b->out, text, sizeof text);

	if (n == 0 || (n < 0 && errno != EINTR))
		close_fd(&b->out);
	return n <= 0 || path_write_all(STDOUT_FILENO, text, (size_t)n) == 0;
}

static bool
wants_more(const struct board *b)
{
	for (int i = 0; i < SINKS; i++)
		if (b->sinks[i].fd >= 0 && behind(&b->sinks[i]) < NEAR)
			return !b->eof;
	return false;
}

/* Until qemu ends; false when nobody listens any more. qemu hears no signal
 * while the program waits in semihosting's READ: its end is the way out. */
static bool
attend(struct board *b, pid_t qemu)
{
	enum { ALIVE = SINKS, OUT, IN, ALL };
	struct pollfd p[ALL];
	int n;

	for (;;) {
		struct sink *own = &b->sinks[STDIN];

		bool ends = child_signal() != 0;

		if (own->fd >= 0 && (ends || (b->eof && behind(own) == 0)))
			sink_close(own);
		for (int i = 0; i < SINKS; i++)
			p[i] = (struct pollfd){
				behind(&b->sinks[i]) > 0 ? b->sinks[i].fd : -1,
				POLLOUT, 0 };
		p[ALIVE] = (struct pollfd){ b->alive, POLLIN, 0 };
		p[OUT] = (struct pollfd){ b->out, POLLIN, 0 };
		p[IN] = (struct pollfd){
			!ends && wants_more(b) ? STDIN_FILENO : -1, POLLIN, 0 };
		n = poll(p, ALL, 1000);
		if (n == 0 && ends)
			kill(qemu, SIGKILL);
		if (n <= 0)
			continue;
		if (p[OUT].revents != 0 && !pass_output(b))
			return false;
		/* Behind the output: what it said last is passed on first. */
		if (p[ALIVE].revents != 0 && p[OUT].revents == 0)
			return true;
		for (int i = 0; i < SINKS; i++)
			if (p[i].revents != 0)
				sink_write(&b->sinks[i]);
		if (p[IN].revents != 0)
			read_stdin(b);
	}
}

/* ---- all of it ---- */

static int
run(struct board *b, struct argvec *words, const char *program, int *sig,
	struct fail *f)
{
	struct child a;
	bool heard;
	int status;

	if (attend_start(&a, program, words, b->in, b->say, f) != 0)
		return -1;
	close_fd(&b->in);
	close_fd(&b->say);
	close_fd(&b->lives);
	heard = attend(b, a.pid);
	if (!heard)
		kill(a.pid, SIGKILL);
	status = attend_wait(&a, sig);
	if (!heard)
		*sig = SIGPIPE;
	return status;
}

int
board_run(const struct argvec *qemu, const char *file, char **args,
	struct fail *f)
{
	struct board b = {
		.in = -1,
		.out = -1,
		.say = -1,
		.alive = -1,
		.lives = -1,
		.sinks = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 } }
	     };
	autofree char *program = path_find(qemu->v[0]);
	autoargvec words = ARGVEC_INIT;
	int status = -1, sig = 0;

	if (program == NULL)
		return fail_status(
			f, EXIT_NOT_FOUND, "cannot find '%s'", qemu->v[0]);
	if (set_up(&b, f) == 0) {
		argvec_pushv(&words, qemu->v);
		push_words(&b, file, args, &words);
		trace_words("run", NULL, words.v);
		/* Who goes away, and a terminal that is another's now, are
		 * errors of write(2) and read(2). */
		signal(SIGPIPE, SIG_IGN);
		signal(SIGTTIN, SIG_IGN);
		status = run(&b, &words, program, &sig, f);
	}
	tear_down(&b);
	return sig != 0 ? child_die(sig) : status;
}
