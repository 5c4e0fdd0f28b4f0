#include "wrapper/build/warming.h"

#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/seal.h"
#include "common/xalloc.h"
#include "shim/sysroot/open.h"
#include "shim/sysroot/pieces.h"
#include "targets/triple.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/files/external.h"

int
warming_open(struct warming *w, struct fail *f)
{
	if (buildfacts_open(&w->facts, "", NULL, NULL, f) != 0)
		return -1;
	return buildfacts_tools(&w->facts, f);
}

int
warming_target(struct warming *w, const char *spelling, struct target *t,
	struct fail *f)
{
	autofree char *where = NULL;

	if (spelled_target(spelling, &w->facts.conf, t, f) != 0)
		return -1;
	if (buildfacts_floor(&w->facts, t, &where, f) != 0)
		return -1;
	return buildfacts_check(&w->facts, t, f);
}

int
warming_pieces(const struct zig *z, const struct target *t, unsigned wanted,
	struct sysroot *out, struct fail *f)
{
	if (sysroot_open(z, t, out, f) != 0)
		return -1;
	for (int i = 0; i < PIECES; i++)
		if ((wanted & 1u << i) != 0 && !sysroot_has(out, i) &&
			sysroot_add(out, z, t, i, f) != 0) {
			sysroot_clear(out);
			return -1;
		}
	return 0;
}

int
warming_sysroot(const struct warming *w, const struct target *t,
	unsigned pieces, struct sysroot *out, struct fail *f)
{
	const struct zig *z = &w->facts.zig;
	autofree char *dir = NULL;

	if (sysroot_path(z, t, &dir, f) != 0)
		return -1;
	seal_doubt(dir, 0);
	return warming_pieces(z, t, pieces, out, f);
}

/* `zshim TOOL --target=T`: as any build would call it. */
static int
link_one(const struct warming *w, const struct target *t, const char *dir,
	bool cxx, struct fail *f)
{
	static const char c[] = "int main(void) { return 0; }\n";
	static const char cc[] =
		"#include <string>\n"
		"int main(int n, char **v)\n"
		"{\n"
		"	return std::string(v[0]).size() == (unsigned)-n;\n"
		"}\n";
	autofree char *src = path_join(dir, cxx ? "warm.cc" : "warm.c");
	autofree char *out = path_join(dir, "warm");
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	const char *text = cxx ? cc : c;

	if (path_write(src, text, strlen(text), 0600, f) != 0)
		return -1;
	argvec_pushl(&argv, w->facts.shim, cxx ? "c++" : "cc", NULL);
	argvec_pushf(&argv, "--target=%s", t->name);
	argvec_pushl(&argv, src, "-o", out, NULL);
	if (w->facts.workspace != NULL)
		argvec_pushf(&env, "%s=%s", CONF_WORKSPACE,
			w->facts.workspace);
	return external_run_with(&argv, &env, f);
}

int
warming_link(const struct warming *w, const struct target *t, bool cxx,
	struct fail *f)
{
	autofree char *dir = NULL;
	int r;

	if (os_temp_dir(&dir, f) != 0)
		return -1;
	r = link_one(w, t, dir, false, f);
	if (r == 0 && cxx)
		r = link_one(w, t, dir, true, f);
	path_remove(dir, FAIL_IGNORED);
	return r;
}

void
warming_clear(struct warming *w)
{
	buildfacts_clear(&w->facts);
}
