#include "wrapper/run/oldglibc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/debroot.h"
#include "wrapper/run/runtime.h"

/* Releases, the oldest first; a mirror keeps the last few of them. */
static const struct distribution {
	const char *mark; /* in the URI of its mirrors */
	const char *keyring;
	const char *releases;
} distributions[] = {
	{ "debian", "/usr/share/keyrings/debian-archive-keyring.gpg",
		"wheezy jessie stretch buster bullseye bookworm trixie" },
	{ "ubuntu", "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
		"trusty xenial bionic focal jammy noble" },
};

/* The first source of this machine that is a mirror of its distribution, with
 * a '/' at its end. */
static const struct distribution *
find_mirror(char **uri, struct fail *f)
{
	autofree char *out = NULL;
	autoargvec argv = ARGVEC_INIT, lines = ARGVEC_INIT;

	argvec_pushl(&argv, "apt-get", "indextargets", "--format",
		"$(REPO_URI) $(COMPONENT)", "Identifier: Packages", NULL);
	if (aptrun(&argv, NULL, &out, NULL, f) != 0) {
		fail_context(f, "cannot read apt's sources");
		return NULL;
	}
	argvec_split(&lines, out, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		char *line = lines.v[i], *blank = strchr(line, ' ');

		if (blank == NULL || strcmp(blank, " main") != 0 ||
			strstr(line, "security") != NULL)
			continue;
		*blank = '\0';
		for (size_t k = 0;
			k < COUNT(distributions); k++) {
			if (strstr(line, distributions[k].mark) == NULL)
				continue;
			*uri = xstrdup(line);
			return &distributions[k];
		}
	}
	fail_set(f, "no source of this machine's apt is a mirror of Debian or "
		    "Ubuntu");
	fail_hint(f, "`apt-get indextargets` shows the sources");
	return NULL;
}

/* Does the mirror have this release? */
static bool
mirror_has(const char *uri, const char *release, const char *dir)
{
	autofree char *to = path_join(dir, "InRelease");
	autoargvec argv = ARGVEC_INIT;
	bool has;

	argvec_pushl(&argv, "/usr/lib/apt/apt-helper", "-o",
		"Acquire::Retries=1", "download-file", NULL);
	argvec_pushf(&argv, "%sdists/%s/InRelease", uri, release);
	argvec_push(&argv, to);
	has = aptrun(&argv, NULL, NULL, NULL, FAIL_IGNORED) == 0 &&
	      path_is_file(to);
	unlink(to);
	return has;
}

static char *
source_line(
	const struct distribution *dist, const char *uri, const char *release)
{
	return path_is_file(dist->keyring)
		       ? xasprintf("deb [signed-by=%s] %s %s main",
				 dist->keyring, uri, release)
		       : xasprintf("deb %s %s main", uri, release);
}

/* libgcc's package had other names; libstdc++6 brings it. */
static void
wanted(struct argvec *names)
{
	argvec_pushl(names, "libc6", "libstdc++6", NULL);
}

static int
take(const struct target_def *d, const char *release, const char *uri,
	char *dir, struct oldglibc *out, struct fail *f)
{
	out->dir = dir;
	out->version = runtime_glibc(d, dir);
	out->from = xasprintf("%s of %s", release, uri);
	return out->version != NULL
		       ? 0
		       : fail_set(f, "the packages of %s have no glibc",
				 release);
}

/* Releases that this mirror has but that lack the architecture are passed. */
static int
fetch(const struct target_def *d, const struct distribution *dist,
	const char *uri, const char *temp, struct oldglibc *out, struct fail *f)
{
	autoargvec releases = ARGVEC_INIT, names = ARGVEC_INIT;

	argvec_split(&releases, dist->releases, " ");
	wanted(&names);
	for (size_t i = 0; i < releases.n; i++) {
		const char *release = releases.v[i];
		autofree char *source = source_line(dist, uri, release);
		autofail why = FAIL_INIT;
		char *dir = debroot_known(d, release, &names);

		if (dir == NULL && !mirror_has(uri, release, temp))
			continue;
		if (dir != NULL || debroot_of_release(d, release, source,
					   &names, &dir, &why) == 0)
			return take(d, release, uri, dir, out, f);
		trace_line("glibc of %s: %s", release, why.what);
		if (why.status > 128)
			return fail_move(f, &why);
	}
	return fail_set(f, "'%s' has no libc6 for %s", uri, d->rust);
}

int
oldglibc_get(const struct target_def *d, struct oldglibc *out, struct fail *f)
{
	const struct distribution *dist;
	autofree char *uri = NULL, *temp = NULL;
	int r;

	if (!runtime_offered(d))
		return fail_set(f, "there are no packages of a glibc for '%s'",
			d->rust);
	if (aptrun_there(f) != 0 || (dist = find_mirror(&uri, f)) == NULL ||
		os_temp_dir(&temp, f) != 0)
		return -1;
	r = fetch(d, dist, uri, temp, out, f);
	path_remove(temp, FAIL_IGNORED);
	return r;
}

void
oldglibc_clear(struct oldglibc *o)
{
	free(o->dir);
	free(o->version);
	free(o->from);
	*o = (struct oldglibc)OLDGLIBC_INIT;
}
