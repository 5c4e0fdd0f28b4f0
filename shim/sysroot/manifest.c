#include "shim/sysroot/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/path.h"
#include "common/xalloc.h"

enum { MANIFEST_MAX = 65536 };

/* "SIZE NAME" of a file below dir: what tells that it was cut off. */
void
manifest_add(const char *dir, const char *name, struct argvec *out)
{
	autofree char *path = path_join(dir, name);
	struct stat st;

	if (stat(path, &st) == 0)
		argvec_pushf(out, "%lld %s", (long long)st.st_size, name);
}

/* Is every file of the list there, with its size? */
bool
manifest_holds(const char *dir, const struct argvec *list)
{
	for (size_t i = 0; i < list->n; i++) {
		char *name;
		long long size = strtoll(list->v[i], &name, 10);
		autofree char *path = NULL;
		struct stat st;

		if (*name++ != ' ')
			return false;
		path = path_join(dir, name);
		if (stat(path, &st) != 0 || st.st_size != size)
			return false;
	}
	return list->n > 0;
}

/* The list in a file, written whole behind the files that it names. */
int
manifest_write(const char *file, const struct argvec *list, struct fail *f)
{
	autofree char *text = argvec_join(list, "\n");

	return path_write(file, text, strlen(text), 0644, f);
}

bool
manifest_file_holds(const char *dir, const char *file)
{
	autoargvec list = ARGVEC_INIT;
	autofree char *text = NULL;

	if (path_read(file, MANIFEST_MAX, &text, NULL, FAIL_IGNORED) != 0)
		return false;
	argvec_split(&list, text, "\n");
	return manifest_holds(dir, &list);
}
