/*
 * `cargo zbuild build …`: targets found and stripped of their glibc floor, the
 * environment set up, then cargo itself in our place.
 */
#pragma once

#include <stddef.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* Appends what somebody wants cargo to see for these targets as well, as
 * os_exec takes it. */
typedef void cargo_also(
	const struct target *ts, size_t n, struct argvec *env);

/* argv[0] is cargo's subcommand; also may be NULL. The exit status, or -1. */
int cargo_call(int argc, char **argv, cargo_also *also, struct fail *f);
