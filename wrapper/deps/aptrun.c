#include "wrapper/deps/aptrun.h"

#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"

int
aptrun_there(struct fail *f)
{
	static const char *const needed[] = { "apt-get", "apt-cache",
		"apt-config", "dpkg-deb", "/usr/lib/apt/apt-helper" };

	for (size_t i = 0; i < COUNT(needed); i++) {
		autofree char *found = path_find(needed[i]);

		if (found != NULL)
			continue;
		fail_status(f, EXIT_NOT_FOUND,
			"cannot find '%s': Debian's packages need apt",
			needed[i]);
		return fail_hint(f, "where apt is not, give any root file "
				    "system of the target: --sysroot DIR, or "
				    "`sysroot = DIR` in the target's section "
				    "of zbuild.ini");
	}
	return 0;
}

/* One line, without what helps nobody here. */
static char *
tidy(const char *line, size_t n)
{
	autofree char *copy = xstrndup(line, n);
	char *out = xmalloc(n + 1), *at = out;

	for (const char *p = copy; *p != '\0'; p++)
		if (*p != ' ' || (at != out && at[-1] != ' '))
			*at++ = *p;
	while (at > out && (at[-1] == ' ' || at[-1] == '.'))
		at--;
	*at = '\0';
	return out;
}

/* Both say only that something else failed. */
static bool
says_little(const char *line)
{
	static const char *const little[] = { "Some index files failed",
		"Download Failed", "Download is performed unsandboxed",
		"Unable to correct problems", "Unable to fetch some archives",
		"Removing leading " };

	for (size_t i = 0; i < COUNT(little); i++)
		if (strncmp(line, little[i], strlen(little[i])) == 0)
			return true;
	return false;
}

char *
aptrun_trouble(const char *text)
{
	/* Why a signature is not believed is a warning, "is not signed" the error. */
	static const struct {
		const char *start;
		size_t skip;
	} marks[] = { { "W: GPG error: ", 3 }, { "W: OpenPGP signature ", 3 },
		{ "E: ", 3 }, { "W: ", 3 }, { "Err:", 4 }, { "tar: ", 5 } };

	for (size_t k = 0; text != NULL && k < COUNT(marks); k++)
		for (const char *p = text; *p != '\0';) {
			size_t n = strcspn(p, "\r\n"), skip = marks[k].skip;

			if (starts_with(p, marks[k].start) &&
				!says_little(p + skip))
				return tidy(p + skip, n - skip);
			p += n + strspn(p + n, "\r\n");
		}
	return NULL;
}

/* "The following packages have unmet dependencies:" and what comes after. */
static char *
unmet(const char *text)
{
	const char *p = text != NULL ? strstr(text, "unmet dependencies:\n")
				     : NULL;
	size_t n;

	if (p == NULL)
		return NULL;
	p += strlen("unmet dependencies:\n");
	n = strcspn(p, "\n");
	return tidy(p, n);
}

static int
judge(const char *name, int status, const char *out, const char *err,
	struct fail *f)
{
	autofree char *said = unmet(out);

	if (status == 0)
		return 0;
	if (said == NULL)
		said = aptrun_trouble(err);
	if (said == NULL)
		said = aptrun_trouble(out);
	if (said != NULL && status < 128)
		return fail_set(f, "%s", said);
	return ending_fail(path_base(name), status, said != NULL ? said : err,
		false, f);
}

int
aptrun(struct argvec *argv, const char *conf, char **out, char **trouble,
	struct fail *f)
{
	scoped(child_output) o = { 0 }, e = { 0 };
	autofree char *program = path_find(argv->v[0]);
	autoargvec env = ARGVEC_INIT;
	int status = 0, r;

	if (program == NULL)
		return fail_status(f, EXIT_NOT_FOUND, "cannot find '%s'",
			argv->v[0]);
	argvec_pushl(&env, "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", NULL);
	if (conf != NULL)
		argvec_pushf(&env, "APT_CONFIG=%s", conf);
	r = child_run(program, argv, &env, &o, &e, &status, f);
	if (r == 0)
		r = judge(program, status, o.text, e.text, f);
	if (trouble != NULL)
		*trouble = aptrun_trouble(e.text);
	if (r == 0 && out != NULL) {
		*out = o.text;
		o.text = NULL;
	}
	return r;
}

char *
aptrun_files_identity(const char *path)
{
	autofree char *own = os_identity(path);
	autoargvec names = ARGVEC_INIT;
	unsigned long long sum = 0;

	if (!path_is_dir(path))
		return xstrdup(own != NULL ? own : "-");
	path_list(path, &names);
	argvec_push(&names, ".");
	for (size_t i = 0; i < names.n; i++) {
		autofree char *full = path_join(path, names.v[i]);
		autofree char *id = os_identity(full);
		unsigned long long hash = 14695981039346656037ull;

		/* In any order: the sum of each file's own hash (FNV-1a). */
		for (const char *p = full; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * 1099511628211ull;
		for (const char *p = id != NULL ? id : ""; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * 1099511628211ull;
		sum += hash;
	}
	return xasprintf("%llx", sum);
}
