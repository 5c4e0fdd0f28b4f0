#include "wrapper/deps/alternatives.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/files/filetree.h"

/* A name below usr, said word for word. */
static bool
is_plain(const char *path)
{
	return starts_with(path, "/usr/") && strstr(path, "/..") == NULL &&
	       strpbrk(path, "$`\"'\\*?") == NULL;
}

/* Does what is there of a folder lie in root? No link of a package's leads us
 * elsewhere. */
static bool
is_inside(const char *dir, const char *root)
{
	autofree char *at = xstrdup(dir), *real = NULL, *top = realpath(root, NULL);
	struct stat st;

	while (lstat(at, &st) != 0) {
		char *up = path_dir(at);

		free(at);
		at = up;
	}
	real = realpath(at, NULL);
	return real != NULL && top != NULL && path_is_in(real, top);
}

/* Not in the place of what is there. */
static int
link_one(const char *link, const char *file, const char *root, struct fail *f)
{
	autofree char *at = xasprintf("%s%s", root, link);
	autofree char *to = xasprintf("%s%s", root, file);
	autofree char *dir = path_dir(at);
	struct stat st;

	if (lstat(at, &st) == 0 || lstat(to, &st) != 0 ||
		!is_inside(dir, root) || !is_inside(to, root))
		return 0;
	if (path_mkdirs(dir, f) != 0)
		return -1;
	/* its paths lead up from where it is read: CMake follows no link */
	if (ends_with(to, ".cmake"))
		return filetree_copy_file(to, at, f) < 0 ? -1 : 0;
	return symlink(file, at) != 0
		       ? fail_errno(f, "cannot make link '%s'", at)
		       : 0;
}

/* --install LINK NAME FILE PRIORITY, --slave LINK NAME FILE */
static int
read_command(const struct argvec *words, const char *root, struct fail *f)
{
	int r = 0;

	for (size_t i = 1; r == 0 && i + 3 < words->n; i++) {
		const char *link = words->v[i + 1], *file = words->v[i + 3];

		if ((strcmp(words->v[i], "--install") == 0 ||
			    strcmp(words->v[i], "--slave") == 0) &&
			is_plain(link) && is_plain(file))
			r = link_one(link, file, root, f);
	}
	return r;
}

int
alternatives_link(const char *text, const char *root, struct fail *f)
{
	autofree char *copy = xstrdup(text);
	char *rest = copy, *line;
	int r = 0;

	for (char *p = copy; (p = strstr(p, "\\\n")) != NULL;)
		p[0] = p[1] = ' ';
	while (r == 0 && (line = strsep(&rest, "\n")) != NULL) {
		autoargvec words = ARGVEC_INIT;

		argvec_split(&words, line, " \t");
		if (words.n > 0 && strcmp(words.v[0], "update-alternatives") == 0)
			r = read_command(&words, root, f);
	}
	return r;
}
