#include "common/progress.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { REDRAW_MS = 500, BAR = 20, LINE = 512 };

unsigned progress_delay_ms = 1000;

/* The handler draws: it may use nothing but these, stat(2) and write(2). */
static struct {
	int depth;
	bool terminal;
	volatile sig_atomic_t drawn;
	size_t columns;
	struct timespec begun;
	char label[LINE];
	volatile size_t done, total;
	char *const *volatile files; /* or NULL */
	struct sigaction old;
} state;

struct line {
	char text[LINE + 64];
	size_t n, columns;
};

static void
put(struct line *l, const char *text)
{
	for (; *text != '\0' && l->n < sizeof l->text; text++) {
		/* The bytes after the first of a UTF-8 character take no
		 * column. */
		bool starts = ((unsigned char)*text & 0xc0) != 0x80;

		if (starts && l->columns == 0)
			return;
		l->columns -= starts;
		l->text[l->n++] = *text;
	}
}

static void
put_number(struct line *l, unsigned long long n)
{
	char digits[24];
	size_t at = sizeof digits - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	put(l, digits + at);
}

/* stat(2) may be called in a handler. */
static void
look_at_files(void)
{
	struct stat st;
	size_t sum = 0;

	for (char *const *p = state.files; *p != NULL; p++)
		if (stat(*p, &st) == 0)
			sum += (size_t)st.st_size;
	state.done = sum;
}

static void
put_bar(struct line *l, size_t done, size_t total)
{
	size_t full = done >= total ? BAR : done * BAR / total;

	put(l, " [");
	for (size_t i = 0; i < BAR; i++)
		put(l, i < full ? "#" : ".");
	put(l, "]");
}

static void
put_numbers(struct line *l, size_t done, size_t total)
{
	struct timespec now;

	if (total > 0) {
		put(l, " ");
		put_number(l, done >= total ? 100 : done * 100 / total);
		put(l, "%");
	}
	if (total > 0 && state.files == NULL) {
		put(l, " ");
		put_number(l, done);
		put(l, "/");
		put_number(l, total);
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	put(l, " ");
	put_number(l, (unsigned long long)(now.tv_sec - state.begun.tv_sec));
	put(l, " s");
}

/* What does not fit is the bar, then the label's end. */
static void
put_all(struct line *l)
{
	struct line numbers = { .columns = SIZE_MAX };
	size_t done, total = state.total, room = state.columns - 1;

	if (state.files != NULL)
		look_at_files();
	done = state.done;
	put_numbers(&numbers, done, total);
	room = room > numbers.n ? room - numbers.n : 0;
	put(l, "\r");
	l->columns = room;
	put(l, state.label);
	if (total > 0 && l->columns > BAR + 2)
		put_bar(l, done, total);
	l->columns = SIZE_MAX;
	numbers.text[numbers.n] = '\0';
	put(l, numbers.text);
	put(l, "\033[K");
}

static void
emit(const struct line *l)
{
	size_t at = 0;

	while (at < l->n) {
		ssize_t w = write(STDERR_FILENO, l->text + at, l->n - at);

		if (w <= 0)
			return;
		at += (size_t)w;
	}
}

static void
draw(int sig)
{
	struct line l = { .columns = SIZE_MAX };
	int err = errno;

	(void)sig;
	state.drawn = 1;
	if (!state.terminal) {
		put(&l, state.label);
		put(&l, "\xe2\x80\xa6\n");
		emit(&l);
		errno = err;
		return;
	}
	put_all(&l);
	emit(&l);
	errno = err;
}

static size_t
width(void)
{
	struct winsize ws;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 20)
		return ws.ws_col;
	return 80;
}

static bool
on_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

static struct timeval
milliseconds(unsigned ms)
{
	return (struct timeval){ ms / 1000,
		(suseconds_t)(ms % 1000) * 1000 };
}

void
progress_start(const char *fmt, ...)
{
	/* SA_RESTART: pipes are being read meanwhile. */
	struct sigaction sa = { .sa_handler = draw, .sa_flags = SA_RESTART };
	struct itimerval in = { .it_value = milliseconds(progress_delay_ms) };
	va_list ap;

	if (state.depth++ > 0)
		return;
	va_start(ap, fmt);
	vsnprintf(state.label, sizeof state.label, fmt, ap);
	va_end(ap);
	state.terminal = on_terminal();
	state.columns = state.terminal ? width() : 0;
	state.drawn = 0;
	state.done = state.total = 0;
	state.files = NULL;
	clock_gettime(CLOCK_MONOTONIC, &state.begun);
	if (state.terminal)
		in.it_interval = milliseconds(REDRAW_MS);
	sigemptyset(&sa.sa_mask);
	sigaction(SIGALRM, &sa, &state.old);
	setitimer(ITIMER_REAL, &in, NULL);
}

void
progress_set(size_t done, size_t total)
{
	state.done = done;
	state.total = total;
}

void
progress_files(char *const *paths, size_t total)
{
	state.total = total;
	state.files = paths;
}

void
progress_stop(void)
{
	static const struct itimerval never;

	if (state.depth == 0 || --state.depth > 0)
		return;
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &state.old, NULL);
	state.files = NULL;
	if (state.terminal && state.drawn) {
		struct line l = { .columns = SIZE_MAX };

		put(&l, "\r\033[K");
		emit(&l);
	}
}
