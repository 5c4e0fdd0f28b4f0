#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "tests/lib/seed.h"

static uint64_t state;

void
seed_set(uint64_t seed)
{
	state = seed;
}

uint64_t
seed_init(void)
{
	const char *set = getenv("ZBUILD_SEED");

	if (set != NULL && *set != '\0')
		state = strtoull(set, NULL, 10);
	else if (getrandom(&state, 4, 0) != 4)
		state = 1;
	printf("# ZBUILD_SEED=%llu\n", (unsigned long long)state);
	fflush(stdout);
	return state;
}

/* splitmix64 */
uint64_t
rnd(uint64_t below)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}
