/* cargo zbuild run-binary: a program of any target, by what runs it here. It is
 * also what cargo, CMake and Meson are given as the runner. */
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/root/root.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/attend.h"
#include "wrapper/run/binary.h"
#include "wrapper/run/board.h"
#include "wrapper/run/emulate.h"
#include "wrapper/run/firmware.h"
#include "wrapper/run/qemuroot.h"
#include "wrapper/run/runner.h"
#include "wrapper/run/runtime.h"
#include "wrapper/run/sanitized.h"
#include "wrapper/run/wine.h"

struct options {
	const char *target, *sysroot, *file;
	struct argvec args;
};

static const struct option_row rows[] = {
	{ "--target -t", "T", OPTION_TARGET,
		OPTION_INTO(struct options, target),
		.help = "the target, for files that do not tell (bare metal); "
			"one of another machine is an error then" },
	{ "--sysroot", "DIR", OPTION_DIR,
		OPTION_INTO(struct options, sysroot),
		.help = "where the target's C library is (qemu-user's -L)" },
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct options, file) },
	{ NULL, "ARG", OPTION_REST, OPTION_INTO(struct options, args) },
	NO_MORE_OPTIONS
};

/* A name without '/' is a file of this folder, never one of PATH: that is what
 * a build says. */
static char *
program_file(const char *word)
{
	return strchr(word, '/') != NULL ? xstrdup(word)
					 : xasprintf("./%s", word);
}

static int
check_target(const struct binary *b, const struct target_def *d,
	const char *file, struct fail *f)
{
	if (binary_is_of(b, d))
		return 0;
	fail_status(f, EXIT_CANNOT_RUN,
		"cannot run '%s': it is a program for %s, not for %s", file,
		b->machine, d->rust);
	return fail_hint(f,
		"without --target the runner is found by the "
		"file: cargo zbuild run-binary %s",
		file);
}

/* This folder in place of the one that was found. */
static void
use_sysroot(struct runner *r, const char *dir)
{
	for (size_t i = 0; i + 1 < r->words.n; i++)
		if (strcmp(r->words.v[i], "-L") == 0) {
			argvec_remove(&r->words, i);
			argvec_remove(&r->words, i);
		}
	argvec_pushl(&r->words, "-L", dir, NULL);
	r->no_libc = r->no_libgcc = false;
}

/* A program that names a loader needs the C library that it belongs to. */
static int
need_libc(const struct target_def *d, struct runner *r, struct fail *f)
{
	autofree char *dir = NULL;

	if (runtime_need(d, &dir, f) != 0)
		return -1;
	if (strcmp(r->id, "qemu-user") == 0)
		use_sysroot(r, dir);
	return 0;
}

/* Is what the runner lacks needed by the program? */
static bool
lacks_libc(const struct runner *r, const struct binary *b, const char *file)
{
	struct elf_info e;
	bool lacks = r->no_libc && !b->is_static;

	if (!r->no_libgcc || elf_read(file, 0, &e, FAIL_IGNORED) != 0)
		return lacks;
	for (size_t i = 0; i < e.nneeded; i++)
		lacks = lacks || strcmp(e.needed[i], "libgcc_s.so.1") == 0;
	elf_clear(&e);
	return lacks;
}

/* Nothing of this machine's C library for the target's loader; without a cache
 * to write to it is as qemu has it. */
static void
use_root(const struct target_def *d, struct runner *r)
{
	const char *dir = runner_libc(r);
	autofree char *root = NULL;
	autofail f = FAIL_INIT;

	if (dir == NULL)
		return;
	if (qemuroot_get(d, dir, &root, &f) == 0)
		use_sysroot(r, root);
	else
		trace_line("-L %s: %s", dir, f.what);
}

/* It ends our way: wine itself says 0 after a Ctrl-C. */
static int
run_wine(const char *program, struct argvec *words, struct fail *f)
{
	struct child a;
	int status, sig = 0;

	if (attend_start(&a, program, words, -1, -1, f) != 0)
		return -1;
	status = attend_wait(&a, &sig);
	return sig != 0 ? child_die(sig) : status;
}

/* What a workspace says of the program's target. */
struct place {
	char *ini;
	struct root root;
};

/* What the program starts in turn finds the same. */
static void
place_env(const struct place *p, const struct target_def *d, struct argvec *env)
{
	if (p->ini != NULL)
		argvec_pushf(env, CONF_WORKSPACE "=%s", p->ini);
	if (p->root.dir != NULL) {
		autofree char *name = root_variable(d);

		argvec_pushf(env, "%s=%s", name, p->root.dir);
	}
}

/* d is NULL for a script. */
static int
start(const struct target_def *d, const struct place *p, struct runner *r,
	const char *file, char **args, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	autofree char *program = NULL;
	bool wine = d != NULL && strcmp(r->id, "wine") == 0;

	if (d != NULL && strcmp(r->id, "qemu-system") == 0)
		return board_run(&r->words, file, args, f);
	if (d != NULL && strcmp(r->id, "firmware") == 0)
		return firmware_run(d, &r->words, file, args, f);
	if (d == NULL) {
		argvec_push(&words, file);
		argvec_pushv(&words, args);
	} else {
		if (strcmp(r->id, "qemu-user") == 0)
			use_root(d, r);
		runner_words(r, file, args, &words);
	}
	if (wine && wine_env(d, p->ini, &r->env, f) != 0)
		return -1;
	trace_words("run", r->env.v, words.v);
	place_env(p, d, &r->env);
	os_putenv(&r->env);
	if (d != NULL && strcmp(r->id, "qemu-user") == 0)
		return emulate(r, d, &words, f);
	program = path_find(words.v[0]);
	if (program == NULL)
		return fail_status(f, EXIT_CANNOT_RUN,
			"cannot run '%s': not an executable file", words.v[0]);
	return wine ? run_wine(program, &words, f)
		    : os_exec(program, &words, NULL, f);
}

/* musl's loader is in no package that qemu would find. */
static int
check_loader(const struct target_def *d, const struct options *o,
	const struct binary *b, const char *file, struct fail *f)
{
	if (d->libc != LIBC_MUSL || b->is_static || o->sysroot != NULL ||
		getenv("QEMU_LD_PREFIX") != NULL || b->interp == NULL ||
		path_is_file(b->interp))
		return 0;
	fail_status(f, EXIT_CANNOT_RUN,
		"cannot run '%s': its loader '%s' is not here", file,
		b->interp);
	return fail_hint(f, "link it statically, which is the default of musl "
			    "targets, or name a root file system that has the "
			    "loader: --sysroot DIR");
}

/* ARM programs do not say which of the targets with their loader they are for:
 * the one that [deps] have something for. */
static const struct target_def *
with_deps(const struct conf *c, const struct target_def *d)
{
	for (size_t i = 0; d->loader != NULL && conf_deps(c, d) == NULL &&
		i < c->ndeps; i++) {
		const struct target_def *o = triple_find(c->deps[i].rust, c);

		if (o->arch == d->arch && o->loader != NULL &&
			strcmp(o->loader, d->loader) == 0)
			return o;
	}
	return d;
}

/* Run by hand in a workspace: its [deps] have the libraries. Without them the
 * program may well run, too. */
static void
find_place(const struct target_def *d, struct place *p)
{
	autofree char *name = root_variable(d);
	scoped(conf) conf = CONF_INIT;
	autofail f = FAIL_INIT;

	if (getenv(name) != NULL)
		return;
	if (conf_load_here(&conf, &f) != 0 ||
		root_find(&machine_real, &conf, with_deps(&conf, d), &p->root,
			&f) != 0)
		trace_line("no root: %s", f.what);
	if (conf.workspace != NULL)
		p->ini = xstrdup(conf.workspace);
}

static int
run_for(const struct target_def *d, const struct options *o,
	const struct binary *b, const char *file, char **args, struct fail *f)
{
	struct place p = { NULL, ROOT_INIT };
	struct runner r = RUNNER_INIT;
	int status;

	if (d == NULL)
		return start(NULL, &p, &r, file, args, f);
	if (o->sysroot == NULL)
		find_place(d, &p);
	runner_find(d, p.root.dir, &r);
	/* Another C library than the machine's: qemu plays this machine, too.
	 */
	if (r.kind == RUNNER_DIRECT && o->sysroot != NULL &&
		d->libc == LIBC_GLIBC) {
		runner_clear(&r);
		runner_find_qemu(d, &r);
	}
	if (strcmp(r.id, "qemu-user") == 0 && o->sysroot != NULL)
		use_sysroot(&r, o->sysroot);
	if (r.kind == RUNNER_NONE) {
		status = fail_status(f, EXIT_CANNOT_RUN,
			"cannot run '%s', a program of %s: %s", file, d->rust,
			r.why);
		if (r.fix != NULL)
			fail_hint(f, "%s", r.fix);
	} else if (check_loader(d, o, b, file, f) != 0 ||
		   sanitized_check(&r, d, file, f) != 0) {
		status = -1;
	} else if (lacks_libc(&r, b, file) && need_libc(d, &r, f) != 0) {
		status = -1;
	} else {
		status = start(d, &p, &r, file, args, f);
	}
	runner_clear(&r);
	root_clear(&p.root);
	free(p.ini);
	return status;
}

static int
run_binary_run(void *options, struct fail *f)
{
	struct options *o = options;
	scoped(conf) conf = CONF_INIT;
	scoped(binary) b = BINARY_INIT;
	autofree char *file = program_file(o->file);
	const struct target_def *d;
	struct target t = { 0 };
	int r = 0;

	if (o->target != NULL && (r = conf_load(&conf, NULL, f)) == 0 &&
		(r = spelled_target(o->target, &conf, &t, f)) != 0)
		return -1;
	if (r == 0)
		r = binary_look(file, &b, f);
	d = o->target != NULL && b.def != NULL ? t.def : b.def;
	if (r == 0 && d != NULL)
		r = check_target(&b, d, file, f);
	if (r == 0)
		r = run_for(d, o, &b, file, argvec_exec(&o->args), f);
	return r;
}

const struct subcommand cmd_run_binary = { "run-binary",
	"run a program of any target, by what its headers say",
	rows, sizeof(struct options), run_binary_run,
	.notes = text_run_binary_help };
