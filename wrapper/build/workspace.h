/* The zbuild.ini of a cargo workspace. */
#ifndef WRAPPER_BUILD_WORKSPACE_H
#define WRAPPER_BUILD_WORKSPACE_H

#include "common/fail.h"

/*
 * Sets ZBUILD_WORKSPACE_CONFIG when a zbuild.ini lies beside the Cargo.toml of
 * the workspace that manifest (NULL: the current folder) belongs to, so that
 * every shim of the build finds it; outside of a workspace the nearest one
 * counts. A value that is set already stays. Cargo is asked only if a folder
 * above has such a file at all.
 */
int workspace_find(const char *manifest, struct fail *f);

#endif
