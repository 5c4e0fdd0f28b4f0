/* Numbers that look random, and the same everywhere for one seed. */
#pragma once

#include <stdint.h>

/* What comes next depends on this alone. */
void seed_set(uint64_t seed);

/* Takes ZBUILD_SEED of the environment, or else chance, and prints it. */
uint64_t seed_init(void);

/* The next number below that. */
uint64_t rnd(uint64_t below);
