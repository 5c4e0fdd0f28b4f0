#include "wrapper/deps/apt.h"

#include <ctype.h>
#include <errno.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/progress.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "targets/table.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/aptsources.h"
#include "wrapper/deps/mirror.h"
#include "wrapper/files/external.h"
#include "wrapper/files/filetree.h"
#include "wrapper/files/hash.h"

/* Lists are taken for current this long; those that lack something are looked
 * at again after an hour, and after ten minutes when a name is unknown. */
enum { AGE_GOOD = 24 * 3600, AGE_PARTIAL = 3600, AGE_MISS = 600 };

/* ---- what apt reads and writes ---- */

static char *
percent_decoded(const char *s, size_t n)
{
	char *out = xmalloc(n + 1), *at = out;

	for (size_t i = 0; i < n; i++) {
		char hex[3] = { 0 };

		if (s[i] == '%' && i + 2 < n &&
			isxdigit((unsigned char)s[i + 1]) &&
			isxdigit((unsigned char)s[i + 2])) {
			memcpy(hex, s + i + 1, 2);
			*at++ = (char)strtol(hex, NULL, 16);
			i += 2;
		} else {
			*at++ = s[i];
		}
	}
	*at = '\0';
	return out;
}

/* "libssl3_3.0.22-1~deb12u2_arm64.deb" */
static bool
parse_file_name(const char *name, size_t len, struct apt_package *out)
{
	const char *v = memchr(name, '_', len), *a, *end;

	if (v == NULL || len < 5 || memcmp(name + len - 4, ".deb", 4) != 0)
		return false;
	v++;
	a = memchr(v, '_', len - (size_t)(v - name));
	end = name + len - 4;
	if (a == NULL || a + 1 >= end)
		return false;
	out->name = xstrndup(name, (size_t)(v - 1 - name));
	out->version = percent_decoded(v, (size_t)(a - v));
	out->arch = xstrndup(a + 1, (size_t)(end - a - 1));
	return true;
}

bool
apt_parse_uri(const char *line, struct apt_package *out)
{
	const char *end = *line == '\'' ? strchr(line + 1, '\'') : NULL;
	autoargvec words = ARGVEC_INIT;
	char *digits;

	*out = (struct apt_package){ 0 };
	if (end == NULL)
		return false;
	argvec_split(&words, end + 1, " \r");
	if (words.n != 3 || !starts_with(words.v[2], "SHA256:") ||
		strlen(words.v[2]) != 7 + 64)
		return false;
	errno = 0;
	out->size = strtoull(words.v[1], &digits, 10);
	if (*digits != '\0' || errno != 0 ||
		!parse_file_name(words.v[0], strlen(words.v[0]), out))
		return false;
	memcpy(out->sha256, words.v[2] + 7, 65);
	out->uri = xstrndup(line + 1, (size_t)(end - line - 1));
	return true;
}

bool
apt_keeps_setting(const char *line)
{
	/* Where the sources and keys are, and how to reach the servers. Not
	 * what weakens the checks (AllowInsecureRepositories), and no hooks:
	 * those look after the machine's own packages. */
	static const char *const kept[] = { "RootDir ", "Dir ", "Dir::Etc ",
		"Dir::Etc::sourcelist ", "Dir::Etc::sourceparts ",
		"Dir::Etc::netrc ", "Dir::Etc::netrcparts ",
		"Dir::Etc::trusted ", "Dir::Etc::trustedparts ",
		"Dir::Etc::preferences ", "Dir::Etc::preferencesparts ",
		"Dir::Ignore-Files-Silently", "Dir::Bin", "Dir::Media",
		"APT::Default-Release ", "APT::Key", "APT::Hashes",
		"Acquire::http", "Acquire::https", "Acquire::ftp",
		"Acquire::tor", "Acquire::socks", "Acquire::proxy",
		"Acquire::Proxy", "Acquire::Retries", "Acquire::Check-",
		"Acquire::Max-ValidTime", "Acquire::Min-ValidTime",
		"Acquire::ForceIPv", "Acquire::By-Hash",
		"Acquire::Queue-Mode" };

	for (size_t i = 0; i < COUNT(kept); i++)
		if (starts_with(line, kept[i]))
			return true;
	return false;
}

/* ---- the private folder ---- */

/*
 * Taken for installed. zig has the C library's headers and those of the
 * kernel; who asks for libc6-dev by name wants its libc.a, and gets the first
 * three. The others are for scripts of packages, which do not run, and for
 * programs of the target's machine that no build starts.
 */
static const char *const present[] = { "libc6-dev", "libc-dev-bin",
	"linux-libc-dev", "adduser", "debconf", "dpkg",
	"init-system-helpers", "passwd", "perl", "perl-base", "python3",
	"python3-distutils", "python3-lib2to3",
	"sgml-base", "systemd", "ucf", "xml-core" };
enum { NPRESENT = COUNT(present), NLIBC = 3 };

static char *
status_text(const char *arch, bool libc)
{
	autoargvec out = ARGVEC_INIT;

	for (size_t i = libc ? 0 : NLIBC; i < NPRESENT; i++) {
		const char *name = present[i];
		const char *provides =
			strcmp(name, "libc6-dev") == 0	  ? "libc-dev"
			: strcmp(name, "debconf") == 0 ? "debconf-2.0"
							  : NULL;

		argvec_pushf(&out,
			"Package: %s\nStatus: install ok installed\n"
			"Architecture: %s\nMulti-Arch: allowed\n"
			"Version: 999:0\n%s%s%s"
			"Maintainer: zbuild\nDescription: not needed\n",
			name, arch, provides != NULL ? "Provides: " : "",
			provides != NULL ? provides : "",
			provides != NULL ? "\n" : "");
	}
	return argvec_join(&out, "\n");
}

/* The settings of the machine that count for us too. */
static int
machine_settings(struct argvec *lines, struct fail *f)
{
	autofree char *out = NULL;
	autoargvec argv = ARGVEC_INIT, all = ARGVEC_INIT;

	argvec_pushl(&argv, "apt-config", "dump", NULL);
	if (aptrun(&argv, NULL, &out, NULL, f) != 0)
		return fail_context(f, "cannot read apt's settings");
	argvec_split(&all, out, "\n");
	for (size_t i = 0; i < all.n; i++)
		if (apt_keeps_setting(all.v[i]))
			argvec_push(lines, all.v[i]);
	return 0;
}

static void
own_settings(const struct apt *a, struct argvec *lines)
{
	/* Behind the machine's: apt.conf(5) lets the later line win. */
	argvec_pushf(lines, "Dir::State \"%s/state\";", a->dir);
	argvec_pushf(lines, "Dir::State::status \"%s/status\";", a->dir);
	argvec_pushf(lines, "Dir::Cache \"%s/cache\";", a->dir);
	argvec_pushf(lines, "Dir::Etc::parts \"%s/none\";", a->dir);
	argvec_pushf(lines, "Dir::Etc::main \"%s/none/apt.conf\";", a->dir);
	argvec_pushf(lines, "Dir::Log \"%s/log\";", a->dir);
	argvec_pushf(lines, "APT::Architecture \"%s\";", a->arch);
	argvec_pushf(lines, "APT::Architectures { \"%s\"; };", a->arch);
	if (a->source != NULL) {
		argvec_pushf(lines, "Dir::Etc::sourcelist \"%s/sources.list\";",
			a->dir);
		argvec_pushf(lines, "Dir::Etc::sourceparts \"%s/none\";",
			a->dir);
	}
	argvec_pushl(lines, "APT::Install-Recommends \"false\";",
		"APT::Install-Suggests \"false\";",
		"APT::Cmd::Pattern-Only \"true\";",
		/* Our cache folder is ours alone: apt's own user, which it
		 * becomes when root runs it, could not write there. */
		"APT::Sandbox::User \"root\";",
		"Acquire::Languages { \"none\"; };",
		"Acquire::GzipIndexes \"true\";",
		"Acquire::AllowInsecureRepositories \"false\";",
		"Acquire::AllowDowngradeToInsecureRepositories \"false\";",
		"APT::Get::AllowUnauthenticated \"false\";", NULL);
}

static int
make_folders(const struct apt *a, struct fail *f)
{
	static const char *const subs[] = { "state/lists/partial",
		"cache/archives/partial", "none", "log" };

	for (size_t i = 0; i < COUNT(subs); i++) {
		autofree char *sub = path_join(a->dir, subs[i]);

		if (path_mkdirs(sub, f) != 0)
			return -1;
	}
	return 0;
}

static int
update_text(const char *path, const char *text, struct fail *f)
{
	return path_update(path, text, strlen(text), 0600, f) < 0 ? -1 : 0;
}

/* The first call of apt makes its folder and a->conf. */
static int
set_up(struct apt *a, struct fail *f)
{
	autoargvec lines = ARGVEC_INIT;
	autofree char *status = NULL, *status_path = NULL, *text = NULL;
	autofree char *sources = NULL;
	char *conf;
	int r;

	if (a->conf != NULL)
		return 0;
	if (aptrun_there(f) != 0 || make_folders(a, f) != 0 ||
		machine_settings(&lines, f) != 0)
		return -1;
	own_settings(a, &lines);
	if (a->source == NULL && aptsources_copy(a->dir, &lines, f) != 0)
		return -1;
	argvec_push(&lines, "");
	text = argvec_join(&lines, "\n");
	status = status_text(a->arch, true);
	status_path = path_join(a->dir, "status");
	conf = path_join(a->dir, "apt.conf");
	sources = path_join(a->dir, "sources.list");
	r = (a->source == NULL || update_text(sources, a->source, f) == 0) &&
			    update_text(status_path, status, f) == 0 &&
			    update_text(conf, text, f) == 0
		    ? 0
		    : -1;
	if (r == 0)
		a->conf = conf;
	else
		free(conf);
	return r;
}

const struct target_def *
apt_packaged(const struct target_def *d)
{
	if (d->libc != LIBC_GLIBC || d->multiarch == NULL || d->loader == NULL)
		return NULL;
	if (d->debian != NULL)
		return d;
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *o = target_row(i);

		if (o->libc == LIBC_GLIBC && o->arch == d->arch &&
			o->debian != NULL && o->loader != NULL &&
			o->multiarch != NULL &&
			strcmp(o->loader, d->loader) == 0 &&
			strcmp(o->multiarch, d->multiarch) == 0)
			return o;
	}
	return NULL;
}

static int
fail_no_arch(const struct target_def *d, struct fail *f)
{
	const struct target_def *near = apt_packaged(d);

	fail_set(f, "Debian has no packages for '%s'", d->rust);
	if (near == NULL)
		return -1;
	return fail_hint(f, "with --arch %s `deps add` takes those of %s, "
			    "whose CPU the programs then need; another "
			    "archive is named by `arch`, `source` and "
			    "`signed-by` in [deps %s] of zbuild.ini",
		near->debian, near->rust, d->rust);
}

static int
check_target(const struct target_def *d, struct fail *f)
{
	if (d->libc != LIBC_GLIBC) {
		fail_set(f,
			"Debian's packages are built for glibc, not for the C "
			"library of '%s'",
			d->rust);
		return fail_hint(f, "give a root file system of that target: "
				    "--sysroot DIR, or `sysroot = DIR` in "
				    "[target %s]",
			d->rust);
	}
	return d->debian != NULL ? 0 : fail_no_arch(d, f);
}

int
apt_open(const struct target_def *d, struct apt *a, struct fail *f)
{
	return apt_open_release(d, NULL, NULL, a, f);
}

int
apt_open_release(const struct target_def *d, const char *release,
	const char *source, struct apt *a, struct fail *f)
{
	autofree char *deps = NULL, *lock = NULL;

	*a = (struct apt){ .lock = -1 };
	if (check_target(d, f) != 0 || os_cache_sub("deps", &deps, f) != 0)
		return -1;
	a->rust = d->rust;
	a->arch = xstrdup(d->debian);
	a->dir = release == NULL ? path_join(deps, a->arch)
				 : xasprintf("%s/%s-%s", deps, a->arch,
					   release);
	a->source = source != NULL ? xasprintf("%s\n", source) : NULL;
	a->store = path_join(deps, "store");
	lock = xasprintf("%s/lock-%s", deps, a->arch);
	a->lock = lock_wait(lock, f, "command to end with the packages of %s",
		a->arch);
	if (a->lock >= 0 && path_mkdirs(a->store, f) == 0 &&
		path_mkdirs(a->dir, f) == 0) {
		path_write_sweep(a->dir);
		return 0;
	}
	apt_close(a);
	return -1;
}

/* "deb URL …" of [deps TARGET], with its key. Options that a line could have
 * were refused. */
static char *
sources_of(const struct conf_deps *deps)
{
	autoargvec lines = ARGVEC_INIT;

	for (size_t i = 0; i < deps->sources.n; i++) {
		const char *rest = deps->sources.v[i] + strlen("deb");

		if (deps->signed_by != NULL)
			argvec_pushf(&lines, "deb [signed-by=%s]%s",
				deps->signed_by, rest);
		else
			argvec_pushf(&lines, "deb%s", rest);
	}
	return argvec_join(&lines, "\n");
}

int
apt_open_deps(const struct target_def *d, const struct conf_deps *deps,
	struct apt *a, struct fail *f)
{
	scoped(mirror) m = { NULL, NULL };
	autofree char *source = NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH];

	if (deps == NULL || (deps->sources.n == 0 && deps->suite == NULL))
		return apt_open(d, a, f);
	if (aptrun_there(f) != 0)
		return -1;
	if (deps->suite != NULL && mirror_find(&m, f) != 0)
		return fail_context(f, "suite = %s", deps->suite);
	source = deps->suite != NULL
			 ? mirror_source(&m, deps->suite, deps->signed_by)
			 : sources_of(deps);
	SHA256_Data((const uint8_t *)source, strlen(source), hex);
	hex[12] = '\0';
	return apt_open_release(d, hex, source, a, f);
}

void
apt_close(struct apt *a)
{
	lock_drop(a->lock);
	free(a->arch);
	free(a->dir);
	free(a->store);
	free(a->conf);
	free(a->trouble);
	free(a->source);
	*a = (struct apt){ .lock = -1 };
}

/* ---- the lists ---- */

/* What the lists are made from: the settings, and the files that name the
 * sources. A change of either makes them old. */
static char *
sources_identity(const struct apt *a)
{
	static const char *const keys[] = { "Dir::Etc::sourcelist/f",
		"Dir::Etc::sourceparts/d" };
	autoargvec all = ARGVEC_INIT;
	autofree char *conf = os_identity(a->conf);

	argvec_push(&all, conf != NULL ? conf : "-");
	for (size_t i = 0; i < 2; i++) {
		autofree char *path = aptsources_path(a->conf, keys[i]);
		autofree char *id =
			path != NULL ? aptrun_files_identity(path) : NULL;

		argvec_push(&all, id != NULL ? id : "-");
	}
	return argvec_join(&all, " ");
}

/* "good|partial IDENTITY", as written after an update. */
static char *
stamp_path(const struct apt *a)
{
	return path_join(a->dir, "updated");
}

/* Is the last update of these sources younger than its kind allows? */
static bool
is_fresh(const struct apt *a, const char *identity, int limit)
{
	autofree char *path = stamp_path(a), *text = NULL;
	struct stat st;
	int age;

	if (stat(path, &st) != 0 ||
		path_read(path, 1 << 16, &text, NULL, FAIL_IGNORED) != 0)
		return false;
	age = starts_with(text, "good ") ? AGE_GOOD : AGE_PARTIAL;
	if (limit < age)
		age = limit;
	text[strcspn(text, "\n")] = '\0';
	return strchr(text, ' ') != NULL &&
	       strcmp(strchr(text, ' ') + 1, identity) == 0 &&
	       st.st_mtime + age > time(NULL);
}

static bool
has_lists(const struct apt *a)
{
	autofree char *dir = path_join(a->dir, "state/lists");
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (strstr(names.v[i], "_Packages") != NULL)
			return true;
	return false;
}

/* Words of gpgv's and sqv's about a key, and what helps. */
static const char *
key_hint(const char *cause)
{
	static const char old[] = "the archive's key has expired: a newer "
		"keyring (Debian's is in the package debian-archive-keyring) is "
		"named by `signed-by`; or this machine's clock is wrong";
	static const struct {
		const char *says, *hint;
	} keys[] = {
		{ "EXPKEYSIG", old },
		{ "Expired on ", old },
		{ "NO_PUBKEY", "the keyring does not have the archive's key: "
			"`signed-by` names one that has (Debian's is in the "
			"package debian-archive-keyring)" },
	};

	for (size_t i = 0; cause != NULL && i < COUNT(keys); i++)
		if (strstr(cause, keys[i].says) != NULL)
			return keys[i].hint;
	return NULL;
}

static int
no_lists(const struct apt *a, const char *cause, struct fail *f)
{
	const char *key = key_hint(cause);
	autofree char *release = NULL;

	fail_set(f, "cannot get lists of %s packages: %s", a->arch,
		cause != NULL	    ? cause
		: a->source != NULL ? "the sources of [deps] have none"
				    : "no source of this machine has them");
	if (key != NULL)
		return fail_hint(f, "%s", key);
	/* (a suite that the mirror does not have, too) */
	if ((cause == NULL || strstr(cause, "a Release file") != NULL) &&
		(release = mirror_with(a->arch)) != NULL)
		return fail_hint(f, "%s has them: `cargo zbuild deps add "
				    "--target %s --suite %s PACKAGE ...`",
			release, a->rust, release);
	if (cause == NULL)
		return fail_hint(f, "no mirror that this machine's apt knows has "
				    "that architecture; an archive, such as "
				    "Debian's or its ports, is named by `source` "
				    "and `signed-by` in [deps %s] of "
				    "zbuild.ini", a->rust);
	return fail_hint(f, "`APT_CONFIG=%s apt-get update` shows all that "
			    "apt says",
		a->conf);
}

/* Some sources may fail, like a mirror that is being updated: what could be
 * verified is used, and that is said once. */
static int
update(struct apt *a, const char *identity, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *said = NULL, *path = stamp_path(a), *text = NULL;
	autofail why = FAIL_INIT;
	int r;

	if (external_watched())
		fshow(stderr, "zbuild: getting the lists of %s packages\n",
			a->arch);
	argvec_pushl(&argv, "apt-get", "update", "-q", NULL);
	r = aptrun(&argv, a->conf, NULL, &said, &why);
	a->read = true;
	if (f != NULL && why.status > 128)
		return fail_move(f, &why);
	if (!has_lists(a)) {
		no_lists(a, said != NULL ? said : why.what, f);
		return -1;
	}
	if (r != 0 && said == NULL)
		said = xstrdup(why.what);
	if (said != NULL)
		fshow(stderr,
			"zbuild: warning: package lists: %s; going on with "
			"those that could be verified\n", said);
	text = xasprintf("%s %s\n", said == NULL ? "good" : "partial",
		identity);
	free(a->trouble);
	a->trouble = said;
	said = NULL;
	return path_write(path, text, strlen(text), 0600, f);
}

static int
update_if_older(struct apt *a, int limit, bool *did, struct fail *f)
{
	autofree char *identity = sources_identity(a);

	*did = !has_lists(a) || !is_fresh(a, identity, limit);
	return *did ? update(a, identity, f) : 0;
}

/* ---- resolving ---- */

/* A package that the machine itself could install, but we not for a->arch? */
static bool
machine_knows(const char *name)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *out = NULL;

	argvec_pushl(&argv, "apt-cache", "policy", name, NULL);
	return aptrun(&argv, NULL, &out, NULL, FAIL_IGNORED) == 0 &&
		strstr(out, "Candidate:") != NULL &&
		strstr(out, "Candidate: (none)") == NULL;
}

/* The first of names that the lists do not have, or NULL. */
static const char *
unknown_name(const struct apt *a, const struct argvec *names)
{
	for (size_t i = 0; i < names->n; i++) {
		autofree char *name = xstrndup(
			names->v[i], strcspn(names->v[i], "="));
		autoargvec argv = ARGVEC_INIT;
		autofree char *out = NULL;
		bool known;

		argvec_pushl(&argv, "apt-cache", "policy", name, NULL);
		known = aptrun(&argv, a->conf, &out, NULL, FAIL_IGNORED) ==
				0 &&
			strstr(out, "Candidate:") != NULL &&
			strstr(out, "Candidate: (none)") == NULL;
		if (!known)
			return names->v[i];
	}
	return NULL;
}

static int
fail_names(const struct apt *a, const struct argvec *names, struct fail *f)
{
	const char *unknown = unknown_name(a, names);
	autofree char *name = NULL;

	if (unknown == NULL) {
		if (strstr(f->what, "999:0") != NULL)
			fail_hint(f, "a package with programs of the target's, "
				"which are not run here; name its libraries' "
				"(libpython3-dev for python3-dev)");
		return fail_context(f, "cannot get packages for %s", a->arch);
	}
	name = xstrndup(unknown, strcspn(unknown, "="));
	fail_clear(f);
	if (machine_knows(name)) {
		fail_set(f, "the package '%s' has no build for %s", name,
			a->arch);
	} else {
		fail_set(f, "unknown package '%s' for %s", name, a->arch);
		fail_hint(f, "packages for building end in -dev; "
			     "`apt-cache search` finds them");
	}
	if (a->trouble != NULL)
		fail_hint(f, "some lists are missing: %s", a->trouble);
	return -1;
}

static int
take_lines(const char *text, struct apt_set *out, struct fail *f)
{
	autoargvec lines = ARGVEC_INIT;

	argvec_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		struct apt_package p;

		if (lines.v[i][0] != '\'')
			continue;
		if (!apt_parse_uri(lines.v[i], &p)) {
			apt_package_clear(&p);
			return fail_set(f, "apt-get printed a line that is "
					   "not understood: '%s'",
				lines.v[i]);
		}
		apt_set_add(out, &p);
	}
	apt_set_sort(out);
	return 0;
}

/* apt-get's answer, with exit status and messages; out is cleared before. */
/* libc6-dev is wanted: words that make apt look for it. */
static int
push_no_libc(const struct apt *a, struct argvec *argv, struct fail *f)
{
	autofree char *status = status_text(a->arch, false);
	autofree char *path = path_join(a->dir, "status-libc");

	if (update_text(path, status, f) != 0)
		return -1;
	argvec_push(argv, "-o");
	argvec_pushf(argv, "Dir::State::status=%s", path);
	return 0;
}

static int
ask(struct apt *a, const struct argvec *names, struct apt_set *out,
	struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *text = NULL;

	apt_set_clear(out);
	/* SHA-1 and MD5 are what it would print else. */
	/* With -qq it would not say which dependency cannot be met. */
	argvec_pushl(&argv, "apt-get", "install", "-q", "-y", "--print-uris",
		"--no-install-recommends", "-o", "Acquire::ForceHash=SHA256",
		NULL);
	if (argvec_has(names, present[0]) && push_no_libc(a, &argv, f) != 0)
		return -1;
	argvec_push(&argv, "--");
	argvec_pushv(&argv, names->v);
	if (aptrun(&argv, a->conf, &text, NULL, f) != 0)
		return -1;
	return take_lines(text, out, f);
}

/* Every name asked for must be there itself: a virtual package leaves the
 * choice to apt, which may choose otherwise next time. */
static int
check_found(const struct argvec *names, const struct apt_set *set,
	struct fail *f)
{
	for (size_t i = 0; i < names->n; i++) {
		autofree char *name = xstrndup(
			names->v[i], strcspn(names->v[i], "="));

		if (apt_set_find(set, name) == NULL && !ONE_OF(present, name))
			return fail_set(f, "'%s' is no package by itself: "
				"name one that provides it", name);
	}
	return 0;
}

static int
check_names(const struct argvec *names, struct fail *f)
{
	for (size_t i = 0; i < names->n; i++) {
		autofree char *name = xstrndup(
			names->v[i], strcspn(names->v[i], "="));

		if (!apt_name_ok(name))
			return fail_status(f, EXIT_USAGE,
				"'%s' is no name of a package", names->v[i]);
	}
	return 0;
}

int
apt_resolve(struct apt *a, const struct argvec *names, struct apt_set *out,
	struct fail *f)
{
	autofail first = FAIL_INIT;
	bool did;
	int r;

	*out = (struct apt_set){ NULL, 0 };
	if (check_names(names, f) != 0 || set_up(a, f) != 0 ||
		update_if_older(a, AGE_GOOD, &did, f) != 0)
		return -1;
	r = ask(a, names, out, &first);
	if (r != 0 && !did) {
		if (update_if_older(a, AGE_MISS, &did, f) != 0)
			return -1;
		if (did) {
			fail_clear(&first);
			r = ask(a, names, out, &first);
		}
	}
	if (r != 0)
		fail_names(a, names, &first);
	else
		r = check_found(names, out, &first);
	if (r == 0)
		return 0;
	apt_set_clear(out);
	return fail_move(f, &first);
}

/* ---- the store ---- */

static char *
store_path(const struct apt *a, const struct apt_package *p)
{
	return xasprintf("%s/%s.deb", a->store, p->sha256);
}

/* Is this the file that p means? */
static int
check_file(const char *path, const struct apt_package *p, struct fail *f)
{
	char hex[65];
	struct stat st;

	if (stat(path, &st) != 0)
		return fail_errno(f, "cannot read '%s'", path);
	if ((unsigned long long)st.st_size != p->size)
		return fail_set(f, "the file of package %s %s has %lld bytes, "
				   "not %llu",
			p->name, p->version, (long long)st.st_size, p->size);
	if (hash_file_hex(path, hex, f) != 0)
		return -1;
	if (strcmp(hex, p->sha256) == 0)
		return 0;
	return fail_set(f, "the file of package %s %s has the SHA-256 %s, "
			   "not %s",
		p->name, p->version, hex, p->sha256);
}

/* A file in the store that is damaged is no file. */
static bool
in_store(const struct apt *a, const struct apt_package *p)
{
	autofree char *path = store_path(a, p);
	autofail why = FAIL_INIT;

	if (!path_is_file(path))
		return false;
	if (check_file(path, p, &why) == 0)
		return true;
	trace_line("deps store: %s", why.what);
	return false;
}

/* "cp": a file: source leaves a link to its own file. */
static int
into_store(const struct apt *a, const char *file, const struct apt_package *p,
	struct fail *f)
{
	autofree char *path = store_path(a, p);
	autofree char *copy = xasprintf("%s.copy", file);
	struct stat st;

	if (lstat(file, &st) == 0 && S_ISLNK(st.st_mode)) {
		if (filetree_copy_file(file, copy, f) != 0 ||
			check_file(copy, p, f) != 0)
			return -1;
		file = copy;
	} else if (check_file(file, p, f) != 0) {
		return -1;
	}
	if (rename(file, path) != 0)
		return fail_errno(f, "cannot write '%s'", path);
	return 0;
}

/* The packages of a lock file come without address. */
static int
find_uris(struct apt *a, struct apt_set *missing, struct fail *f)
{
	autoargvec names = ARGVEC_INIT;
	struct apt_set found;

	for (size_t i = 0; i < missing->n; i++)
		if (missing->v[i].uri == NULL)
			argvec_pushf(&names, "%s=%s", missing->v[i].name,
				missing->v[i].version);
	if (names.n == 0)
		return 0;
	if (apt_resolve(a, &names, &found, f) != 0)
		return -1;
	for (size_t i = 0; i < missing->n; i++) {
		struct apt_package *p = &missing->v[i];
		const struct apt_package *q = apt_set_find(&found, p->name);

		if (p->uri != NULL || q == NULL)
			continue;
		if (strcmp(p->sha256, q->sha256) != 0 || p->size != q->size) {
			fail_set(f, "package %s %s has the SHA-256 %s in the "
				    "archive, not %s",
				p->name, p->version, q->sha256, p->sha256);
			apt_set_clear(&found);
			return -1;
		}
		p->uri = xstrdup(q->uri);
	}
	apt_set_clear(&found);
	return 0;
}

/* The status that apt says an archive answered with; 0 if it says none. */
static int
answered(const char *what)
{
	const char *p = strstr(what, "Failed to fetch ");

	for (; p != NULL; p = strchr(p + 1, ' '))
		if (strspn(p + 1, "0123456789") == 3 && p[4] == ' ')
			return (int)strtol(p + 1, NULL, 10);
	return 0;
}

/* What helps against that, and what does not. */
static void
hint_answer(const struct apt *a, struct fail *f)
{
	int status = answered(f->what);

	if (status == 404)
		fail_hint(f, "%s", a->read
			? "the archive's lists, read just now, name it: it is "
			  "being changed, or this mirror of it is not whole; try "
			  "later, or another mirror"
			: "the archive no longer has what its lists said: run "
			  "it again, which reads them anew; for what "
			  "zbuild.lock names, `cargo zbuild deps sync "
			  "--update`");
	else if (status == 401 || status == 403 || status == 407)
		fail_hint(f, "%s", "the archive, or a proxy before it, wants to "
			"know who asks: apt_auth.conf(5) has logins of "
			"archives, Acquire::http::Proxy of apt.conf(5) the "
			"proxy; or choose another mirror");
	else if (status == 429 || status / 100 == 5)
		fail_hint(f, "%s", "the archive cannot answer now: try later, or "
			"another mirror");
}

static int
download(struct apt *a, const struct apt_set *missing, const char *dir,
	struct fail *f)
{
	autoargvec argv = ARGVEC_INIT, files = ARGVEC_INIT;
	autofree char *stamp = stamp_path(a);
	int r;

	fshow(stderr, "zbuild: downloading %zu package%s (%.1f MB) for %s\n",
		missing->n, missing->n == 1 ? "" : "s",
		(double)apt_set_size(missing) / 1e6, a->arch);
	argvec_pushl(&argv, "/usr/lib/apt/apt-helper", "-q", "download-file",
		NULL);
	for (size_t i = 0; i < missing->n; i++) {
		const struct apt_package *p = &missing->v[i];

		argvec_push(&argv, p->uri);
		argvec_pushf(&argv, "%s/%s.deb", dir, p->name);
		argvec_push(&files, argv.v[argv.n - 1]);
		argvec_pushf(&argv, "SHA256:%s", p->sha256);
	}
	progress_start("downloading for %s", a->arch);
	progress_files(argvec_exec(&files), (size_t)apt_set_size(missing));
	r = aptrun(&argv, a->conf, NULL, NULL, f);
	progress_stop();
	if (r == 0)
		return 0;
	/* What the lists name may be gone: they are read anew next time. */
	path_remove(stamp, FAIL_IGNORED);
	if (f != NULL && f->hint == NULL)
		hint_answer(a, f);
	return fail_context(f, "cannot download packages for %s", a->arch);
}

static int
fetch_missing(struct apt *a, struct apt_set *missing, const char *dir,
	struct fail *f)
{
	int r = -1;

	if (set_up(a, f) != 0 || find_uris(a, missing, f) != 0 ||
		path_mkdirs(dir, f) != 0)
		return -1;
	if (download(a, missing, dir, f) == 0) {
		r = 0;
		for (size_t i = 0; r == 0 && i < missing->n; i++) {
			autofree char *file = xasprintf(
				"%s/%s.deb", dir, missing->v[i].name);

			r = into_store(a, file, &missing->v[i], f);
		}
	}
	/* (what stays is the next call's to remove, which only comes here again if
	 * this one fails) */
	return path_remove(dir, r == 0 ? f : FAIL_IGNORED) != 0 ? -1 : r;
}

int
apt_fetch(struct apt *a, struct apt_set *set, struct fail *f)
{
	scoped(apt_set) missing = { NULL, 0 };
	autofree char *dir = path_join(a->dir, "fetch");

	/* (of a call that was killed, perhaps with all in the store) */
	if (path_remove(dir, f) != 0)
		return -1;
	for (size_t i = 0; i < set->n; i++) {
		const struct apt_package *p = &set->v[i];
		struct apt_package copy = *p;

		if (in_store(a, p))
			continue;
		copy.name = xstrdup(p->name);
		copy.version = xstrdup(p->version);
		copy.arch = xstrdup(p->arch);
		copy.uri = p->uri != NULL ? xstrdup(p->uri) : NULL;
		apt_set_add(&missing, &copy);
	}
	return missing.n > 0 ? fetch_missing(a, &missing, dir, f) : 0;
}
