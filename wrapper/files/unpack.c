#include "wrapper/files/unpack.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/places.h"
#include "wrapper/files/external.h"

bool
unpack_name_ok(const char *name)
{
	const char *p = name;

	if (*p == '\0' || *p == '/')
		return false;
	for (;; p++) {
		size_t n = strcspn(p, "/");

		if (n == 2 && p[0] == '.' && p[1] == '.')
			return false;
		p += n;
		if (*p == '\0')
			break;
	}
	for (p = name; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == '\\' || *p == 0x7f)
			return false;
	return true;
}

static int
bad_name(const char *name, struct fail *f)
{
	return fail_set(f, "refusing the archive: the name '%s' in it could "
			   "be written elsewhere", name);
}

/* A file mapped for reading. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

static int
bytes_open(const char *path, struct bytes *b, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	void *p;

	if (fd < 0)
		return fail_errno(f, "cannot open '%s'", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
		close(fd);
		return fail_set(f, "cannot read '%s': %s", path,
			S_ISREG(st.st_mode) ? "it is empty"
					    : "not a regular file");
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return fail_errno(f, "cannot read '%s'", path);
	*b = (struct bytes){ p, (size_t)st.st_size };
	return 0;
}

static void
bytes_close(struct bytes *b)
{
	munmap((void *)(uintptr_t)b->p, b->n);
}

static uint32_t
le(const uint8_t *p, int n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* Sizes and magics of PKWARE's APPNOTE.TXT, sections 4.3.12 and 4.3.16. */
enum { EOCD_SIZE = 22, CDH_SIZE = 46, COMMENT_MAX = 65535 };

/* The end record of a zip file, or NULL. */
static const uint8_t *
find_end(const struct bytes *b)
{
	size_t back = EOCD_SIZE;

	for (; back <= b->n && back <= EOCD_SIZE + COMMENT_MAX; back++)
		if (memcmp(b->p + b->n - back, "PK\5\6", 4) == 0)
			return b->p + b->n - back;
	return NULL;
}

/* One member; its length in *used. */
static int
check_member(const uint8_t *p, size_t left, size_t *used, struct fail *f)
{
	autofree char *name = NULL;
	size_t n;

	if (left < CDH_SIZE || memcmp(p, "PK\1\2", 4) != 0)
		return fail_set(f, "damaged zip file");
	n = le(p + 28, 2);
	*used = CDH_SIZE + n + le(p + 30, 2) + le(p + 32, 2);
	if (*used > left)
		return fail_set(f, "damaged zip file");
	name = xstrndup((const char *)p + CDH_SIZE, n);
	if (strlen(name) != n || !unpack_name_ok(name))
		return bad_name(name, f);
	if (S_ISLNK(le(p + 38, 4) >> 16))
		return fail_set(f,
			"refusing the archive: '%s' in it is a symlink", name);
	if (le(p + 8, 2) & 1)
		return fail_set(f,
			"refusing the archive: '%s' in it is encrypted", name);
	return 0;
}

static int
check_members(const struct bytes *b, struct fail *f)
{
	const uint8_t *end = find_end(b);
	size_t at, stop, used = 0;
	uint32_t count;

	if (end == NULL)
		return fail_set(f, "not a whole zip file");
	count = le(end + 10, 2);
	at = le(end + 16, 4);
	stop = at + le(end + 12, 4);
	if (count == 0xffff || at == 0xffffffff)
		return fail_set(f, "a zip64 file, which this does not read");
	if (at > stop || stop > (size_t)(end - b->p))
		return fail_set(f, "damaged zip file");
	for (; count > 0; count--, at += used)
		if (check_member(b->p + at, stop - at, &used, f) != 0)
			return -1;
	/* A member too many would be unpacked without having been looked at. */
	return at == stop ? 0 : fail_set(f, "damaged zip file");
}

int
unpack_check_zip(const char *file, struct fail *f)
{
	struct bytes b = { (const uint8_t *)"", 0 };
	int rc;

	if (bytes_open(file, &b, f) != 0)
		return -1;
	rc = check_members(&b, f);
	bytes_close(&b);
	return rc;
}

static int
unpack_zip(const char *file, const char *dir, struct fail *f)
{
	autofree char *unzip = path_find("unzip");
	autofree char *whole = path_absolute(file), *to = path_absolute(dir);
	autoargvec argv = ARGVEC_INIT, pythons = ARGVEC_INIT;

	if (unpack_check_zip(file, f) != 0)
		return -1;
	/* As fast as unzip, and a full disk is an error, not a question. */
	zigplaces_pythons(&pythons);
	if (pythons.n > 0) {
		argvec_pushl(&argv, pythons.v[0], "-m", "zipfile", "-e", whole,
			to, NULL);
		return external_python(&argv, false, f);
	}
	if (unzip != NULL)
		argvec_pushl(&argv, unzip, "-q", "-o", file, "-d", dir, NULL);
	else {
		fail_set(f, "neither python3 nor unzip is on PATH");
		return fail_hint(f, "install unzip");
	}
	return external_run(&argv, false, f);
}

static int
unpack_tar(const char *file, const char *dir, struct fail *f)
{
	autofree char *tar = path_find("tar"), *list = NULL;
	autoargvec argv = ARGVEC_INIT, names = ARGVEC_INIT;

	if (tar == NULL)
		return fail_set(f, "tar is not on PATH");
	argvec_pushl(&argv, tar, "-tf", file, NULL);
	if (external_output(&argv, &list, f) != 0)
		return -1;
	argvec_split(&names, list, "\n");
	for (size_t i = 0; i < names.n; i++)
		if (!unpack_name_ok(names.v[i]))
			return bad_name(names.v[i], f);
	argvec_clear(&argv);
	argvec_pushl(&argv, tar, "-xf", file, "-C", dir, "--no-same-owner",
		"--no-same-permissions", NULL);
	return external_run(&argv, false, f);
}

/* Does the symlink at path (below dir) point at something below dir? */
static bool
link_stays(const char *dir, const char *path)
{
	autofree char *root = realpath(dir, NULL);
	autofree char *real = realpath(path, NULL);
	size_t n = root != NULL ? strlen(root) : 0;

	return root != NULL && real != NULL && strncmp(real, root, n) == 0 &&
	       real[n] == '/';
}

/* Of what was unpacked into the folder dir. */
static int
check_entry(const char *path, const struct stat *st, const void *dir,
	struct fail *f)
{
	const char *name = path + strlen(dir) + 1;

	if (S_ISLNK(st->st_mode) && !link_stays(dir, path))
		return fail_set(f,
			"refusing the archive: the symlink '%s' leaves it",
			name);
	if (!S_ISLNK(st->st_mode) && !S_ISREG(st->st_mode) &&
		!S_ISDIR(st->st_mode))
		return fail_set(f,
			"refusing the archive: '%s' is no ordinary file", name);
	if (!S_ISLNK(st->st_mode) &&
		chmod(path, (st->st_mode & 0755) | 0600) != 0)
		return fail_errno(f, "cannot set the mode of '%s'", path);
	return 0;
}

static const struct kind {
	const char *magic;
	size_t n;
	int (*unpack)(const char *file, const char *dir, struct fail *f);
} kinds[] = {
	{ "PK\3\4", 4, unpack_zip },
	{ "\xfd" "7zXZ", 5, unpack_tar },
	{ "\x1f\x8b", 2, unpack_tar },
	{ "\x28\xb5\x2f\xfd", 4, unpack_tar },
	/* A plain tar file begins with a name: wrapper/cache/pack.c's first. */
	{ "zbuild-pack", 12, unpack_tar },
};

int
unpack_archive(const char *file, const char *dir, struct fail *f)
{
	struct bytes b = { (const uint8_t *)"", 0 };
	const struct kind *k = NULL;

	if (bytes_open(file, &b, f) != 0)
		return -1;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (b.n >= kinds[i].n &&
			memcmp(b.p, kinds[i].magic, kinds[i].n) == 0)
			k = &kinds[i];
	bytes_close(&b);
	if (k == NULL)
		fail_set(f, "no .whl, .zip, .tar.xz, .tar.gz or "
			    ".tar.zst file");
	if (k == NULL || k->unpack(file, dir, f) != 0)
		return fail_context(f, "cannot unpack '%s'", file);
	if (path_walk(dir, check_entry, dir, f) != 0)
		return fail_context(f, "cannot unpack '%s'", file);
	return 0;
}
