#include "shim/zig/facts.h"

#include <bsd/string.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/zig/probe.h"
#include "targets/glibc.h"

static void
read_clang(struct zig *z)
{
	char *argv[] = { z->path, (char *)"clang", (char *)"--version", NULL };
	autofree char *text = NULL;
	const char *v;

	if (zigprobe_run(NULL, argv, ZIGPROBE_MS, &text, FAIL_IGNORED) == 0 &&
		(v = strstr(text, "clang version ")) != NULL) {
		v += strlen("clang version ");
		autofree char *word = xstrndup(v, strcspn(v, " \r\n("));

		if (strlcpy(z->clang, word, sizeof z->clang) >=
			sizeof z->clang)
			z->clang[0] = '\0';
	}
}

static void
read_glibc(struct zig *z)
{
	struct glibc_lists *lists;
	const struct version *v;
	size_t n;

	if (glibc_open(z->lib, &lists, FAIL_IGNORED) == 0) {
		v = glibc_versions(lists, &n);
		if (n > 0)
			z->glibc_max = v[n - 1];
		glibc_free(lists);
	}
}

void
zigfacts_read(struct zig *z)
{
	read_clang(z);
	read_glibc(z);
}

int
zig_has_glibc(const struct zig *z, const struct target *t, bool sure,
	struct fail *f)
{
	struct glibc_lists *lists;
	int r;

	if (t->def->libc != LIBC_GLIBC || version_none(z->glibc_max) ||
		(!sure && version_cmp(t->glibc, z->glibc_max) <= 0))
		return 0;
	if (glibc_open(z->lib, &lists, f) != 0)
		return -1;
	r = glibc_check(lists, t, f);
	glibc_free(lists);
	return r;
}
