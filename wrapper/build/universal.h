/*
 * universal2-apple-darwin: no target of cargo's but two, and what both builds
 * made joined into fat files beside theirs.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/cargo/cargocall.h"

#define UNIVERSAL "universal2-apple-darwin"

/* If the call, set (CARGO_BUILD_TARGET's value or NULL: cargo must not see it
 * then) or build.target of cargo's configuration asks for it, puts the two
 * targets in its place; 1 then, 0 if not, -1 when the subcommand takes one
 * target only. */
int universal_take(struct cargocall *c, const struct cargoconfig *config,
	const char *set, struct fail *f);

/* Does this call make files that are to be joined? */
bool universal_joins(const struct cargocall *c);

/* Runs cargo and joins; the status is cargo's. words are changed so that cargo
 * tells which files it made. */
int universal_run(const char *cargo, struct argvec *words,
	const struct argvec *env, struct fail *f);

/*
 * What cargo's messages (one JSON object a line) say with the joined files in
 * the place of each pair of files that exists; for tests, too. The files are
 * made. Freed by the caller.
 */
int universal_join(const char *messages, char **out, size_t *joined,
	struct fail *f);
