/*
 * Rust's standard library for a target, from wherever it can be had: rustc's
 * own folder; rustup; or built once from its source into the cache
 *
 *   <cache>/std/<release>-<hash of rustc>/<target>
 *
 * which is a sysroot: links to all that rustc's own has, and the target's
 * libraries. rustc's folder is never written.
 */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/cargo/rustc.h"

/*
 * Looks only. *overlay is NULL when rustc has the library itself, else the
 * folder for --sysroot (freed by the caller). 1: neither is there.
 */
int std_find(struct rustc *r, const struct target_def *d, char **overlay,
	struct fail *f);

/* Does a build find it, in either place? For facts: errors mean no. */
bool std_there(struct rustc *r, const struct target_def *d);

/*
 * std_find; when it finds nothing, gets it, as ZBUILD_STD allows: "auto" (the
 * default), "rustup" or "build" for one of the two ways, "no" for none. cargo
 * is for a toolchain without one. A build that fails or is interrupted leaves
 * nothing behind.
 */
int std_get(struct rustc *r, const struct target_def *d, const char *cargo,
	char **overlay, struct fail *f);
