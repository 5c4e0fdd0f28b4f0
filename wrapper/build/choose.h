/*
 * The environment of a build as a value: a function of its facts, which looks
 * at nothing else and changes nothing.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/build/facts.h"
#include "wrapper/cargo/cargoenv.h"

/*
 * Fills env for all targets of b, with plain also with the names that are not
 * cargo's; what the user set is in it as kept. warnings gets what they should
 * know, whatever --quiet says. Fails when a flag cannot be added to the user's.
 */
int choose_env(const struct buildfacts *b, bool plain, struct cargoenv *env,
	struct argvec *warnings, struct fail *f);
