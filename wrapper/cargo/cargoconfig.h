/*
 * What cargo's own configuration says: .cargo/config.toml of the folders above,
 * $CARGO_HOME, `include` and `--config`, merged as cargo merges them. `cargo
 * config get` would tell, but is not stable.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/text/toml.h"

struct cargoconfig {
	struct toml *root;      /* everything merged */
	struct argvec files;    /* that were read, highest precedence last */
	struct argvec setup;    /* targets of `cargo zbuild setup`, as spelled;
				   what it wrote is left out of root */

	bool cli;               /* what is read now comes from --config */

	struct argvec profile;  /* profile.*.rustflags in force (profile.h) */

	bool building;          /* cargo runs what is named in there anyway */

	const char *toolchain;  /* the call's "+NAME" for rustup, or NULL */

	/* The lines of `rustc --print cfg --target T`, asked for only when
	 * some [target.'cfg(…)'] has a key that matters. */
	int (*facts)(const struct cargoconfig *c, const char *target,
		struct argvec *out, struct fail *f);
	struct cargoconfig_facts *known;  /* asked for already */
	size_t nknown;
};

#define CARGOCONFIG_INIT { .root = NULL }

/*
 * Reads the files that cargo would when started in `dir` ("" is the current
 * folder); only $CARGO_HOME's if dir is NULL, as `cargo install` does. Another
 * user's is refused. `cli` holds the values of --config.
 */
int cargoconfig_load(struct cargoconfig *c, const char *dir,
	const struct argvec *cli, struct fail *f);

/* The node at keys (up to a NULL), or NULL. */
struct toml *cargoconfig_get(const struct cargoconfig *c, ...)
	__attribute__((sentinel));

/* Was this node given by --config, which beats the environment? */
bool cargoconfig_from_cli(const struct toml *node);

/* May we run the program that this node names, without cargo? Not if a file
 * says so that came with a folder and is not trusted (targets/conftrust.h). */
int cargoconfig_program(const struct cargoconfig *c, const struct toml *node,
	struct fail *f);

/* The words of a string or an array of strings: cargo's StringList splits a
 * string at blanks. NULL has none. Anything else is an error. */
int cargoconfig_words(const struct toml *node, struct argvec *out,
	struct fail *f);

/*
 * target.<target>.<key> and that of every [target.'cfg(…)'] that holds for the
 * target, in cargo's order; at most max nodes. Returns how many, or -1.
 */
int cargoconfig_target(const struct cargoconfig *c, const char *target,
	const char *key, struct toml **out, int max, struct fail *f);

/* Asks for the facts of a target whose cargoconfig_target may need them, so
 * that it asks no more; rustc knows it as triple. */
int cargoconfig_know(struct cargoconfig *c, const char *target,
	const char *triple, struct fail *f);

/* A variable of the [env] table; NULL if it says nothing about it. *where
 * tells file and line. Borrowed. */
const char *cargoconfig_env(const struct cargoconfig *c, const char *name,
	const char **where);

void cargoconfig_clear(struct cargoconfig *c);

/* $CARGO_HOME, else ~/.cargo, freed by the caller; NULL without a home. */
char *cargoconfig_home(void);
