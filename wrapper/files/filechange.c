#include "wrapper/files/filechange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"

int
filechange_open(struct filechange *file, char *path, struct fail *f)
{
	size_t len;

	file->path = path;
	file->real = realpath(path, NULL);
	if (file->real == NULL) {
		if (errno != ENOENT && errno != ENOTDIR)
			return fail_errno(f, "cannot read '%s'", path);
		if (lstat(path, &file->st) == 0)
			return fail_set(f,
				"cannot use '%s': it is a symlink "
				"to nothing",
				path);
		file->real = xstrdup(path);
		return 0;
	}
	if (stat(file->real, &file->st) != 0)
		return fail_errno(f, "cannot read '%s'", path);
	if (path_read(file->real, FILECHANGE_MAX, &file->have, &len, f) != 0)
		return -1;
	if (strlen(file->have) != len)
		return fail_set(
			f, "cannot use '%s': it holds a NUL byte", path);
	return 0;
}

bool
filechange_differs(const struct filechange *file)
{
	if (file->have == NULL || file->want == NULL)
		return file->have != file->want;
	return strcmp(file->have, file->want) != 0;
}

int
filechange_allowed(const struct filechange *file, struct fail *f)
{
	if (file->have == NULL)
		return 0;
	if ((file->st.st_mode & 0222) == 0 || access(file->real, W_OK) != 0)
		return fail_set(f, "it is read-only");
	if (file->st.st_nlink > 1)
		return fail_set(f, "it has other hard links, which would "
				   "keep the old text");
	return 0;
}

static mode_t
new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Writes a temp file beside the real one and renames it into place, keeping
 * mode and owner. */
static int
replace(const struct filechange *file, struct fail *f)
{
	mode_t mode =
		file->have != NULL ? file->st.st_mode & 07777 : new_mode();
	autofree char *tmp = NULL;

	if (file->have == NULL || file->st.st_uid == geteuid())
		return path_write(
			file->real, file->want, strlen(file->want), mode, f);
	tmp = xasprintf("%s.%ld~", file->real, (long)getpid());
	if (path_write(tmp, file->want, strlen(file->want), mode, f) != 0)
		return -1;
	/* chown clears set-id bits: the mode comes after it. */
	if (chown(tmp, file->st.st_uid, file->st.st_gid) != 0 ||
		chmod(tmp, mode) != 0 || rename(tmp, file->real) != 0) {
		fail_errno(f, "cannot write '%s'", file->path);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int
filechange_apply(const struct filechange *file, struct fail *f)
{
	if (!filechange_differs(file))
		return 0;
	if (file->want != NULL) {
		if (replace(file, f) != 0)
			return -1;
		fshow(stderr, "zbuild: wrote %s\n", file->path);
		return 0;
	}
	if (unlink(file->path) != 0 && errno != ENOENT)
		return fail_errno(f, "cannot remove '%s'", file->path);
	fshow(stderr, "zbuild: removed %s\n", file->path);
	return 0;
}

void
filechange_undo(const struct filechange *file)
{
	struct filechange back = *file;

	if (!filechange_differs(file))
		return;
	back.want = file->have;
	back.have = file->want;
	if (back.want == NULL)
		unlink(back.path);
	else
		path_write(back.real, back.want, strlen(back.want),
			file->st.st_mode & 07777, FAIL_IGNORED);
}

void
filechange_print(const struct filechange *file)
{
	if (!filechange_differs(file))
		printf("# %s: unchanged\n", file->path);
	else if (file->want == NULL)
		printf("# %s: removed\n", file->path);
	else
		printf("# %s:\n%s\n", file->path, file->want);
}

void
filechange_clear(struct filechange *file)
{
	free(file->path);
	free(file->real);
	free(file->have);
	free(file->want);
}
