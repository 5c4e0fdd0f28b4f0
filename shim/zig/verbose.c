#include "shim/zig/verbose.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"

/* Stand-ins for names with blanks, while a line is split at blanks. */
#define LIB_MARK "\x01"
#define CACHE_MARK "\x02"
#define DIR_MARK "\x03"
#define ZIG_MARK "\x04"

/* The user's word for zig's global cache, or NULL. */
static const char *
users_cache(void)
{
	const char *set = getenv("ZIG_GLOBAL_CACHE_DIR");

	return set != NULL && *set != '\0' ? set : NULL;
}

void
verbose_env(const char *dir, struct argvec *env)
{
	if (users_cache() == NULL)
		argvec_pushf(env, "ZIG_GLOBAL_CACHE_DIR=%s/global", dir);
	argvec_pushf(env, "ZIG_LOCAL_CACHE_DIR=%s", dir);
}

int
verbose_run(const struct zig *z, const char *dir, bool alone,
	const struct argvec *words, char **out, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	scoped(child_output) err = { 0 };
	autofree char *name = xasprintf("zig %s", words->v[0]);
	int status;

	if (alone)
		argvec_pushf(&env, "ZIG_GLOBAL_CACHE_DIR=%s/global", dir);
	verbose_env(dir, &env);
	argvec_pushl(&env, "ZIG_VERBOSE_CC=1", "ZIG_VERBOSE_LINK=1", NULL);
	argvec_push(&argv, z->path);
	for (size_t i = 0; i < words->n; i++)
		argvec_push(&argv, words->v[i]);
	trace_words("asking zig", env.v, argvec_exec(&argv));
	if (child_run(z->path, &argv, &env, NULL, &err, &status, f) != 0)
		return -1;
	*out = err.text;
	err.text = NULL;
	return ending_fail(name, status, *out, true, f);
}

int
verbose_step(const struct zig *z, const char *dir, struct argvec *argv,
	struct fail *f)
{
	scoped(child_output) out = { 0 }, err = { 0 };
	bool zig = strcmp(argv->v[0], z->path) == 0;
	autofree char *name = zig ? xasprintf("'zig %s'", argv->v[1])
				  : xasprintf("'%s'", argv->v[0]);
	struct child c = { .program = argv->v[0], .argv = argv, .dir = dir,
		.flags = CHILD_DIES };

	return child_talk(&c, &out, &err, f) != 0
		       ? -1
		       : ending_fail(name, child_wait(&c), err.text, true, f);
}

/* Replaces every `name` in *line by mark. */
static void
mark(char **line, const char *name, const char *with)
{
	size_t n = name != NULL ? strlen(name) : 0;
	char *at;

	while (n > 0 && (at = strstr(*line, name)) != NULL) {
		char *next = xasprintf("%.*s%s%s", (int)(at - *line), *line,
			with, at + n);

		free(*line);
		*line = next;
	}
}

static char *
unmark(const char *word, const struct zig *z, const char *cache,
	const char *dir)
{
	char *s = xstrdup(word);

	mark(&s, LIB_MARK, z->lib);
	mark(&s, CACHE_MARK, cache);
	mark(&s, DIR_MARK, dir);
	mark(&s, ZIG_MARK, z->path);
	return s;
}

/* A name relative to our current folder, made absolute; zig also names folders
 * of its own that are not there (lib/libc/include/generic-mingw). */
static char *
whole_name(char *word, const struct zig *z)
{
	char *full;

	if (strchr(word, '/') == NULL || word[0] == '/' || word[0] == '-')
		return word;
	full = path_absolute(word);
	if (access(word, F_OK) == 0 || starts_with(full, z->lib)) {
		free(word);
		return full;
	}
	free(full);
	return word;
}

/* Words of a line; what zig does not quote comes out whole. */
static void
split_line(const struct zig *z, const char *dir, char *line,
	struct argvec *out)
{
	const char *cache = users_cache() != NULL ? users_cache() : "";
	char *copy = xstrdup(line);
	autoargvec words = ARGVEC_INIT;

	mark(&copy, z->lib, LIB_MARK);
	mark(&copy, cache, CACHE_MARK);
	mark(&copy, dir, DIR_MARK);
	mark(&copy, z->path, ZIG_MARK);
	argvec_split(&words, copy, " ");
	free(copy);
	for (size_t i = 0; i < words.n; i++)
		argvec_take(out, 
			whole_name(unmark(words.v[i], z, cache, dir), z));
}

bool
verbose_line(const struct zig *z, const char *dir, const char *text,
	const char *start, const char *needle, struct argvec *out)
{
	autofree char *found = NULL;

	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, "\n");
		char *line = xstrndup(p, n);
		const char *at = strstr(line, start);

		if (at != NULL && (at == line || *start == ' ') &&
			strstr(line, needle) != NULL) {
			free(found);
			found = line;
		} else {
			free(line);
		}
		p += n + (p[n] == '\n');
	}
	if (found == NULL)
		return false;
	split_line(z, dir, found, out);
	return true;
}

/* ---- what it would run ---- */

/* Removes "-Xclang -target-feature -Xclang X": hundreds of them say once more
 * what the CPU has; and what says the same to the assembler. */
static void
drop_features(char *line)
{
	static const char *const starts[] = {
		" -Xclang -target-feature -Xclang ", " -Xclangas " };
	char *to = line;

	for (const char *p = line; *p != '\0';) {
		size_t n = starts_with(p, starts[0])   ? strlen(starts[0])
			   : starts_with(p, starts[1]) ? strlen(starts[1])
						       : 0;

		if (n > 0)
			p += n + strcspn(p + n, " ");
		else
			*to++ = *p++;
	}
	*to = '\0';
}

int
verbose_wanted(const struct zig *z, const char *dir,
	const struct argvec *words, struct argvec **lines, size_t *n,
	struct fail *f)
{
	autofree char *global = xasprintf("ZIG_GLOBAL_CACHE_DIR=%s/global", dir);
	autofree char *name = xasprintf("zig %s", words->v[0]);
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	scoped(child_output) err = { 0 };
	autofree char *said = NULL;
	struct child c = { .program = z->path, .argv = &argv, .env = &env,
		.flags = CHILD_NO_INPUT | CHILD_ALONE | CHILD_DIES };
	char *rest, *line;

	argvec_pushl(&env, global, "ZIG_VERBOSE_CC=1", NULL);
	argvec_pushf(&env, "ZIG_LOCAL_CACHE_DIR=%s", dir);
	argvec_push(&argv, z->path);
	argvec_pushv(&argv, words->v);
	trace_words("asking zig what it would compile", env.v,
		argvec_exec(&argv));
	if (child_talk(&c, NULL, &err, f) != 0)
		return -1;
	said = xstrdup(err.text);
	rest = said;
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *at = strstr(line, " clang ");

		/* a message may have the word, too */
		if (at == NULL || *line == ' ' || strstr(at, " -c ") == NULL)
			continue;
		drop_features(at);
		*lines = xreallocarray(*lines, *n + 1, sizeof **lines);
		(*lines)[*n] = (struct argvec)ARGVEC_INIT;
		split_line(z, dir, at + strlen(" clang "), &(*lines)[(*n)++]);
	}
	/* That clang could not be started is a failure, too. */
	if (*n > 0)
		return 0;
	return ending_fail(name, child_wait(&c), err.text, true, f) != 0
		       ? -1
		       : fail_set(f, "zig printed no command of clang's");
}

void
verbose_free(struct argvec *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		argvec_clear(&lines[i]);
	free(lines);
}
