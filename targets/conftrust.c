#include "targets/conftrust.h"

#include <limits.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/trust.h"
#include "common/xalloc.h"

enum { FILE_MAX = 1 << 20, RECORD_MAX = PATH_MAX + 128 };

static const char hint[] = "look at it, then run `cargo zbuild trust`, which "
			   "keeps that in your own folder; ZBUILD_TRUST=1 "
			   "trusts all (CI)";

char *
conftrust_home(const char *name)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* The XDG specification: a relative path is to be ignored. */
	if (xdg != NULL && *xdg == '/')
		return xasprintf("%s/zbuild/%s", xdg, name);
	if (home != NULL && *home == '/')
		return xasprintf("%s/.config/zbuild/%s", home, name);
	return NULL;
}

static bool
all_trusted(void)
{
	const char *v = getenv("ZBUILD_TRUST");

	return v != NULL && strcmp(v, "1") == 0;
}

/* ---- the record ---- */

/* The file of a resolved path. */
static char *
record_path(const char *real)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];
	autofree char *dir = conftrust_home("trusted");

	if (dir == NULL)
		return NULL;
	SHA256_Data((const uint8_t *)real, strlen(real), hex);
	return xasprintf("%s/%.32s", dir, hex);
}

/* "DIGEST PATH" of the file as it is, or NULL. */
static char *
record_text(const char *real)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];
	autofree char *text = NULL;
	struct fail ignored = FAIL_INIT;
	size_t len;

	if (path_read(real, FILE_MAX, &text, &len, &ignored) != 0) {
		fail_clear(&ignored);
		return NULL;
	}
	SHA256_Data((const uint8_t *)text, len, hex);
	return xasprintf("%s %s", hex, real);
}

/* What a record says, if nobody else can have written it. */
static char *
record_read(const char *record)
{
	autofree char *dir = path_dir(record);
	struct fail ignored = FAIL_INIT;
	struct stat st, up;
	char *text = NULL;

	if (stat(dir, &up) == 0 && trust_ours(&up) && lstat(record, &st) == 0 &&
		trust_ours(&st) &&
		path_read(record, RECORD_MAX, &text, NULL, &ignored) != 0)
		fail_clear(&ignored);
	return text;
}

bool
conftrust_given(const char *path)
{
	autofree char *real = realpath(path, NULL);
	autofree char *record = real != NULL ? record_path(real) : NULL;
	autofree char *said = record != NULL ? record_read(record) : NULL;
	autofree char *now = said != NULL ? record_text(real) : NULL;

	return now != NULL && strcmp(said, now) == 0;
}

int
conftrust_add(const char *path, struct fail *f)
{
	autofree char *real = realpath(path, NULL);
	autofree char *record = real != NULL ? record_path(real) : NULL;
	autofree char *text = real != NULL ? record_text(real) : NULL;
	autofree char *dir = NULL;

	if (text == NULL)
		return fail_errno(f, "cannot read '%s'", path);
	if (record == NULL)
		return fail_set(f, "cannot keep that '%s' is trusted: neither "
				   "HOME nor XDG_CONFIG_HOME is set", path);
	dir = path_dir(record);
	if (path_mkdirs(dir, f) != 0 ||
		path_write(record, text, strlen(text), 0600, f) != 0)
		return -1;
	return conftrust_given(path)
		       ? 0
		       : fail_set(f, "cannot trust '%s': others may write to "
				     "'%s'", path, dir);
}

int
conftrust_remove(const char *path, bool *had, struct fail *f)
{
	autofree char *real = realpath(path, NULL);
	autofree char *whole = real != NULL ? xstrdup(real)
					    : path_absolute(path);
	autofree char *record = record_path(whole);

	*had = record != NULL && path_is_file(record);
	if (*had && unlink(record) != 0)
		return fail_errno(f, "cannot remove '%s'", record);
	return 0;
}

void
conftrust_list(struct argvec *out)
{
	autofree char *dir = conftrust_home("trusted");
	autoargvec names = ARGVEC_INIT;

	if (dir != NULL)
		path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *record = path_join(dir, names.v[i]);
		autofree char *said = record_read(record);
		const char *path = said != NULL ? strchr(said, ' ') : NULL;

		if (path != NULL)
			argvec_push(out, path + 1);
	}
}

/* ---- what is refused ---- */

static bool
is_believed(const char *path)
{
	return all_trusted() || conftrust_given(path);
}

static int
refuse_owner(const char *path, const char *what, const struct stat *st,
	struct fail *f)
{
	if (is_believed(path))
		return 0;
	fail_set(f, "refusing '%s': %s belongs to user %lu, we are user %lu",
		path, what, (unsigned long)st->st_uid,
		(unsigned long)geteuid());
	return fail_hint(f, "%s", hint);
}

int
conftrust_owner(const char *path, struct fail *f)
{
	autofree char *dir = path_dir(path);
	struct stat st;

	if (stat(path, &st) == 0 && !trust_owner(&st))
		return refuse_owner(path, "it", &st, f);
	if (stat(dir, &st) == 0 && !trust_owner(&st))
		return refuse_owner(path, "its folder", &st, f);
	return 0;
}

int
conftrust_program(const char *path, const char *what, struct fail *f)
{
	if (is_believed(path))
		return 0;
	fail_set(f, "'%s' names a %s, and this file is not trusted", what,
		starts_with(what, "signed-by") ? "keyring" : "program");
	return fail_hint(f, "%s", hint);
}

/* By these the compiler or the linker loads or starts what they name, reads more
 * words, or has its own files from elsewhere; all that begin so, with one dash or
 * two. Names of lld-link have no case. */
static const char *const loading[] = {
	/* code */
	"-fplugin", "-fpass-plugin", "-hipspv-pass-plugin", "-plugin",
	"-add-plugin", "-load",
	/* programs */
	"-ld-path", "-wrapper", "-ccc-", "-B", "-prefix", "-gcc-toolchain",
	"-gcc-install-dir", "-cuda-path", "-ptxas-path", "-hip-path",
	"-rocm-path", "-dxv-path", "-amdgpu-arch-tool", "-nvptx-arch-tool",
	"-offload-arch-tool", "-error-handling-script",
	"-fthinlto-distributor", "-thinlto-distributor",
	"/thinlto-distributor", "-Xthinlto-distributor",
	"-thinlto-remote-compiler", "/thinlto-remote-compiler",
	/* words */
	"@", "-config", "-specs", "-driver-mode", "-for-linker=@",
	"-for-assembler=@", "-Xlink=@",
	/* what the compiler believes without reading it as source */
	"-resource-dir", "-ivfsoverlay", "-vfsoverlay", "/vfsoverlay",
	"-fmodule-file=", "-fprebuilt-module-path", "-fmodules-cache-path",
	"-include-pch"
};

static const char *const harmless[] = { "-Bstatic", "-Bdynamic", "-Bsymbolic",
	"-Bsymbolic-functions", "-Bsymbolic-non-weak",
	"-Bsymbolic-non-weak-functions", "-Bno-symbolic", "-Bshareable",
	"-load_hidden" };

bool
conftrust_linker(const char *name)
{
	static const char *const known[] = { "lld", "bfd", "gold", "mold",
		"wild" };

	return ONE_OF(known, name);
}

static bool
begins(const char *word, const char *row)
{
	size_t n = strlen(row);

	return (n > 2 ? strncasecmp(word, row, n) : strncmp(word, row, n)) == 0;
}

static bool
loads(const char *word)
{
	if (starts_with(word, "--"))
		word++;
	if (ONE_OF(harmless, word) || starts_with(word, "-D"))
		return false;
	for (size_t i = 0; i < COUNT(loading); i++)
		if (begins(word, loading[i]))
			return true;
	/* -mllvm=-load=x, --Xlink=-mllvm:-load=x */
	for (const char *p = word; (p = strpbrk(p, "=:")) != NULL;)
		if (*++p == '-' && loads(p))
			return true;
	return starts_with(word, "-fuse-ld=") &&
	       !conftrust_linker(word + strlen("-fuse-ld="));
}

int
conftrust_flags(const char *path, const char *key, const struct argvec *words,
	size_t from, bool apple, struct fail *f)
{
	for (size_t i = from; i < words->n; i++) {
		autoargvec parts = ARGVEC_INIT;

		/* -Wl,-plugin,x */
		argvec_split(&parts, words->v[i], ",");
		for (size_t k = 0; k < parts.n; k++) {
			autofree char *what = NULL;

			if (!loads(parts.v[k]) ||
				(apple && k > 0 && parts.v[k][0] == '@'))
				continue;
			what = xasprintf("%s = %s", key, words->v[i]);
			return conftrust_program(path, what, f);
		}
	}
	return 0;
}
