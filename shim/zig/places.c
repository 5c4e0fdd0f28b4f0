#include "shim/zig/places.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/version.h"
#include "common/xalloc.h"

/* True the first time that this file (not name) is seen. */
static bool
is_new(struct argvec *seen, const char *path)
{
	autofree char *id = NULL;
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	id = xasprintf("%llu:%llu", (unsigned long long)st.st_dev,
		(unsigned long long)st.st_ino);
	if (argvec_has(seen, id))
		return false;
	argvec_push(seen, id);
	return true;
}

bool
zigplaces_is_self(const char *path)
{
	autofree char *self = os_self();
	struct stat a, b;

	return stat(path, &a) == 0 && stat(self, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void
zigplaces_on_path(const char *name, struct argvec *out)
{
	autoargvec dirs = ARGVEC_INIT, seen = ARGVEC_INIT;
	const char *path = getenv("PATH");

	argvec_split(&dirs, path != NULL ? path : "", ":");
	for (size_t i = 0; i < dirs.n; i++) {
		autofree char *full = path_join(dirs.v[i], name);

		if (dirs.v[i][0] == '/' && path_is_file(full) &&
			access(full, X_OK) == 0 && is_new(&seen, full))
			argvec_push(out, full);
	}
}

void
zigplaces_pythons(struct argvec *out)
{
	autoargvec seen = ARGVEC_INIT, all = ARGVEC_INIT;

	zigplaces_on_path("python3", &all);
	zigplaces_on_path("python", &all);
	for (size_t i = 0; i < all.n; i++)
		if (is_new(&seen, all.v[i]))
			argvec_push(out, all.v[i]);
}

/* "0.9" before "0.10"; a development version before its release. */
static int
by_version(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	struct version vx, vy;

	if (version_parse(x, &vx) && version_parse(y, &vy)) {
		int c = version_cmp(vx, vy);
		bool dx = strchr(x, '-') != NULL, dy = strchr(y, '-') != NULL;

		if (c != 0 || dx != dy)
			return c != 0 ? c : dy - dx;
	}
	return version_text_cmp(x, y);
}

/* Names in dir that start with prefix, highest version first. */
static void
names_in(const char *dir, const char *prefix, struct argvec *out)
{
	size_t n = strlen(prefix), first = out->n;
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (names.v[i][0] != '.' && strncmp(names.v[i], prefix, n) == 0)
			argvec_push(out, names.v[i]);
	if (out->n - first > 1)
		qsort(out->v + first, out->n - first, sizeof *out->v,
			by_version);
	for (size_t i = first, k = out->n; i + 1 < k; i++) {
		char *t = out->v[i];

		out->v[i] = out->v[--k];
		out->v[k] = t;
	}
}

struct site {
	struct argvec seen;
	struct argvec *out;
};

static void
site_add(struct site *s, const char *dir)
{
	if (path_is_dir(dir) && is_new(&s->seen, dir))
		argvec_push(s->out, dir);
}

/* The site-packages of the Pythons installed under prefix; Debian's are
 * called dist-packages and belong to every python3 there. */
static void
site_of_prefix(struct site *s, const char *prefix)
{
	static const char *const libs[] = { "lib", "lib64", "local/lib" };

	for (size_t i = 0; i < 3; i++) {
		autofree char *lib = path_join(prefix, libs[i]);
		autoargvec pythons = ARGVEC_INIT;

		names_in(lib, "python3", &pythons);
		for (size_t k = 0; k < pythons.n; k++) {
			autofree char *site = xasprintf("%s/%s/site-packages",
				lib, pythons.v[k]);
			autofree char *dist = xasprintf("%s/%s/dist-packages",
				lib, pythons.v[k]);

			site_add(s, site);
			site_add(s, dist);
		}
	}
}

/* Every folder below dir is a prefix: a tool's private environment. */
static void
site_of_each(struct site *s, const char *dir)
{
	autoargvec envs = ARGVEC_INIT;

	names_in(dir, "", &envs);
	for (size_t i = 0; i < envs.n; i++) {
		autofree char *prefix = path_join(dir, envs.v[i]);

		site_of_prefix(s, prefix);
	}
}

/* pyenv's own `python3` is a script in shims/ that chooses a version: the
 * versions that are set come first. */
static void
site_of_pyenv(struct site *s, const char *root)
{
	const char *set = getenv("PYENV_VERSION");
	autofree char *versions = path_join(root, "versions");
	autofree char *file = path_join(root, "version");
	autofree char *text = NULL;
	autoargvec chosen = ARGVEC_INIT;

	if (!path_is_dir(versions))
		return;
	if (set != NULL)
		argvec_split(&chosen, set, ":");
	if (path_read(file, 4096, &text, NULL, FAIL_IGNORED) == 0)
		argvec_split(&chosen, text, ": \t\r\n");
	for (size_t i = 0; i < chosen.n; i++) {
		autofree char *prefix = path_join(versions, chosen.v[i]);

		site_of_prefix(s, prefix);
	}
	site_of_each(s, versions);
}

/* prefix/bin/python3, as named and as resolved: a virtual environment's
 * python is a symlink to the one that it was made from. */
static void
site_of_python(struct site *s, const char *python)
{
	autofree char *real = realpath(python, NULL);
	const char *names[] = { python, real };

	for (size_t i = 0; i < 2 && names[i] != NULL; i++) {
		autofree char *bin = path_dir(names[i]);
		autofree char *prefix = path_dir(bin);

		if (strcmp(path_base(bin), "shims") == 0)
			site_of_pyenv(s, prefix);
		else
			site_of_prefix(s, prefix);
	}
}

static void
site_of_variable(struct site *s, const char *name, const char *below,
	void (*look)(struct site *, const char *))
{
	const char *v = getenv(name);
	autofree char *dir = NULL;

	if (v == NULL || *v != '/')
		return;
	dir = *below != '\0' ? path_join(v, below) : xstrdup(v);
	look(s, dir);
}

/* Installed by pip, we lie in an environment's bin, and ziglang, which our
 * wheel requires, beside us: also when that environment is not on PATH. */
static void
site_of_self(struct site *s)
{
	autofree char *self = os_self(), *bin = path_dir(self);
	autofree char *prefix = path_dir(bin);

	if (strcmp(path_base(bin), "bin") == 0)
		site_of_prefix(s, prefix);
}

void
zigplaces_site(struct argvec *out)
{
	struct site s = { ARGVEC_INIT, out };
	autoargvec pythons = ARGVEC_INIT;

	site_of_self(&s);
	site_of_variable(&s, "VIRTUAL_ENV", "", site_of_prefix);
	zigplaces_pythons(&pythons);
	for (size_t i = 0; i < pythons.n; i++)
		site_of_python(&s, pythons.v[i]);
	site_of_variable(&s, "PYENV_ROOT", "", site_of_pyenv);
	site_of_variable(&s, "HOME", ".local", site_of_prefix);
	site_of_variable(&s, "PIPX_HOME", "venvs", site_of_each);
	site_of_variable(&s, "HOME", ".local/share/pipx/venvs", site_of_each);
	site_of_variable(&s, "HOME", ".local/pipx/venvs", site_of_each);
	site_of_variable(&s, "HOME", ".local/share/uv/tools", site_of_each);
	site_of_variable(&s, "HOME", ".pyenv", site_of_pyenv);
	argvec_clear(&s.seen);
}

int
zigplaces_home(char **out, struct fail *f)
{
	return os_cache_sub("zigs", out, f);
}

void
zigplaces_installed(const char *home, struct argvec *versions)
{
	names_in(home, "", versions);
	for (size_t i = versions->n; i-- > 0;) {
		autofree char *zig =
			xasprintf("%s/%s/zig", home, versions->v[i]);

		if (!path_is_file(zig))
			argvec_remove(versions, i);
	}
}

bool
zigplaces_archive(const char *zig, char hex[65])
{
	autofree char *dir = path_dir(zig), *home = path_dir(dir), *own = NULL;
	autofree char *note = path_join(dir, ZIGPLACES_NOTE), *text = NULL;
	bool ours = os_cache_find("zigs", &own, FAIL_IGNORED) == 0 &&
		    strcmp(own, home) == 0 &&
		    path_read(note, 64, &text, NULL, FAIL_IGNORED) == 0 &&
		    strspn(text, "0123456789abcdef") == 64;

	if (ours)
		memcpy(hex, text, 65);
	return ours;
}
