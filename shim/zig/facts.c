#include "shim/zig/facts.h"

#include "shim/zig/llvm.h"
#include "targets/glibc.h"

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

int
zigfacts_read(const struct conf *conf, struct zig *z, struct fail *f)
{
	read_glibc(z);
	return zigllvm_choose(conf, z, f);
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
