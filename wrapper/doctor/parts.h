/* The parts of doctor that are not about our own tools, in a file each:
 * env.c, path.c, setup.c, cross.c, cache.c. */
#pragma once

#include "targets/conf.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/doctor/finding.h"

/* Variables of the user's that change what builds do. */
void doctor_environment(struct findings *fs);

/* Names of ours on PATH that lead nowhere, to another zshim, or to an old
 * copy of it. shim may be NULL. */
void doctor_path(
	const struct conf *conf, const char *shim, struct findings *fs);

/* The file of `setup` in this folder or above: programs that are gone, the std
 * of another rustc, packages that zbuild.lock has no more. rustc may be NULL.
 */
void doctor_setup(
	const struct conf *conf, struct rustc *rustc, struct findings *fs);

/* What stands here for each key of a Cross.toml in this folder or above. */
void doctor_cross(struct findings *fs);

/* The file of that name in this folder or the nearest above; or NULL. */
char *doctor_find_above(const char *name);

/* The cache folder: whose it is, its size, the room that is left. */
void doctor_cache(struct findings *fs);
