/* The facts of this machine and of the zig that was found. */
#ifndef SHIM_FACTS_H
#define SHIM_FACTS_H

#include "shim/plan/facts.h"

extern const struct facts facts_real;

#endif
