#include "wrapper/zig/install.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/zig/find.h"
#include "shim/zig/pin.h"
#include "shim/zig/places.h"
#include "shim/zig/probe.h"
#include "wrapper/files/external.h"
#include "wrapper/files/hash.h"
#include "wrapper/files/unpack.h"
#include "wrapper/zig/fetch.h"
#include "wrapper/zig/known.h"
#include "wrapper/zig/wheel.h"

#define TEMP_PREFIX ".tmp-"

static void __attribute__((format(printf, 1, 2)))
progress(const char *fmt, ...)
{
	va_list ap;

	if (!external_watched())
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("...\n", stderr);
}

/* A version becomes a folder's name and a word for pip. */
static int
check_version(const char *version, struct fail *f)
{
	struct version v;
	size_t n = strlen(version);

	if (n < 48 && isdigit((unsigned char)*version) &&
		strspn(version, "0123456789abcdefghijklmnopqrstuvwxyz.+-") ==
			n &&
		(!version_parse(version, &v) ||
			version_cmp(v, zig_oldest) >= 0))
		return 0;
	fail_status(f, EXIT_USAGE, "cannot install zig '%s': %s", version,
		n < 48 && version_parse(version, &v)
			? "0.11.0 is the first that works with zbuild"
			: "not a version");
	return fail_hint(f, "say " ZIG_DEFAULT_VERSION
			    ", or nothing for the version tested most");
}

static int
check_want(const struct ziginstall *w, struct fail *f)
{
	bool url = w->from != NULL && fetch_is_url(w->from);

	if (w->version != NULL && check_version(w->version, f) != 0)
		return -1;
	if (w->sha256 != NULL && (strlen(w->sha256) != 64 ||
		strspn(w->sha256, "0123456789abcdefABCDEF") != 64))
		return fail_status(f, EXIT_USAGE,
			"'%s' is not a SHA-256: 64 hexadecimal digits",
			w->sha256);
	if (url && w->sha256 == NULL) {
		fail_status(f, EXIT_USAGE, "--from with a URL needs --sha256");
		return fail_hint(f, "ziglang.org/download/index.json lists "
				    "the hash of each archive as \"shasum\"");
	}
	return 0;
}

static int
take_lock(struct fail *f)
{
	autofree char *dir = NULL, *path = NULL;

	if (os_cache_sub("locks", &dir, f) != 0)
		return -1;
	path = path_join(dir, "zig-install");
	return lock_wait(path, f, "install to end");
}

static int
make_sub(const char *temp, const char *name, char **out, struct fail *f)
{
	*out = path_join(temp, name);
	return path_mkdirs(*out, f);
}

/* A wheel that the index gave for a version. */
static int
check_index(const char *version, const char *file, const char *hex,
	struct fail *f)
{
	if (zigknown_archive(hex))
		return 0;
	if (!zigknown_version(version)) {
		fshow(stderr, "zbuild: only the index vouches for zig %s: "
				"its wheel has the SHA-256 %s\n", version, hex);
		return 0;
	}
	fail_set(f, "refusing '%s': its SHA-256 is %s, which no wheel of zig "
		    "%s has", path_base(file), hex, version);
	return fail_hint(f, "if your index makes its own wheels and you "
			    "believe this one: --sha256 HASH");
}

static int
check_hash(const struct ziginstall *w, const char *file, char hex[65],
	struct fail *f)
{
	if (hash_file_hex(file, hex, f) != 0)
		return -1;
	if (w->sha256 == NULL)
		return w->from != NULL
			       ? 0
			       : check_index(w->version, file, hex, f);
	if (strcasecmp(hex, w->sha256) == 0)
		return 0;
	return fail_set(f, "refusing '%s': its SHA-256 is %s, not %s",
		path_base(file), hex, w->sha256);
}

/* The archive to unpack, on this disk and with the hash asked for. */
static int
get_archive(const struct ziginstall *w, const char *temp, char **file,
	char hex[65], struct fail *f)
{
	autofree char *dir = NULL;

	if (w->from != NULL && !fetch_is_url(w->from)) {
		*file = path_absolute(w->from);
	} else {
		if (make_sub(temp, "download", &dir, f) != 0)
			return -1;
		progress("downloading zig %s (some 90 MB, once)",
			w->version != NULL ? w->version : w->from);
		if (w->from == NULL
				? fetch_wheel(w->version, dir, file, f) != 0
				: fetch_url(w->from, dir, file, f) != 0)
			return -1;
	}
	return check_hash(w, *file, hex, f);
}

/* zig's folder in what was unpacked: a wheel's ziglang/, the top, or the only
 * folder of a tar file. */
static char *
find_root(const char *dir)
{
	autoargvec tries = ARGVEC_INIT;

	argvec_pushl(&tries, "ziglang", "", NULL);
	path_list(dir, &tries);
	for (size_t i = 0; i < tries.n; i++) {
		autofree char *root = path_join(dir, tries.v[i]);
		autofree char *zig = path_join(root, "zig");

		if (tries.v[i][0] != '.' && path_is_file(zig)) {
			char *found = root;

			root = NULL;
			return found;
		}
	}
	return NULL;
}

static int
unpack_zig(const char *archive, const char *temp, char **root, struct fail *f)
{
	autofree char *dir = NULL, *zig = NULL;

	if (make_sub(temp, "unpacked", &dir, f) != 0)
		return -1;
	progress("unpacking %s", path_base(archive));
	if (unpack_archive(archive, dir, f) != 0 || child_stopped(f) != 0)
		return -1;
	*root = find_root(dir);
	if (*root == NULL)
		return fail_set(f, "no zig in '%s'", path_base(archive));
	if (strcmp(path_base(*root), "ziglang") == 0) {
		progress("checking %s", path_base(archive));
		if (wheel_check(dir, f) != 0 || child_stopped(f) != 0)
			return -1;
	}
	/* Python's zipfile does not restore modes. */
	zig = path_join(*root, "zig");
	if (chmod(zig, 0755) != 0)
		return fail_errno(f, "cannot set the mode of '%s'", zig);
	return 0;
}

/* pip's "0.10.0.post1" is zig's 0.10.0. */
static bool
same_version(const char *want, const char *have)
{
	size_t n = strlen(have);

	return want == NULL ||
	       (strncmp(want, have, n) == 0 &&
		       (want[n] == '\0' ||
			       strncmp(want + n, ".post", 5) == 0));
}

static int
check_zig(const char *root, const char *want, char **version, struct fail *f)
{
	autofree char *path = path_join(root, "zig");
	struct zig z;
	int rc = 0;

	if (zigprobe(path, ZIGPROBE_MS, &z, f) != 0) {
		if (child_stopped(f) != 0)
			return -1;
		f->status = EXIT_FAILED;
		return fail_context(f, "the zig in the archive does not work");
	}
	if (!same_version(want, z.text))
		rc = fail_set(f, "the archive holds zig %s, not %s", z.text,
			want);
	else if (check_version(z.text, f) != 0)
		rc = -1;
	else
		*version = xstrdup(z.text);
	zig_clear(&z);
	return rc;
}

/* Is this version there, whole, and does it work? */
static bool
works(const char *home, const char *version, char **path)
{
	char *zig = xasprintf("%s/%s/zig", home, version);
	autofree char *dir = path_dir(zig), *what = NULL;
	struct zig z;

	if (!seal_check(dir, &what)) {
		fshow(stderr, "zbuild: '%s' is damaged; installing zig %s "
				"again\n", what, version);
		free(zig);
		return false;
	}
	if (zigprobe(zig, ZIGPROBE_MS, &z, FAIL_IGNORED) != 0) {
		free(zig);
		return false;
	}
	zig_clear(&z);
	*path = zig;
	return true;
}

static int
install_into(const struct ziginstall *w, const char *home,
	const struct place *place, char **path, bool *had_it, struct fail *f)
{
	autofree char *archive = NULL, *root = NULL, *version = NULL;
	autofree char *final = NULL;
	char hex[65];

	if (get_archive(w, place->dir, &archive, hex, f) != 0 || child_stopped(f) != 0 ||
		unpack_zig(archive, place->dir, &root, f) != 0 ||
		check_zig(root, w->version, &version, f) != 0 ||
		child_stopped(f) != 0)
		return -1;
	*had_it = works(home, version, path);
	if (*had_it)
		return 0;
	final = path_join(home, version);
	if (zigknown_note(root, hex, f) != 0 || seal_write(root, f) != 0 ||
		place_settle(place, root, final, f) != 0)
		return -1;
	*path = path_join(final, "zig");
	return 0;
}

static int
install_locked(const struct ziginstall *w, const char *home, char **path,
	bool *had_it, struct fail *f)
{
	struct place place;
	int rc;

	*had_it = w->from == NULL && works(home, w->version, path);
	if (*had_it)
		return 0;
	if (place_open(&place, home, TEMP_PREFIX, f) != 0)
		return -1;
	rc = install_into(w, home, &place, path, had_it, f);
	place_close(&place, f);
	return rc;
}

int
ziginstall(const struct ziginstall *want, char **path, bool *had_it,
	struct fail *f)
{
	struct ziginstall w = *want;
	autofree char *home = NULL;
	int fd = -1, rc;

	if (w.version == NULL && w.from == NULL)
		w.version = ZIG_DEFAULT_VERSION;
	if (check_want(&w, f) != 0 || zigplaces_home(&home, f) != 0 ||
		(fd = take_lock(f)) < 0)
		return -1;
	rc = install_locked(&w, home, path, had_it, f);
	if (rc == 0)
		zig_forget();
	lock_drop(fd);
	return rc;
}

/* May it be fetched without being asked for? */
static bool
may_fetch(const struct conf *conf, const char *version, const struct fail *why)
{
	const char *offline = getenv("CARGO_NET_OFFLINE");

	return conf->zig_pin != NULL && why->status == EXIT_NOT_FOUND &&
	       zigknown_version(version) &&
	       (offline == NULL || strcmp(offline, "true") != 0);
}

int
ziginstall_find(const struct conf *conf, struct zig *out, struct fail *f)
{
	struct fail why = FAIL_INIT;
	struct ziginstall want = { NULL, NULL, NULL };
	autofree char *version = NULL, *path = NULL;
	bool had_it;

	if (zig_find(conf, out, &why) == 0)
		return 0;
	version = conf->zig_pin != NULL ? zigpin_version(conf->zig_pin) : NULL;
	if (!may_fetch(conf, version, &why)) {
		*f = why;
		return -1;
	}
	fail_clear(&why);
	fshow(stderr, "zbuild: installing zig %s, which zbuild.ini wants\n",
		version);
	want.version = version;
	if (ziginstall(&want, &path, &had_it, f) != 0)
		return -1;
	return zig_find(conf, out, f);
}

int
ziginstall_remove(const char *version, struct fail *f)
{
	autofree char *home = NULL, *dir = NULL, *gone = NULL;
	struct place place = PLACE_INIT;
	int fd, rc = -1;

	if (zigplaces_home(&home, f) != 0 || (fd = take_lock(f)) < 0)
		return -1;
	dir = path_join(home, version);
	if (*version == '.' || *version == '\0' ||
		strchr(version, '/') != NULL || !path_is_dir(dir)) {
		fail_set(f, "cannot remove zig '%s': not installed in '%s'",
			version, home);
		fail_hint(f, "`cargo zbuild zig list` shows what is");
	} else if (place_open(&place, home, TEMP_PREFIX, f) == 0) {
		/* Renamed first: a removal cut short leaves no half zig. */
		gone = path_join(place.dir, "old");
		rc = rename(dir, gone) == 0
			     ? path_remove(gone, f)
			     : fail_errno(f, "cannot remove '%s'", dir);
	}
	place_close(&place, f);
	if (rc == 0)
		zig_forget();
	lock_drop(fd);
	return rc;
}
