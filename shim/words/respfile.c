#include "shim/words/respfile.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"

enum { MAX_DEPTH = 32, MAX_FILES = 10000, MAX_BYTES = 256 << 20 };

/* What one call has read so far: a file that is named twice counts twice. */
struct expansion {
	struct argvec *out;
	size_t files, bytes;
};

/* clang would read a device such as /dev/zero for ever. */
static bool
is_endless(const char *path)
{
	struct stat st;

	return strcmp(path, "/dev/null") != 0 && stat(path, &st) == 0 &&
	       (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

static int
read_next(struct expansion *x, const char *file, int depth, char **text,
	struct fail *f)
{
	size_t len;

	if (depth == MAX_DEPTH)
		return fail_set(f,
			"response file '%s': nested more than %d deep, it may "
			"include itself",
			file, MAX_DEPTH);
	if (x->files++ == MAX_FILES)
		return fail_set(f,
			"response file '%s': more than %d are included, they "
			"may include each other",
			file, MAX_FILES);
	if (path_read(file, MAX_BYTES - x->bytes, text, &len, f) != 0)
		return fail_context(f, "response file");
	x->bytes += len;
	return 0;
}

static int
expand(struct expansion *x, char *const *words, int depth, struct fail *f)
{
	for (; *words != NULL; words++) {
		const char *file = *words + 1;
		autofree char *text = NULL;
		autoargvec inner = ARGVEC_INIT;

		if (**words == '@' && is_endless(file))
			return fail_set(f, "response file '%s': a device",
				file);
		if (**words != '@' || !path_is_file(file)) {
			argvec_push(x->out, *words);
			continue;
		}
		if (read_next(x, file, depth, &text, f) != 0)
			return -1;
		quote_parse_gnu(text, &inner);
		if (expand(x, argvec_exec(&inner), depth + 1, f) != 0)
			return -1;
	}
	return 0;
}

int
respfile_expand(char *const *words, struct argvec *out, struct fail *f)
{
	struct expansion x = { .out = out };

	return expand(&x, words, 0, f);
}

/* execve's limit for arguments and environment is a quarter of the stack
 * limit (man 2 execve); half of that leaves room for the environment. */
static size_t
exec_limit(void)
{
	long max = sysconf(_SC_ARG_MAX);

	return max > 0 ? (size_t)max / 2 : 128 << 10;
}

/* zig 0.11 to 0.17 split response files with their Windows rules: only double
 * quotes group, and a backslash counts only before one. */
static char *
quote_zig(const char *word)
{
	char *out = xmalloc(strlen(word) * 2 + 3), *o = out;
	size_t slashes = 0;

	*o++ = '"';
	for (; *word != '\0'; word++) {
		if (*word == '"') {
			for (; slashes > 0; slashes--)
				*o++ = '\\';
			*o++ = '\\';
		}
		slashes = *word == '\\' ? slashes + 1 : 0;
		*o++ = *word;
	}
	for (; slashes > 0; slashes--)
		*o++ = '\\';
	*o++ = '"';
	*o = '\0';
	return out;
}

int
respfile_shorten(struct argvec *argv, size_t keep, size_t limit,
	enum respfile_dialect dialect, const char *dir, struct fail *f)
{
	autoargvec quoted = ARGVEC_INIT;
	autofree char *text = NULL, *path = NULL;

	if (argvec_bytes(argv) <= (limit != 0 ? limit : exec_limit()))
		return 0;
	for (size_t i = keep; i < argv->n; i++)
		argvec_take(&quoted, dialect == RESPFILE_ZIG
					     ? quote_zig(argv->v[i])
					     : quote_gnu(argv->v[i]));
	text = argvec_join(&quoted, "\n");
	path = path_join(dir, "arguments.rsp");
	if (path_write(path, text, strlen(text), 0600, f) != 0)
		return -1;
	while (argv->n > keep)
		argvec_remove(argv, argv->n - 1);
	argvec_pushf(argv, "@%s", path);
	return 0;
}
