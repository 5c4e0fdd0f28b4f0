#include "wrapper/zig/wheel.h"

#include <bsd/stdlib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/files/hash.h"
#include "wrapper/files/unpack.h"

enum { RECORD_MAX = 64 << 20 };

/* A digest as RECORD writes it: base64 with - and _, without padding. */
static void
digest_text(const uint8_t d[SHA256_DIGEST_LENGTH], char out[44])
{
	static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				  "qrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	int n = 0;

	for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) {
		bits = bits << 8 | d[i];
		for (n += 8; n >= 6; n -= 6)
			*out++ = abc[bits >> (n - 6) & 63];
	}
	*out++ = abc[bits << (6 - n) & 63];
	*out = '\0';
}

/* The next field of a line of CSV, unquoted in place; *p moves on. */
static char *
csv_field(char **p)
{
	char *s = *p, *to = *p, *start = *p;
	bool quoted = *s == '"';

	for (s += quoted; *s != '\0'; s++) {
		if (quoted && s[0] == '"' && s[1] == '"')
			s++;
		else if (quoted && *s == '"') {
			quoted = false;
			continue;
		} else if (!quoted && *s == ',')
			break;
		*to++ = *s;
	}
	*p = *s == ',' ? s + 1 : s;
	*to = '\0';
	return start;
}

static int
check_file(const char *dir, const char *name, const char *hash,
	const char *size, struct fail *f)
{
	autofree char *path = path_join(dir, name);
	uint8_t d[SHA256_DIGEST_LENGTH] = { 0 };
	const char *errstr = NULL;
	char text[44];
	struct stat st;
	long long want = strtonum(size, 0, INT64_MAX, &errstr);

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return fail_set(f, "'%s' is missing", name);
	if (errstr != NULL || strncmp(hash, "sha256=", 7) != 0)
		return fail_set(f, "no SHA-256 and size for '%s'", name);
	if (st.st_size != want)
		return fail_set(f, "'%s' has %lld bytes, not %lld", name,
			(long long)st.st_size, want);
	if (hash_file(path, d, f) != 0)
		return -1;
	digest_text(d, text);
	if (strcmp(text, hash + 7) != 0)
		return fail_set(f, "'%s' has another SHA-256", name);
	return 0;
}

/* RECORD and its signatures cannot contain their own hash. */
static bool
is_record(const char *name, const char *record)
{
	size_t n = strlen(record);

	return strncmp(name, record, n) == 0 &&
	       (name[n] == '\0' || strcmp(name + n, ".jws") == 0 ||
		       strcmp(name + n, ".p7s") == 0);
}

static int
check_lines(const char *dir, const char *record, char *text,
	struct argvec *names, struct fail *f)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		char *name, *hash, *size;

		line[strcspn(line, "\r")] = '\0';
		if (*line == '\0')
			continue;
		name = csv_field(&line);
		hash = csv_field(&line);
		size = csv_field(&line);
		if (!unpack_name_ok(name))
			return fail_set(f, "the name '%s' leads elsewhere",
				name);
		argvec_push(names, name);
		if (!is_record(name, record) &&
			check_file(dir, name, hash, size, f) != 0)
			return -1;
	}
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A wheel's folder, and the sorted names of its RECORD. */
struct recorded {
	const char *dir;
	const struct argvec *names;
};

static int
check_recorded(const char *path, const struct stat *st, const void *with,
	struct fail *f)
{
	const struct recorded *r = with;
	const char *name = path + strlen(r->dir) + 1;

	if (S_ISDIR(st->st_mode) ||
		(r->names->n > 0 && bsearch(&name, r->names->v, r->names->n,
					    sizeof *r->names->v,
					    by_name) != NULL))
		return 0;
	return fail_set(f, "'%s' is not in its RECORD", name);
}

static int
check_names(const char *dir, struct argvec *names, struct fail *f)
{
	struct recorded all = { dir, names };

	argvec_sort(names, 0);
	for (size_t i = 1; i < names->n; i++)
		if (strcmp(names->v[i - 1], names->v[i]) == 0)
			return fail_set(f, "'%s' is there twice",
				names->v[i]);
	return path_walk(dir, check_recorded, &all, f);
}

/* "ziglang-0.17.1.dist-info/RECORD", relative to dir. */
static char *
find_record(const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (ends_with(names.v[i], ".dist-info"))
			return path_join(names.v[i], "RECORD");
	return NULL;
}

int
wheel_check(const char *dir, struct fail *f)
{
	autofree char *record = find_record(dir), *path = NULL, *text = NULL;
	autoargvec names = ARGVEC_INIT;

	if (record != NULL)
		path = path_join(dir, record);
	if (path == NULL || !path_is_file(path))
		return fail_set(f, "damaged wheel: it has no RECORD");
	if (path_read(path, RECORD_MAX, &text, NULL, f) != 0 ||
		check_lines(dir, record, text, &names, f) != 0 ||
		check_names(dir, &names, f) != 0)
		return fail_context(f, "damaged wheel");
	return 0;
}
