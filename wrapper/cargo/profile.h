/* The flags of a profile: nightly cargo's `profile-rustflags`. */
#pragma once

#include "wrapper/cargo/cargocall.h"
#include "wrapper/cargo/cargoconfig.h"

/*
 * profile.NAME.rustflags of what a call builds with, or of the nearest that it
 * inherits from: CARGO_PROFILE_NAME_RUSTFLAGS and the configuration, which hide
 * the workspace's Cargo.toml. What cannot be read is cargo's to complain about.
 */
int profile_rustflags(const struct cargocall *call,
	const struct cargoconfig *config, const struct argvec *vars,
	struct argvec *out, struct fail *f);
