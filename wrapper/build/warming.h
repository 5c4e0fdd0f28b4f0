/* Making ahead what the first link of a target would make. */
#pragma once

#include "common/fail.h"
#include "shim/sysroot/sysroot.h"
#include "targets/target.h"
#include "wrapper/build/facts.h"

struct warming {
	struct buildfacts facts;
};

#define WARMING_INIT { .facts = BUILDFACTS_INIT }

/* Reads the configuration of the current folder; finds zig and the shim. */
int warming_open(struct warming *w, struct fail *f);

/* A target as the user spells it, with the floor that a build would use. */
int warming_target(struct warming *w, const char *spelling, struct target *t,
	struct fail *f);

/* The sysroot with these pieces (1 << enum piece), made where missing. */
int warming_pieces(const struct zig *z, const struct target *t,
	unsigned wanted, struct sysroot *out, struct fail *f);

/* The same; of what is there, every file is looked at for damage first. */
int warming_sysroot(const struct warming *w, const struct target *t,
	unsigned pieces, struct sysroot *out, struct fail *f);

/* Links a program in C, and one in C++, by the shim: what zig itself makes
 * for the target is there afterwards. */
int warming_link(const struct warming *w, const struct target *t, bool cxx,
	struct fail *f);

void warming_clear(struct warming *w);
