/* Getting ready to run programs of a target. */
#pragma once

#include "common/fail.h"
#include "wrapper/build/facts.h"

/* The C library of a foreign target is fetched if it is missing. Fails when
 * nothing here runs its programs, and leaves all to a runner of the user's. */
int runs_prepare(const struct targetfacts *of, struct fail *f);
