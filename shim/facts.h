/* The facts of this machine and of the zig that was found. */
#pragma once

#include "shim/plan/facts.h"

extern const struct facts facts_real;
