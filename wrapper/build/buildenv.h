/*
 * The environment that cargo or another build runs in: its facts are gathered
 * (facts.h, rustfacts.h), the variables are chosen from them (choose.h), and
 * what is started gets them. Our own environment stays as it is.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/build/facts.h"
#include "wrapper/build/rustfacts.h"
#include "wrapper/cargo/cargoenv.h"

struct buildenv {
	struct buildfacts facts;
	struct cargoenv env;     /* what was chosen */
	struct argvec warnings;  /* for stderr, whatever --quiet says */
};

#define BUILDENV_INIT { .facts = BUILDFACTS_INIT }

/* For n targets, of a build whose facts are open and whose tools are found:
 * gathers what there is to know about them and chooses. */
int buildenv_fill(struct buildenv *b, const struct target *ts, size_t n,
	bool plain, enum rustfacts_std std, struct fail *f);

/* All of it for one target, spelled by the user, in the current folder; prints
 * the warnings. */
int buildenv_one(struct buildenv *b, const char *spelling, bool plain,
	struct target *t, struct fail *f);

/* Of a call of cargo: plain CC and its kin, too (cargoenv_scripts). */
int buildenv_scripts(struct buildenv *b, struct fail *f);

/* What is done to a child's environment, as child_run and os_exec take it. */
void buildenv_apply(const struct buildenv *b, struct argvec *changes);

/* Prints the warnings on stderr. */
void buildenv_warn(const struct buildenv *b);

void buildenv_clear(struct buildenv *b);
