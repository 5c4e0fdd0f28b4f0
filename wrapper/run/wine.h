/* What programs of Windows need beside wine. */
#pragma once


#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/*
 * The environment for a program of d, KEY=VALUE words, without what the user
 * set: a prefix of ours (so that no setting of the desktop's reaches a test),
 * nothing on stderr but a DLL that is missing, no windows of wine's own, and
 * bcryptprimitives.dll, which Rust's std imports and wine before 9 lacks.
 * Makes what of it is not there, with the zig that conf_load finds for this
 * zbuild.ini (may be NULL).
 */
int wine_env(const struct target_def *d, const char *workspace,
	struct argvec *env, struct fail *f);
