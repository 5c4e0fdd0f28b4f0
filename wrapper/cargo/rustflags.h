/*
 * The flags that cargo gives to rustc and rustdoc for a target. Cargo takes
 * them from the first place that has any: CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS,
 * target.* (joined), build.*.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/cargo/cargoconfig.h"

enum rustflags_source {
	RUSTFLAGS_NONE,
	RUSTFLAGS_ENCODED,  /* CARGO_ENCODED_RUSTFLAGS */
	RUSTFLAGS_PLAIN,    /* RUSTFLAGS */
	RUSTFLAGS_TARGET,   /* target.T, target.'cfg(…)', CARGO_TARGET_T_… */
	RUSTFLAGS_BUILD     /* build, CARGO_BUILD_… */
};

/* Where flags are looked for. */
struct rustflags_from {
	const struct argvec *vars;   /* the environment: vars.h */
	const struct cargoconfig *config;
	bool rustdoc;                /* …RUSTDOCFLAGS instead */
};

struct rustflags {
	enum rustflags_source source;
	struct argvec words;
};

#define RUSTFLAGS_INIT { RUSTFLAGS_NONE, ARGVEC_INIT }

/* The flags in force for a Rust triple. */
int rustflags_in_force(const struct rustflags_from *from, const char *target,
	struct rustflags *out, struct fail *f);

/* Is one of the flags in force for a Rust triple, or of those of the profile,
 * of this kind? */
int rustflags_have(const struct rustflags_from *from, const char *target,
	bool (*kind)(const char *flag), bool *have, struct fail *f);

/* The value of the last `-C NAME=`, in any of its spellings (-C target_cpu=x,
 * --codegen=target-cpu=x …), or NULL; name is "linker=", "target-cpu=" … */
const char *rustflags_codegen(const struct rustflags *r, const char *name);

/* That of the flags in force for a Rust triple, else of the profile's; freed by
 * the caller. */
int rustflags_value(const struct rustflags_from *from, const char *target,
	const char *name, char **value, struct fail *f);

/*
 * Appends to env the KEY=VALUE words that add `flag` (no blanks in it) for
 * `target` to what is in force there and change nothing else. `others` are the
 * other targets of the same cargo call: RUSTFLAGS would reach them as well, so
 * it is taken apart into one variable for each target. Fails when that would
 * lose or add something.
 */
int rustflags_add(const struct rustflags_from *from, const char *target,
	const struct argvec *others, const char *flag, struct argvec *env,
	struct fail *f);

/* "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_<key>"; freed by the caller. */
char *rustflags_target_key(const char *target, const char *key);
