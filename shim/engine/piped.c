#include "shim/engine/piped.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"

static bool
is_fifo(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* The "/dev/fd/63" in a word like "-Wl,-T,/dev/fd/63" that is the end of a pipe
 * to read from; or NULL. */
static char *
pipe_in(const char *word)
{
	const char *at = strstr(word, "/dev/fd/"), *digits;
	char *path;
	size_t n;
	int how;

	if (at == NULL)
		return NULL;
	digits = at + strlen("/dev/fd/");
	n = strspn(digits, "0123456789");
	if (n == 0 || n > 6 || (digits[n] != '\0' && digits[n] != ','))
		return NULL;
	path = xstrndup(at, (size_t)(digits - at) + n);
	how = fcntl((int)strtol(digits, NULL, 10), F_GETFL);
	if (how >= 0 && (how & O_ACCMODE) == O_RDONLY && is_fifo(path))
		return path;
	free(path);
	return NULL;
}

bool
piped_any(const struct plan *p)
{
	for (size_t i = 0; i < p->inputs.n; i++)
		if (*p->inputs.v[i] != '-' && is_fifo(p->inputs.v[i]))
			return true;
	for (size_t i = 0; i < p->nsteps; i++)
		for (size_t k = 0; p->steps[i].link && k < p->steps[i].argv.n;
			k++) {
			autofree char *path = pipe_in(p->steps[i].argv.v[k]);

			if (path != NULL)
				return true;
		}
	return false;
}

static int
copy(const char *from, const char *to, struct fail *f)
{
	char buf[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = in < 0 || out < 0 ? -1 : 1;

	while (n > 0 && (n = read(in, buf, sizeof buf)) > 0)
		if (path_write_all(out, buf, (size_t)n) != 0)
			n = -1;
	if (n < 0)
		fail_errno(f, "cannot copy '%s' to '%s'", from, to);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return n < 0 ? -1 : 0;
}

/* Names the copy where the words name `path`. */
static void
rename_in(struct argvec *words, size_t from, const char *path, const char *to)
{
	for (size_t i = from; i < words->n; i++) {
		char *word = words->v[i];
		autofree char *within = pipe_in(word);
		const char *at = strcmp(word, path) == 0 ? word
				 : within != NULL && strcmp(within, path) == 0
					 ? strstr(word, path)
					 : NULL;

		if (at == NULL)
			continue;
		words->v[i] = xasprintf("%.*s%s%s", (int)(at - word), word, to,
			at + strlen(path));
		free(word);
	}
}

static int
keep(struct plan *p, struct step *s, const char *given, const char *tmp,
	size_t number, struct fail *f)
{
	autofree char *path = xstrdup(given);
	autofree char *to = xasprintf("%s/piped%zu", tmp, number);

	if (copy(path, to, f) != 0)
		return -1;
	rename_in(&s->argv, s->head, path, to);
	rename_in(&p->inputs, 0, path, to);
	return 0;
}

static bool
names(const struct step *s, const char *path)
{
	for (size_t i = s->head; i < s->argv.n; i++)
		if (strcmp(s->argv.v[i], path) == 0)
			return true;
	return false;
}

int
piped_keep(struct plan *p, struct step *s, const char *tmp, struct fail *f)
{
	size_t kept = 0;

	/* (a source that comes so is an object by now) */
	for (size_t i = 0; i < p->inputs.n; i++)
		if (*p->inputs.v[i] != '-' && is_fifo(p->inputs.v[i]) &&
			names(s, p->inputs.v[i]) &&
			keep(p, s, p->inputs.v[i], tmp, kept++, f) != 0)
			return -1;
	for (size_t i = s->head; i < s->argv.n; i++) {
		autofree char *path = pipe_in(s->argv.v[i]);

		if (path != NULL && keep(p, s, path, tmp, kept++, f) != 0)
			return -1;
	}
	return 0;
}
