#include "wrapper/build/cargo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/build/beside.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/build/runs.h"
#include "wrapper/build/universal.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/cargocall.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/profile.h"
#include "wrapper/cargo/rustflags.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/run/oldglibc.h"

enum { MAX_TARGETS = 512 };

struct job {
	struct cargocall call;
	struct buildenv build;
	struct target targets[MAX_TARGETS];
	size_t n;
	struct argvec env;      /* changes beside those of build.env */
	cargo_also *also;       /* or NULL */
	bool glibc_check;       /* run with the oldest glibc that there is */
};

/* cargo's own word for "this machine". */
static const char host_tuple[] = "host-tuple";

/* One target more, unless it is there already. */
static int
add_target(struct job *j, const char *spelling, char **bare, struct fail *f)
{
	struct target t;

	if (spelled_target(spelling, &j->build.facts.conf, &t, f) != 0)
		return -1;
	*bare = xstrdup(t.spec[0] != '\0' ? spelling : t.def->rust);
	for (size_t i = 0; i < j->n; i++) {
		const struct target *old = &j->targets[i];

		if (strcmp(target_cargo(old), target_cargo(&t)) != 0)
			continue;
		if (version_cmp(old->glibc, t.glibc) == 0)
			return 0;
		return fail_status(f, EXIT_USAGE,
			"two glibc floors for '%s' in one call: %u.%u and "
			"%u.%u",
			t.def->rust, old->glibc.major, old->glibc.minor,
			t.glibc.major, t.glibc.minor);
	}
	if (j->n == MAX_TARGETS)
		return fail_status(f, EXIT_USAGE, "more than %d targets",
			MAX_TARGETS);
	j->targets[j->n++] = t;
	return 0;
}

/*
 * Takes in one spelling; *bare is what cargo gets to see. A word that we do
 * not know is none of our business when nothing is going to be built (`cargo
 * tree --target all`).
 */
static int
take_target(struct job *j, const char *spelling, char **bare, struct fail *f)
{
	size_t n = strlen(host_tuple);
	autofree char *named = NULL;

	if (strncmp(spelling, host_tuple, n) == 0 &&
		(spelling[n] == '\0' || spelling[n] == '.')) {
		named = xasprintf("%s%s",
			buildfacts_host(&j->build.facts), spelling + n);
		spelling = named;
	}
	if (add_target(j, spelling, bare, f) == 0)
		return 0;
	if (cargocall_kind(&j->call) != CARGOCALL_IDLE)
		return -1;
	fail_clear(f);
	if (*bare == NULL)
		*bare = xstrdup(spelling);
	return 0;
}

static int
targets_of_words(struct job *j, size_t *found, struct fail *f)
{
	struct argvec *words = &j->call.words;
	struct cargocall_target *at = NULL;
	int r = 0;

	if (cargocall_target_alone(&j->call)) {
		fail_status(f, EXIT_USAGE, "no value for option '--target'");
		return fail_hint(f, "`cargo zbuild targets` lists the targets");
	}
	at = xcalloc(words->n, sizeof *at);
	*found = cargocall_targets(&j->call, at, words->n);
	for (size_t i = 0; i < *found; i++) {
		char *word = words->v[at[i].word];
		autofree char *bare = NULL;

		r = take_target(j, word + at[i].offset, &bare, f);
		if (r != 0)
			break;
		words->v[at[i].word] = xasprintf(
			"%.*s%s", (int)at[i].offset, word, bare);
		free(word);
	}
	free(at);
	return r;
}

/*
 * build.target of cargo's files. The suffix cannot be seen there by cargo, so
 * CARGO_BUILD_TARGET, which beats a text of the files, says the plain triple. A
 * list is joined with it (set, may be NULL), and --config beats it: there
 * --target words say what is meant, where the subcommand takes some. Cargo's
 * others do not look at build.target.
 */
static int
targets_of_config(struct job *j, struct toml *node, const char *set,
	struct fail *f)
{
	autoargvec words = ARGVEC_INIT, bares = ARGVEC_INIT;
	bool suffix = false, text = node->kind == TOML_STRING;

	if (text)
		argvec_push(&words, node->text);
	else if (cargoconfig_words(node, &words, f) != 0)
		return -1;
	if (!text && set != NULL && *set != '\0')
		argvec_push(&words, set);
	for (size_t i = 0; i < words.n; i++) {
		char *bare = NULL;

		if (take_target(j, words.v[i], &bare, f) != 0) {
			free(bare);
			return fail_context(f, "%s", node->where);
		}
		suffix = suffix || strcmp(bare, words.v[i]) != 0;
		argvec_take(&bares, bare);
	}
	if (!suffix)
		return 0;
	if (text && !cargoconfig_from_cli(node)) {
		argvec_pushf(&j->env, "CARGO_BUILD_TARGET=%s", bares.v[0]);
		return 0;
	}
	if (cargocall_has_target(&j->call)) {
		cargocall_say_targets(&j->call, &bares);
		return 0;
	}
	if (cargocall_kind(&j->call) == CARGOCALL_IDLE)
		return 0;
	fail_status(f, EXIT_USAGE,
		"%s: cargo would see the glibc floor in build.target",
		node->where);
	return fail_hint(f, "say it as --target TRIPLE.VERSION instead");
}

/* --target, then --config, CARGO_BUILD_TARGET and the files, as in cargo. */
static int
find_targets(struct job *j, struct fail *f)
{
	struct toml *node = cargoconfig_get(
		&j->build.facts.config, "build", "target", NULL);
	const char *set = vars_get(
		&j->build.facts.vars, "CARGO_BUILD_TARGET");
	autofree char *bare = NULL;
	size_t found = 0;

	if (targets_of_words(j, &found, f) != 0)
		return -1;
	if (found == 0 && node != NULL &&
		(set == NULL || cargoconfig_from_cli(node) ||
			node->kind != TOML_STRING))
		return targets_of_config(j, node, set, f);
	if (set == NULL || *set == '\0')
		return 0;
	if (found > 0) {
		/* Not in force, but cargo would stumble over a suffix. */
		struct target t;

		if (triple_parse(set, &j->build.facts.conf, &t, FAIL_IGNORED) == 0 &&
			t.glibc_given)
			argvec_pushf(&j->env, "CARGO_BUILD_TARGET=%s",
				t.def->rust);
		return 0;
	}
	if (take_target(j, set, &bare, f) != 0)
		return fail_context(f, "CARGO_BUILD_TARGET");
	if (strcmp(bare, set) != 0)
		argvec_pushf(&j->env, "CARGO_BUILD_TARGET=%s", bare);
	return 0;
}

/* The floor of target number i if it was given none: it must not be a
 * surprise. */
static int
choose_floor(struct job *j, size_t i, struct fail *f)
{
	struct target *t = &j->targets[i];
	bool given = t->glibc_given;
	autofree char *where = NULL;

	if (buildfacts_floor(&j->build.facts, t, &where, f) != 0)
		return -1;
	if (t->def->libc != LIBC_GLIBC || given || j->call.quiet)
		return 0;
	fshow(stderr, "zbuild: %s: glibc floor %u.%u (%s; %s%s%s sets another)\n",
		target_cargo(t), t->glibc.major, t->glibc.minor,
		where != NULL ? where : "the default",
		t->spec[0] != '\0' ? "zbuild.ini, glibc = in [target " : "",
		t->def->rust, t->spec[0] != '\0' ? "]" : ".VERSION");
	return 0;
}

/* Has cargo been told to build std itself, on the command line or for good? */
static bool
builds_std(const struct job *j)
{
	return cargocall_builds_std(&j->call) ||
	       vars_get(&j->build.facts.vars, "CARGO_UNSTABLE_BUILD_STD") !=
		       NULL ||
	       cargoconfig_get(&j->build.facts.config, "unstable", "build-std",
		       NULL) != NULL;
}

/* Subcommands that we do not know may compile nothing: for those a missing std
 * is no failure, and nothing is fetched or built. */
static enum rustfacts_std
wanted_std(const struct job *j)
{
	if (builds_std(j))
		return RUSTSTD_CARGOS;
	return cargocall_kind(&j->call) == CARGOCALL_BUILDS ||
			       strcmp(cargocall_sub(&j->call), "nextest") == 0
		       ? RUSTSTD_GET
		       : RUSTSTD_FIND;
}

/* --glibc-check: the runner is one with that glibc, whatever else is set: it was
 * asked for. */
static int
check_glibc(struct job *j, const struct targetfacts *of, struct fail *f)
{
	const struct target *t = &of->t;
	autofree char *self = NULL;
	autofree char *key = rustflags_target_key(target_cargo(t), "RUNNER");
	autofree char *floor = version_text(t->glibc);
	scoped(oldglibc) old = OLDGLIBC_INIT;
	struct version v = { 0, 0, 0 };
	int r;

	if (t->def->libc != LIBC_GLIBC)
		return fail_status(f, EXIT_USAGE,
			"--glibc-check: %s has no glibc", t->def->rust);
	r = oldglibc_get(t->def, &old, f);
	if (r != 0) {
		fail_context(f, "--glibc-check");
	} else if (!version_parse(old.version, &v) ||
		   version_cmp(t->glibc, v) > 0) {
		r = fail_status(f, EXIT_USAGE,
			"--glibc-check: the floor of %s is glibc %s, and the "
			"oldest that there is, of %s, is %s",
			t->def->rust, floor, old.from, old.version);
		fail_hint(f, "give a lower floor: --target %s.%s",
			t->def->rust, old.version);
	} else if (strpbrk(old.dir, " \t") != NULL) {
		fail_set(f, "--glibc-check: '%s' has a blank in it, which "
			    "cargo's settings cannot have", old.dir);
		r = fail_hint(f, "set ZBUILD_CACHE_DIR to a folder without");
	} else if ((r = linkdir_self(of->dir, &self, f)) == 0) {
		fshow(stderr,
			"zbuild: %s: running with glibc %s (%s), the oldest "
			"that there is; the floor is %s\n",
			t->def->rust, old.version, old.from, floor);
		argvec_pushf(&j->env, "%s=%s run-binary --target %s --sysroot %s",
			key, self, t->def->rust, old.dir);
	}
	return r;
}

static int
check_call(const struct job *j, struct fail *f)
{
	if (!j->glibc_check || (j->n > 0 && cargocall_runs(&j->call)))
		return 0;
	fail_status(f, EXIT_USAGE,
		"--glibc-check needs %s", j->n == 0 ? "a --target"
						    : "something to run");
	return fail_hint(f, "cargo zbuild test --glibc-check --target "
			    "x86_64-unknown-linux-gnu.2.17");
}

static int
prepare(struct job *j, struct fail *f)
{
	if (j->n == 0 && j->call.sysroot != NULL)
		return fail_status(f, EXIT_USAGE,
			"--sysroot without --target: cargo builds for this "
			"machine by itself");
	if (j->n == 0) {
		if (cargocall_kind(&j->call) == CARGOCALL_BUILDS &&
			!j->call.quiet)
			fshow(stderr,
				"zbuild: no --target: cargo builds for this "
				"machine with its own linker (--target "
				"%s[.VERSION] uses zig)\n",
				host_triple());
		return 0;
	}
	j->build.facts.sysroot = j->call.sysroot;
	j->build.facts.locked = j->call.locked;
	if (buildfacts_tools(&j->build.facts, f) != 0)
		return -1;
	for (size_t i = 0; i < j->n; i++)
		if (choose_floor(j, i, f) != 0 ||
			buildfacts_check(&j->build.facts, &j->targets[i], f) != 0 ||
			rustfacts_cpu(&j->build.facts, &j->targets[i], f) != 0)
			return -1;
	if (buildenv_fill(&j->build, j->targets, j->n, false, wanted_std(j),
		    f) != 0 || buildenv_scripts(&j->build, f) != 0)
		return -1;
	buildenv_apply(&j->build, &j->env);
	if (j->also != NULL)
		j->also(j->targets, j->n, &j->env);
	buildenv_warn(&j->build);
	for (size_t i = 0; cargocall_runs(&j->call) && i < j->n; i++) {
		const struct targetfacts *of = &j->build.facts.of[i];

		if ((j->glibc_check ? check_glibc(j, of, f)
				    : runs_prepare(of, f)) != 0)
			return -1;
	}
	return 0;
}

/* `cargo install` looks at $CARGO_HOME only, or at --path. */
static const char *
config_dir(const struct cargocall *c)
{
	const char *sub = cargocall_sub(c);

	if (strcmp(sub, "install") == 0 || strcmp(sub, "uninstall") == 0)
		return c->path;
	return "";
}

/* The child shall not see a variable of the user's, and neither do we. */
static void
take_away(struct job *j, const char *name)
{
	autoargvec gone = ARGVEC_INIT;

	if (vars_get(&j->build.facts.vars, name) == NULL)
		return;
	argvec_push(&gone, name);
	vars_apply(&j->build.facts.vars, &gone);
	argvec_push(&j->env, name);
}

static int
run(struct job *j, struct fail *f)
{
	struct buildfacts *facts = &j->build.facts;
	autofree char *cargo = NULL;
	autoargvec argv = ARGVEC_INIT;
	bool universal;
	int r;

	if (j->call.toolchain)
		facts->config.toolchain = j->call.words.v[0] + 1;
	facts->config.building = true;
	if (buildfacts_open(facts, config_dir(&j->call), &j->call.configs,
		    j->call.manifest, f) != 0 ||
		cargocall_expand(&j->call, &facts->config, f) != 0 ||
		profile_rustflags(&j->call, &facts->config, &facts->vars,
			&facts->config.profile, f) != 0)
		return -1;
	if ((r = universal_take(&j->call, &facts->config,
		     vars_get(&facts->vars, "CARGO_BUILD_TARGET"), f)) < 0)
		return -1;
	if (r > 0)
		take_away(j, "CARGO_BUILD_TARGET");
	universal = r > 0 && universal_joins(&j->call);
	if (find_targets(j, f) != 0 || check_call(j, f) != 0)
		return -1;
	if (cargocall_kind(&j->call) != CARGOCALL_IDLE && prepare(j, f) != 0)
		return -1;
	/* Only rustup's own cargo understands +toolchain, not what $CARGO
	 * names. */
	if (j->call.toolchain)
		take_away(j, "CARGO");
	if (cargobin_find(vars_get(&facts->vars, "CARGO"), &cargo, f) != 0)
		return -1;
	argvec_push(&argv, cargo);
	argvec_pushv(&argv, j->call.words.v);
	os_notes_share(&j->env);
	if (cargocall_links(&j->call))
		beside_start(facts, j->targets, j->n, &j->env);
	if (universal)
		return universal_run(cargo, &argv, &j->env, f);
	trace_words("run", j->env.v, argv.v);
	return os_exec(cargo, &argv, &j->env, f);
}

int
cargo_call(int argc, char **argv, cargo_also *also, struct fail *f)
{
	struct job j = { .call = CARGOCALL_INIT, .build = BUILDENV_INIT,
		.also = also };
	autoargvec words = ARGVEC_INIT;
	int r;

	for (int i = 0; i < argc; i++)
		argvec_push(&words, argv[i]);
	j.glibc_check = cargocall_take(&words, "--glibc-check");
	cargocall_parse(&j.call, (int)words.n, words.v);
	r = run(&j, f);
	cargocall_clear(&j.call);
	buildenv_clear(&j.build);
	argvec_clear(&j.env);
	return r;
}
