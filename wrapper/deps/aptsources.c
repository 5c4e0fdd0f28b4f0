#include "wrapper/deps/aptsources.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/deps/aptrun.h"

enum { FILE_MAX = 1 << 20 };

/* sources.list(5). An old list may be meant: check-valid-until stays. */
static const char *const weak[] = { "trusted", "allow-insecure", "allow-weak",
	"allow-downgrade-to-insecure" };

/* Does `p` begin with one of these, and then with end (behind blanks)? */
static bool
is_weak(const char *p, char end)
{
	for (size_t i = 0; i < COUNT(weak); i++) {
		size_t n = strlen(weak[i]);

		if (strncasecmp(p, weak[i], n) != 0)
			continue;
		n += strspn(p + n, " \t+-");
		if (p[n] == end)
			return true;
	}
	return false;
}

static void
blank(char *p, size_t n)
{
	memset(p, ' ', n);
}

/* "deb [trusted=yes arch=arm64] URI": each option up to the next blank. */
static bool
strict_line(char *line)
{
	char *p = strchr(line, '['), *end = p != NULL ? strchr(p, ']') : NULL;
	bool had = false;

	if (end == NULL)
		return false;
	for (p++; p < end; p++) {
		size_t n = strcspn(p, " \t]");

		if (is_weak(p, '=')) {
			blank(p, n);
			had = true;
		}
		p += n;
	}
	return had;
}

bool
aptsources_strict(char *text, bool fields)
{
	bool had = false, going = false;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		char after = text[n];

		text[n] = '\0';
		/* a field goes on in the lines that begin with a blank */
		going = fields && (strchr(" \t", *text) != NULL && n > 0
						  ? going
						  : is_weak(text, ':'));
		had = had || going;
		if (going) {
			blank(text, n);
			*text = '#';
		} else if (!fields && *text != '#') {
			had = strict_line(text) || had;
		}
		text[n] = after;
		text += n + (after != '\0');
	}
	return had;
}

char *
aptsources_path(const char *conf, const char *key)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *out = NULL;
	char *from = NULL;

	argvec_pushl(&argv, "apt-config", "shell", "x", key, NULL);
	if (aptrun(&argv, conf, &out, NULL, FAIL_IGNORED) == 0)
		from = strchr(out, '\'');
	if (from == NULL)
		return NULL;
	from++;
	return xstrndup(from, strcspn(from, "'"));
}

/* One that cannot be read apt cannot read either, as this user. The copy keeps
 * its time while it says the same: it tells how old the lists are. */
static int
copy_file(const char *from, const char *to, bool *had, struct fail *f)
{
	autofree char *text = NULL;

	if (from == NULL ||
		path_read_text(from, FILE_MAX, &text, FAIL_IGNORED) != 0) {
		text = xstrdup("");
		from = "";
	}
	*had = aptsources_strict(text, ends_with(from, ".sources")) || *had;
	return path_update(to, text, strlen(text), 0600, f) < 0 ? -1 : 0;
}

static void
remove_others(const char *dir, const struct argvec *names)
{
	autoargvec all = ARGVEC_INIT;

	path_list(dir, &all);
	for (size_t i = 0; i < all.n; i++) {
		autofree char *path = path_join(dir, all.v[i]);

		if (!argvec_has(names, all.v[i]))
			unlink(path);
	}
}

int
aptsources_copy(const char *dir, struct argvec *lines, struct fail *f)
{
	autofree char *list = aptsources_path(NULL, "Dir::Etc::sourcelist/f");
	autofree char *parts = aptsources_path(NULL, "Dir::Etc::sourceparts/d");
	autofree char *to = path_join(dir, "sources.list");
	autofree char *into = path_join(dir, "sources.d");
	autoargvec names = ARGVEC_INIT;
	bool had = false;

	if (path_mkdirs(into, f) != 0 || copy_file(list, to, &had, f) != 0)
		return -1;
	if (parts != NULL)
		path_list(parts, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *from = path_join(parts, names.v[i]);
		autofree char *copy = path_join(into, names.v[i]);

		if (copy_file(from, copy, &had, f) != 0)
			return -1;
	}
	if (!had)
		return 0;
	remove_others(into, &names);
	argvec_pushf(lines, "Dir::Etc::sourcelist \"%s\";", to);
	argvec_pushf(lines, "Dir::Etc::sourceparts \"%s\";", into);
	return 0;
}
