/* What the Rust compiler in use says about itself. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/cargo/cargoconfig.h"

struct rustc {
	char *path;
	char *sysroot;	 /* `rustc --print sysroot`, absolute */
	char *toolchain; /* rustup's name of it, or NULL */
	/* After rustc_identify: */
	char *release; /* "1.96.0" */
	char *commit;  /* hash, or NULL */
	char *key;     /* "1.96.0-<hash>": of this very rustc */
	bool mute;     /* it did not answer once */
	struct argvec env; /* what it runs with, as child_run takes it */
};

#define RUSTC_INIT { .env = ARGVEC_INIT }

/*
 * Finds rustc as cargo does ($RUSTC, build.rustc of the configuration, which
 * may be NULL, PATH), in the toolchain that the configuration's call names, and
 * asks it once for its sysroot. Status 127 if there is none.
 */
int rustc_open(
	const struct cargoconfig *config, struct rustc *out, struct fail *f);

/* Appends the lines of `rustc --print cfg --target T`; for cargoconfig. */
int rustc_cfg(const struct cargoconfig *config, const char *target,
	struct argvec *out, struct fail *f);

/* Asks for the release and what tells this rustc from others: a second run. */
int rustc_identify(struct rustc *r, struct fail *f);

/* A tool of the same toolchain ("cargo", "rustc"), by its real path, not by
 * rustup's stand-in; NULL if it is not there. Freed by the caller. */
char *rustc_tool(const struct rustc *r, const char *name);

/* "rustc 1.95.0 (59807616e 2026-04-14)": a second run. Freed by the caller. */
int rustc_version(const struct rustc *r, char **out, struct fail *f);

/* Is the target's standard library there? */
bool rustc_has_std(const struct rustc *r, const char *target);

/* <sysroot>/lib/rustlib/src/rust, where the library's sources are looked for;
 * freed by the caller. */
char *rustc_src(const struct rustc *r);

/* Are they there, for -Zbuild-std? */
bool rustc_has_src(const struct rustc *r);

/* The triple of the machine that it runs on: a run, if rustup's files do not
 * say it; freed by the caller. NULL if it does not say. */
char *rustc_host(const struct rustc *r);

/* Does it link the C library of a target statically by itself? Asks it: a run.
 * What it does not answer counts as yes. */
bool rustc_links_statically(const struct rustc *r, const char *target);

/* The CPUs that it knows for a target, one a line; NULL if it does not say. A
 * run; freed by the caller. */
char *rustc_cpus(const struct rustc *r, const char *target);

/* Does it take a CPU that it does not list, as LLVM's other names are (apple-m1,
 * cobalt-100)? Asks it: a run. What it does not answer counts as yes. */
bool rustc_takes_cpu(
	const struct rustc *r, const char *target, const char *cpu);

/* The command that brings the standard library of a target; freed by the
 * caller. */
char *rustc_std_fix(const struct rustc *r, const char *target);

/* What a tool prints on stdout for one argument, without the last line end.
 * A non-zero exit is an error with its first line of stderr. */
int rustc_tool_says(const char *program, const char *word, const char *word2,
	char **out, struct fail *f);

void rustc_clear(struct rustc *r);
