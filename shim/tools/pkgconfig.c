/* pkg-config for a target: pkgconf, looking into the target's root and nowhere
 * else on this machine. */
#include <string.h>

#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/root/root.h"
#include "shim/tools/tools.h"
#include "targets/host.h"

/* One that is not ourselves; an older pkg-config knows the same variables. */
static char *
find_program(const struct machine *m)
{
	char *found = m->on_path("pkgconf");

	return found != NULL ? found : m->on_path("pkg-config");
}

/* ---- .pc files of this machine ---- */

static bool
is_hosts_folder(const struct target_def *d, const char *dir)
{
	static const char *const shared[] = { "/usr/share/pkgconfig",
		"/usr/local/share/pkgconfig" };

	for (size_t i = 0; i < COUNT(shared); i++)
		if (strcmp(dir, shared[i]) == 0)
			return true;
	return root_is_hosts(d, dir);
}

static int
refuse(const struct call *call, const char *dir, const char *module,
	const char *variable, struct fail *f)
{
	const struct target_def *d = call->target->def;
	autofree char *file = xasprintf("%s/%s.pc", dir, module);

	if (!call->facts->machine->is_file(file))
		return 0;
	fail_set(f, "'%s' is this machine's, the target is %s", file, d->rust);
	f->status = 1;
	return fail_hint(f, "take '%s' out of %s%s%s", dir, variable,
		d->debian == NULL ? ""
				  : "; the target's: cargo zbuild deps add "
				    "--target ",
		d->debian == NULL ? "" : d->rust);
}

/* Words that are no options name modules, some with a version: "zlib >= 1". */
static void
modules_of(const struct argvec *words, struct argvec *out)
{
	for (size_t i = 0; i < words->n; i++)
		if (words->v[i][0] != '-')
			argvec_split(out, words->v[i], " ,\t");
}

/* The user's own folders are welcome, but for those of this machine. */
static int
check_folders(const struct call *call, struct fail *f)
{
	static const char *const variables[] = { "PKG_CONFIG_PATH",
		"PKG_CONFIG_LIBDIR" };
	const struct target_def *d = call->target->def;
	autoargvec modules = ARGVEC_INIT;

	if (strcmp(d->rust, host_triple()) == 0)
		return 0;
	modules_of(&call->words, &modules);
	for (size_t v = 0; v < 2; v++) {
		const char *set =
			call->facts->machine->env(variables[v]);
		autoargvec dirs = ARGVEC_INIT;

		argvec_split(&dirs, set != NULL ? set : "", ":");
		for (size_t i = 0; i < dirs.n; i++)
			for (size_t k = 0; k < modules.n &&
				is_hosts_folder(d, dirs.v[i]); k++)
				if (refuse(call, dirs.v[i], modules.v[k],
					    variables[v], f) != 0)
					return -1;
	}
	return 0;
}

/* ---- the environment ---- */

static void
set_unless_users(const struct machine *m, struct plan *p, const char *name,
	const char *value)
{
	const char *users = m->env(name);

	if (users == NULL)
		argvec_pushf(&p->env, "%s=%s", name, value);
	else if (strcmp(users, value) != 0)
		trace_line("env: %s=%s kept: set by the environment", name,
			users);
}

/* A root that the user names to pkg-config itself is the one. */
static int
find_root(const struct call *call, struct root *root, struct fail *f)
{
	const struct target_def *d = call->target->def;
	const struct machine *m = call->facts->machine;
	const char *users = m->env("PKG_CONFIG_SYSROOT_DIR");

	if (users != NULL && *users != '\0' && m->is_dir(users))
		return root_set(m, root, d, users, "PKG_CONFIG_SYSROOT_DIR", f);
	return root_find(m, call->conf, d, root, f);
}

int
tool_pkgconfig(const struct call *call, struct plan *p, struct fail *f)
{
	const struct machine *m = call->facts->machine;
	autofree char *program = find_program(m), *folders = NULL;
	autoargvec dirs = ARGVEC_INIT;
	struct step *s;

	if (program == NULL) {
		fail_status(f, EXIT_NOT_FOUND, "cannot find pkgconf: no folder "
					       "of PATH has it");
		return fail_hint(f, "apt-get install pkgconf");
	}
	p->root = xcalloc(1, sizeof *p->root);
	if (check_folders(call, f) != 0 || find_root(call, p->root, f) != 0)
		return -1;
	/* An empty list: nothing is found, and nothing of this machine's. */
	if (p->root->dir != NULL) {
		root_pkgconfig(m, p->root, call->target->def, &dirs);
		set_unless_users(m, p, "PKG_CONFIG_SYSROOT_DIR", p->root->dir);
	}
	folders = argvec_join(&dirs, ":");
	set_unless_users(m, p, "PKG_CONFIG_LIBDIR", folders);
	s = plan_step(p, program);
	argvec_pushv(&s->argv, call->words.v);
	return 0;
}
