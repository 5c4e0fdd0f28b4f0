#include "common/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/path.h"
#include "common/system.h"
#include "common/xalloc.h"

enum { BLOCK = 1 << 17, LIST_MAX = 64 << 20 };

/* Multiplied and folded, eight bytes at a time; the length goes in, too. */
static uint64_t
mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static uint64_t
mix_bytes(uint64_t h, const char *p, size_t n)
{
	uint64_t word;

	for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
		memcpy(&word, p, sizeof word);
		h = mix(h, word);
	}
	word = 0;
	memcpy(&word, p, n);
	return n > 0 ? mix(h, word) : h;
}

/* A short read in between would put the words together otherwise. */
static ssize_t
read_block(int fd, char *block)
{
	size_t have = 0;

	while (have < BLOCK) {
		ssize_t n = read(fd, block + have, BLOCK - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

static bool
digest(const char *path, uint64_t *out)
{
	static char block[BLOCK];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	uint64_t h = 0x5eed, size = 0;
	ssize_t n;

	if (fd < 0)
		return false;
	while ((n = read_block(fd, block)) > 0) {
		h = mix_bytes(h, block, (size_t)n);
		size += (uint64_t)n;
	}
	close(fd);
	*out = mix(h, size);
	return n == 0;
}

/* "DIGEST NAME" of a file below dir; what is no file has no line. */
static void
push_line(const char *dir, const char *name, struct argvec *out)
{
	autofree char *path = path_join(dir, name);
	uint64_t h;

	if (path_is_file(path) && digest(path, &h))
		argvec_pushf(out, "%016llx %s", (unsigned long long)h, name);
}

static char *
list_path(const char *dir)
{
	return path_join(dir, SEAL_NAME);
}

/* ---- writing ---- */

struct walk {
	const char *dir;
	struct argvec lines;
};

static int
push_file(const char *path, const struct stat *st, const void *with,
	struct fail *f)
{
	struct walk *w = *(struct walk *const *)with;

	(void)f;
	if (S_ISREG(st->st_mode) && strcmp(path_base(path), SEAL_NAME) != 0)
		push_line(w->dir, path + strlen(w->dir) + 1, &w->lines);
	return 0;
}

static int
put_lines(const char *dir, struct argvec *lines, struct fail *f)
{
	autofree char *path = list_path(dir), *text = NULL;

	argvec_pushl(lines, "end", "", NULL);
	text = argvec_join(lines, "\n");
	return path_write(path, text, strlen(text), 0644, f);
}

int
seal_write(const char *dir, struct fail *f)
{
	struct walk walk = { dir, ARGVEC_INIT }, *with = &walk;
	int r = path_walk(dir, push_file, &with, f);

	if (r == 0)
		r = put_lines(dir, &walk.lines, f);
	argvec_clear(&walk.lines);
	return r;
}

/* ---- reading ---- */

/* The lines but for the end: 1; 0 if there is no list, -1 if it is damaged. */
static int
read_lines(const char *dir, struct argvec *out)
{
	autofree char *path = list_path(dir), *text = NULL;
	struct fail ignored = FAIL_INIT;
	struct stat st;
	size_t len;

	if (stat(path, &st) != 0)
		return 0;
	if (path_read(path, LIST_MAX, &text, &len, &ignored) != 0) {
		fail_clear(&ignored);
		return -1;
	}
	argvec_split(out, text, "\n");
	if (strlen(text) != len || out->n == 0 ||
		strcmp(out->v[out->n - 1], "end") != 0)
		return -1;
	argvec_remove(out, out->n - 1);
	return 1;
}

int
seal_add(const char *dir, const struct argvec *names, struct fail *f)
{
	autoargvec lines = ARGVEC_INIT;

	if (read_lines(dir, &lines) <= 0)
		return 0;
	for (size_t i = lines.n; i-- > 0;) {
		const char *name = strchr(lines.v[i], ' ');

		if (name != NULL && argvec_has(names, name + 1))
			argvec_remove(&lines, i);
	}
	for (size_t i = 0; i < names->n; i++)
		push_line(dir, names->v[i], &lines);
	return put_lines(dir, &lines, f);
}

int
seal_add_one(const char *dir, const char *name, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;

	argvec_push(&names, name);
	return seal_add(dir, &names, f);
}

static bool
line_holds(const char *dir, const char *line)
{
	char *name;
	uint64_t h, want = strtoull(line, &name, 16);
	autofree char *path = NULL;

	if (*name++ != ' ')
		return false;
	path = path_join(dir, name);
	return digest(path, &h) && h == want;
}

bool
seal_check(const char *dir, char **what)
{
	autoargvec lines = ARGVEC_INIT;
	int r = read_lines(dir, &lines);

	*what = NULL;
	if (r < 0)
		*what = list_path(dir);
	for (size_t i = 0; r > 0 && i < lines.n; i++)
		if (!line_holds(dir, lines.v[i])) {
			const char *name = strchr(lines.v[i], ' ');

			*what = name != NULL ? path_join(dir, name + 1)
					     : list_path(dir);
			return false;
		}
	return r >= 0;
}

/* ---- once per boot ---- */

/* The clock's time at the boot. */
static bool
set_time(const char *path, time_t when)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = when } };

	return utimensat(AT_FDCWD, path, times, 0) == 0;
}

bool
seal_holds(const char *dir)
{
	autofree char *path = list_path(dir), *what = NULL;
	struct stat st;

	/* On a disk that is read only it would be looked at for each call. */
	if (stat(path, &st) != 0 || st.st_mtime >= system_boot_time() ||
		!set_time(path, st.st_mtime))
		return true;
	if (!seal_check(dir, &what))
		return false;
	set_time(path, time(NULL));
	return true;
}

void
seal_doubt(const char *dir, int age)
{
	autofree char *path = list_path(dir);
	struct stat st;

	if (stat(path, &st) == 0 &&
		(age == 0 || st.st_mtime + age < time(NULL)))
		set_time(path, 1);
}
