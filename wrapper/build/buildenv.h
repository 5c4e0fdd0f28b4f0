/* Everything that is got ready before cargo or another build starts. */
#ifndef WRAPPER_BUILD_BUILDENV_H
#define WRAPPER_BUILD_BUILDENV_H

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/root/root.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"
#include "targets/target.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/cargoenv.h"
#include "wrapper/cargo/rustc.h"

struct buildenv {
	struct cargoconfig config;
	char *workspace;         /* its zbuild.ini, or NULL */
	struct conf conf;
	struct zig zig;
	char *shim;
	struct cargoenv env;
	struct rustc rustc;      /* opened when Rust's std is looked for */
	struct argvec warnings;  /* for stderr, whatever --quiet says */
	const char *sysroot;     /* --sysroot, or NULL */
	bool locked;             /* zbuild.lock must not change */
	/* Of the target that was filled last, for `env`'s formats. */
	char *dir, *prefix;      /* the folder of links, their beginning */
	char *clang;             /* words for another clang, or NULL */
	struct argvec emulator;  /* what runs programs, for CMake */
	bool needs_wrapper;      /* they do not run by themselves */
	struct root root;        /* what the target is linked with as well */
};

#define BUILDENV_INIT                                                          \
	{                                                                      \
		.config = CARGOCONFIG_INIT, .conf = CONF_INIT,                 \
		.root = ROOT_INIT                                              \
	}

/*
 * Reads cargo's configuration as seen from dir ("": the current folder, NULL: only $CARGO_HOME's) with
 * the --config values cli (may be NULL), and the user's own .ini files, among
 * them the zbuild.ini of the workspace of `manifest` (NULL: of dir).
 */
int buildenv_open(struct buildenv *b, const char *dir,
	const struct argvec *cli, const char *manifest, struct fail *f);

/* Finds zig and zshim. */
int buildenv_tools(struct buildenv *b, struct fail *f);

/* Fails for a target-cpu of the flags in force that this rustc does not know:
 * rustc itself builds for no CPU in particular then. Asks it if there is one. */
int buildenv_cpu(struct buildenv *b, const struct target *t, struct fail *f);

/*
 * A target without a floor of its own takes that of the shim that cargo's
 * configuration names as its linker, or that of `cargo zbuild setup`; *where
 * then says where that is, else it stays as it is.
 */
int buildenv_floor(const struct buildenv *b, struct target *t, char **where,
	struct fail *f);

/* Can this zig build for t, with the floor that was chosen? */
int buildenv_check(struct buildenv *b, const struct target *t, struct fail *f);

/* Makes the links and files for n targets and fills b->env; with plain also
 * the names that are not cargo's. */
int buildenv_fill(struct buildenv *b, const struct target *ts, size_t n,
	bool plain, struct fail *f);

/* musl programs of target number at of n are static, whatever this rustc does
 * by itself; not if the flags in force say how. buildenv_std does it, too. */
int buildenv_static(struct buildenv *b, const struct target *ts, size_t n,
	size_t at, struct fail *f);

/*
 * Rust's std for target number at of n, by std.h: one that is in our cache is
 * named to cargo by a flag for this target. With get a missing one is made, and
 * it is a failure if that cannot be; without, one that is not there is left to
 * cargo, as is a rustc that does not answer. Comes after buildenv_fill.
 */
int buildenv_std(struct buildenv *b, const struct target *ts, size_t n,
	size_t at, bool get, struct fail *f);

/* Gets ready to run programs of t, after buildenv_fill: the C library of a
 * foreign target is fetched if it is missing. Fails when nothing here runs
 * them, and leaves all to a runner of the user's. */
int buildenv_runs(const struct buildenv *b, const struct target *t,
	struct fail *f);

/* All of the above for one target, spelled by the user, in the current
 * folder; prints b->warnings. */
int buildenv_one(struct buildenv *b, const char *spelling, bool plain,
	struct target *t, struct fail *f);

/* Prints b->warnings on stderr. */
void buildenv_warn(const struct buildenv *b);

/* The root of the target that was filled last, or NULL. */
const struct root *buildenv_root(const struct buildenv *b);

void buildenv_clear(struct buildenv *b);

#endif
