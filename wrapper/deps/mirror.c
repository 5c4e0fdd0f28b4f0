#include "wrapper/deps/mirror.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/deps/aptrun.h"

enum { RELEASE_MAX = 1 << 22 };

static const struct distribution {
	const char *mark; /* in the URI of its mirrors */
	const char *keyring;
	const char *releases, *unstable;
} distributions[] = {
	{ "debian", "/usr/share/keyrings/debian-archive-keyring.gpg",
		"wheezy jessie stretch buster bullseye bookworm trixie", "sid" },
	{ "ubuntu", "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
		"trusty xenial bionic focal jammy noble", "devel" },
};

int
mirror_find(struct mirror *m, struct fail *f)
{
	autofree char *out = NULL;
	autoargvec argv = ARGVEC_INIT, lines = ARGVEC_INIT;

	argvec_pushl(&argv, "apt-get", "indextargets", "--format",
		"$(REPO_URI) $(COMPONENT)", "Identifier: Packages", NULL);
	if (aptrun(&argv, NULL, &out, NULL, f) != 0)
		return fail_context(f, "cannot read apt's sources");
	argvec_split(&lines, out, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		char *line = lines.v[i], *blank = strchr(line, ' ');

		if (blank == NULL || strcmp(blank, " main") != 0 ||
			strstr(line, "security") != NULL)
			continue;
		*blank = '\0';
		for (size_t k = 0; k < COUNT(distributions); k++) {
			if (strstr(line, distributions[k].mark) == NULL)
				continue;
			m->uri = xstrdup(line);
			m->of = &distributions[k];
			return 0;
		}
	}
	fail_set(f, "no source of this machine's apt is a mirror of Debian or "
		    "Ubuntu");
	return fail_hint(f, "name the archive in zbuild.ini, by `source` and "
			    "`signed-by` of [deps TARGET]; `apt-get "
			    "indextargets` shows what this machine has");
}

void
mirror_releases(const struct mirror *m, struct argvec *out)
{
	argvec_split(out, m->of->releases, " ");
}

char *
mirror_release(const struct mirror *m, const char *release, const char *dir)
{
	autofree char *to = path_join(dir, "InRelease");
	autoargvec argv = ARGVEC_INIT;
	char *text = NULL;

	argvec_pushl(&argv, "/usr/lib/apt/apt-helper", "-o",
		"Acquire::Retries=1", "download-file", NULL);
	argvec_pushf(&argv, "%sdists/%s/InRelease", m->uri, release);
	argvec_push(&argv, to);
	if (aptrun(&argv, NULL, NULL, NULL, FAIL_IGNORED) == 0 &&
		path_read(to, RELEASE_MAX, &text, NULL, FAIL_IGNORED) != 0)
		text = NULL;
	unlink(to);
	return text;
}

bool
mirror_says_arch(const char *text, const char *arch)
{
	static const char key[] = "\nArchitectures:";
	const char *p = strstr(text, key);
	autofree char *line = NULL;
	autoargvec words = ARGVEC_INIT;

	if (p == NULL)
		return false;
	p += strlen(key);
	line = xstrndup(p, strcspn(p, "\n"));
	argvec_split(&words, line, " ");
	return argvec_has(&words, arch);
}

char *
mirror_source(const struct mirror *m, const char *releases,
	const char *keyring)
{
	autoargvec words = ARGVEC_INIT, lines = ARGVEC_INIT;

	if (keyring == NULL && path_is_file(m->of->keyring))
		keyring = m->of->keyring;
	argvec_split(&words, releases, " ");
	for (size_t i = 0; i < words.n; i++)
		argvec_pushf(&lines, "deb %s%s%s%s %s main",
			keyring != NULL ? "[signed-by=" : "",
			keyring != NULL ? keyring : "",
			keyring != NULL ? "] " : "", m->uri, words.v[i]);
	return argvec_join(&lines, "\n");
}

char *
mirror_with(const char *arch)
{
	scoped(mirror) m = { NULL, NULL };
	autofree char *temp = NULL;
	autoargvec releases = ARGVEC_INIT;
	char *found = NULL;

	if (mirror_find(&m, FAIL_IGNORED) != 0 || m.of == NULL ||
		os_temp_dir(&temp, FAIL_IGNORED) != 0)
		return NULL;
	argvec_push(&releases, m.of->unstable);
	mirror_releases(&m, &releases);
	for (size_t i = releases.n; i > 0 && found == NULL; i--) {
		autofree char *text =
			mirror_release(&m, releases.v[i - 1], temp);

		if (text != NULL && mirror_says_arch(text, arch))
			found = xstrdup(releases.v[i - 1]);
	}
	path_remove(temp, FAIL_IGNORED);
	return found;
}

void
mirror_clear(struct mirror *m)
{
	free(m->uri);
	*m = (struct mirror){ NULL, NULL };
}
