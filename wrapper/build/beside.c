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
#include "wrapper/build/warming.h"

/* How much it gives way to the build. */
enum { NICE = 10 };

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

	return engine_is_direct(&call);
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
make(const struct work *w, const struct target *t, enum piece piece)
{
	struct sysroot s = { .made = false };
	autofail why = FAIL_INIT;

	trace_line("beside the build: %s of %s",
		piece == PIECE_CXX ? "the C++ library" : "the sysroot", t->name);
	if (warming_pieces(&w->b->zig, t, 1u << piece, &s, &why) != 0)
		trace_line("beside the build: %s", why.what);
	sysroot_clear(&s);
}

/* The folder of a sysroot whose programs will be C++. */
static void
make_cxx(const struct work *w, const char *dir)
{
	for (size_t i = 0; i < w->n; i++) {
		autofree char *path = NULL;

		if (sysroot_path(&w->b->zig, &w->ts[i], &path, FAIL_IGNORED) == 0 &&
			strcmp(path, dir) == 0)
			make(w, &w->ts[i], PIECE_CXX);
	}
}

/* What it says is for nobody. */
static bool
stand_aside(int in)
{
	int null = open("/dev/null", O_WRONLY);

	if (null < 0 || dup2(in, 0) < 0 || dup2(null, 1) < 0 ||
		dup2(null, 2) < 0)
		return false;
	close(null);
	if (nice(NICE) < 0)
		trace_line("beside the build: with no less priority");
	return true;
}

static void
work(const struct work *w, int in)
{
	char line[4096];

	if (!stand_aside(in))
		return;
	/* (what every program is linked with: musl's libc, elsewhere nothing) */
	for (size_t i = 0; i < w->n; i++)
		if (is_direct(w, &w->ts[i]))
			make(w, &w->ts[i], PIECE_LIBC);
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
	if (!cold || beside_there() || !beside_possible() ||
		system_pipe(pipe) != 0)
		return;
	pid = child_fork(&c, FAIL_IGNORED);
	if (pid == 0) {
		work(&w, pipe[0]);
		_exit(0);
	}
	if (pid > 0)
		beside_share(pipe[1], (long)pid, env);
	close(pipe[0]);
	close(pipe[1]);
}
