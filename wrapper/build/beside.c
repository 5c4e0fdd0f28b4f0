#include "wrapper/build/beside.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/beside.h"
#include "common/child.h"
#include "common/path.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/engine/choose.h"
#include "shim/facts.h"
#include "shim/sysroot/open.h"
#include "shim/sysroot/pieces.h"

/* Behind all descriptors that a trace may have; of those up to where none stays
 * open; how much it gives way. */
enum { OUT = 10, LAST = 1024, NICE = 10 };

struct work {
	const struct buildfacts *b;
	const struct target *ts;
	size_t n;
};

static bool
is_direct(const struct work *w, const struct target *t)
{
	struct call call = { .conf = &w->b->conf, .facts = &facts_real,
		.target = t };
	enum engine engine;

	return engine_choose(&call, &engine, NULL, FAIL_IGNORED) == 0 &&
	       engine == ENGINE_DIRECT;
}

static bool
has_all(const struct work *w, const struct target *t)
{
	struct sysroot s = { .made = true };
	autofree char *recipe = NULL;
	bool has;

	if (sysroot_path(&w->b->zig, t, &s.dir, FAIL_IGNORED) != 0)
		return true;
	recipe = path_join(s.dir, "recipe");
	has = path_is_file(recipe) && sysroot_has(&s, PIECE_CXX);
	sysroot_clear(&s);
	return has;
}

static void
add(const struct work *w, const struct target *t, struct sysroot *s,
	enum piece piece)
{
	autofail why = FAIL_INIT;

	if (sysroot_add(s, &w->b->zig, t, piece, &why) != 0)
		trace_line("beside the build: %s", why.what);
}

/* What every program in Rust is linked with. */
static void
make_sysroot(const struct work *w, const struct target *t)
{
	struct sysroot s = { .made = false };
	autofail why = FAIL_INIT;

	if (sysroot_open(&w->b->zig, t, &s, &why) != 0) {
		trace_line("beside the build: %s", why.what);
		return;
	}
	if (t->def->libc == LIBC_MUSL)
		add(w, t, &s, PIECE_LIBC);
	sysroot_clear(&s);
}

/* The folder of a sysroot whose programs will be C++. */
static void
make_cxx(const struct work *w, const char *dir)
{
	for (size_t i = 0; i < w->n; i++) {
		struct sysroot s = { .made = false };
		autofree char *path = NULL;

		if (sysroot_path(&w->b->zig, &w->ts[i], &path, FAIL_IGNORED) != 0 ||
			strcmp(path, dir) != 0 ||
			sysroot_open(&w->b->zig, &w->ts[i], &s, FAIL_IGNORED) != 0)
			continue;
		trace_line("beside the build: the C++ library of %s",
			w->ts[i].name);
		add(w, &w->ts[i], &s, PIECE_CXX);
		sysroot_clear(&s);
	}
}

/* Of ours nothing stays open in it that somebody waits for the end of. */
static bool
stand_aside(const int pipe[2])
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(pipe[1], OUT) < 0 || dup2(pipe[0], 0) < 0 ||
		dup2(null, 1) < 0 || dup2(null, 2) < 0)
		return false;
	for (int fd = 3; fd < LAST; fd++)
		if (fd != OUT)
			close(fd);
	if (trace_open(FAIL_IGNORED) != 0 || nice(NICE) < 0)
		trace_line("beside the build: with no less priority");
	return true;
}

static void
work(const struct work *w, const int pipe[2])
{
	char line[4096];

	if (!stand_aside(pipe))
		return;
	for (size_t i = 0; i < w->n; i++)
		if (is_direct(w, &w->ts[i]))
			make_sysroot(w, &w->ts[i]);
	/* (it has an end to write to itself: this ends with cargo) */
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		make_cxx(w, line);
	}
}

void
beside_start(const struct buildfacts *b, const struct target *ts, size_t n,
	struct argvec *env)
{
	struct work w = { .b = b, .ts = ts, .n = n };
	struct child c = { .flags = CHILD_DIES };
	int pipe[2];
	bool cold = false;
	pid_t pid;

	for (size_t i = 0; i < n; i++)
		cold |= is_direct(&w, &ts[i]) && !has_all(&w, &ts[i]);
	if (!cold || beside_there() || system_pipe(pipe) != 0)
		return;
	pid = child_fork(&c, FAIL_IGNORED);
	if (pid == 0) {
		work(&w, pipe);
		_exit(0);
	}
	if (pid > 0)
		beside_share(pipe[0], (long)pid, OUT, env);
	close(pipe[0]);
	close(pipe[1]);
}
