/* What rustc says about the targets of a build. */
#pragma once

#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/build/facts.h"

/* What becomes of Rust's std. */
enum rustfacts_std {
	RUSTSTD_CARGOS,  /* cargo builds it itself */
	RUSTSTD_FIND,    /* one that is not there is left to cargo, as is a
			    rustc that does not answer */
	RUSTSTD_GET      /* one that is not there is made: std.h */
};

/* Fails for a target-cpu of the flags in force that this rustc does not know:
 * rustc itself builds for no CPU in particular then. Asks it if there is one. */
int rustfacts_cpu(
	struct buildfacts *b, const struct target *t, struct fail *f);

/* How the targets' C library is linked, unless the flags in force say so, and
 * where their std is, unless the flags name a sysroot. */
int rustfacts_add(
	struct buildfacts *b, enum rustfacts_std what, struct fail *f);
