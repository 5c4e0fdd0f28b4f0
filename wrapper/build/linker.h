/* Who links for a target, if somebody has said so. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/conf.h"
#include "targets/target.h"
#include "wrapper/cargo/cargoconfig.h"

struct linker {
	char *word, *where;   /* NULL: nobody has */
	bool ours;            /* it is the shim, by a name for the target */
	struct target said;   /* what that name says */
};

#define LINKER_INIT { 0 }

/* As cargo would take it from its configuration and from vars (vars.h). */
int linker_find(const struct argvec *vars, const struct cargoconfig *config,
	const struct target *t, struct linker *out, struct fail *f);

/*
 * A target without a floor of its own takes that of the shim that is its
 * linker, or that of `cargo zbuild setup`; *where, freed by the caller, then
 * says where that is, else it stays as it is.
 */
int linker_floor(const struct argvec *vars, const struct cargoconfig *config,
	const struct conf *conf, struct target *t, char **where,
	struct fail *f);

void linker_clear(struct linker *l);
