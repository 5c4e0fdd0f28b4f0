/*
 * What the environment of a build is made from: gathered from the user's
 * environment, cargo's configuration, the workspace, zig, rustc and the
 * targets before anything is chosen (choose.h).
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/root/root.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"
#include "targets/target.h"
#include "wrapper/build/linker.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/cargoroot.h"
#include "wrapper/cargo/rustc.h"

struct targetfacts {
	struct target t;
	bool native;             /* its triple is this machine's */
	struct linker linker;    /* that somebody chose */
	bool has_runner;         /* somebody said how its programs run */
	struct root root;        /* what it is linked with as well */
	struct cargoroot in_root;
	bool libstdcxx;          /* C++ is that of the root */
	char *dir, *prefix;      /* the folder of links, their beginning */
	struct argvec command;   /* for cargo: what runs its programs, if they
				    do not by themselves */
	struct argvec emulator;  /* the same for CMake and Meson */
	bool needs_wrapper;      /* they do not run by themselves */
	char *toolchain;         /* CMake's file */
	char *clang;             /* words for another clang, or NULL, */
	char *no_clang;          /* which this is the reason of */
	/* After rustfacts_add: */
	bool dynamic;            /* musl, and rustc would not link it in */
	char *std;               /* the folder of Rust's std, or NULL where
				    rustc has it */
};

struct buildfacts {
	/* What the call says, set before anything else. */
	const char *sysroot;     /* --sysroot, or NULL */
	bool locked;             /* zbuild.lock must not change */

	struct argvec vars;      /* the user's environment: vars.h */
	struct cargoconfig config;
	char *workspace;         /* its zbuild.ini, or NULL */
	struct conf conf;
	struct zig zig;
	char *shim;
	struct rustc rustc;      /* opened when it is asked for something */
	char *rustdoc;           /* of the same toolchain, or NULL */
	char *libclang;          /* a folder for bindgen, or NULL */
	char *host;              /* rustc's word on this machine, if asked */
	struct targetfacts *of;  /* of each target */
	size_t n;
};

#define BUILDFACTS_INIT                                                        \
	{                                                                      \
		.config = CARGOCONFIG_INIT, .conf = CONF_INIT,                 \
		.rustc = RUSTC_INIT                                            \
	}

/*
 * Reads the environment, cargo's configuration as seen from dir ("": the
 * current folder, NULL: only $CARGO_HOME's) with the --config values cli (may
 * be NULL), and the user's own .ini files, among them the zbuild.ini of the
 * workspace of `manifest` (NULL: of dir).
 */
int buildfacts_open(struct buildfacts *b, const char *dir,
	const struct argvec *cli, const char *manifest, struct fail *f);

/* Finds zig and zshim. */
int buildfacts_tools(struct buildfacts *b, struct fail *f);

/* The triple of this machine. Where it may have two C libraries, rustc is asked:
 * its word wins (host_set). Borrowed. */
const char *buildfacts_host(struct buildfacts *b);

/* linker_floor by these facts. */
int buildfacts_floor(
	struct buildfacts *b, struct target *t, char **where, struct fail *f);

/* Can this zig build for t, with the floor that was chosen? */
int buildfacts_check(
	const struct buildfacts *b, const struct target *t, struct fail *f);

/* Those of n targets, whose links, files and roots are made. */
int buildfacts_targets(struct buildfacts *b, const struct target *ts,
	size_t n, struct fail *f);

void buildfacts_clear(struct buildfacts *b);
